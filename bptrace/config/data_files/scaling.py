"""Columns of inputs, each brought to a common range by two constants: (x − shift) / scale.

standard   shift: the mean, scale: the standard deviation of the column (of all, not of a sample)
min_max    shift: the smallest, scale: the largest less the smallest
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum, sqrt

from msgspec import Struct

from bptrace.config.config import ScaleName

Constants = tuple[float, float]


class Scaling(Struct, frozen=True):
    """How inputs were scaled: (x − shift) / scale, one of each an input."""

    name: ScaleName
    """the rule"""
    shift: list[float]
    """what is subtracted"""
    scale: list[float]
    """what the rest is divided by"""


def _standard(column: Sequence[float]) -> Constants:
    mean = fsum(column) / len(column)
    return mean, sqrt(fsum((each - mean) ** 2 for each in column) / len(column))


def _min_max(column: Sequence[float]) -> Constants:
    return min(column), max(column) - min(column)


SCALES: Mapping[str, Callable[[Sequence[float]], Constants]] = {
    "standard": _standard,
    "min_max": _min_max,
}


def scaling_of(name: ScaleName, columns: Sequence[Sequence[float]]) -> Scaling | None:
    """The constants for the columns; a constant column is only shifted. None for no scaling.

    Raises OverflowError where the numbers of a column are too far apart.
    """
    if name == "none":
        return None
    constants = [SCALES[name](column) for column in columns]
    return Scaling(name, [shift for shift, _ in constants], [each or 1.0 for _, each in constants])


def scaled(columns: Sequence[Sequence[float]], scaling: Scaling) -> list[list[float]]:
    """The columns, scaled."""
    return [
        [(each - shift) / scale for each in column]
        for column, shift, scale in zip(columns, scaling.shift, scaling.scale, strict=True)
    ]
