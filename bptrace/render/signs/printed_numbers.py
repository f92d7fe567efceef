"""Printed numbers, and computed ones beside them: digits that can be compared.

expected   -0.019049119     0.350    3.5e-05
computed   -0.01904911826   0.35492  3.510e-05     two more, so that one sees how it is rounded
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

from bptrace.checking.digits import FULL
from bptrace.render.signs.numbers import result

MORE = 2
SMALLEST_PLAIN = -10
"""The power of ten of the first digit: whatever is smaller is written with one."""
WIDE = 1e6
"""So many units are written with a power of ten."""


def expected_digits(number: Decimal) -> str:
    """A printed number with its digits."""
    if _is_plain(number):
        return format(number, "f")
    return str(number).lower().replace("e+", "e")


def computed_digits(value: float, number: Decimal, digits: int | None = None) -> str:
    """A computed value beside it: with two more digits, or with so many decimals as somebody
    wants."""
    if digits is not None or not isfinite(value):
        return result(value, digits or 0)
    if len(number.as_tuple().digits) >= FULL:
        return repr(value)
    if not _is_plain(number):
        return f"{value:.{len(number.as_tuple().digits) - 1 + MORE}e}"
    text = f"{value:.{_decimals(number) + MORE}f}"
    return f"{value:.{MORE}e}" if value and not float(text) else text


def units(off: float) -> str:
    """How far a number is off, in units of its last digit."""
    if not isfinite(off):
        return ""
    if abs(off) >= WIDE:
        return f"{off:+.0e}"
    return f"{off:+.1f}" if abs(off) < 10 else f"{off:+.0f}"


def _is_plain(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent <= 0 and (not number or number.adjusted() >= SMALLEST_PLAIN)


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent
