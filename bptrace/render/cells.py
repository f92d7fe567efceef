"""The numbers of a record put into a block: what every format shows of a derivation, of a row."""

from __future__ import annotations

from bptrace.algebra.expressions import Number, Reference
from bptrace.render.blocks import Derivation, Row
from bptrace.render.numbers import operand, result
from bptrace.render.page import Page
from bptrace.render.texts import Formula, Text, filled
from bptrace.trace.record import Record


def steps_of(page: Page, item: Derivation, record: Record) -> list[Text]:
    """What a value is equal to: its formula in symbols, the same in numbers."""
    steps = [item.symbols] if item.symbols else []
    if isinstance(item.numbers, tuple):
        steps.append(Formula(page.formulas.product_in_numbers(item.numbers, record)))
    elif item.numbers is not None:
        steps.append(Formula(page.formulas.in_numbers(item.numbers, record)))
    return steps


def value_of(page: Page, item: Derivation, record: Record) -> str:
    """The digits of the value itself."""
    value = item.value if isinstance(item.value, float) else record.value(item.value)
    return result(value, page.digits)


def operand_of(page: Page, row: Row, place: int, record: Record) -> str:
    """The digits in a column; the note after the last operand of a row that has one."""
    if place < len(row.operands):
        return operand(_number(row.operands[place], record), page.digits)
    return row.note if place == len(row.operands) else ""


def result_of(page: Page, row: Row, record: Record) -> str:
    """The digits in the last column."""
    return "" if row.value is None else result(_number(row.value, record), page.digits)


def left_out(page: Page, hidden: int) -> Text:
    """How many more rows or values there are than a block shows; nothing where there are none."""
    if hidden == 0:
        return ""
    ellipsis = Formula(page.glyphs.ellipsis)
    return filled(page.words.more_rows, n=f"{hidden:,}", ellipsis=ellipsis)


def _number(value: Reference | Number, record: Record) -> float:
    return record.value(value) if isinstance(value, Reference) else value.value
