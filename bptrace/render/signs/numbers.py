"""Numbers as digits: decimals while that leaves four significant ones, else scientific."""

from __future__ import annotations

from math import isfinite

DEFAULT_DIGITS = 9
MOST_DIGITS = 17
SIGNIFICANT = 4
LARGEST_PLAIN = 1e9


def result(value: float, digits: int) -> str:
    """A computed value: always with all its decimals, so that a column of them lines up."""
    if not isfinite(value):
        return str(value)
    size = abs(value)
    if size >= LARGEST_PLAIN or 0.0 < size < _smallest_plain(digits):
        return f"{value:.{min(digits, max(digits - SIGNIFICANT - 1, SIGNIFICANT - 1))}e}"
    return f"{value + 0.0:.{digits}f}"


def _smallest_plain(digits: int) -> float:
    """What still has enough significant digits; who asks for few decimals gets fewer."""
    significant = min(SIGNIFICANT, max(1, digits - 2))
    return 10.0 ** (significant - 1 - digits)


def operand(value: float, digits: int) -> str:
    """A value that goes into a computation: `0.05` as it was written, where that is exact."""
    text = repr(value + 0.0).removesuffix(".0")
    mantissa, _, exponent = text.partition("e")
    decimals = len(mantissa.partition(".")[2])
    most = digits if not exponent else SIGNIFICANT
    return text if isfinite(value) and decimals <= most else result(value, digits)
