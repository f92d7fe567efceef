"""Wrong numbers that a program gives which computes with fewer bits: float32, float16.

0.149780720 is a float32, as one number of nine decimals in fifteen is; eight such numbers are no
accident.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from bptrace.checking.digits import bounds_of, unit_of
from bptrace.checking.findings import Verdict
from bptrace.checking.rounding.decimals import in_half, in_single, ulp_in_half, ulp_in_single
from bptrace.checking.rounding.reach import reach
from bptrace.checking.rounding.rounded import MOST_ITERATIONS, place_of
from bptrace.checking.worlds.world import World

MOST_BY_CHANCE = 1e-3
"""How likely it may be that numbers which know nothing of a precision can be stored in it."""
ULPS_OF_A_VALUE = 4
"""A sigmoid alone is three operations."""
ULPS_LATER = 16
ITERATIONS_AN_ULP = 50
"""Errors of later iterations grow slowly: those of the worked example in float32 to some 20 units
in the last place after 10,000; ten times as many are allowed for."""


class Precision(Struct, frozen=True):
    """A binary format. mistake: its slug in the catalogue; stored: the nearest number that it has;
    ulp: what its last bit is worth."""

    mistake: str
    stored: Callable[[float], float]
    ulp: Callable[[float], float]


PRECISIONS = (
    Precision("float32", in_single, ulp_in_single),
    Precision("float16", in_half, ulp_in_half),
)


def precision_of(world: World, verdicts: list[Verdict]) -> Precision | None:
    """The precision in which wrong numbers were computed: they are as near to a world's values as
    it brings them, and numbers of it; None where that does not explain them all."""
    for precision in PRECISIONS:
        numbers = [each.claim.number for each in verdicts]
        if _are_stored(numbers, precision) and all(
            _is_near(world, each, precision) for each in verdicts
        ):
            return precision
    return None


def _are_stored(numbers: list[Decimal], precision: Precision) -> bool:
    """Whether numbers can be those of a format, and are too many to be so by chance."""
    chance = 1.0
    for number in numbers:
        stored = precision.stored(float(number))
        if not bounds_of(number).hold(stored):
            return False
        spacing = precision.ulp(stored)
        chance *= min(1.0, unit_of(number) / spacing) if spacing else 1.0
    return chance <= MOST_BY_CHANCE


def _is_near(world: World, verdict: Verdict, precision: Precision) -> bool:
    claim, place = verdict.claim, place_of(verdict)
    value = world.value(claim.moment, claim.iteration, verdict.reference)
    if value is None:
        return False
    distance = abs(float(claim.number) * claim.sign - value) - unit_of(claim.number)
    if place is not None and claim.iteration <= MOST_ITERATIONS:
        return distance <= reach(world, place, lambda each: ULPS_OF_A_VALUE * precision.ulp(each))
    ulps = ULPS_LATER + claim.iteration / ITERATIONS_AN_ULP
    return distance <= ulps * precision.ulp(max(abs(value), 1.0))
