"""Lines of text whose parts have a meaning, and tables of them aligned at the decimal point.

A line knows nothing of colours or terminals; a tone is what a colour may stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from rich.cells import cell_len


class Tone(Enum):
    """What a piece of text is; the same in every format."""

    PLAIN = "plain"
    QUIET = "quiet"
    TITLE = "title"
    RESULT = "result"
    FORWARD = "forward"
    ERROR = "error"
    GRADIENT = "gradient"
    UPDATE = "update"


class Span(NamedTuple):
    """A piece of text in one tone."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]
BLANK: Line = ()
HAT = "\u0302"
"""Stands above the letter before it."""


def wide(text: str) -> int:
    """How many cells of a terminal a text takes: two for each Chinese character."""
    return len(text) if text.isascii() else cell_len(text)


def formula_width(text: str) -> int:
    """The same for a formula, of which nothing is Chinese; a hat takes no cell of its own."""
    return len(text) - text.count(HAT)


def width_of(line: Line) -> int:
    return sum(wide(span.text) for span in line)


def printable(text: str) -> str:
    """A text of somebody's on one line, without what would move a terminal's cursor."""
    line = " ".join(text.split())
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in line)


def flowing(text: str, width: int, tone: Tone = Tone.QUIET) -> Iterator[Line]:
    """A text in as many lines as it takes, broken between words."""
    first, *others = text.split(" ")
    for line in wrapped([first, *(f" {word}" for word in others)], width):
        yield (Span(line, tone),)


def left_column(heading: str, texts: Sequence[str]) -> list[str]:
    """Texts of one width, to the left; the heading first."""
    width = max(map(wide, (heading, *texts)))
    return [text + " " * (width - wide(text)) for text in (heading, *texts)]


def number_column(heading: str, texts: Sequence[str]) -> list[str]:
    """Numbers of one width, aligned at the decimal point; the heading first, to the right."""
    tails = [tail_of(text) for text in texts]
    tail = max(tails, default=0)
    padded = [
        text if own == tail or not text[-1:].isdigit() else text + " " * (tail - own)
        for text, own in zip(texts, tails, strict=True)
    ]
    width = max(wide(heading), max(map(len, padded), default=0))
    return [" " * (width - wide(heading)) + heading, *(text.rjust(width) for text in padded)]


def tail_of(number: str) -> int:
    """How many characters follow the units: the decimal point and what is after it."""
    point = number.find(".")
    if point < 0:
        point = number.find("e")
    return 0 if point < 0 else len(number) - point


def side_by_side(lines: Sequence[Line], height: int, width: int, gap: int = 6) -> list[Line]:
    """Equally wide lines in columns of at least such a height, as many columns as there is room."""
    columns = max(1, min(-(-len(lines) // height), (width + gap) // (width_of(lines[0]) + gap)))
    rows = -(-len(lines) // columns)
    space = Span(" " * gap)
    joined = []
    for row in range(rows):
        line = lines[row]
        for other in lines[row + rows :: rows]:
            line = (*line, space, *other)
        joined.append(line)
    return joined


def wrapped(parts: Sequence[str], width: int) -> Iterator[str]:
    """Parts that stay whole, joined into as few lines as fit the width."""
    line = ""
    for part in parts:
        if line and wide(line) + wide(part) > width:
            yield line
            line = part.lstrip()
        else:
            line += part
    yield line
