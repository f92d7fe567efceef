"""The input layer, which others list as the first layer: here it follows from the samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bptrace.problems.problem import Finding, Kind, Path

NAMES = ("input", "inputs", "input_layer")
OF_A_LAYER = frozenset({"activation", "weights", "bias"})
FIRST: Path = ("layers", 0)


def with_input_layer(findings: Sequence[Finding], data: Any) -> list[Finding]:
    """The findings; where the input layer is listed, that instead of what its entry lacks."""
    if not _lists_input_layer(data):
        return list(findings)
    about_others = [each for each in findings if each.path[: len(FIRST)] != FIRST]
    return [*about_others, Finding(Kind.INPUT_LAYER, FIRST)]


def _lists_input_layer(data: Any) -> bool:
    """Whether the first of several layers has no weights, and is called so, or has nothing but as
    many units as there are inputs."""
    layers = data.get("layers") if isinstance(data, dict) else None
    if not isinstance(layers, list) or len(layers) < 2 or not isinstance(layers[0], dict):
        return False
    first = layers[0]
    if "weights" in first:
        return False
    is_bare = not OF_A_LAYER & first.keys()
    return first.get("name") in NAMES or (is_bare and first.get("units") == _inputs(data))


def _inputs(data: dict[str, Any]) -> int | None:
    """How many inputs the first sample has."""
    match data.get("samples"):
        case [{"input": list(numbers)}, *_]:
            return len(numbers)
        case [{"input": int() | float()}, *_]:
            return 1
    return None
