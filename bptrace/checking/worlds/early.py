"""The values of the first iterations of a world, each computed when it is asked for.

What a change does not touch is taken from the world that it was made in; an equation that several
worlds have is instantiated once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bptrace.algebra.expressions import Reference
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import in_primitives
from bptrace.checking.worlds.moments import Instance, Place, Source, When, before, needs
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.values import value_at

if TYPE_CHECKING:
    from bptrace.checking.worlds.world import World

MOST_AT_ONCE = 100
"""So many equations, one after the other, are no deeper than Python's own stack."""


class Values(dict[Reference, float]):
    """The values of a moment. affected: the families whose values may be others than in the world
    of origin; None: all are the world's own. reached: so many equations have a value here."""

    __slots__ = ("_early", "affected", "reached", "step", "when")

    def __init__(self, early: Early, when: When, step: Step) -> None:
        super().__init__()
        self._early = early
        self.when = when
        self.step = step
        self.affected = early.affected(when)
        self.reached = 0

    def __missing__(self, reference: Reference) -> float:
        value = self[reference] = self._early.compute(self, reference)
        return value


class Early:
    """The values of a world's first iterations."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._origin = world.origin.early if world.origin is not None else None
        self._rounding = world.rounding
        self._values: dict[When, Values] = {}
        self._instances: dict[tuple[int, Reference], Instance] = {}

    def at(self, when: When, reference: Reference) -> float:
        """A value of a moment. KeyError where there is no such value."""
        values = self.values(when)
        if reference not in values:
            self._prepare(values, reference)
        return values[reference]

    def values(self, when: When) -> Values:
        """All values of a moment."""
        values = self._values.get(when)
        if values is None:
            step = self._world.step_of(when[1])
            values = self._values[when] = Values(self, when, step)
        return values

    def affected(self, when: When) -> frozenset[str] | None:
        """The families whose values may be others than in the world of origin; None: all."""
        return None if self._origin is None else self._world.affected(when)

    def in_order(self, wanted: Place) -> list[Place]:
        """All that a value is computed from, in an order in which it can be, itself last."""
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
        step = self.values(when).step
        equation = step.equation(reference.name)
        if equation is not None:
            return self.instance(step, equation, reference)
        if SAMPLE_INDEX in step.family(reference.name).at:
            return self._world.sample(seen, reference)
        if iteration > 1 and reference.name in step.states:
            return before(when), Reference(step.states[reference.name], reference.at)
        return value_at(self._world.start[reference.name], reference)

    def compute(self, values: Values, reference: Reference) -> float:
        """A value of a moment, from what it is made of."""
        if self._origin is not None and reference.name not in (values.affected or ()):
            return self._origin.at(values.when, reference)
        source = self.source(values.when, reference)
        if isinstance(source, float):
            return source
        if isinstance(source, tuple):
            return self.at(*source)
        value = source.value(values.__getitem__)
        return value if self._rounding is None else self._rounding(value)

    def instance(self, step: Step, equation: Equation, reference: Reference) -> Instance:
        """The right side of a value; of an equation that the world of origin has, made there."""
        if self._origin is not None and equation.name not in self._world.rewritten:
            return self._origin.instance(step, equation, reference)
        key = step.axes[SAMPLE_INDEX], reference
        known = self._instances.get(key)
        if known is None:
            right = instantiate(step, reference)
            assert right is not None
            known = self._instances[key] = Instance(in_primitives(right))
        return known

    def _prepare(self, values: Values, wanted: Reference) -> None:
        """Computes one value of each family up to the wanted one's, where there are many: what is
        left to compute for that is never deep then, however deep the network is."""
        iteration, step = values.when[0], values.step
        if iteration * len(step.equations) <= MOST_AT_ONCE:
            return
        if iteration > 1 and not values.reached:
            for new in step.states.values():
                self.at(before(values.when), next(step.positions(step.family(new))))
        for equation in step.equations[values.reached :]:
            if equation.name == wanted.name:
                return
            values.reached += 1
            if values.affected is None or equation.name in values.affected:
                values[next(step.positions(equation))]
