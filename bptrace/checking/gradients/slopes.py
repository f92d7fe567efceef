"""The slope of a function by moving its argument, with the step that suits it best.

    D(h) = (E(x + h) − E(x − h)) / 2h          off by h²
    (4 D(h/2) − D(h)) / 3                      off by h⁴, and by rounding, ε |E| / h

The step balances the two: the fifth root of ε, times the size of x, as the cube root does for D(h)
alone (Press et al., Numerical Recipes, 5.7). It is too long where D(h) and D(h/2) are not nearly
the same, E being curved more than the size of x tells, and where a kink lies within it: then a
tenth of it is tried, and a tenth of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite
from sys import float_info

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.checking.gradients.moving import Crossing, Moving
from bptrace.explaining.differences import central_difference, extrapolated

FIRST_STEP = float_info.epsilon ** (1 / 5)
STEPS = 5
SHORTER = 0.1

STEADY = 1e-6
"""Relative: where D(h) and D(h/2) differ by so little, a shorter step tells no more. What is
extrapolated from them is off by less, even where E bends sharply, as beside Huber's parabola."""

ROUNDING = 8.0
"""Times ε |E|: what E may be off by, a few operations on numbers of its size after another."""


class Slope(Struct, frozen=True):
    """A measured slope.

    value: extrapolated. step: the longer one of both. left, right: the slopes on either side.
    noise: what rounding may do to the value. unsteady: by how much the two differences differ,
    beyond that. crossings: the kinks within the step.
    """

    value: float
    step: float
    left: float
    right: float
    noise: float
    unsteady: float
    crossings: tuple[Crossing, ...]

    @property
    def is_steady(self) -> bool:
        return self.unsteady <= STEADY * abs(self.value)


class Ruler(Struct, frozen=True):
    """What slopes are measured with.

    rounding: what E is off by where nothing moves. step: the only one to take; None: what suits.
    """

    moving: Moving
    rounding: float
    step: float | None

    def slope(self, of: Reference, at: float, sample: int | None = None) -> Slope:
        """The slope of E, or of a sample's own E, by one given value that is `at` now."""
        found: list[Slope] = []
        for step in self._steps(at):
            found.append(self._measured(of, at, step, self.moving.place_of_error(sample)))
            if found[-1].is_steady and not found[-1].crossings:
                return found[-1]
        clear = [each for each in found if not each.crossings]
        return min(clear, key=_unsteadiness) if clear else found[-1]

    def _steps(self, at: float) -> Sequence[float]:
        if self.step is not None:
            return [self.step]
        first = FIRST_STEP * max(abs(at), 1.0)
        return [first * SHORTER**times for times in range(STEPS)]

    def _measured(self, of: Reference, at: float, step: float, place: int) -> Slope:
        seen: dict[float, Sequence[float]] = {}

        def error_at(value: float) -> float:
            if value not in seen:
                seen[value] = self.moving.values(of, value)
            return seen[value][place]

        wide = central_difference(error_at, at, step)
        narrow = central_difference(error_at, at, step / 2.0)
        here = self.moving.unmoved[place]
        below, above = error_at(at - step), error_at(at + step)
        noise = self._noise(below, here, above, at, step)
        return Slope(
            value=extrapolated(wide, narrow),
            step=step,
            left=(here - below) / step,
            right=(above - here) / step,
            noise=noise,
            unsteady=max(abs(narrow - wide) - noise, 0.0) if isfinite(narrow - wide) else inf,
            crossings=tuple(self.moving.crossings(seen[at - step], seen[at + step])),
        )

    def _noise(self, below: float, here: float, above: float, at: float, step: float) -> float:
        """Rounding of E on both sides, over the step: of E itself, and of what E is made from,
        which counts more where E has become steeper."""
        steeper = abs(above - 2.0 * here + below) / step * max(abs(at), 1.0)
        largest = max(abs(below), abs(above))
        return ROUNDING * (self.rounding + float_info.epsilon * (largest + steeper)) / step


def _unsteadiness(slope: Slope) -> float:
    return slope.unsteady
