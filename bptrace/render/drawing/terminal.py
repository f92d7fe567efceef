"""A figure in characters -> lines: circles in parentheses, connections in Braille or dots.

(i1)⠒⠒⠒w1⠒⠒⠒(h1)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from bptrace.render.drawing.boxes import Box
from bptrace.render.drawing.layout import Circle, Edge, Figure, with_value
from bptrace.render.layout.lines import Line, Tone, wide
from bptrace.render.plotting.dots import Stroke, dotted, spans_of
from bptrace.render.signs.glyphs import UNICODE, Glyphs

SIGN, SIGN_OF_BIAS, SIGN_ON = ".", ":", "#"
"""What connections are drawn of in ASCII."""
TONES = {
    "input": Tone.PLAIN,
    "hidden": Tone.FORWARD,
    "output": Tone.FORWARD,
    "bias": Tone.QUIET,
    "layer": Tone.TITLE,
    "target": Tone.ERROR,
    "gap": Tone.QUIET,
}

Cells = list[list[tuple[str, Tone]]]


def figure_lines(figure: Figure, glyphs: Glyphs) -> Iterator[Line]:
    """The figure, of which what is highlighted is in brackets."""
    width, height = ceil(figure.width), ceil(figure.height)
    edges = sorted(figure.edges, key=lambda each: (each.highlighted, not each.is_bias))
    braille = glyphs.bars == UNICODE.bars
    cells = dotted([_stroke(each, width, height) for each in edges], width, height, braille)
    for edge in edges:
        if edge.label is not None and edge.box is not None:
            text = with_value(edge.label.name, edge.label.value)
            _write(cells, edge.box, text, Tone.GRADIENT if edge.highlighted else Tone.UPDATE)
    for circle in figure.circles:
        _write_circle(cells, circle)
    for words in figure.words:
        text = with_value(words.label.name, words.label.value)
        gap = text if braille or words.kind != "gap" else ":"
        _write(cells, words.box, gap, TONES[words.kind])
        if words.more:
            below = words.more if braille else words.more.replace("×", "*")
            _write(cells, words.box._replace(y=words.box.y + 1), below, Tone.QUIET)
    for row in cells:
        yield spans_of(row)


def _stroke(edge: Edge, width: int, height: int) -> Stroke:
    places = [(each.x / width, 1 - each.y / height) for each in edge.line]
    sign = SIGN_ON if edge.highlighted else SIGN_OF_BIAS if edge.is_bias else SIGN
    return Stroke(places, Tone.GRADIENT if edge.highlighted else Tone.QUIET, sign)


def _write_circle(cells: Cells, circle: Circle) -> None:
    box, label = circle.box, circle.label
    left, right = "[]" if circle.highlighted else "()"
    tone = Tone.GRADIENT if circle.highlighted else TONES[circle.kind]
    top = box._replace(y=box.y - box.height / 2 + 0.5, height=1.0)
    room = int(box.width) - 2
    _write(cells, top, f"{left}{_centred(label.name, room)}{right}", tone)
    if label.value is not None:
        value = _centred(label.value, int(box.width))
        _write(cells, top._replace(y=top.y + 1), value, Tone.PLAIN)


def _centred(text: str, room: int) -> str:
    free = max(room - wide(text), 0)
    return " " * (free // 2) + text + " " * (free - free // 2)


def _write(cells: Cells, box: Box, text: str, tone: Tone) -> None:
    """In the middle of a box, one line of it."""
    row = int(box.y - box.height / 2)
    column = max(int(box.x - wide(text) / 2 + 0.5), 0)
    for letter in text:
        if column < len(cells[row]):
            cells[row][column] = letter, tone
        column += 1
        for _ in range(wide(letter) - 1):
            if column < len(cells[row]):
                cells[row][column] = "", tone
            column += 1


def needed_columns(figure: Figure) -> int:
    """How wide a terminal has to be for it."""
    return ceil(figure.width)


def highlighted_names(figure: Figure) -> Sequence[str]:
    """What is highlighted, for who sees no colours."""
    circles = [each.label.name for each in figure.circles if each.highlighted]
    edges = [each.label.name for each in figure.edges if each.highlighted and each.label]
    return [*circles, *dict.fromkeys(edges)]
