"""Lines between two columns -> where the name of each stands on it: no name on another one, and on
as few other lines as can be."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from msgspec import Struct

from bptrace.render.drawing.boxes import Box, Line
from bptrace.render.drawing.metrics import Metrics

PREFERRED = 0.3
"""The part of the way at which a name stands if it may: lines have parted, and not yet crossed."""
TRIED = tuple(part / 100 for part in range(8, 93, 2))


class Way(Struct, frozen=True):
    """From one column to the next. lines: of its connections; left, right: where the columns end
    and begin."""

    lines: Sequence[Line]
    left: float
    right: float

    def has(self, box: Box) -> bool:
        """Whether a box stays off the columns at both ends."""
        return self.left <= box.x - box.width / 2 and box.x + box.width / 2 <= self.right

    def crossing(self, box: Box) -> int:
        """How many lines come through a box."""
        return sum(box.is_crossed(*line) for line in self.lines)


def place_labels(
    way: Way, sizes: Sequence[tuple[float, float] | None], metrics: Metrics
) -> list[Box | None]:
    """The box of each line's name of such a width and height; None where there is none, or no room.

    Those that have the least choice, on the flattest lines, come first.
    """
    boxes: list[Box | None] = [None] * len(way.lines)
    taken: list[Box] = []
    for number in sorted(range(len(way.lines)), key=lambda each: _rise(way.lines[each])):
        size = sizes[number]
        box = size and _best(way, way.lines[number], size, taken, metrics)
        if box is not None:
            boxes[number] = box
            taken.append(box)
    return boxes


def _best(
    way: Way, line: Line, size: tuple[float, float], taken: Sequence[Box], metrics: Metrics
) -> Box | None:
    """Of the places that are free the one that the fewest other lines come through."""
    best: Box | None = None
    least = inf
    for part in TRIED:
        place, detour = line.at(part), abs(part - PREFERRED)
        box = metrics.snapped(Box(place.x, place.y, *size))
        if not way.has(box) or any(box.meets(each, *metrics.around) for each in taken):
            continue
        cost = way.crossing(box) + detour
        if cost < least:
            best, least = box, cost
    return best


def _rise(line: Line) -> tuple[float, float]:
    return abs(line.end.y - line.start.y), line.start.y
