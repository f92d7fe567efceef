"""The update of an iteration, as blocks: every parameter before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Given
from bptrace.render.blocks import Block, Derivation, Derivations, Heading, Row, Table
from bptrace.render.equations import equations, first_of, own_name
from bptrace.render.lines import Tone
from bptrace.render.page import Page
from bptrace.render.texts import Formula


def update_blocks(page: Page) -> Iterator[Block]:
    """Weights, then biases; those that are not trained come after those that are."""
    yield Heading(page.words.update, Tone.UPDATE)
    weights, biases = (
        [each for each in page.step.givens if each.role == role] for role in ("weight", "bias")
    )
    fixed = [each for each in (*weights, *biases) if each.name not in page.step.states]
    blocks = [
        _updates(page, families, word)
        for families, word in ((weights, page.words.weight), (biases, page.words.bias))
        if any(each.name in page.step.states for each in families)
    ]
    yield from blocks[:-1]
    last = blocks[-1] if blocks else None
    if isinstance(last, Table):
        yield _with_fixed(page, last, fixed)
    elif last is not None:
        yield last
    if not isinstance(last, Table) and fixed:
        yield _with_fixed(page, Table((page.words.bias,), ("", "", ""), (), Tone.UPDATE), fixed)


def _updates(page: Page, families: Sequence[Given], word: str) -> Table | Derivations:
    trained = [each for each in families if each.name in page.step.states]
    updates = [page.equation(page.step.states[each.name]) for each in trained]
    return equations(page, updates, [own_name(page, word)], Tone.UPDATE)


def _with_fixed(page: Page, table: Table, fixed: Sequence[Given]) -> Table:
    """The table with rows for the parameters that stay as they are."""
    shown, hidden = first_of(page, *fixed)
    rows = (_fixed_row(page, each) for each in shown)
    return structs.replace(table, rows=(*table.rows, *rows), hidden=table.hidden + hidden)


def _fixed_row(page: Page, parameter: Reference) -> Row:
    own, fixed = Formula(page.names.own(parameter)), page.words.fixed
    return Row((own,), (parameter,), None, Derivation("", own, fixed, None, parameter), fixed)
