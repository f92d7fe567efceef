"""The parts of a check -> lines for a terminal.

✗  iteration 1   ∂E_o2/∂out_h1   -0.019049119   -0.01904911826   -0.7
   δ_o2 was rounded to 9 decimals before it was used
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bptrace.render.documents.parts import Cell, Digits, Grid, GridRow, Part, Section
from bptrace.render.layout.blocks import Heading, Remark
from bptrace.render.layout.breaking import unbroken_parts
from bptrace.render.layout.laid_out import GAP, INDENT, LEAST_ROOM, TIGHT_GAP, ruled
from bptrace.render.layout.lines import (
    BLANK,
    Line,
    Span,
    Tone,
    flowing,
    left_column,
    number_column,
    wide,
    width_of,
    wrapped,
)
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import plain

BELOW_A_ROW = "    "
SEPARATORS = re.compile(r"( [-+−] )")


def check_lines(page: Page, parts: Iterable[Part]) -> Iterator[Line]:
    """All of it; a blank line before what begins something."""
    for part in parts:
        match part:
            case Section(text, asides):
                yield from ruled(page, text, asides)
            case Heading(text, tone):
                if tone is not Tone.RESULT:
                    yield BLANK
                indent = INDENT if tone in {Tone.RESULT, Tone.PLAIN} else ""
                yield from _flowing(page, plain(text), tone, indent)
            case Remark(texts, is_after=is_after):
                tone = Tone.QUIET if is_after else Tone.PLAIN
                yield from _flowing(page, plain(texts[0]), tone, INDENT)
            case Grid(columns=()):
                yield from _equations(page, part.rows)
            case Grid():
                yield from _table(page, part)
            case _:
                raise TypeError(part)


def _flowing(page: Page, text: str, tone: Tone, indent: str) -> Iterator[Line]:
    for line in flowing(text, page.width - len(indent), tone):
        yield Span(indent), *line


def _table(page: Page, grid: Grid) -> Iterator[Line]:
    """The numbers; closer together where it is too wide, then without the last column, then below
    one another."""
    for gap, columns in ((GAP, 3), (TIGHT_GAP, 3), (TIGHT_GAP, 2)):
        lines = list(_rows(grid, gap, columns))
        if max(map(width_of, lines)) <= page.width:
            yield from _beside(page, grid, lines)
            break
    else:
        for row in grid.rows:
            yield from _below(page, grid, row)
    if grid.left_out:
        yield from _flowing(page, plain(grid.left_out), Tone.QUIET, INDENT)


def _beside(page: Page, grid: Grid, lines: Sequence[Line]) -> Iterator[Line]:
    """Rows, each with what is remarked about it at its end, or below."""
    heading, *others = lines
    remarks = [plain(each.remark) for each in grid.rows]
    room = page.width - max(map(width_of, lines)) - len(GAP)
    are_beside = all(wide(each) <= room for each in remarks)
    yield heading
    for line, remark in zip(others, remarks, strict=True):
        if are_beside and remark:
            yield *line, Span(GAP + remark, Tone.QUIET)
            continue
        yield line
        if remark:
            yield from _flowing(page, remark, Tone.QUIET, BELOW_A_ROW)


def _below(page: Page, grid: Grid, row: GridRow) -> Iterator[Line]:
    """A row with its numbers below one another, where there is no room for columns."""
    sign, *labels = map(plain, row.labels)
    sign_tone = Tone.ERROR if row.tone is Tone.PLAIN else row.tone
    indent = wide(BELOW_A_ROW)
    head = Span(f" {sign}  ", sign_tone)
    for line in flowing(GAP.join(labels), page.width - indent, _label_tone(row)):
        yield head, *line
        head = Span(BELOW_A_ROW)
    numbers = [(plain(each), _text(row.numbers[at])) for at, each in enumerate(grid.columns)]
    numbers = [each for each in numbers if each[1]]
    names = left_column("", [name for name, _ in numbers])[1:]
    for name, (_, number) in zip(names, numbers, strict=True):
        yield Span(f"{BELOW_A_ROW}{name}{GAP}", Tone.QUIET), Span(number, row.tone)
    if row.remark:
        yield from _flowing(page, plain(row.remark), Tone.QUIET, BELOW_A_ROW)


def _label_tone(row: GridRow) -> Tone:
    """Labels are quiet, but for those of the row that stands out."""
    return row.tone if row.tone is Tone.ERROR else Tone.QUIET


def _rows(grid: Grid, gap: str, most: int) -> Iterator[Line]:
    rows = grid.rows
    signs, *labels = (
        left_column(plain(heading), [plain(row.labels[place]) for row in rows])
        for place, heading in enumerate(grid.headings)
    )
    numbers = [
        number_column(plain(heading), [_text(row.numbers[place]) for row in rows])
        for place, heading in enumerate(grid.columns[:most])
    ]
    tones = [grid.tone, *(row.tone for row in rows)]
    for sign, label, number, tone in zip(
        signs, zip(*labels, strict=True), zip(*numbers, strict=True), tones, strict=True
    ):
        stands_out = tone is Tone.ERROR
        mark = Tone.ERROR if tone is Tone.PLAIN else tone
        yield (
            Span(f" {sign}  ", mark),
            Span(gap.join((*label, "")), tone if stands_out else Tone.QUIET),
            Span(gap.join(number), tone),
        )


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Digits) else plain(cell)


def _equations(page: Page, rows: Sequence[GridRow]) -> Iterator[Line]:
    """Equations below one another, term by term where they have equally many; on a narrow page,
    each below its label."""
    labels = left_column("", [plain(row.labels[0]) for row in rows])[1:]
    formulas = _aligned([plain(row.labels[1]) for row in rows])
    indent = INDENT * 2
    room = page.width - len(indent) - wide(labels[0]) - len(GAP)
    is_narrow = room < LEAST_ROOM and max(map(wide, formulas)) > room
    room = page.width - len(indent) - len(INDENT) if is_narrow else room
    for label, formula in zip(labels, formulas, strict=True):
        head = Span(f"{indent}{label}{GAP}", Tone.QUIET)
        if is_narrow:
            yield (Span(f"{indent}{label.rstrip()}", Tone.QUIET),)
            head = Span(indent + INDENT)
        parts = [formula] if wide(formula) <= room else wrapped(unbroken_parts(formula, room), room)
        for text in parts:
            yield head, Span(text, Tone.GRADIENT)
            head = Span(" " * len(head.text))


def _aligned(formulas: Sequence[str]) -> list[str]:
    split = [SEPARATORS.split(each) for each in formulas]
    if len({tuple(each[1::2]) for each in split}) > 1:
        return list(formulas)
    columns = [left_column("", column)[1:] for column in zip(*split, strict=True)]
    return ["".join(each).rstrip() for each in zip(*columns, strict=True)]
