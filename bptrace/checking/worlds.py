"""The training as it is where mistakes are made, value by value, and no further than is asked for.

    World(trace) ── changed ──▶ World ── changed ──▶ World     two mistakes together

The first iterations are evaluated on demand; what a change does not touch is taken from the world
that it was made in. Later iterations are trained by an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from math import isfinite

from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Expression, Reference, references_in
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import in_primitives
from bptrace.api import trace_of
from bptrace.checking.mistakes.mistake import Change, Rounding
from bptrace.checking.touching import depending_on, revalued_families, rewritten_families
from bptrace.config.claims import AFTER, Moment
from bptrace.config.experiment import Experiment
from bptrace.errors import EndedEarly
from bptrace.network.build import build_step
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.order import SampleOrder
from bptrace.network.values import Nested, order_of, sample_values, start_values, value_at
from bptrace.trace.trace import Origin, Trace

EARLY = 3
"""So many iterations are evaluated on demand: compiling a program takes as long."""

When = tuple[int, int]
"""The iteration with whose weights values are computed, and that whose samples it sees: after an
update, the next one's weights and the same samples."""

Place = tuple[When, Reference]
"""A value at a moment."""

Steps = Callable[[int], Step]
Source = Expression | float | Place
"""What a value is made of: an instance, a given number, a value of an earlier moment."""


class World:
    """A training with some changes made, and its values.

    experiment: with the changes made. steps: the step of so many samples. origin: the world in
    which the last of the changes was made.
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
        self._build = build or lru_cache(maxsize=None)(partial(build_step, experiment))
        self.steps: Steps = lru_cache(maxsize=None)(self._rewritten)
        self._values: dict[When, dict[Reference, float]] = {}
        self._instances: dict[tuple[int, Reference], Expression] = {}
        self._shift = sum(each.shift for each in changes)
        roundings = [each.rounding for each in changes if each.rounding is not None]
        self._rounding: Rounding | None = roundings[0] if roundings else None

    def changed(self, change: Change) -> World | None:
        """The world with another change made; None where there is nothing to change."""
        experiment = self.experiment
        if change.experiment is not None:
            experiment = change.experiment(experiment)
        is_other = experiment is not self.experiment
        build = None if is_other and not change.keeps_step else self._build
        world = World(experiment, (*self.changes, change), build, self)
        is_moved = change.shift or change.rounding is not None
        return world if is_other or is_moved or world.step is not self.step else None

    @property
    def is_rounding(self) -> bool:
        """Whether nothing but rounding is different in it."""
        return all(each.rounding is not None for each in self.changes)

    @property
    def step(self) -> Step:
        """Of as many samples as the first iteration sees."""
        return self.steps(self._order.length(1))

    def _rewritten(self, samples: int) -> Step:
        origin = self.origin
        if origin is not None and origin._build is self._build:
            rewrite = self.changes[-1].step
            step = origin.steps(samples)
            return step if rewrite is None else rewrite(step)
        step = self._build(samples)
        for change in self.changes:
            step = step if change.step is None else change.step(step)
        return step

    @cached_property
    def trace(self) -> Trace:
        """The training by an engine."""
        return trace_of(self.experiment, Origin("a mistake"), steps=self.steps)

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

    def at(self, when: When, wanted: Reference) -> float:
        """A value of an early moment. KeyError where there is no such value."""
        stack = [(when, wanted)]
        sources: dict[Place, Source] = {}
        while stack:
            place = stack[-1]
            if self._has(*place):
                stack.pop()
                continue
            if place not in sources:
                sources[place] = self._shared(*place)
            missing = [each for each in needs(place, sources[place]) if not self._has(*each)]
            if missing:
                stack += missing
                continue
            moment, reference = place
            self._known(moment)[reference] = self._computed(moment, sources[place])
            stack.pop()
        return self._known(when)[wanted]

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

    def _known(self, when: When) -> dict[Reference, float]:
        return self._values.setdefault(when, {})

    def _has(self, when: When, reference: Reference) -> bool:
        return reference in self._known(when)

    def _shared(self, when: When, reference: Reference) -> Source:
        """What a value is made of; a number where the world of origin has it."""
        if self.origin is not None and reference.name not in self.affected(when):
            return self.origin.at(when, reference)
        return self.source(when, reference)

    def source(self, when: When, reference: Reference) -> Source:
        """What a value is made of."""
        iteration, seen = when
        step = self.steps(self._order.length(seen))
        equation = step.equation(reference.name)
        if equation is not None:
            return self._instance(step, equation, reference)
        if SAMPLE_INDEX in step.family(reference.name).at:
            return self._sample(seen, reference)
        if iteration > 1 and reference.name in step.states:
            before = (iteration - 1, min(seen, iteration - 1))
            return before, Reference(step.states[reference.name], reference.at)
        return value_at(self.start[reference.name], reference)

    def _instance(self, step: Step, equation: Equation, reference: Reference) -> Expression:
        """The right side of a value in primitives, made once where several worlds have it."""
        samples = step.axes[SAMPLE_INDEX]
        if self.origin is not None and self.origin.has(equation, samples):
            return self.origin._instance(step, equation, reference)
        key = samples, reference
        if key not in self._instances:
            right = instantiate(step, reference)
            assert right is not None
            self._instances[key] = in_primitives(right)
        return self._instances[key]

    def has(self, equation: Equation, samples: int) -> bool:
        """Whether that very equation is one of its step's."""
        return self.steps(samples).equation(equation.name) is equation

    def _computed(self, when: When, source: Source) -> float:
        if isinstance(source, float):
            return source
        if isinstance(source, tuple):
            earlier, reference = source
            return self._known(earlier)[reference]
        value = value_of(source, self._known(when).__getitem__)
        return value if self._rounding is None else self._rounding(value)

    def _sample(self, seen: int, reference: Reference) -> float:
        place, at = map(int, reference.at)
        return self.samples[reference.name][self._order.batch(seen)[place]][at]

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
        return order_of(self.experiment)

    def affected(self, when: When) -> frozenset[str]:
        """The families whose values may be others than in the world of origin."""
        return self._at_first if when == (1, 1) else self._at_any_time

    @cached_property
    def touched(self) -> frozenset[str]:
        """The families that the last change itself makes others of."""
        origin = self.origin
        assert origin is not None
        if self._rounding is not None or not self._sees_the_same(origin):
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
        places = len(one.samples) == len(two.samples) and one.seed == two.seed
        return places and one.batch == two.batch


def when_of(moment: Moment, iteration: int) -> When:
    """During an iteration, or after so many updates."""
    return (iteration + 1, max(iteration, 1)) if moment == AFTER else (iteration, iteration)


def needs(place: Place, source: Source) -> list[Place]:
    """The values from which another one is computed."""
    if isinstance(source, tuple):
        return [source]
    if isinstance(source, float):
        return []
    when, _ = place
    return [(when, each) for each in references_in(source)]
