"""Numbers of a file -> finite floats, in lists of lists; whatever is something else is refused."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from bptrace.config.data_files.complaints import Complaints
from bptrace.problems.problem import Kind, Place

if TYPE_CHECKING:
    from bptrace.config.data_files.opening import Array

KINDS = "biuf"
"""Of numpy's kinds of types: truth values, whole numbers, without sign, floating point."""


def flat_numbers(array: Array, name: str, where: Place, complaints: Complaints) -> Array | None:
    """An array of numbers as rows; None, with a complaint, where it is none."""
    if array.dtype.kind not in KINDS:
        complaints.about(Kind.NO_NUMBERS, where, array=name, type=str(array.dtype))
        return None
    flat: Array = array.reshape(array.shape[0] if array.ndim else 1, -1).astype(float)
    wrong = (~(abs(flat) < float("inf"))).nonzero()
    for row, column in zip(*wrong, strict=True):
        data = {"array": name, "row": int(row) + 1, "found": float(flat[row, column])}
        complaints.about(Kind.ARRAY_NOT_FINITE, where, **data)
        return None
    return flat


def nested_numbers(value: Any) -> Any:
    """Numbers in lists of lists, as floats; None where anything is no finite number."""
    if isinstance(value, list):
        below = [nested_numbers(each) for each in value]
        return None if any(each is None for each in below) else below
    return as_number(value)


def as_number(value: object) -> float | None:
    """A finite number as a float; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None
