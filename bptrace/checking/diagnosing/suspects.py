"""All mistakes that are known, alone and in pairs -> those that give wrong numbers as printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from math import comb
from typing import NamedTuple

from bptrace.checking.diagnosing.printed import Places, Printed
from bptrace.checking.diagnosing.unknown import solved
from bptrace.checking.findings import Verdict
from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.checking.mistakes.mistake import Change
from bptrace.checking.rounding.precision import precision_of
from bptrace.checking.rounding.rounded import Kept, is_within_reach
from bptrace.checking.worlds.world import EARLY, World
from bptrace.config.claims import DURING
from bptrace.engine.columns import is_small
from bptrace.network.error import ERROR

MOST_BY_CHANCE = 0.01
"""Of all hypotheses that are tried, so many may be expected to give some numbers by mere chance if
those that do are to be believed."""

MOST_RARE = 3
ROOM_FOR_ROUNDING = 100
"""So many times as likely is it to be near a number as to give it."""
MOST_TRAINING = 10_000_000
WEIGHTS_AN_ITERATION = 50
"""Iterations that all worlds together are trained for; so many weights double what one takes. Some
ten seconds."""

MOST_EVALUATED = 5_000_000
"""Weights of all worlds together, with which their first iterations are evaluated; each sample that
a batch has besides one counts half. Some fifty seconds."""


class Explaining(NamedTuple):
    """A world, and the places of the far numbers that come out in it; nearly: as far as rounding
    on the way allows."""

    world: World
    places: Places
    nearly: bool = False


class Suspects:
    """The search among all mistakes. alone, together: how many were tried, of each kind."""

    def __init__(
        self,
        world: World,
        printed: Printed,
        kept: Sequence[Kept],
        watch: Callable[[int], object],
    ) -> None:
        self.alone = self.together = 0
        self._world = world
        self._printed = printed
        self._kept = kept
        self._watch = watch

    def explaining(self, far: Places) -> list[Explaining]:
        """What gives all of the numbers at some places, which are in order of computation: the
        simplest. Where nothing does, what gives some of them."""
        worlds = self._affordable(far)
        self.alone = len(worlds)
        alone = self._believed(far, [each for each in worlds if self._gives(each, far)])
        if alone:
            return [Explaining(each, far) for each in alone]
        return (
            list(self._solved(far))
            or list(self._nearly(far, worlds))
            or list(self._pairs(far))
            or self._partly_or_told_otherwise(far, worlds)
        )

    def less_precise(self, wrong: Places) -> list[Explaining]:
        """A program that computes with fewer bits, where that is what gives all wrong numbers."""
        precision = precision_of(self._world, [self._printed.verdicts[place] for place in wrong])
        if precision is None:
            return []
        alike = (each for each in self._worlds if each.changes[0].mistake == precision.mistake)
        return [Explaining(each, wrong, nearly=True) for each in alike]

    def _believed(self, far: Places, worlds: Sequence[World]) -> Sequence[World]:
        """Rounding, if that gives the right numbers too: who rounds, rounds everything. Else
        mistakes. Of typing errors, other losses and other activations there are so many that some
        give nearly any number of few digits: they count only where nothing else does and they are
        few."""
        everything = tuple(range(len(self._printed.verdicts)))
        roundings = [each for each in worlds if each.is_rounding and self._gives(each, everything)]
        if roundings:
            return roundings
        mistakes = [each for each in worlds if not each.is_rounding]
        rare = [each for each in mistakes if not each.changes[0].in_pairs]
        others = [each for each in mistakes if each.changes[0].in_pairs]
        if not rare or not self._is_chance(far, len(self._worlds)):
            return mistakes
        return others or (rare if len(rare) <= MOST_RARE else [])

    @cached_property
    def _worlds(self) -> list[World]:
        """One for each way of making a mistake."""
        worlds = (self._world.changed(each) for each in self._changes if each.unknown is None)
        return [each for each in worlds if each is not None]

    @cached_property
    def _changes(self) -> list[Change]:
        world = self._world
        return [each for one in MISTAKES for each in one.changes(world.experiment, world.step)]

    def _affordable(self, far: Places) -> Sequence[World]:
        """As many of them as there is time for, where each must be trained for long or has many
        weights: the rare ones last."""
        iterations = self._printed.verdicts[far[0]].claim.iteration
        step = self._world.step
        weights = sum(step.count(each) for each in step.givens if each.role == "weight")
        room = int(MOST_TRAINING / (iterations * (1 + weights / WEIGHTS_AN_ITERATION)))
        if iterations <= EARLY:
            size = self._world.order.size
            room = int(MOST_EVALUATED / (max(weights, 1) * (1 + size) / 2))
        if room >= len(self._worlds):
            return self._worlds
        return sorted(self._worlds, key=lambda each: not each.changes[0].in_pairs)[:room]

    def _gives(self, world: World, places: Places) -> bool:
        self._watch(self.alone + self.together)
        return all(self._printed.come_out(place, world) for place in places)

    def _is_chance(self, places: Places, tried: int) -> bool:
        return self._printed.likely(places) * tried > MOST_BY_CHANCE

    def _solved(self, far: Places) -> Iterator[Explaining]:
        """Mistakes with an unknown in them, where the numbers say what it is."""
        early = all(self._printed.verdicts[place].claim.iteration <= EARLY for place in far)
        for change in self._changes if early else ():
            if change.unknown is not None:
                self.alone += 1
                world = solved(self._world, change, self._printed, far)
                if world is not None:
                    yield Explaining(world, far)

    def _nearly(self, far: Places, worlds: Sequence[World]) -> Iterator[Explaining]:
        """Mistakes of people who round on the way as well."""
        if not self._kept or self._is_chance(far, len(worlds) * ROOM_FOR_ROUNDING):
            return
        for world in worlds:
            if world.has_other_batches:
                continue  # a number is not where it is looked for
            if any(self._is_near(world, far, kept) for kept in self._kept):
                yield Explaining(world, far, nearly=True)

    def _is_near(self, world: World, places: Places, kept: Kept) -> bool:
        verdicts = (self._printed.verdicts[place] for place in places)
        return all(is_within_reach(world, each, kept.unit) for each in verdicts)

    def _pairs(self, far: Places) -> Iterator[Explaining]:
        """Two mistakes together, where the numbers have digits enough to tell so many apart."""
        worlds = [each for each in self._worlds if each.changes[0].in_pairs]
        pairs = len(worlds) * (len(worlds) - 1) // 2
        first_number = self._printed.verdicts[far[0]]
        is_early = first_number.claim.iteration <= EARLY
        if not is_early or not is_small(self._world.step) or self._is_chance(far, pairs):
            return
        for number, first in enumerate(worlds):
            is_right = self._printed.come_out(far[0], first)
            needed = _needed_for(first, first_number)
            for second in worlds[number + 1 :]:
                self.together += 1
                if not is_right and needed.isdisjoint(second.touched):
                    continue  # the first number is what it is without the second mistake
                both = first.changed(second.changes[0])
                if both is not None and self._gives(both, far):
                    yield Explaining(both, far)

    def _partly_or_told_otherwise(self, far: Places, worlds: Sequence[World]) -> list[Explaining]:
        """What gives some of the numbers; or all of them, where E is told of other samples: that
        goes with every mistake, after any number of iterations."""
        partly = list(self._partly(far, worlds))
        tellings = [each.changes[0] for each in self._worlds if each.over_samples is not None]
        pairs = (
            some.world.changed(telling)
            for some in partly
            if some.world.over_samples is None
            for telling in tellings
        )
        both = [each for each in pairs if each is not None and self._gives(each, far)]
        return [Explaining(each, far) for each in both] or partly

    def _partly(self, far: Places, worlds: Sequence[World]) -> Iterator[Explaining]:
        """Mistakes that give some of the numbers, more than by chance: among many, some number or
        other is likelier to come out than a certain one."""
        for world in self._worth_training(far, worlds):
            places = tuple(place for place in far if self._printed.come_out(place, world))
            ways = comb(len(far), self._printed.evidence(places))
            if places and not self._is_chance(places, len(worlds) * ways):
                yield Explaining(world, places)

    def _worth_training(self, far: Places, worlds: Sequence[World]) -> Sequence[World]:
        """Those that give one of the early numbers, if any does: later ones take long."""
        verdicts = self._printed.verdicts
        early = [place for place in far if verdicts[place].claim.iteration <= EARLY]
        giving = (each for each in worlds if any(self._printed.come_out(at, each) for at in early))
        return list(giving) or worlds


def _needed_for(world: World, verdict: Verdict) -> frozenset[str]:
    """The families on which an early number may depend."""
    step, claim = world.step, verdict.claim
    roots = [verdict.reference.name] if verdict.reference else [ERROR]
    is_first = claim.moment == DURING and claim.iteration == 1
    return step.needed_for(*roots, *([] if is_first else step.states.values()))
