"""The update of an iteration, as blocks: what the optimizer computes, quantity by quantity, and
every parameter before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from bptrace.algebra.expressions import (
    Expression,
    Largest,
    Reference,
    SumOver,
    children_of,
    references_in,
)
from bptrace.algebra.names import Entry
from bptrace.algebra.steps import Equation, Family, Given, Phase
from bptrace.render.layout.blocks import Block, Derivation, Derivations, Heading, Legend, Row, Table
from bptrace.render.layout.lines import Tone
from bptrace.render.run.equations import derived, equations, first_of, own_name
from bptrace.render.signs.families import family_formula
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula

MOST_OPERANDS = 4
"""A formula of more is worked out for one parameter after the other, not in a table."""

Quantity = tuple[str, ...]
"""What a name in the update says beside the parameter's own: velocity_…_new."""
Shape = tuple[Quantity, ...]
"""The quantities that a formula is made of."""


def update_blocks(page: Page) -> Iterator[Block]:
    """What all parameters have in common; then quantity by quantity, of weights and of biases.
    Parameters that are not trained come after those that are."""
    yield Heading(page.words.update, Tone.UPDATE)
    blocks = [*_in_common(page), *_quantities(page)]
    fixed = [each for each in _parameters(page, "weight", "bias") if not _is_trained(page, each)]
    last = blocks[-1] if blocks else None
    yield from blocks[:-1]
    if isinstance(last, Table):
        yield _with_fixed(page, last, fixed)
    elif last is not None:
        yield last
    if not isinstance(last, Table) and fixed:
        yield _with_fixed(page, Table((page.words.bias,), ("", "", ""), (), Tone.UPDATE), fixed)


def _in_common(page: Page) -> Iterator[Derivations]:
    """A scheduled rate, the gradient's norm, …: one number each, in order of computation. That
    iterations are counted goes without saying."""
    items = [
        derived(page, each.reference, "", page.names.of(each.reference))
        for each in page.step.equations
        if each.phase is Phase.UPDATE and not _parameter_in(each)
        if each.name not in page.step.states.values()
    ]
    if items:
        yield Derivations(tuple(items), Tone.UPDATE)


def _quantities(page: Page) -> Iterator[Block]:
    """Tables of one quantity after the other, in the order in which they are computed."""
    by_name: dict[tuple[Quantity, str], Equation] = {}
    for each in page.step.equations:
        parameter = _parameter_in(each)
        if each.phase is Phase.UPDATE and parameter:
            by_name[_quantity(each), parameter] = each
    for quantity in dict.fromkeys(quantity for quantity, _ in by_name):
        of_it = [each for (name, _), each in by_name.items() if name == quantity]
        is_one = len({_shape(page, each) for each in of_it}) == 1
        is_said = False
        for role, heading in (("weight", page.words.weight), ("bias", page.words.bias)):
            names = (each.name for each in _parameters(page, role))
            families = [by_name[quantity, name] for name in names if (quantity, name) in by_name]
            for alike in _alike(page, families):
                yield from _computed(page, alike, heading, is_said=is_said)
                is_said = is_one


def _alike(page: Page, families: Sequence[Equation]) -> Iterator[list[Equation]]:
    """The families with the same formula: not those of layers with other rates."""
    together: dict[Shape, list[Equation]] = {}
    for each in families:
        together.setdefault(_shape(page, each), []).append(each)
    yield from together.values()


def _shape(page: Page, equation: Equation) -> Shape:
    """What goes into a formula, whosever."""
    operands = (page.step.family(each.name) for each in _operands(equation.right))
    return tuple(map(_quantity, operands))


def _parameters(page: Page, *roles: str) -> list[Given]:
    """Those families of parameters that have any: all of a layer's connections may be missing."""
    givens = (each for role in roles for each in page.step.givens if each.role == role)
    return [each for each in givens if page.step.count(each)]


def _is_trained(page: Page, parameter: Given) -> bool:
    return parameter.name in page.step.states


def _parameter_in(equation: Equation) -> str:
    """The family of the parameter whose quantity an equation is; none of a scalar."""
    tables = (part.table for part in equation.spelling if isinstance(part, Entry))
    return next(tables, "")


def _quantity(family: Family) -> Quantity:
    return tuple(part if isinstance(part, str) else "" for part in family.spelling)


def _computed(
    page: Page, families: Sequence[Equation], heading: str, is_said: bool
) -> Iterator[Block]:
    """A column for each factor, where there is nothing but factors and terms; else the formula,
    unless it was said of another table, and a column for each value that goes in."""
    shown, hidden = first_of(page, *families)
    columns = [own_name(page, heading)]
    is_flat = all(page.formulas.leaves(each) is not None for each in shown)
    operands = _operands(families[0].right)
    own = _own(page, families[0].right)
    if is_flat or len(own) > MOST_OPERANDS or _has_sums(families[0].right):
        yield equations(page, families, columns, Tone.UPDATE)
        return
    if not is_said:
        yield Legend(
            Formula(family_formula(page, families[0])),
            tuple(each for each in operands if not _is_of_a_parameter(page, each)),
        )
    rows = tuple(_row(page, each) for each in shown)
    names = (page.names.of_family(page.step.family(each.name)) for each in own)
    result = page.formulas.signed(page.glyphs.equals, page.names.of_family(families[0]))
    headings = (*names, result)
    yield Table((heading,), tuple(map(Formula, headings)), rows, Tone.UPDATE, hidden)


def _operands(right: Expression) -> list[Reference]:
    """What goes into a formula, each once."""
    return list(dict.fromkeys(references_in(right)))


def _own(page: Page, right: Expression) -> list[Reference]:
    """Those of it that each parameter has its own of."""
    return [each for each in _operands(right) if _is_of_a_parameter(page, each)]


def _is_of_a_parameter(page: Page, reference: Reference) -> bool:
    spelling = page.step.family(reference.name).spelling
    return any(isinstance(part, Entry) for part in spelling)


def _has_sums(expression: Expression) -> bool:
    return isinstance(expression, SumOver | Largest) or any(map(_has_sums, children_of(expression)))


def _row(page: Page, value: Reference) -> Row:
    own = Formula(page.names.own(value))
    operands = tuple(_own(page, page.formulas.instance(value)))
    return Row((own,), operands, value, derived(page, value, "", page.names.of(value)))


def _with_fixed(page: Page, table: Table, fixed: Sequence[Given]) -> Table:
    """The table with rows for the parameters that stay as they are."""
    shown, hidden = first_of(page, *fixed)
    rows = (_fixed_row(page, each) for each in shown)
    return structs.replace(table, rows=(*table.rows, *rows), hidden=table.hidden + hidden)


def _fixed_row(page: Page, parameter: Reference) -> Row:
    own, fixed = Formula(page.names.own(parameter)), page.words.fixed
    return Row((own,), (parameter,), None, Derivation("", own, fixed, None, parameter), fixed)
