"""The numbers of a record put into a block: what every format shows of a derivation, of a row."""

from __future__ import annotations

from bptrace.algebra.expressions import Expression, Number, Reference
from bptrace.explaining.kinks import is_met
from bptrace.render.layout.blocks import Derivation, Kinks, Legend, Row
from bptrace.render.signs.numbers import operand, result
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, filled, joined
from bptrace.trace.record import Record

FORMULA = "formula"
"""What a function of the config's own is called."""


def steps_of(page: Page, item: Derivation, record: Record) -> list[Text]:
    """What a value is equal to: its formula in symbols, the same in numbers."""
    steps = [*item.before, *([item.symbols] if item.symbols else [])]
    match item.numbers:
        case tuple(factors):
            steps.append(Formula(page.formulas.product_in_numbers(factors, record)))
        case Reference() as scalar:
            steps.append(Formula(page.formulas.in_numbers(scalar, record)))
        case Expression() as formula:
            steps.append(Formula(page.formulas.of_values_in_numbers(formula, record)))
    return steps


def value_of(page: Page, item: Derivation, record: Record) -> str:
    """The digits of the value itself."""
    value = item.value if isinstance(item.value, float) else record.value(item.value)
    return finite_or_sign(page, result(value, page.digits))


def operand_of(page: Page, row: Row, place: int, record: Record) -> Text:
    """The digits in a column; the note after the last operand of a row that has one."""
    if place < len(row.operands):
        value = row.operands[place]
        if isinstance(value, Formula):
            return value
        return finite_or_sign(page, operand(_number(value, record), page.digits))
    return row.note if place == len(row.operands) else ""


def result_of(page: Page, row: Row, record: Record) -> str:
    """The digits in the last column."""
    if row.value is None:
        return ""
    return finite_or_sign(page, result(_number(row.value, record), page.digits))


def finite_or_sign(page: Page, digits: str) -> str:
    """The digits; ∞ where there are none."""
    return digits.replace("inf", page.glyphs.infinity) if digits[-1:] == "f" else digits


def legend_of(page: Page, legend: Legend, record: Record) -> tuple[Formula, ...]:
    """The formula of a table, then `β1 = 0.9` for what is the same in every row."""
    values = (
        page.formulas.equation(page.names.of(each), page.formulas.number(record.value(each)))
        for each in legend.values
    )
    return (legend.formula, *map(Formula, values))


def kinks_met(page: Page, kinks: Kinks, record: Record) -> list[Text]:
    """What is exactly 0 and should not be, and what derivative is taken there; in most iterations
    nothing."""
    together: dict[tuple[str, str], list[Text]] = {}
    for each in kinks.kinks:
        if is_met(each, record):
            value = operand(record.value(each.derivative), page.digits)
            place = Formula(page.formulas.of_values(each.place))
            together.setdefault((each.function, value), []).append(place)
    return [
        filled(
            page.words.kink_of_formula if function == FORMULA else page.words.kink,
            places=joined(places, ", "),
            function=function,
            value=value,
        )
        for (function, value), places in together.items()
    ]


def left_out(page: Page, hidden: int) -> Text:
    """How many more rows or values there are than a block shows; nothing where there are none."""
    if hidden == 0:
        return ""
    ellipsis = Formula(page.glyphs.ellipsis)
    return filled(page.words.more_rows, n=f"{hidden:,}", ellipsis=ellipsis)


def _number(value: Reference | Number, record: Record) -> float:
    return record.value(value) if isinstance(value, Reference) else value.value
