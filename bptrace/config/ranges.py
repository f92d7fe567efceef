"""A number against the range that its type has: what it should have been, where it is outside."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from msgspec import inspect

from bptrace.problems.problem import Kind

IN_EVERY_RANGE = 0.5
"""A number that any of them may be, to go on with: rates, shares, widths."""


def out_of_range(
    value: float, type_: inspect.IntType | inspect.FloatType
) -> tuple[str, Mapping[str, object]] | None:
    """The kind of problem and the bound, as data; None for a number within its range.

    No comparison holds for what is not a number.
    """
    if not -inf < value < inf:
        return (Kind.NOT_FINITE, {}) if isinstance(type_, inspect.FloatType) else None
    if type_.ge in {0, 1} and value < type_.ge:
        return Kind.TOO_SMALL, {"low": type_.ge}
    if type_.gt is not None and value <= type_.gt:
        return Kind.NOT_ABOVE, {"low": type_.gt}
    if type_.lt is not None and value >= type_.lt:
        return Kind.NOT_BELOW, {"high": type_.lt}
    return _too_far(value, type_)


def _too_far(
    value: float, type_: inspect.IntType | inspect.FloatType
) -> tuple[str, Mapping[str, object]] | None:
    """Beyond the largest number there is; or too large a whole number."""
    low, high = type_.ge, type_.le
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    if isinstance(type_, inspect.IntType):
        return Kind.TOO_BIG, {"high": high}
    return Kind.NOT_FINITE, {}
