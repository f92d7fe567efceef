"""A block and the numbers of a record -> a part of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from bptrace.render.documents.parts import (
    Cell,
    Digits,
    Display,
    Grid,
    GridRow,
    Part,
    Worked,
    Working,
)
from bptrace.render.layout.blocks import (
    Block,
    ChainRule,
    Derivation,
    Derivations,
    Facts,
    Figure,
    Heading,
    Kinks,
    Legend,
    Remark,
    Row,
    Table,
)
from bptrace.render.layout.cells import (
    kinks_met,
    left_out,
    legend_of,
    operand_of,
    result_of,
    steps_of,
    value_of,
)
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, plain
from bptrace.trace.record import Record


def fill_all(page: Page, blocks: Iterable[Block], record: Record) -> Iterator[Part]:
    """The blocks with the numbers of one iteration; a kink that is not met is no part."""
    for block in blocks:
        if isinstance(block, Kinks):
            yield from (Remark((text,)) for text in kinks_met(page, block, record))
        else:
            yield fill(page, block, record)


def fill(page: Page, block: Block, record: Record) -> Part:
    """The block with the numbers of one iteration."""
    match block:
        case Heading() | Remark() | Figure():
            return block
        case Legend():
            return Remark(legend_of(page, block, record))
        case Derivations():
            return _working(page, block, record)
        case Table():
            return _grid(page, block, record)
        case ChainRule(left, factors):
            product = f" {page.glyphs.times.strip()} ".join(
                _fraction(page, each) for each in factors
            )
            return Display(Formula(page.formulas.equation(_fraction(page, left), product)))
        case Facts():
            return _facts(block)
        case _:
            raise TypeError(block)


def _working(page: Page, block: Derivations, record: Record) -> Working:
    items = tuple(_worked(page, each, record) for each in block.items)
    return Working(items, block.tone, left_out(page, block.hidden))


def _worked(page: Page, item: Derivation, record: Record) -> Worked:
    steps = tuple(steps_of(page, item, record))
    if item.joined:
        first, *others = (plain(step) for step in steps)
        steps = (Formula(reduce(page.formulas.equation, others, first)),)
    return Worked(item.label, item.name, steps, Digits(value_of(page, item, record)))


def _grid(page: Page, table: Table, record: Record) -> Grid:
    rows = tuple(_row(page, table, each, record) for each in table.rows)
    others = Derivations(tuple(each.fallback for each in table.rows), table.tone, table.hidden)
    working = _working(page, others, record)
    return Grid(
        table.headings,
        table.columns,
        rows,
        table.tone,
        working.left_out,
        working,
        has_result=table.has_result,
    )


def _row(page: Page, table: Table, row: Row, record: Record) -> GridRow:
    missing = len(table.headings) - len(row.labels)
    cells = [
        _cell(operand_of(page, row, place, record), place < len(row.operands))
        for place in range(len(table.columns))
    ]
    if table.has_result:
        cells[-1] = _cell(result_of(page, row, record), row.value is not None)
    return GridRow((*row.labels, *[""] * missing), tuple(cells))


def _cell(text: Text, is_number: bool) -> Cell:
    return Digits(text) if is_number and isinstance(text, str) else text


def _fraction(page: Page, derivative: str) -> str:
    """A derivative above and below a bar; the name as it is, where it is no quotient."""
    above, _, below = derivative.partition(page.glyphs.slash)
    fraction = page.glyphs.functions["divide"].template
    return fraction.format(above, below) if below else above


def _facts(block: Facts) -> Grid:
    rows = (
        GridRow((each.label,), (Digits(f"{each.value:.{block.digits}g}"),), each.remark)
        for each in block.items
    )
    return Grid(("",), ("",), tuple(rows), block.tone)
