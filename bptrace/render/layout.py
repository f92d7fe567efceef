"""Blocks with the numbers of an iteration put in -> lines of so many characters.

h1   net = w1·i1 + w2·i2 + b1
         = 0.15 × 0.05 + 0.2 × 0.1 + 0.35      =  0.377500000
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bptrace.algebra.expressions import Number, Reference
from bptrace.render.blocks import (
    Block,
    ChainRule,
    Derivation,
    Derivations,
    Facts,
    Figure,
    Heading,
    Remark,
    Row,
    Table,
)
from bptrace.render.fractions import chain_rule_lines, facts_lines
from bptrace.render.formulas import unbroken_parts
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
from bptrace.render.numbers import operand, result
from bptrace.render.page import Page
from bptrace.trace.record import Record

INDENT = "  "
GAP = "   "
EQUALS = " = "
CONTINUED = "     "
USUAL_WIDTH = 80
LEAST_ROOM = 27
"""What a formula gets even where the page is too narrow for it."""


def block_lines(page: Page, blocks: Iterable[Block], record: Record) -> Iterator[Line]:
    """The blocks of one iteration, a blank line between them."""
    before: Block | None = None
    for block in blocks:
        if not isinstance(before, Heading | Remark):
            yield BLANK
        yield from _lines(page, block, record)
        before = block


def _lines(page: Page, block: Block, record: Record) -> Iterable[Line]:
    match block:
        case Heading():
            return _heading_lines(page, block)
        case Remark(text):
            return _spaced(text.split(GAP), INDENT, page.width)
        case Derivations():
            return _derivation_lines(page, block, record)
        case Table():
            return _table_lines(page, block, record)
        case ChainRule():
            return chain_rule_lines(page, block)
        case Figure(lines):
            return lines
        case Facts():
            return facts_lines(page, block)


def at_both_ends(page: Page, left: str, right: str) -> Iterator[Line]:
    """A title at the beginning of the line and an aside at its end; where they are too long for
    one line, one below the other."""
    space = page.width - wide(left) - wide(right)
    if left and right and space >= len(GAP):
        yield Span(left, Tone.TITLE), Span(" " * space + right, Tone.QUIET)
        return
    for text, tone in ((left, Tone.TITLE), (right, Tone.QUIET)):
        if text:
            yield from flowing(text, page.width, tone)


def ruled(page: Page, title: str, aside: str = "") -> Iterator[Line]:
    """`── title ─────────── aside ──`; an aside that is too long gets lines of its own."""
    rule = page.glyphs.rule
    fits = wide(title) + wide(aside) + 12 <= page.width
    tail = f" {aside} {rule * 2}" if aside and fits else ""
    middle = rule * max(page.width - wide(title) - wide(tail) - 4, 2)
    ends = Span(f"{rule * 2} ", Tone.QUIET), Span(f" {middle}{tail}", Tone.QUIET)
    yield ends[0], Span(title, Tone.TITLE), ends[1]
    if aside and not fits:
        yield from _spaced(aside.split(GAP), INDENT, page.width)


def more_rows(page: Page, hidden: int) -> Iterator[Line]:
    """What a block leaves out, where it does."""
    if hidden > 0:
        text = page.words.more_rows.format(n=f"{hidden:,}", ellipsis=page.glyphs.ellipsis)
        yield (Span(INDENT + text, Tone.QUIET),)


def _spaced(parts: Sequence[str], indent: str, width: int) -> Iterator[Line]:
    """Quiet parts, three spaces apart, in as few lines as fit."""
    spaced = [GAP + part.strip() if place else part.strip() for place, part in enumerate(parts)]
    for line in wrapped(spaced, width - len(indent)):
        yield (Span(indent + line, Tone.QUIET),)


def _heading_lines(page: Page, heading: Heading) -> Iterator[Line]:
    title = Span(heading.text, heading.tone)
    if wide(heading.text + GAP + heading.aside) <= page.width:
        yield title, Span(GAP + heading.aside if heading.aside else "", Tone.QUIET)
    else:
        yield (title,)
        yield from _spaced([heading.aside], INDENT, page.width)


def _derivation_lines(page: Page, block: Derivations, record: Record) -> Iterator[Line]:
    items = block.items
    values = number_column("", [_shown_value(page, each, record) for each in items])
    labels = left_column("", [each.label for each in items])
    names = left_column("", [each.name for each in items])
    start = len(INDENT) + wide(labels[0]) + len(GAP if labels[0] else "") + wide(names[0])
    beside = start + len(EQUALS) + len(values[0])
    room = max(page.width - beside, LEAST_ROOM)
    formulas = [_formula_lines(page, item, record, room) for item in items]
    # The results stand where they would on a usual page, or right of the longest formula.
    reach = max(min(room, USUAL_WIDTH - beside), *(len(texts[-1]) for texts in formulas))
    label_before = ""
    for item, *columns, texts in zip(
        items, labels[1:], names[1:], values[1:], formulas, strict=True
    ):
        label, name, value = columns
        shown = label if item.label != label_before else " " * len(label)
        label_before = item.label
        head = (Span(INDENT + shown + (GAP if label else ""), Tone.QUIET), Span(name, block.tone))
        for text in texts[:-1]:
            yield *head, Span(text)
            head = (Span(" " * start), Span(""))
        yield *head, Span(texts[-1].ljust(reach) + EQUALS), Span(value, Tone.RESULT)
    yield from more_rows(page, block.hidden)


def _shown_value(page: Page, item: Derivation, record: Record) -> str:
    value = item.value if isinstance(item.value, float) else record.value(item.value)
    return result(value, page.digits)


def _formula_lines(page: Page, item: Derivation, record: Record, room: int) -> list[str]:
    """The formula in symbols and in numbers, each after its sign; what is too long is continued."""
    room -= len(EQUALS)
    steps = [item.symbols] if item.symbols else []
    if isinstance(item.numbers, tuple):
        steps.append(page.formulas.product_in_numbers(item.numbers, record))
    elif item.numbers is not None:
        steps.append(page.formulas.in_numbers(item.numbers, record))
    if item.joined and len(EQUALS.join(steps)) <= room:
        steps = [EQUALS.join(steps)]
    texts = []
    for step in steps:
        sign = EQUALS
        for text in (
            [step] if len(step) <= room else wrapped(unbroken_parts(step, room - 2), room - 2)
        ):
            texts.append(sign + text)
            sign = CONTINUED
    return texts or [""]


def _table_lines(page: Page, table: Table, record: Record) -> Iterable[Line]:
    lines = list(_filled(page, table, record))
    if width_of(lines[0]) <= page.width:
        return lines
    items = tuple(row.fallback for row in table.rows)
    return _derivation_lines(page, Derivations(items, table.tone, table.hidden), record)


def _filled(page: Page, table: Table, record: Record) -> Iterator[Line]:
    """The table, its headings first; label columns closer together than those of numbers."""
    rows = table.rows
    labels = [
        left_column(heading, [row.labels[place] if place < len(row.labels) else "" for row in rows])
        for place, heading in enumerate(table.headings)
    ]
    numbers = [
        number_column(heading, [_cell(page, row, place, record) for row in rows])
        for place, heading in enumerate(table.columns[:-1])
    ]
    results = number_column(table.columns[-1], [_result(page, row, record) for row in rows])
    tones = (table.tone, *(Tone.PLAIN for _ in rows)), (table.tone, *(Tone.RESULT for _ in rows))
    for label, number, value, tone, value_tone in zip(
        zip(*labels, strict=True), zip(*numbers, strict=True), results, *tones, strict=True
    ):
        yield (
            Span(INDENT + "  ".join(label) + GAP, Tone.QUIET),
            Span(GAP.join(number) + GAP, tone),
            Span(value, value_tone),
        )
    yield from more_rows(page, table.hidden)


def _cell(page: Page, row: Row, place: int, record: Record) -> str:
    if place < len(row.operands):
        return operand(_value(row.operands[place], record), page.digits)
    return row.note if place == len(row.operands) else ""


def _value(operand_: Reference | Number, record: Record) -> float:
    return record.value(operand_) if isinstance(operand_, Reference) else operand_.value


def _result(page: Page, row: Row, record: Record) -> str:
    return "" if row.value is None else result(record.value(row.value), page.digits)
