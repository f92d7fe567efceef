"""A mistake with a number in it that nobody knows -> the number that gives what is printed.

Each printed number narrows down what the unknown can be: where a value crosses the bounds within
which it is printed so. What is left of the range when all have, if anything is, is the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import nan

from bptrace.checking.diagnosing.printed import Printed
from bptrace.checking.digits import Bounds
from bptrace.checking.mistakes.mistake import Change
from bptrace.checking.worlds.world import World

PIECES = 16
"""A value is taken to rise or fall all the way within a piece of the range."""
HALVINGS = 45
LEAST_NUMBERS = 2
"""One number has a solution for nearly every mistake."""
WHOLE = (0.0, 1.0)
HALF = 0.5

Range = tuple[float, float]
Curve = Callable[[float], float]
"""A printed number over the unknown; not a number where it cannot be had."""


def solved(world: World, change: Change, printed: Printed, places: Sequence[int]) -> World | None:
    """The world with the unknown of a change, from 0 to 1, such that numbers come out as printed;
    None where there is none, or too few numbers to say so."""
    if len(places) < LEAST_NUMBERS:
        return None
    world_at = _worlds(world, change)
    ranges: list[Range] = [WHOLE]
    for place in places:
        curve, bounds = _curve(world_at, printed, place), printed.bounds[place]
        ranges = [each for one in ranges for each in _narrowed(curve, one, bounds)]
    for low, high in ranges:
        found = world_at((low + high) / 2)
        if found is not None and all(printed.come_out(place, found) for place in places):
            return found
    return None


def _worlds(world: World, change: Change) -> Callable[[float], World | None]:
    """The world for each value of the unknown; their steps are the same."""
    assert change.unknown is not None
    unknown = change.unknown
    one = world.changed(unknown(HALF))
    return lambda value: world.changed(unknown(value), one.build if one else None)


def _curve(world_at: Callable[[float], World | None], printed: Printed, place: int) -> Curve:
    def curve(unknown: float) -> float:
        world = world_at(unknown)
        value = None if world is None else printed.value(place, world)
        return nan if value is None else value

    return curve


def _narrowed(curve: Curve, within: Range, bounds: Bounds) -> Iterator[Range]:
    """The parts of a range in which a value is within bounds."""
    low, high = within
    pieces = PIECES if within == WHOLE else 1
    points = [low + (high - low) * number / pieces for number in range(pieces + 1)]
    values = list(map(curve, points))
    for ends, heights in zip(pairwise(points), pairwise(values), strict=True):
        if min(heights) <= bounds.high and max(heights) >= bounds.low:
            first, last = (
                (ends, heights) if heights[0] <= heights[1] else (ends[::-1], heights[::-1])
            )
            yield (
                _crossing(curve, first, last, bounds.low),
                _crossing(curve, first, last, bounds.high),
            )


def _crossing(curve: Curve, ends: Range, heights: Range, level: float) -> float:
    """Where a curve that rises from one end to the other crosses a level, or the nearer end."""
    below, above = ends
    if level <= heights[0]:
        return below
    if level >= heights[1]:
        return above
    for _ in range(HALVINGS):
        middle = (below + above) / 2
        below, above = (middle, above) if curve(middle) < level else (below, middle)
    return (below + above) / 2
