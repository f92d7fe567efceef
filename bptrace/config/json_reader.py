"""JSON text -> plain data, by the standard library; or a tree, to say where things are.

The tree costs ten times as much and is worked out only once something must be reported.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bptrace.config.yaml_reader import read_yaml

read_json = read_yaml


def json_data(text: str) -> Any:
    """The data of a JSON text. Raises ValueError or RecursionError where `read_json` knows why."""
    return json.loads(text, object_pairs_hook=_without_duplicates)


def _without_duplicates(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("duplicate key")
    return data
