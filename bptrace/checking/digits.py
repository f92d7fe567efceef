"""A printed number and a computed one -> whether the one is the other, as far as it was printed.

0.298371109      holds for what rounds to it, or is cut off to it, at nine decimals
0.35             for what is at least 0.345 and below 0.36
0.350            for what is at least 0.3495 and below 0.351: a 0 at the end says that it is one
"""

from __future__ import annotations

from decimal import Decimal
from math import ulp

from msgspec import Struct

FULL = 15
"""So many significant digits are those of a double printed in full, which has 15 to 17."""
SAME = 1e-12
"""Relative. How near another program's double must be: its exp, and the order in which it adds, may
be others, and 10,000 iterations make a little more of that."""
NOISE = 1e-14
"""Relative. A value so near a tie may have been rounded either way: 0.0145 is no double."""
LAST_BITS = 4e-16
"""Relative. Cut off at two digits, 0.35 is not 0.34, though its double is a little less."""

FLOAT32 = 2.0**-23
"""Relative: what the last place of a float32 is worth, at most."""
FEW_PLACES = 8
"""So many of them are what a dozen operations add up to."""


class Bounds(Struct, frozen=True):
    """The computed values for which a printed number holds: low ≤ value ≤ high."""

    low: float
    high: float

    def hold(self, value: float) -> bool:
        """Whether the number holds for a value; never for one that is none."""
        return self.low <= value <= self.high


def bounds_of(printed: Decimal, tolerance: float | None = None) -> Bounds:
    """The values for which a number holds.

    Those that are it when rounded to its digits, ties either way, or cut off at them; printed in
    full, those within 1e-12 of it, relative. tolerance: instead, those at most so far from it.
    """
    value, size = float(printed), abs(float(printed))
    if tolerance is not None:
        return _around(value, tolerance + NOISE * size)
    if len(printed.as_tuple().digits) >= FULL:
        return _around(value, max(SAME * size, unit_of(printed)))
    unit, noise = unit_of(printed), NOISE * size
    farthest = (size + unit) * (1 - LAST_BITS)
    if value == 0.0:
        return Bounds(-farthest, farthest)
    nearest = size - unit / 2 - noise
    return Bounds(nearest, farthest) if value > 0 else Bounds(-farthest, -nearest)


def holds(printed: Decimal, value: float, tolerance: float | None = None) -> bool:
    """Whether a computed value is what was printed; see `bounds_of`."""
    return bounds_of(printed, tolerance).hold(value)


def unit_of(printed: Decimal) -> float:
    """What 1 in the last printed digit is worth: 0.001 of 0.350, 100 of 12E2."""
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int), "a claim is finite"
    return float(Decimal((0, (1,), exponent))) or ulp(0.0)


def units_off(printed: Decimal, value: float) -> float:
    """How far a printed number is from a computed one, in units of its last digit; positive where
    it is too large."""
    return (float(printed) - value) / unit_of(printed)


def float32_tolerance(printed: Decimal) -> float:
    """How far a value may be from what a float32 program printed of it: half a unit of the last
    digit, and 8 units in the last place of float32, about a millionth of the number."""
    return unit_of(printed) / 2 + FEW_PLACES * FLOAT32 * abs(float(printed))


def _around(value: float, distance: float) -> Bounds:
    return Bounds(value - distance, value + distance)
