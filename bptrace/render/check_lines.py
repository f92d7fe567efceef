"""The parts of a check -> lines for a terminal.

✗  iteration 1   ∂E_o2/∂out_h1   -0.019049119   -0.01904911826   -0.7
   δ_o2 was rounded to 9 decimals before it was used
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bptrace.render.blocks import Heading, Remark
from bptrace.render.breaking import unbroken_parts
from bptrace.render.layout import GAP, INDENT, TIGHT_GAP, ruled
from bptrace.render.lines import (
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
from bptrace.render.page import Page
from bptrace.render.parts import Cell, Digits, Grid, GridRow, Part, Section
from bptrace.render.texts import plain

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
    """The numbers; closer together where it is too wide, then without the last column."""
    for gap, columns in ((GAP, 3), (TIGHT_GAP, 3), (TIGHT_GAP, 2)):
        lines = list(_rows(grid, gap, columns))
        if max(map(width_of, lines)) <= page.width:
            break
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
    if grid.left_out:
        yield from _flowing(page, plain(grid.left_out), Tone.QUIET, INDENT)


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
    """Equations below one another, term by term where they have equally many."""
    labels = left_column("", [plain(row.labels[0]) for row in rows])[1:]
    formulas = _aligned([plain(row.labels[1]) for row in rows])
    indent = INDENT * 2
    room = page.width - len(indent) - wide(labels[0]) - len(GAP)
    for label, formula in zip(labels, formulas, strict=True):
        head = Span(f"{indent}{label}{GAP}", Tone.QUIET)
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
