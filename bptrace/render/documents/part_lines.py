"""The parts of a document -> lines for a terminal: sections, headings, remarks, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bptrace.render.documents.parts import Cell, Digits, Grid, Part, Section
from bptrace.render.layout.blocks import Heading, Remark
from bptrace.render.layout.laid_out import GAP, INDENT, TIGHT_GAP, ruled
from bptrace.render.layout.lines import (
    BLANK,
    Line,
    Span,
    Tone,
    flowing,
    left_column,
    number_column,
    width_of,
)
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import plain


def part_lines(page: Page, parts: Iterable[Part]) -> Iterator[Line]:
    """The parts, a blank line before each heading and each table."""
    for part in parts:
        match part:
            case Section(text, asides):
                yield from ruled(page, text, asides)
            case Heading(text, tone):
                yield BLANK
                yield from flowing(plain(text), page.width, tone)
            case Remark(texts):
                for text in texts:
                    yield from _indented(page, plain(text))
            case Grid():
                yield BLANK
                yield from _grid_lines(page, part)
                yield from _indented(page, plain(part.left_out)) if part.left_out else ()
            case _:
                raise TypeError(part)


def _indented(page: Page, text: str) -> Iterator[Line]:
    for line in flowing(text, page.width - len(INDENT)):
        yield Span(INDENT), *line


def _grid_lines(page: Page, grid: Grid) -> list[Line]:
    """The table; closer together where it is too wide, with the first label alone, and at last a
    number a line."""
    for gap, labels in ((GAP, None), (TIGHT_GAP, None), (GAP, 1), (TIGHT_GAP, 1)):
        lines = list(_filled(grid, gap, labels))
        if max(map(width_of, lines)) <= page.width:
            return lines
    return list(_stacked(grid))


def _stacked(grid: Grid) -> Iterator[Line]:
    """The labels of a row and its remark, and the numbers under one another."""
    headings = left_column("", list(map(plain, grid.columns)))[1:]
    for row in grid.rows:
        labels = TIGHT_GAP.join(filter(None, map(plain, row.labels)))
        yield Span(INDENT + labels + GAP, grid.tone), Span(plain(row.remark), row.tone)
        numbers = number_column("", list(map(_text, row.numbers)))[1:]
        for heading, number in zip(headings, numbers, strict=True):
            yield Span(INDENT * 2 + heading + TIGHT_GAP, Tone.QUIET), Span(number)


def _filled(grid: Grid, gap: str, most_labels: int | None) -> Iterator[Line]:
    rows = grid.rows
    labels = [
        left_column(plain(heading), [plain(row.labels[place]) for row in rows])
        for place, heading in enumerate(grid.headings[:most_labels])
    ]
    numbers = [
        number_column(plain(heading), [_text(row.numbers[place]) for row in rows])
        for place, heading in enumerate(grid.columns)
    ]
    remarks = (Span(""), *(Span(plain(row.remark), row.tone) for row in rows))
    tones = (grid.tone, *(Tone.PLAIN for _ in rows))
    for label, number, remark, tone in zip(
        zip(*labels, strict=True), zip(*numbers, strict=True), remarks, tones, strict=True
    ):
        yield (
            Span(f"{INDENT}{TIGHT_GAP.join(label)}{gap}", Tone.QUIET),
            Span(gap.join(number), tone),
            Span(gap if remark.text else ""),
            remark,
        )


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Digits) else plain(cell)
