"""The forward pass and the error of an iteration, as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bptrace.algebra.expressions import Apply, Reference, SumOver
from bptrace.algebra.steps import Equation
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE, Labels
from bptrace.render.layout.blocks import (
    MOST_ROWS,
    Block,
    Derivation,
    Derivations,
    Heading,
    Row,
    Table,
)
from bptrace.render.layout.lines import Tone
from bptrace.render.run.equations import derived, first_of, first_of_a_sample, sample_of
from bptrace.render.run.samples import inputs_table, outputs_table
from bptrace.render.signs.families import general
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text


def forward_blocks(page: Page) -> Iterator[Block]:
    """net and out of every neuron: of one sample in full; of all in a batch."""
    aside: Text = page.words.one_in_full if page.in_batch else ""
    yield Heading(page.words.forward, Tone.FORWARD, aside)
    if page.in_batch:
        yield inputs_table(page)
    for labels in page.labels[1:]:
        neurons, hidden = first_of_a_sample(page, page.equation(labels.net))
        one = page.of_one_sample
        items = tuple(item for net in neurons for item in _neuron(one, labels, net))
        yield Derivations(items, Tone.FORWARD, hidden)
        if page.in_batch:
            yield outputs_table(page, page.step.family(labels.net), page.equation(labels.out))


def _neuron(page: Page, labels: Labels, net: Reference) -> Iterator[Derivation]:
    own, out = page.names.own(net), page.equation(labels.out)
    yield derived(page, net, own, page.names.of_family(page.equation(labels.net)))
    name, value = page.names.of_family(out), Reference(out.name, net.at)
    if _mixes_neurons(out):
        yield derived(page, value, own, name)
        return
    symbols = Formula(general(page, out.right))
    yield Derivation(Formula(own), Formula(name), symbols, None, value)


def _mixes_neurons(out: Equation) -> bool:
    """Whether an output is made of every net of its layer, as softmax makes it."""
    return isinstance(out.right, Apply) and out.right.along is not None


def error_blocks(page: Page) -> Iterator[Block]:
    """Every output beside its target, its error, and what the errors are together."""
    labels = page.labels[-1]
    equation = page.equation(labels.error)
    families = (page.step.family(each) for each in (labels.target, labels.out))
    columns = [*map(page.names.of_family, families), general(page, equation.right)]
    rows, hidden = (_rows_of_samples if page.in_batch else _rows)(page, equation)
    headings = (page.words.sample_column, page.words.output)[not page.in_batch :]
    yield Heading(page.words.error, Tone.ERROR)
    yield Table(headings, tuple(map(Formula, columns)), tuple(rows), Tone.ERROR, hidden)
    totals = tuple(_totals(page))
    if totals:
        yield Derivations(totals, Tone.ERROR)


def _rows(page: Page, equation: Equation) -> tuple[list[Row], int]:
    """A row an output, and what they add up to."""
    errors, hidden = first_of(page, equation)
    rows = [_error_row(page, each) for each in errors]
    if _is_plain_sum(page):
        rows.append(_total_row(page, next(page.step.positions(page.equation(ERROR)))))
    return rows, hidden


def _rows_of_samples(page: Page, equation: Equation) -> tuple[list[Row], int]:
    """The same for one sample after the other; what a single output adds up to is its own error."""
    outputs = page.step.axes[page.labels[-1].index]
    each_has = outputs + (outputs > 1)
    rows: list[Row] = []
    for error in islice(page.step.positions(equation), MOST_ROWS):
        place, output = (int(each) for each in error.at)
        rows.append(_error_row(page, error))
        if outputs > 1 and output == outputs - 1:
            rows.append(_total_row(page, Reference(_of_a_sample(page), (place,))))
    shown = rows[:MOST_ROWS]
    return shown, page.samples * each_has - len(shown)


def _error_row(page: Page, error: Reference) -> Row:
    labels = page.labels[-1]
    operands = tuple(Reference(each, error.at) for each in (labels.target, labels.out))
    own = page.names.own(error)
    sample = [sample_of(page, error)] * (page.in_batch)
    fallback = derived(page, error, own, page.names.of(error))
    return Row((*sample, Formula(own)), operands, error, fallback)


def _total_row(page: Page, total: Reference) -> Row:
    name = Formula(page.names.literal(ERROR))
    labels = ("", name) if page.in_batch else (name,)
    return Row(labels, (), total, derived(page, total, "", page.names.of(total)))


def _totals(page: Page) -> Iterator[Derivation]:
    """What a sum in a table does not say: a mean over the outputs, E of the batch."""
    one = page.of_one_sample
    if not _is_plain_sum(page):
        first = next(page.step.positions(page.equation(_of_a_sample(page))))
        yield derived(one, first, "", page.names.of(first))
    if page.in_batch:
        total = next(page.step.positions(page.equation(ERROR)))
        yield derived(page, total, "", page.names.of(total))


def _of_a_sample(page: Page) -> str:
    return f"{ERROR}{PLACE}" if page.in_batch else ERROR


def _is_plain_sum(page: Page) -> bool:
    """Whether the error of a sample is the sum over its outputs, not their mean."""
    return isinstance(page.equation(_of_a_sample(page)).right, SumOver)
