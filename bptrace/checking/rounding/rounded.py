"""Wrong numbers that are as near as rounding on the way brings them, and what was rounded.

-0.019049119 in place of -0.0190491183: δ_o2 was rounded to 9 digits before it was halved

How near that is follows from the digits that are printed: who prints nine may have kept nine. Fewer
than four leave too much room: there only what comes out digit by digit counts as rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from bptrace.algebra.expressions import Reference
from bptrace.checking.digits import FULL, Bounds, bounds_of, unit_of
from bptrace.checking.findings import Rounded, Verdict
from bptrace.checking.mistakes.mistake import Change
from bptrace.checking.rounding.decimals import in_significant_digits, rounded
from bptrace.checking.rounding.reach import Unit, decimals, reach, significant
from bptrace.checking.worlds.moments import Instance, Place, when_of
from bptrace.checking.worlds.world import World
from bptrace.config.claims import Claim

LEAST_DIGITS = 4
MOST_ITERATIONS = 10
"""Later than that, errors of rounding no longer only add up."""
FARTHEST = 100_000
"""Units of the last printed digit: nothing as far off as that comes from rounding."""
MOST_OPERANDS = 2
"""So many values that were rounded are named; more of them are everything."""


class Kept(NamedTuple):
    """How many digits somebody keeps: decimals, or significant ones."""

    digits: int
    significant: bool = False

    @property
    def unit(self) -> Unit:
        """What the last of them is worth."""
        return significant(self.digits) if self.significant else decimals(self.digits)


def printed_digits(verdicts: Iterable[Verdict]) -> list[Kept]:
    """What somebody keeps who keeps what is printed; none where that is not much."""
    numbers = [each.claim.number.as_tuple() for each in verdicts]
    short = [each for each in numbers if len(each.digits) < FULL]
    places = [-each.exponent for each in short if isinstance(each.exponent, int)]
    digits = [len(each.digits) for each in short]
    kept = [Kept(max(places, default=0)), Kept(max(digits, default=0), significant=True)]
    return [each for each in kept if each.digits >= LEAST_DIGITS]


def fewer_digits(kept: Kept) -> Iterator[Kept]:
    """Fewer decimals, one by one, down to the fewest that still say something."""
    return (Kept(digits) for digits in range(kept.digits - 1, LEAST_DIGITS - 1, -1))


def is_within_reach(world: World, verdict: Verdict, unit: Unit) -> bool:
    """Whether a number is no farther from a world's value than rounding on the way to a unit, and
    printing it, brings it."""
    claim, place = verdict.claim, place_of(verdict)
    if place is None or claim.iteration > MOST_ITERATIONS:
        return False
    value = world.value(claim.moment, claim.iteration, verdict.reference)
    if value is None:
        return False
    distance, printed = abs(float(claim.number) * claim.sign - value), unit_of(claim.number)
    return distance <= FARTHEST * printed and distance <= reach(world, place, unit) + printed


def what_was_rounded(world: World, number: int, verdict: Verdict, kept: Kept) -> Rounded:
    """What was rounded where a number, the verdict of that place, is within reach of rounding."""
    place = place_of(verdict)
    assert place is not None
    digits = kept.digits
    if not kept.significant:
        operands = _rounded_operands(world, place, verdict, digits)
        if operands:
            return Rounded(number, operands, digits)
    rounding = in_significant_digits if kept.significant else rounded
    change = Change("rounded", rounding=lambda value: rounding(value, digits))
    everywhere = world.changed(change)
    assert everywhere is not None
    claim = verdict.claim
    value = everywhere.value(claim.moment, claim.iteration, verdict.reference)
    exactly = value is not None and bounds_of_claim(claim).hold(value * claim.sign)
    return Rounded(number, (), digits, significant=kept.significant, exactly=exactly)


def _rounded_operands(
    world: World, place: Place, verdict: Verdict, digits: int
) -> tuple[Reference, ...]:
    """The fewest values which, rounded, give the number as it is printed; none where more than a
    few must be."""
    source = world.early.source(*place)
    if not isinstance(source, Instance):
        return ()
    when, _ = place
    values = {each: world.early.at(when, each) for each in source.operands}
    short = {each: rounded(value, digits) for each, value in values.items()}
    changed = [each for each, value in values.items() if short[each] != value]
    bounds, sign = bounds_of_claim(verdict.claim), verdict.claim.sign
    for count in range(1, MOST_OPERANDS + 1):
        for operands in combinations(changed, count):
            known = values | {each: short[each] for each in operands}
            if bounds.hold(source.value(known.__getitem__) * sign):
                return operands
    return ()


def place_of(verdict: Verdict) -> Place | None:
    """The place of a number among the values of a world; None of E of all samples."""
    if verdict.reference is None:
        return None
    return when_of(verdict.claim.moment, verdict.claim.iteration), verdict.reference


def bounds_of_claim(claim: Claim) -> Bounds:
    """The values, with the claim's sign, for which a claim holds."""
    return bounds_of(claim.number, claim.tolerance)
