"""Rectangles and lines, and whether they meet."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """From the left and from the top."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle around its centre."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box, across: float = 0.0, up: float = 0.0) -> bool:
        """Whether there is less than such a gap between the two, both ways."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + across
            and abs(self.y - other.y) < (self.height + other.height) / 2 + up
        )

    def is_crossed(self, start: Place, end: Place) -> bool:
        """Whether a line comes through it (Liang & Barsky, "A new concept and method for line
        clipping", 1984)."""
        enters, leaves = 0.0, 1.0
        ways = (
            (end.x - start.x, self.x - start.x, self.width),
            (
                end.y - start.y,
                self.y - start.y,
                self.height,
            ),
        )
        for length, distance, size in ways:
            near, far = distance - size / 2, distance + size / 2
            if length == 0.0:
                if near >= 0.0 or far <= 0.0:
                    return False
                continue
            first, second = sorted((near / length, far / length))
            enters, leaves = max(enters, first), min(leaves, second)
        return enters < leaves


class Line(NamedTuple):
    """From one place to another."""

    start: Place
    end: Place

    def at(self, part: float) -> Place:
        """The place after a part of the way."""
        return Place(
            self.start.x + part * (self.end.x - self.start.x),
            self.start.y + part * (self.end.y - self.start.y),
        )
