"""How large things are in a figure: in points of a picture, or in characters of a terminal."""

from __future__ import annotations

from math import floor

from msgspec import Struct

from bptrace.render.drawing.boxes import Box
from bptrace.render.layout.lines import wide

MANY_ROWS = 5


class Metrics(Struct, frozen=True, kw_only=True):
    """character: the width of one. line: of text, its height. unit: the height of a circle, and its
    least width. pitch: from one unit of a layer to the next. around: between two names, beside each
    other and below each other. aside: between an output and its target. gaps: the least and the
    greatest room between layers. margin: around the figure. snaps: whether everything stands in
    whole characters. small: the size of a value's characters, against a name's.
    """

    character: float
    line: float
    unit: float
    pitch: float
    around: tuple[float, float]
    aside: float
    gaps: tuple[float, float]
    margin: float
    heading: float
    small: float = 1.0
    snaps: bool = False

    def width(self, text: str) -> float:
        """About how wide a text is."""
        return wide(text) * self.character

    def snapped(self, box: Box) -> Box:
        """The box where it can stand: in a terminal, with its corner at a whole character."""
        if not self.snaps:
            return box
        left, top = floor(box.x - box.width / 2 + 0.5), floor(box.y - box.height / 2 + 0.5)
        return Box(left + box.width / 2, top + box.height / 2, box.width, box.height)


PICTURE = Metrics(
    character=8.5,
    line=16.0,
    unit=44.0,
    pitch=72.0,
    around=(2.0, 2.0),
    aside=8.0,
    gaps=(150.0, 1200.0),
    margin=20.0,
    heading=40.0,
    small=0.8,
)
"""In points, at 13 points a letter; as wide as the digits of a wide font are."""


def of_terminal(rows: int, with_values: bool) -> Metrics:
    """In characters: so many units below each other, each with its value below it or not."""
    height = 2.0 if with_values else 1.0
    return Metrics(
        character=1.0,
        line=1.0,
        unit=height,
        pitch=height + (3.0 if rows <= MANY_ROWS else 2.0),
        around=(1.0, 0.0),
        aside=1.0,
        gaps=(5.0, 30.0),
        margin=0.0,
        heading=3.0,
        snaps=True,
    )
