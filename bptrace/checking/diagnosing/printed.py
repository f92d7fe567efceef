"""The numbers of a check, as they were printed, against the values of a world."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from bptrace.checking.digits import bounds_of
from bptrace.checking.findings import Verdict
from bptrace.checking.worlds.world import World

MOST_EVIDENCE = 2
"""Numbers that follow from one another are no evidence of their own: the best two count. Where they
are of several iterations, one more does."""

Places = tuple[int, ...]


class Printed:
    """The numbers of a check, by the places of their verdicts."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        self.verdicts = tuple(verdicts)
        self.bounds = [bounds_of(each.claim.number, each.claim.tolerance) for each in verdicts]

    def value(self, place: int, world: World) -> float | None:
        """What a number is in a world, with the sign that its source has; None if it is not."""
        verdict = self.verdicts[place]
        claim = verdict.claim
        value = world.value(claim.moment, claim.iteration, verdict.reference)
        return None if value is None else value * claim.sign

    def come_out(self, place: int, world: World) -> bool:
        """Whether a number is in a world as it was printed."""
        value = self.value(place, world)
        return value is not None and self.bounds[place].hold(value)

    def likely(self, places: Iterable[int]) -> float:
        """How likely it is, at most, that a value which has nothing to do with some wrong numbers
        comes out as they were printed: one unit of all that lie between wrong and right."""
        places = tuple(places)
        chances = sorted(min(1.0, 2.0 / abs(self.verdicts[each].units_off)) for each in places)
        return prod(chances[: self.evidence(places)])

    def evidence(self, places: Places) -> int:
        """How many of some numbers are evidence of their own."""
        iterations = {self.verdicts[each].claim.iteration for each in places}
        return min(len(places), MOST_EVIDENCE + (len(iterations) > 1))
