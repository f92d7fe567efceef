"""Points -> rows of characters: eight dots each in Braille, or a sign each in ASCII.

Each curve is drawn on a canvas of its own by plotille; where two meet in a character, it has the
dots of both, and the tone of the later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from plotille import Canvas

from bptrace.render.layout.lines import Line, Span, Tone

ACROSS, DOWN = 2, 4
"""Dots in a character."""
EMPTY = "\u2800"

Place = tuple[float, float]
"""In parts of the width from the left and of the height from below."""


class Stroke(Struct, frozen=True):
    """A line through places, or dots at them. sign: what it is drawn of in ASCII."""

    places: Sequence[Place]
    tone: Tone
    sign: str
    joined: bool = True


def dotted(
    strokes: Iterable[Stroke], width: int, height: int, braille: bool
) -> list[list[tuple[str, Tone]]]:
    """Rows of characters with their tones, the uppermost first."""
    cells = [[(" ", Tone.PLAIN)] * width for _ in range(height)]
    for stroke in strokes:
        for row, text in zip(cells, _rows(stroke, width, height), strict=True):
            for column, dots in enumerate(text):
                if dots != EMPTY:
                    shown = _both(row[column][0], dots) if braille else stroke.sign
                    row[column] = shown, stroke.tone
    return cells


def spans_of(cells: Sequence[tuple[str, Tone]]) -> Line:
    """Characters as spans, one for all that follow each other in one tone."""
    spans: list[Span] = []
    for text, tone in cells:
        if spans and (spans[-1].tone == tone or text == " "):
            spans[-1] = Span(spans[-1].text + text, spans[-1].tone)
        else:
            spans.append(Span(text, tone))
    return tuple(spans)


def _both(before: str, dots: str) -> str:
    return dots if before == " " else chr(ord(before) | ord(dots))


def _rows(stroke: Stroke, width: int, height: int) -> list[str]:
    canvas = Canvas(width, height, 0, 0, width * ACROSS, height * DOWN)
    right, top = width * ACROSS - 1, height * DOWN - 1
    dots = [(round(across * right), round(up * top)) for across, up in stroke.places]
    if not stroke.joined or len(dots) == 1:
        for dot in dots:
            canvas.point(*dot)
    else:
        for start, end in pairwise(dots):
            canvas.line(*start, *end)
    return str(canvas.plot()).split("\n")
