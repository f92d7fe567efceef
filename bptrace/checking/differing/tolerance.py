"""How near two numbers must be to be the same."""

from __future__ import annotations

from math import frexp, inf, isclose, isfinite, isnan, ldexp, ulp

from msgspec import Struct

DIGITS_OF_FLOAT32 = 24
SMALLEST_OF_FLOAT32 = -149
"""Exponents of 2: the significand's length, the smallest number above 0. (IEEE 754, binary32.)"""


class Distance(Struct, frozen=True):
    """How far apart two numbers are.

    relative: to the larger of them, 0 to 2. ulps: in units of the last place of the larger one, in
    the format that is compared. All are infinite where one number is not finite.
    """

    absolute: float
    relative: float
    ulps: float


class Tolerance(Struct, frozen=True):
    """relative, absolute: as in `math.isclose`; whichever allows more counts.

    units: of the last place of a float32 that are allowed beside these; None: float64 is compared.
    """

    relative: float = 1e-9
    absolute: float = 1e-12
    units: float | None = None

    def allows(self, ours: float, theirs: float) -> bool:
        """Whether the two count as the same; NaN is the same as NaN."""
        if isclose(ours, theirs, rel_tol=self.relative, abs_tol=self.absolute):
            return True
        if isnan(ours) or isnan(theirs):
            return isnan(ours) and isnan(theirs)
        return self.units is not None and self.ulps(ours, theirs) <= self.units

    def distance(self, ours: float, theirs: float) -> Distance:
        """How far apart the two are."""
        relative = relative_difference(ours, theirs)
        absolute = inf if relative == inf else abs(ours - theirs)
        return Distance(absolute, relative, self.ulps(ours, theirs))

    def ulps(self, ours: float, theirs: float) -> float:
        """How far apart they are, in units of the last place of the larger one."""
        if ours == theirs:
            return 0.0
        if not (isfinite(ours) and isfinite(theirs)):
            return inf
        largest = max(abs(ours), abs(theirs))
        unit = ulp(largest) if self.units is None else ulp_of_float32(largest)
        return abs(ours - theirs) / unit


def ulp_of_float32(number: float) -> float:
    """The distance from a finite number to the next that a float32 can be."""
    _, exponent = frexp(number)
    return ldexp(1.0, max(exponent - DIGITS_OF_FLOAT32, SMALLEST_OF_FLOAT32))


def relative_difference(ours: float, theirs: float) -> float:
    """Relative to the larger of the two, from 0 to 2; infinite where one of them is not finite."""
    if ours == theirs or (isnan(ours) and isnan(theirs)):
        return 0.0
    if not (isfinite(ours) and isfinite(theirs)):
        return inf
    largest = max(abs(ours), abs(theirs))
    return abs(ours / largest - theirs / largest)
