"""Like equations as a block: a table where their forms are alike and flat, else derivations.

weight             δ     × ∂net/∂w         = ∂E/∂w
w5  h1→o1   0.138498562   0.593269992   0.082167041
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from msgspec import Struct

from bptrace.algebra.expressions import Number, Reference
from bptrace.algebra.steps import Equation, Family
from bptrace.network.naming import Labels
from bptrace.render.blocks import MOST_ROWS, Derivation, Derivations, Row, Table
from bptrace.render.formulas import Leaf
from bptrace.render.lines import Tone
from bptrace.render.page import Page
from bptrace.render.texts import Formula, Text


class Label(Struct, frozen=True):
    """A column that says whose a row is: its heading, and the name for a value."""

    heading: str
    name: Callable[[Reference], str]


def own_name(page: Page, heading: str) -> Label:
    """What a value belongs to: `o1` of delta_o1, `w5` of dE_dw5."""
    return Label(heading, page.names.own)


def connection(page: Page, labels: Labels, below: Labels) -> Label:
    """From which neuron to which a layer's weights lead: `h1→o1`."""
    tables = page.step.names.tables

    def name(weight: Reference) -> str:
        unit, source = (int(each) for each in weight.at[-2:])
        ends = tables[below.label].name((source,)), tables[labels.label].name((unit,))
        return page.glyphs.arrow.join(map(page.names.alone, ends))

    return Label("", name)


def first_of(page: Page, *families: Family) -> tuple[list[Reference], int]:
    """The values of the families that are shown, and how many more there are."""
    positions = (each for family in families for each in page.step.positions(family))
    shown = list(islice(positions, MOST_ROWS))
    return shown, sum(map(page.step.count, families)) - len(shown)


def derived(page: Page, reference: Reference, label: str, name: str) -> Derivation:
    """A value with its equation in symbols and in numbers; whose it is and what, as names."""
    symbols = Formula(page.formulas.in_symbols(reference))
    return Derivation(_if_any(label), Formula(name), symbols, reference, reference)


def equations(
    page: Page, families: Sequence[Equation], labels: Sequence[Label], tone: Tone
) -> Table | Derivations:
    """The values of families of like equations, each with what it is computed from."""
    shown, hidden = first_of(page, *families)
    leaves = [page.formulas.leaves(each) for each in shown]
    rows = [
        _row(page, each, flat, labels)
        for each, flat in zip(shown, leaves, strict=True)
        if flat is not None and len(flat) == len(leaves[0] or ())
    ]
    if len(rows) < len(shown):
        items = tuple(_as_derivation(page, each, labels) for each in shown)
        return Derivations(items, tone, hidden)
    headings = tuple(label.heading for label in labels)
    columns = _columns(page, families[0], leaves[0] or [], named=len(rows) == 1)
    return Table(headings, columns, tuple(rows), tone, hidden)


def _row(page: Page, reference: Reference, flat: list[Leaf], labels: Sequence[Label]) -> Row:
    names = tuple(Formula(label.name(reference)) for label in labels)
    operands = tuple(leaf.value for leaf in flat)
    return Row(names, operands, reference, _as_derivation(page, reference, labels))


def _as_derivation(page: Page, reference: Reference, labels: Sequence[Label]) -> Derivation:
    asides = " ".join(label.name(reference) for label in labels[1:])
    return derived(page, reference, asides, page.names.of(reference))


def _if_any(name: str) -> Text:
    return Formula(name) if name else ""


def _columns(
    page: Page, equation: Equation, flat: Sequence[Leaf], named: bool
) -> tuple[Formula, ...]:
    """`δ`, `× ∂net/∂w`, `= ∂E/∂w`; by their own names, `δ_o1`, `+ δ_o2`, where only one row is
    under them and they would all be called the same."""
    names = [_column_name(page, equation, value) for _, value in flat]
    if named and len(set(names)) < len(names):
        names = [
            page.names.of(value) if isinstance(value, Reference) else name
            for (_, value), name in zip(flat, names, strict=True)
        ]
    signs = (leaf.sign for leaf in flat)
    texts = map(page.formulas.signed, signs, names)
    result = page.formulas.signed(page.glyphs.equals, page.names.of_family(equation))
    return tuple(map(Formula, (*texts, result)))


def _column_name(page: Page, equation: Equation, value: Reference | Number) -> str:
    """What a column holds; by the name of the local derivative that it is, where it is one."""
    if isinstance(value, Number):
        return page.formulas.number(value.value)
    local = page.formulas.local_derivative(value.name, equation.at)
    return page.names.of_family(local or page.step.family(value.name))
