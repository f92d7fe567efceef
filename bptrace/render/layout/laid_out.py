"""Blocks with the numbers of an iteration put in -> lines of so many characters.

h1   net = w1·i1 + w2·i2 + b1
         = 0.15 × 0.05 + 0.2 × 0.1 + 0.35      =  0.377500000
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
from bptrace.render.layout.breaking import unbroken_parts
from bptrace.render.layout.cells import (
    kinks_met,
    left_out,
    legend_of,
    operand_of,
    result_of,
    steps_of,
    value_of,
)
from bptrace.render.layout.fractions import chain_rule_lines, facts_lines
from bptrace.render.layout.lines import (
    BLANK,
    Line,
    Span,
    Tone,
    flowing,
    formula_width,
    left_column,
    number_column,
    wide,
    width_of,
    wrapped,
)
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Text, joined, plain
from bptrace.trace.record import Record

INDENT = "  "
GAP = "   "
TIGHT_GAP = "  "
"""Between the columns of a table that is too wide otherwise."""
EQUALS = " = "
CONTINUED = "     "
USUAL_WIDTH = 80
LEAST_ROOM = 27
"""What a formula gets even where the page is too narrow for it."""


def block_lines(page: Page, blocks: Iterable[Block], record: Record) -> Iterator[Line]:
    """The blocks of one iteration, a blank line between them."""
    before: Block | None = None
    for block in blocks:
        if not _belongs_to(block, before):
            yield BLANK
        yield from _lines(page, block, record)
        before = block


def _belongs_to(block: Block, before: Block | None) -> bool:
    """Whether a block follows the one before it without a blank line."""
    if isinstance(block, Kinks) or (isinstance(block, Remark) and block.is_after):
        return True
    return isinstance(before, Heading | Legend) or (
        isinstance(before, Remark) and not before.is_after
    )


def _lines(page: Page, block: Block, record: Record) -> Iterable[Line]:
    match block:
        case Heading():
            return _heading_lines(page, block)
        case Remark(parts=parts):
            return _remark_lines(page, parts)
        case Derivations():
            return _derivation_lines(page, block, record)
        case Table():
            return _table_lines(page, block, record)
        case Legend():
            return _spaced([each.signs for each in legend_of(page, block, record)], page.width)
        case Kinks():
            return _kink_lines(page, block, record)
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


def ruled(page: Page, text: Text, asides: Sequence[Text] = ()) -> Iterator[Line]:
    """`── title ─────────── aside ──`; asides that are too long get lines of their own."""
    rule, title = page.glyphs.rule, plain(text)
    aside = plain(joined(asides, GAP))
    fits = wide(title) + wide(aside) + 12 <= page.width
    tail = f" {aside} {rule * 2}" if aside and fits else ""
    middle = rule * max(page.width - wide(title) - wide(tail) - 4, 2)
    ends = Span(f"{rule * 2} ", Tone.QUIET), Span(f" {middle}{tail}", Tone.QUIET)
    yield ends[0], Span(title, Tone.TITLE), ends[1]
    if aside and not fits:
        yield from _spaced(list(map(plain, asides)), page.width)


def more_rows(page: Page, hidden: int) -> Iterator[Line]:
    """What a block leaves out, where it does."""
    if hidden > 0:
        yield (Span(INDENT + plain(left_out(page, hidden)), Tone.QUIET),)


def _spaced(parts: Sequence[str], width: int) -> Iterator[Line]:
    """Quiet parts, three spaces apart, in as few lines as fit."""
    spaced = [GAP + part if place else part for place, part in enumerate(parts)]
    for line in wrapped(spaced, width - len(INDENT)):
        yield (Span(INDENT + line, Tone.QUIET),)


def _remark_lines(page: Page, parts: Sequence[Text]) -> Iterator[Line]:
    """Formulas beside one another; a sentence broken between its words."""
    texts = list(map(plain, parts))
    if len(texts) > 1:
        yield from _spaced(texts, page.width)
        return
    for line in flowing(texts[0], page.width - len(INDENT)):
        yield Span(INDENT), *line


def _kink_lines(page: Page, kinks: Kinks, record: Record) -> Iterator[Line]:
    for text in kinks_met(page, kinks, record):
        yield from _remark_lines(page, [text])


def _heading_lines(page: Page, heading: Heading) -> Iterator[Line]:
    text, aside = plain(heading.text), plain(heading.aside)
    title = Span(text, heading.tone)
    if wide(text + GAP + aside) <= page.width:
        yield title, Span(GAP + aside if aside else "", Tone.QUIET)
    else:
        yield (title,)
        yield from _spaced([aside], page.width)


def _derivation_lines(page: Page, block: Derivations, record: Record) -> Iterator[Line]:
    items = block.items
    values = number_column("", [value_of(page, each, record) for each in items])
    labels = left_column("", [plain(each.label) for each in items])
    names = left_column("", [plain(each.name) for each in items])
    start = len(INDENT) + wide(labels[0]) + len(GAP if labels[0] else "") + wide(names[0])
    beside = start + len(EQUALS) + len(values[0])
    room = max(page.width - beside, LEAST_ROOM)
    formulas = [_formula_lines(page, item, record, room) for item in items]
    # The results stand where they would on a usual page, or right of the longest formula.
    reach = max(min(room, USUAL_WIDTH - beside), *(formula_width(texts[-1]) for texts in formulas))
    label_before: Text = ""
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
        last = texts[-1] + " " * (reach - formula_width(texts[-1]))
        yield *head, Span(last + EQUALS), Span(value, Tone.RESULT)
    yield from more_rows(page, block.hidden)


def _formula_lines(page: Page, item: Derivation, record: Record, room: int) -> list[str]:
    """The formula in symbols and in numbers, each after its sign; what is too long is continued."""
    room -= len(EQUALS)
    steps = [plain(each) for each in steps_of(page, item, record)]
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
    for gap in (GAP, TIGHT_GAP):
        lines = list(_filled(page, table, record, gap))
        if width_of(lines[0]) <= page.width:
            return lines
    items = tuple(row.fallback for row in table.rows)
    return _derivation_lines(page, Derivations(items, table.tone, table.hidden), record)


def _filled(page: Page, table: Table, record: Record, gap: str) -> Iterator[Line]:
    """The table, its headings first; label columns closer together than those of numbers."""
    rows = table.rows
    labels = [
        left_column(heading, [_label(row, place) for row in rows])
        for place, heading in enumerate(table.headings)
    ]
    numbers = [
        number_column(plain(heading), [_operand(page, row, place, record) for row in rows])
        for place, heading in enumerate(table.columns[: -1 if table.has_result else None])
    ]
    if table.has_result:
        heading = plain(table.columns[-1])
        numbers.append(number_column(heading, [result_of(page, row, record) for row in rows]))
    *numbers, results = numbers
    result_tone = Tone.RESULT if table.has_result else Tone.PLAIN
    tones = (table.tone, *(Tone.PLAIN for _ in rows)), (table.tone, *(result_tone for _ in rows))
    for label, number, value, tone, value_tone in zip(
        zip(*labels, strict=True), _rows_of(numbers, len(results)), results, *tones, strict=True
    ):
        yield (
            Span(INDENT + "  ".join(label) + GAP, Tone.QUIET),
            Span(gap.join((*number, "")), tone),
            Span(value, value_tone),
        )
    yield from more_rows(page, table.hidden)


def _operand(page: Page, row: Row, place: int, record: Record) -> str:
    text = operand_of(page, row, place, record)
    return text if isinstance(text, str) else plain(text)


def _rows_of(columns: Sequence[Sequence[str]], rows: int) -> Iterable[Sequence[str]]:
    return zip(*columns, strict=True) if columns else [()] * rows


def _label(row: Row, place: int) -> str:
    return plain(row.labels[place]) if place < len(row.labels) else ""
