"""A config made in Python -> plain data: dicts with texts as keys, lists, numbers, texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bptrace.config.builder import MAX_DEPTH, Refused
from bptrace.problems.problem import Finding, Kind, Path


def plain(value: object, path: Path = ()) -> Any:
    """The same as plain data: tuples become lists, arrays what their `tolist` gives.

    Raises Refused for a value that goes deeper than a config can, as one that contains itself does.
    """
    if len(path) > MAX_DEPTH:
        raise Refused(Finding(Kind.TOO_DEEP, path[:3], {"most": MAX_DEPTH}))
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(each, (*path, str(key))) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each, (*path, place)) for place, each in enumerate(value)]
    return value
