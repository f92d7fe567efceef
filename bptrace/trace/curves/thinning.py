"""A long row of values -> few points that draw the same curve, in constant memory.

Of each stretch of iterations the first, the smallest, the largest and the last value are kept: on a
screen no wider than there are stretches, the line through them covers the same pixels (Jugel et
al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014). Stretches are equally
long on a linear axis, and equally long on a logarithmic one: either can be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from bptrace.trace.curves.curve import Point

STRETCHES = 1000
"""On each kind of axis; a terminal of 160 columns shows 300 dots, a picture of a page 900."""


def stretches(first: int, last: int, count: int = STRETCHES) -> list[int]:
    """The last iterations of stretches from `first` to `last`, both from 1: at most 2 × count."""
    length = last - first
    ratio = last / first
    evenly = {first + length * place // count for place in range(1, count + 1)}
    by_powers = {min(round(first * ratio ** (place / count)), last) for place in range(count)}
    return sorted({*evenly, *by_powers, last})


class Thinned:
    """Takes values in order of their iterations; holds at most four points a stretch."""

    def __init__(self, ends: list[int]) -> None:
        self.count = 0
        self.not_finite: Point | None = None
        self._ends = ends
        self._place = 0
        self._kept: list[Point] = []
        self._open: tuple[Point, Point, Point, Point] | None = None

    def add(self, iteration: int, value: float) -> None:
        """One more value."""
        self.count += 1
        point = Point(iteration, value)
        if not isfinite(value):
            self.not_finite = self.not_finite or point
            return
        if self._open is None or iteration > self._ends[self._place]:
            self._close(iteration)
            self._open = point, point, point, point
            return
        first, smallest, largest, _ = self._open
        if value < smallest.value:
            smallest = point
        if value > largest.value:
            largest = point
        self._open = first, smallest, largest, point

    def points(self) -> tuple[Point, ...]:
        """What is kept so far."""
        return (*self._kept, *self._of_open())

    def _close(self, iteration: int) -> None:
        self._kept += self._of_open()
        while iteration > self._ends[self._place]:
            self._place += 1

    def _of_open(self) -> Iterator[Point]:
        if self._open is not None:
            yield from sorted({*self._open})
