"""What a curve is: a value of a trace over its iterations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.errors import EndedEarly

ScaleName = Literal["linear", "log"]


class Point(NamedTuple):
    """A value in an iteration, which counts from 1: `[iteration, value]`."""

    iteration: int
    value: float


class Curve(Struct, frozen=True):
    """One value over the iterations.

    name: as the step spells it. reference: None for E_all, which no equation gives. phase: of the
    step, when it comes into being. sample: of which it is, counting from 1, where each iteration
    sees another one; None where that makes no difference. points: in order, finite ones; of those
    that lie close together the first, the smallest, the largest and the last. first, last,
    smallest, largest: of all its values, not of the points only; None where none is finite. count:
    how many values there were. not_finite: the first that was not.
    """

    name: str
    reference: Reference | None
    phase: str
    role: str
    sample: int | None
    points: Sequence[Point]
    count: int
    not_finite: Point | None

    @property
    def first(self) -> Point | None:
        return self.points[0] if self.points else None

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def smallest(self) -> Point | None:
        return min(self.points, key=lambda each: each.value, default=None)

    @property
    def largest(self) -> Point | None:
        return max(self.points, key=lambda each: each.value, default=None)


class Scales(Struct, frozen=True):
    """How the iterations and the values are laid out."""

    iterations: ScaleName
    """of the iterations"""
    values: ScaleName
    """of the values"""


class Curves(Struct, frozen=True):
    """Several values over the same iterations.

    first, last: the iterations that were read. ended: what ended the training early, if anything
    did. seen: of how many samples each iteration saw one only, without a curve for each.
    """

    curves: Sequence[Curve]
    first: int
    last: int
    ended: EndedEarly | None
    seen: int | None = None

    @property
    def drawn(self) -> Sequence[Curve]:
        """Those of which there is a point at least."""
        return [each for each in self.curves if each.points]
