"""A mistake -> what it makes different first: an equation before and after, or a given value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.algebra.expressions import Reference
from bptrace.algebra.instances import instantiate
from bptrace.checking.findings import Rewriting, Verdict
from bptrace.checking.worlds.moments import FIRST, when_of
from bptrace.checking.worlds.touching import revalued_families, rewritten_families
from bptrace.checking.worlds.world import World

MOST_SHOWN = 2


def rewritings_of(world: World, mistaken: World, verdicts: Sequence[Verdict]) -> list[Rewriting]:
    """The first things, in the order of computation, that mistakes make different on the way to
    some numbers.

    world: without the mistakes.
    """
    if mistaken.has_other_batches:
        return []
    touched = {
        *rewritten_families(world.step, mistaken.step),
        *revalued_families(world.start, mistaken.start),
        *revalued_families(world.samples, mistaken.samples),
    }
    on_the_way = {each for each in _on_the_way(mistaken, verdicts) if each.name in touched}
    found: dict[str, Rewriting] = {}
    for reference in sorted(on_the_way, key=lambda each: each.at):
        if reference.name not in found:
            rewriting = _rewriting(world, mistaken, reference)
            found |= {reference.name: rewriting} if rewriting else {}
    in_order = (each.name for each in mistaken.step.families)
    return [found[name] for name in in_order if name in found][:MOST_SHOWN]


def _on_the_way(world: World, verdicts: Sequence[Verdict]) -> Iterator[Reference]:
    """What numbers are computed from in the first iteration; those of later ones, as if they were
    of that."""
    for verdict in verdicts:
        claim, reference = verdict.claim, verdict.reference
        if reference is None:
            continue
        wanted = when_of(claim.moment, min(claim.iteration, 1)), reference
        yield from (each for when, each in world.early.in_order(wanted) if when == FIRST)


def _rewriting(world: World, mistaken: World, reference: Reference) -> Rewriting | None:
    """What is different about a value; None where nothing is, or there was none."""
    steps = world.step, mistaken.step
    known = [len(each.at) for each in world.step.families if each.name == reference.name]
    if known != [len(reference.at)]:
        return None
    before, after = (instantiate(step, reference) for step in steps)
    if before is None or after is None:
        values = world.early.at(FIRST, reference), mistaken.early.at(FIRST, reference)
        if before is after and values[0] == values[1]:
            return None
        return Rewriting(reference, mistaken.step, before, after, values)
    return None if before == after else Rewriting(reference, mistaken.step, before, after)
