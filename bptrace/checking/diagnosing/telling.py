"""Mistakes that give the same numbers -> a number to compute by hand that they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.findings import Telling
from bptrace.checking.worlds.world import World
from bptrace.config.claims import AFTER, DURING, Moment
from bptrace.engine.columns import is_small
from bptrace.network.error import ERROR

DIGITS = 6
"""Values that differ within so many are told apart by hand."""
MOMENTS: Sequence[tuple[Moment, int]] = ((DURING, 1), (AFTER, 1), (DURING, 2), (AFTER, 2))


def what_tells_apart(world: World, mistaken: Sequence[World]) -> Telling | None:
    """The first value, in the order of computation, that is another one with each of some mistakes;
    else the one that has the most values; None where nothing differs.

    world: without the mistakes.
    """
    best: Telling | None = None
    for moment, iteration in MOMENTS:
        for reference in _candidates(world.step, moment):
            values = [each.value(moment, iteration, reference) for each in mistaken]
            known = tuple(each for each in values if each is not None)
            if len(known) < len(mistaken) or _different(known) < 2:
                continue
            if best is None or _different(known) > _different(best.values):
                best = Telling(world.step.names.spell(reference), moment, iteration, known)
            if _different(best.values) == len(mistaken):
                return best
    return best


def _candidates(step: Step, moment: Moment) -> Iterator[Reference]:
    """What people compute; of a large network, the first of each kind."""
    for family in step.equations:
        if moment == AFTER and family.name != ERROR:
            continue
        positions = step.positions(family)
        yield from positions if is_small(step) else [next(positions)]


def _different(values: Sequence[float]) -> int:
    return len({f"{each:.{DIGITS}g}" for each in values})
