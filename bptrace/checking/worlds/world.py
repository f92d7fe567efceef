"""The training as it is where mistakes are made, value by value, and no further than is asked for.

    World(experiment) ── changed ──▶ World ── changed ──▶ World     two mistakes together

The first iterations are evaluated on demand; what a change does not touch is taken from the world
that it was made in. Later iterations are trained by an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from math import isfinite

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.api import trace_of
from bptrace.checking.mistakes.mistake import Change, Rounding
from bptrace.checking.worlds.early import Early
from bptrace.checking.worlds.moments import FIRST, When, when_of
from bptrace.checking.worlds.paced import Paced, renamed
from bptrace.checking.worlds.touching import depending_on, revalued_families, rewritten_families
from bptrace.config.claims import AFTER, Moment
from bptrace.config.experiment import Experiment
from bptrace.errors import EndedEarly
from bptrace.network.build import build_step, step_of_one
from bptrace.network.error import ERROR
from bptrace.network.naming import batch_length
from bptrace.network.order import SampleOrder
from bptrace.network.values import Nested, order_of, sample_values, start_values
from bptrace.trace.trace import Origin, Trace

EARLY = 3
"""So many iterations are evaluated on demand: compiling a program takes as long."""

Steps = Callable[[int], Step]


class World:
    """A training with some changes made, and its values.

    experiment: with the changes made. build: the experiment's own step of so many samples; steps:
    the same, rewritten. origin: the world in which the last of the changes was made.
    """

    def __init__(
        self,
        experiment: Experiment,
        changes: tuple[Change, ...] = (),
        build: Steps | None = None,
        origin: World | None = None,
    ) -> None:
        self.experiment = experiment
        self.changes = changes
        self.origin = origin
        self.build = build or lru_cache(maxsize=None)(partial(build_step, experiment))
        self.steps: Steps = lru_cache(maxsize=None)(self._rewritten)
        self._shift = sum(each.shift for each in changes)
        roundings = [each.rounding for each in changes if each.rounding is not None]
        self.rounding: Rounding | None = roundings[0] if roundings else None
        divisors = [each.over_samples for each in changes if each.over_samples is not None]
        self.over_samples = divisors[0] if divisors else None

    def changed(self, change: Change, build: Steps | None = None) -> World | None:
        """The world with another change made; None where there is nothing to change. build: the
        step before rewriting, where a world that has it is there already."""
        experiment = self.experiment
        if change.experiment is not None:
            experiment = change.experiment(experiment)
        is_other = experiment is not self.experiment
        if not is_other or change.keeps_step:
            build = self.build
        world = World(experiment, (*self.changes, change), build, self)
        is_moved = change.shift or change.rounding is not None or change.over_samples is not None
        return world if is_other or is_moved or world.step is not self.step else None

    @property
    def is_rounding(self) -> bool:
        """Whether nothing but rounding is different in it."""
        return all(each.rounding is not None for each in self.changes)

    @cached_property
    def step(self) -> Step:
        """Of as many samples as the first iteration sees."""
        return self.steps(self.order.length(1))

    def _rewritten(self, samples: int) -> Step:
        origin = self.origin
        if origin is not None and origin.build is self.build:
            rewrite = self.changes[-1].step
            step = origin.steps(samples)
            return step if rewrite is None else rewrite(step)
        return self._with_changes(self.build(samples))

    def _with_changes(self, step: Step) -> Step:
        for change in self.changes:
            step = step if change.step is None else change.step(step)
        return step

    @cached_property
    def trace(self) -> Trace:
        """The training by an engine."""
        origin = self.origin
        if origin is not None and origin.experiment is self.experiment and origin.step is self.step:
            return origin.trace
        return trace_of(
            self.experiment,
            Origin("a mistake"),
            steps=self.steps,
            step_of_one_sample=lambda: self._with_changes(step_of_one(self.experiment)),
        )

    # Values

    def value(self, moment: Moment, iteration: int, reference: Reference | None) -> float | None:
        """A value during an iteration, or after so many updates; None where it cannot be had, or is
        not finite. reference: None for E of all samples."""
        iteration += self._shift
        if iteration < (0 if moment == AFTER else 1):
            return None
        try:
            value = self._value(moment, iteration, reference)
        except (EndedEarly, KeyError, IndexError, ValueError, OverflowError):
            return None
        return value if value is not None and isfinite(value) else None

    def _value(self, moment: Moment, iteration: int, reference: Reference | None) -> float | None:
        is_after = moment == AFTER
        if reference is None or (self.over_samples and is_after and reference.name == ERROR):
            return self._error_of_all(iteration if is_after else iteration - 1)
        if self.has_other_batches:
            if self._paced is not None:
                return self._paced.value(moment, iteration, reference)
            reference = renamed(reference, self.step)
        if iteration <= EARLY:
            return self.early.at(when_of(moment, iteration), reference)
        if self.rounding is not None:
            return None
        if is_after:
            return self.trace.after(iteration).value(reference)
        return next(self.trace.records(iteration, iteration)).value(reference)

    def _error_of_all(self, updates: int) -> float:
        """As it is told where a mistake is made about the samples that E is of."""
        made = updates if self._paced is None else self._paced.updates(updates)
        return self.trace.error_of_all(made) / (self.over_samples or 1)

    @cached_property
    def has_other_batches(self) -> bool:
        """Whether its iterations see other samples at a time than those of the world without
        mistakes, so that values of a sample have other names in its step."""
        return batch_length(self.experiment) != batch_length(self._unchanged.experiment)

    @cached_property
    def _paced(self) -> Paced | None:
        """Where iterations are counted by the samples that were seen."""
        is_paced = any(each.by_samples for each in self.changes)
        return Paced(self._unchanged, self) if is_paced else None

    @cached_property
    def _unchanged(self) -> World:
        """The world without mistakes."""
        return self if self.origin is None else self.origin._unchanged

    @cached_property
    def early(self) -> Early:
        """The values of the first iterations."""
        return Early(self)

    def sample(self, iteration: int, reference: Reference) -> float:
        """An input or a target that an iteration sees."""
        place, at = map(int, reference.at)
        return self.samples[reference.name][self.order.batch(iteration)[place]][at]

    def step_of(self, iteration: int) -> Step:
        """Of as many samples as an iteration sees."""
        return self.steps(self.order.length(iteration))

    @cached_property
    def start(self) -> Mapping[str, Nested]:
        """The given values that are no sample's."""
        return start_values(self.experiment, self.step)

    @cached_property
    def samples(self) -> Mapping[str, Sequence[Sequence[float]]]:
        """The given values of all samples."""
        return sample_values(self.experiment)

    @cached_property
    def order(self) -> SampleOrder:
        """Which samples its iterations see."""
        if self.origin is not None and self._sees_the_same(self.origin):
            return self.origin.order
        return order_of(self.experiment)

    # What the last change touches

    def affected(self, when: When) -> frozenset[str]:
        """The families whose values may be others than in the world of origin."""
        return self._at_first if when == FIRST else self._at_any_time

    @cached_property
    def rewritten(self) -> frozenset[str]:
        """The families whose equations are others than in the world of origin."""
        origin = self.origin
        assert origin is not None
        if self.step.absent != origin.step.absent or not self._sees_the_same(origin):
            return frozenset(each.name for each in self.step.families)
        return frozenset(rewritten_families(origin.step, self.step))

    @cached_property
    def touched(self) -> frozenset[str]:
        """The families that the change itself makes others of."""
        origin = self.origin
        assert origin is not None
        if self.rounding is not None:
            return frozenset(each.name for each in self.step.families)
        if self.changes[-1].over_samples is not None:
            return self.rewritten | {ERROR}
        if self.experiment is origin.experiment:
            return self.rewritten
        revalued = {
            *revalued_families(origin.start, self.start),
            *revalued_families(origin.samples, self.samples),
        }
        return self.rewritten | revalued

    @cached_property
    def _at_first(self) -> frozenset[str]:
        return depending_on(self.touched, self.step)

    @cached_property
    def _at_any_time(self) -> frozenset[str]:
        return depending_on(self.touched, self.step, through_states=True)

    def _sees_the_same(self, other: World) -> bool:
        """Whether its iterations see samples at the same places."""
        one, two = self.experiment, other.experiment
        if one is two:
            return True
        places = len(one.samples) == len(two.samples) and one.seed == two.seed
        return places and one.batch == two.batch
