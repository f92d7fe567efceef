"""The forward pass and the error of an iteration, as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.algebra.expressions import Reference
from bptrace.network.error import ERROR
from bptrace.network.naming import Labels
from bptrace.render.blocks import Block, Derivation, Derivations, Heading, Row, Table
from bptrace.render.equations import derived, first_of
from bptrace.render.lines import Tone
from bptrace.render.page import Page
from bptrace.render.texts import Formula


def forward_blocks(page: Page) -> Iterator[Block]:
    """net and out of every neuron."""
    yield Heading(page.words.forward, Tone.FORWARD)
    for labels in page.labels[1:]:
        neurons, hidden = first_of(page, page.equation(labels.net))
        items = tuple(item for net in neurons for item in _neuron(page, labels, net))
        yield Derivations(items, Tone.FORWARD, hidden)


def _neuron(page: Page, labels: Labels, net: Reference) -> Iterator[Derivation]:
    own, out = page.names.own(net), page.equation(labels.out)
    yield derived(page, net, own, page.names.of_family(page.equation(labels.net)))
    symbols = Formula(page.formulas.in_general(out))
    name = Formula(page.names.of_family(out))
    yield Derivation(Formula(own), name, symbols, None, Reference(out.name, net.at))


def error_blocks(page: Page) -> Iterator[Block]:
    """Every output beside its target, its error, and the sum of the errors."""
    labels = page.labels[-1]
    equation = page.equation(labels.error)
    errors, hidden = first_of(page, equation)
    families = (page.step.family(each) for each in (labels.target, labels.out))
    columns = [*map(page.names.of_family, families), page.formulas.in_general(equation)]
    name = page.names.literal(ERROR)
    rows = [_error_row(page, labels, each) for each in errors]
    total = next(page.step.positions(page.equation(ERROR)))
    rows.append(Row((Formula(name),), (), total, derived(page, total, "", name)))
    yield Heading(page.words.error, Tone.ERROR)
    headings = tuple(map(Formula, columns))
    yield Table((page.words.output,), headings, tuple(rows), Tone.ERROR, hidden)


def _error_row(page: Page, labels: Labels, error: Reference) -> Row:
    operands = tuple(Reference(each, error.at) for each in (labels.target, labels.out))
    own = page.names.own(error)
    return Row((Formula(own),), operands, error, derived(page, error, own, page.names.of(error)))
