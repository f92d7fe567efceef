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
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import in_primitives
from bptrace.api import trace_of
from bptrace.checking.mistakes.mistake import Change, Rounding
from bptrace.checking.moments import (
    FIRST,
    Instance,
    Place,
    Source,
    Values,
    When,
    before,
    needs,
    when_of,
)
from bptrace.checking.touching import depending_on, revalued_families, rewritten_families
from bptrace.config.claims import AFTER, Moment
from bptrace.config.experiment import Experiment
from bptrace.errors import EndedEarly
from bptrace.network.build import build_step, step_of_one
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.order import SampleOrder
from bptrace.network.values import Nested, order_of, sample_values, start_values, value_at
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
        self._values: dict[When, Values] = {}
        self._instances: dict[tuple[int, Reference], Instance] = {}
        self._shift = sum(each.shift for each in changes)
        roundings = [each.rounding for each in changes if each.rounding is not None]
        self._rounding: Rounding | None = roundings[0] if roundings else None

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
        is_moved = change.shift or change.rounding is not None
        return world if is_other or is_moved or world.step is not self.step else None

    @property
    def is_rounding(self) -> bool:
        """Whether nothing but rounding is different in it."""
        return all(each.rounding is not None for each in self.changes)

    @cached_property
    def step(self) -> Step:
        """Of as many samples as the first iteration sees."""
        return self.steps(self._order.length(1))

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
        if reference is None:
            return self.trace.error_of_all(iteration if is_after else iteration - 1)
        if iteration <= EARLY:
            return self.at(when_of(moment, iteration), reference)
        if self._rounding is not None:
            return None
        if is_after:
            return self.trace.after(iteration).value(reference)
        return next(self.trace.records(iteration, iteration)).value(reference)

    def at(self, when: When, reference: Reference) -> float:
        """A value of an early moment. KeyError where there is no such value."""
        values = self._values_at(when)
        if reference not in values:
            self._prepare(when, reference)
        return values[reference]

    def in_order(self, wanted: Place) -> list[Place]:
        """All that a value of an early moment is computed from, in an order in which it can be,
        itself last."""
        found: dict[Place, None] = {}
        stack = [wanted]
        while stack:
            place = stack[-1]
            missing = [each for each in needs(place, self.source(*place)) if each not in found]
            if not missing:
                found[stack.pop()] = None
            stack += missing
        return list(found)

    def source(self, when: When, reference: Reference) -> Source:
        """What a value is made of."""
        iteration, seen = when
        step = self._step_of(seen)
        equation = step.equation(reference.name)
        if equation is not None:
            return self.instance(step, equation, reference)
        if SAMPLE_INDEX in step.family(reference.name).at:
            return self._sample(seen, reference)
        if iteration > 1 and reference.name in step.states:
            return before(when), Reference(step.states[reference.name], reference.at)
        return value_at(self.start[reference.name], reference)

    def compute(self, when: When, reference: Reference) -> float:
        """A value of an early moment, from what it is made of."""
        if self.origin is not None and reference.name not in self.affected(when):
            return self.origin.at(when, reference)
        source = self.source(when, reference)
        if isinstance(source, float):
            return source
        if isinstance(source, tuple):
            return self.at(*source)
        value = source.value(self._values_at(when).__getitem__)
        return value if self._rounding is None else self._rounding(value)

    def _values_at(self, when: When) -> Values:
        values = self._values.get(when)
        if values is None:
            values = self._values[when] = Values(self, when)
        return values

    def _prepare(self, when: When, wanted: Reference) -> None:
        """Computes one value of each family up to the wanted one's: what is left to compute for
        that is never deep then, however deep the network is."""
        iteration, seen = when
        values, step = self._values_at(when), self._step_of(seen)
        if iteration > 1 and not values.reached:
            for new in step.states.values():
                self.at(before(when), next(step.positions(step.family(new))))
        for equation in step.equations[values.reached :]:
            if equation.name == wanted.name:
                return
            values.reached += 1
            if self.origin is None or equation.name in self.affected(when):
                values[next(step.positions(equation))]

    def instance(self, step: Step, equation: Equation, reference: Reference) -> Instance:
        """The right side of a value, made once where several worlds have it."""
        samples = step.axes[SAMPLE_INDEX]
        if (
            self.origin is not None
            and self.origin.steps(samples).equation(equation.name) is equation
        ):
            return self.origin.instance(step, equation, reference)
        key = samples, reference
        if key not in self._instances:
            right = instantiate(step, reference)
            assert right is not None
            self._instances[key] = Instance(in_primitives(right))
        return self._instances[key]

    def _sample(self, seen: int, reference: Reference) -> float:
        place, at = map(int, reference.at)
        return self.samples[reference.name][self._order.batch(seen)[place]][at]

    def _step_of(self, iteration: int) -> Step:
        return self.steps(self._order.length(iteration))

    @cached_property
    def start(self) -> Mapping[str, Nested]:
        """The given values that are no sample's."""
        return start_values(self.experiment, self.step)

    @cached_property
    def samples(self) -> Mapping[str, Sequence[Sequence[float]]]:
        """The given values of all samples."""
        return sample_values(self.experiment)

    @cached_property
    def _order(self) -> SampleOrder:
        if self.origin is not None and self._sees_the_same(self.origin):
            return self.origin._order
        return order_of(self.experiment)

    # What the last change touches

    def affected(self, when: When) -> frozenset[str]:
        """The families whose values may be others than in the world of origin."""
        return self._at_first if when == FIRST else self._at_any_time

    @cached_property
    def touched(self) -> frozenset[str]:
        """The families that the change itself makes others of."""
        origin = self.origin
        assert origin is not None
        has_others = self.step.absent != origin.step.absent
        if self._rounding is not None or has_others or not self._sees_the_same(origin):
            return frozenset(each.name for each in self.step.families)
        touched = set(rewritten_families(origin.step, self.step))
        if self.experiment is not origin.experiment:
            touched.update(revalued_families(origin.start, self.start))
            touched.update(revalued_families(origin.samples, self.samples))
        return frozenset(touched)

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
