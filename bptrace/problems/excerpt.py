"""A place in a text -> its line, and the lines that show it with a caret under it.

      6 |   - units: 2
      7 |     activation: sigmod
        |                 ^^^^^^

What is shown is one cell a column: a tab becomes a blank, a long line is cut around the caret, and
characters that a terminal shows two cells wide move the caret by two.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

from msgspec import Struct

from bptrace.problems.lines import line_above, line_at, line_end, line_start
from bptrace.problems.problem import Place

MOST_CELLS = 72
CELLS_BEFORE = 30
"""How much of a long line is shown before the caret."""

CUT = "…"


class Lines(Struct, frozen=True):
    """Where a place is. line and column count from 1; before: the line above, where there is one;
    begin and end: what the caret goes under, in characters of `text`."""

    line: int
    column: int
    text: str
    before: str | None
    begin: int
    end: int


def lines_of(place: Place) -> Lines:
    """The line in which a place begins. The place must be in a text."""
    assert place.text is not None
    text, (start, stop) = place.text, place.span
    begin, end = line_start(text, start), line_end(text, start)
    at, length = start - begin, stop - start if stop <= end else 1
    return Lines(
        line=line_at(text, start),
        column=at + 1,
        text=text[begin:end],
        before=line_above(text, begin),
        begin=at,
        end=at + max(length, 1),
    )


def excerpt(lines: Lines, hint: str) -> Iterator[str]:
    """The line above, unless what is shown of the line is cut at the left; the line; the caret
    with a hint beside it."""
    gutter = max(3, len(str(lines.line)))
    left = _first_shown(lines)
    if lines.before is not None and lines.before.strip() and not left:
        yield f"{lines.line - 1:{gutter}} | {_window(lines.before, 0)}".rstrip()
    yield f"{lines.line:{gutter}} | {_window(lines.text, left)}".rstrip()
    shown = _cells(lines.text[left : lines.begin]) + (len(CUT) if left else 0)
    room = max(MOST_CELLS - shown, 1)
    carets = "^" * min(max(_cells(lines.text[lines.begin : lines.end]), 1), room)
    yield f"{'':{gutter}} | {' ' * shown}{carets} {hint}".rstrip()


def _first_shown(lines: Lines) -> int:
    """The character with which a window on the line begins, so that the caret is in it."""
    if _cells(lines.text) <= MOST_CELLS or _cells(lines.text[: lines.end]) <= MOST_CELLS:
        return 0
    first, cells = lines.begin, 0
    while first > 0 and cells < CELLS_BEFORE:
        first -= 1
        cells += _cells(lines.text[first])
    return first


def _window(line: str, left: int) -> str:
    """The part of a line that is shown, harmless to a terminal."""
    shown, cells = CUT if left and line[left:] else "", 0
    for character in line[left:]:
        cells += _cells(character)
        if cells > MOST_CELLS:
            return shown + CUT
        shown += character if character.isprintable() else " "
    return shown


def _cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if combining(character) or character in "\u200b\u200c\u200d\ufe0e\ufe0f":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
