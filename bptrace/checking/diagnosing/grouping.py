"""What explains wrong numbers -> groups that these numbers cannot tell apart, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.checking.diagnosing.printed import Printed
from bptrace.checking.diagnosing.rewritten import rewritings_of
from bptrace.checking.diagnosing.suspects import Explaining
from bptrace.checking.diagnosing.telling import what_tells_apart
from bptrace.checking.findings import Group, Hypothesis, Verdict
from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.checking.rounding.rounded import Kept, is_within_reach
from bptrace.checking.worlds.world import World
from bptrace.config.claims import AFTER

MOST_GROUPS = 3
"""Others give as many of the wrong numbers, and fewer of the right ones."""

MOST_BY_CHANCE = 0.5
"""So many of the mistakes may be expected to give some numbers by chance."""

Signature = tuple[bool, ...]
"""Of each number, whether it comes out as printed."""


def grouped(
    world: World, printed: Printed, explaining: Sequence[Explaining], kept: Sequence[Kept] = ()
) -> Iterator[Group]:
    """Groups of hypotheses with which the same numbers come out, those first that explain the most,
    then the simplest, then those that keep the most of the right ones. One that explains only some
    numbers is followed by those that explain others.

    world: without mistakes. kept: how many digits somebody may have kept on the way.
    """
    by_signature: dict[Signature, list[Explaining]] = {}
    for each in explaining:
        by_signature.setdefault(_signature(printed, each), []).append(each)
    ranked = sorted(by_signature.items(), key=_rank)
    for signature, alike in _chosen(ranked):
        contradicts = tuple(_contradicted(printed, signature, alike[0], kept))
        hypotheses = tuple(
            _hypothesis(world, printed, signature, each, contradicts) for each in alike
        )
        worlds = [each.world for each in alike]
        tells = what_tells_apart(world, worlds) if len(worlds) > 1 else None
        is_vague = printed.likely(alike[0].places) * len(MISTAKES) > MOST_BY_CHANCE
        yield Group(hypotheses, tells, is_vague)


def _signature(printed: Printed, explaining: Explaining) -> Signature:
    return tuple(
        place in explaining.places or printed.come_out(place, explaining.world)
        for place in range(len(printed.verdicts))
    )


def _rank(group: tuple[Signature, list[Explaining]]) -> tuple[int, int, int]:
    signature, (first, *_) = group
    return -len(first.places), len(first.world.changes), -sum(signature)


def _chosen(
    ranked: Sequence[tuple[Signature, list[Explaining]]],
) -> Iterator[tuple[Signature, list[Explaining]]]:
    """The best groups; of those that explain only some numbers, whatever explains more of them."""
    explained: set[int] = set()
    like_the_best = 0
    for signature, alike in ranked:
        places = set(alike[0].places)
        like_the_best += places == set(ranked[0][1][0].places)
        if not places <= explained or like_the_best <= MOST_GROUPS:
            explained |= places
            yield signature, alike


def _contradicted(
    printed: Printed, signature: Signature, explaining: Explaining, kept: Sequence[Kept]
) -> Iterator[int]:
    """The numbers that hold and would be others with a mistake, by more than rounding on the way
    could be, from the moment of the first one on that it explains."""
    world, verdicts = explaining.world, printed.verdicts
    if world.is_rounding:
        return
    since = _moment(verdicts[explaining.places[0]])
    for place, comes_out in enumerate(signature):
        verdict = verdicts[place]
        if comes_out or not verdict.ok or _moment(verdict) < since:
            continue
        is_near = any(is_within_reach(world, verdict, each.unit) for each in kept)
        if printed.value(place, world) is not None and not is_near:
            yield place


def _moment(verdict: Verdict) -> tuple[int, bool]:
    return verdict.claim.iteration, verdict.claim.moment == AFTER


def _hypothesis(
    world: World,
    printed: Printed,
    signature: Signature,
    explaining: Explaining,
    contradicts: tuple[int, ...],
) -> Hypothesis:
    verdicts = printed.verdicts
    come_out = [place for place, comes_out in enumerate(signature) if comes_out]
    explains = tuple(place for place in come_out if verdicts[place].is_wrong)
    return Hypothesis(
        explaining.world.changes,
        explains,
        tuple(place for place in come_out if verdicts[place].follows),
        tuple(rewritings_of(world, explaining.world, [verdicts[each] for each in explains])),
        explaining.nearly,
        contradicts,
    )
