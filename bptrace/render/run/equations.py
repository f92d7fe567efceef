"""Like equations as a block: a table where their forms are alike and flat, else derivations.

weight             δ     × ∂net/∂w         = ∂E/∂w
w5  h1→o1   0.138498562   0.593269992   0.082167041
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from msgspec import Struct, structs

from bptrace.algebra.expressions import Expression, Number, Product, Reference, SumOver
from bptrace.algebra.steps import Equation, Family
from bptrace.network.naming import Labels
from bptrace.render.layout.blocks import MOST_ROWS, Derivation, Derivations, Row, Table
from bptrace.render.layout.lines import Tone
from bptrace.render.signs.formulas import Leaf
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, joined


class Label(Struct, frozen=True):
    """A column that says whose a row is: its heading, and the text for a value. is_aside: it is
    said beside the value's name, where there is no table."""

    heading: str
    text: Callable[[Reference], Text]
    is_aside: bool = False


def own_name(page: Page, heading: str) -> Label:
    """What a value belongs to: `o1` of delta_o1, `w5` of dE_dw5."""
    return Label(heading, lambda reference: Formula(page.names.own(reference)))


def connection(page: Page, labels: Labels, below: Labels) -> Label:
    """From which neuron to which a layer's weights lead: `h1→o1`."""
    tables = page.step.names.tables

    def ends_of(weight: Reference) -> Formula:
        unit, source = (int(each) for each in weight.at[-2:])
        ends = tables[below.label].name((source,)), tables[labels.label].name((unit,))
        return Formula(page.glyphs.arrow.join(map(page.names.alone, ends)))

    return Label("", ends_of, is_aside=True)


def sample_names(page: Page) -> list[Label]:
    """Of which sample of the batch a value is; no column where there is one sample."""
    column = Label(page.words.sample_column, lambda reference: sample_of(page, reference))
    return [column] if page.in_batch else []


def sample_of(page: Page, reference: Reference) -> str:
    """The place of a value's sample, said with the first value of each."""
    return "" if any(reference.at[1:]) else page.names.place(reference)


def first_of(page: Page, *families: Family) -> tuple[list[Reference], int]:
    """The values of the families that are shown, and how many more there are."""
    positions = (each for family in families for each in page.step.positions(family))
    shown = list(islice(positions, MOST_ROWS))
    return shown, sum(map(page.step.count, families)) - len(shown)


def first_of_a_sample(page: Page, family: Family) -> tuple[list[Reference], int]:
    """The same, of the first sample of a batch only."""
    count = page.step.count(family) // page.samples
    shown = list(islice(page.step.positions(family), min(count, MOST_ROWS)))
    return shown, count - len(shown)


def derived(page: Page, reference: Reference, label: str, name: str) -> Derivation:
    """A value with its equation in symbols and in numbers; whose it is and what, as names."""
    symbols = Formula(page.formulas.in_symbols(reference))
    text = Formula(label) if label else ""
    return Derivation(text, Formula(name), symbols, reference, reference)


def equations(
    page: Page,
    families: Sequence[Equation],
    labels: Sequence[Label],
    tone: Tone,
    first: tuple[list[Reference], int] | None = None,
) -> Table | Derivations:
    """The values of families of like equations, each with what it is computed from.

    first: which of them, and how many more there are.
    """
    shown, hidden = first or first_of(page, *families)
    leaves = [page.formulas.leaves(each) for each in shown]
    rows = [
        _row(page, each, flat, labels)
        for each, flat in zip(shown, leaves, strict=True)
        if flat is not None and len(flat) == len(leaves[0] or ())
    ]
    are_sums = any(_is_sum_of_products(each.right) for each in families)
    if not rows or len(rows) < len(shown) or are_sums:
        items = tuple(_as_derivation(page, each, labels) for each in shown)
        return Derivations(items, tone, hidden)
    headings = tuple(label.heading for label in labels)
    columns = _columns(page, families[0], leaves[0] or [], named=len(rows) == 1)
    return Table(headings, columns, tuple(rows), tone, hidden)


def _is_sum_of_products(right: Expression) -> bool:
    """A sum over neurons whose columns would all be called the same."""
    return isinstance(right, SumOver) and isinstance(right.body, Product)


def _row(page: Page, reference: Reference, flat: list[Leaf], labels: Sequence[Label]) -> Row:
    names = tuple(label.text(reference) for label in labels)
    operands = tuple(leaf.value for leaf in flat)
    return Row(names, operands, reference, _as_derivation(page, reference, labels))


def _as_derivation(page: Page, reference: Reference, labels: Sequence[Label]) -> Derivation:
    aside = joined((label.text(reference) for label in labels if label.is_aside), " ")
    derivation = derived(page, reference, "", page.names.of(reference))
    return structs.replace(derivation, label=aside)


def _columns(
    page: Page, equation: Equation, flat: Sequence[Leaf], named: bool
) -> tuple[Formula, ...]:
    """`δ`, `× ∂net/∂w`, `= ∂E/∂w`; by their own names, `δ_o1`, `+ δ_o2`, where only one row is
    under them and they would all be called the same."""
    names = [_column_name(page, equation, value) for _, value in flat]
    families = {value.name for _, value in flat if isinstance(value, Reference)}
    if not named and len(set(names)) < len(names) and len(families) == len(names):
        names = [_name_with_layer(page, equation, value) for _, value in flat]
    if named and len(set(names)) < len(names):
        names = [
            page.names.of(value) if isinstance(value, Reference) else name
            for (_, value), name in zip(flat, names, strict=True)
        ]
    signs = (leaf.sign for leaf in flat)
    texts = map(page.formulas.signed, signs, names)
    result = page.formulas.signed(page.glyphs.equals, page.names.of_family(equation))
    return tuple(map(Formula, (*texts, result)))


def _name_with_layer(page: Page, equation: Equation, value: Reference | Number) -> str:
    """`δ_o` beside `δ_h`, where weights are used in two layers."""
    if isinstance(value, Number):
        return page.formulas.number(value.value)
    if page.formulas.local_derivative(value.name, equation.at) is not None:
        return _column_name(page, equation, value)
    return page.names.of_layer(page.step.family(value.name))


def _column_name(page: Page, equation: Equation, value: Reference | Number) -> str:
    """What a column holds; by the name of the local derivative that it is, where it is one."""
    if isinstance(value, Number):
        return page.formulas.number(value.value)
    local = page.formulas.local_derivative(value.name, equation.at)
    return page.names.of_family(local or page.step.family(value.name))
