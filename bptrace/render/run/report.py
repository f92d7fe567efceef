"""A whole run as lines: the header, the selected iterations in full, how E falls."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.algebra.expressions import Reference
from bptrace.errors import EndedEarly
from bptrace.network.error import ERROR_OF_ALL
from bptrace.render.layout.blocks import MOST_ROWS
from bptrace.render.layout.laid_out import block_lines, ruled
from bptrace.render.layout.lines import BLANK, Line, flowing
from bptrace.render.run.iteration import Iterations
from bptrace.render.run.outcome import outcome_lines
from bptrace.render.run.overview import header_lines
from bptrace.render.run.samples import samples_text
from bptrace.render.signs.numbers import result
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text
from bptrace.trace.record import Record
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace


def report_lines(page: Page, trace: Trace, selection: Selection) -> Iterator[Line]:
    """Every line, as it is made; a run that diverges is shown up to there."""
    yield from header_lines(page, trace)
    yield from _iterations(page, trace, selection)
    yield from outcome_lines(page, trace)
    yield BLANK
    yield from _footer(page, selection, len(trace))


def _iterations(page: Page, trace: Trace, selection: Selection) -> Iterator[Line]:
    iterations = Iterations(page)
    try:
        for record in trace.select(selection):
            here, blocks = iterations.of(record)
            yield BLANK
            yield from _iteration_rule(here, trace, record)
            yield from block_lines(here, blocks, record)
    except EndedEarly:
        return  # the outcome says so


def _iteration_rule(page: Page, trace: Trace, record: Record) -> Iterator[Line]:
    title = page.words.iteration.format(n=record.iteration)
    yield from ruled(page, title, list(given_in(page, trace, record)))


def given_in(page: Page, trace: Trace, record: Record) -> Iterator[Text]:
    """What an iteration starts from: its samples and E of all, where there are several; inputs,
    unless a table has those of every sample."""
    samples = len(trace.experiment.samples)
    if samples > 1:
        yield samples_text(page, record.samples, samples)
    if not page.in_batch:
        yield from _inputs(page, record)
    if samples > 1:
        value = page.names.number(result(trace.error_of_all_before(record), page.digits))
        yield Formula(page.formulas.equation(page.names.literal(ERROR_OF_ALL), value))


def _inputs(page: Page, record: Record) -> Iterator[Text]:
    inputs = list(page.step.positions(page.step.family(page.labels[0].out)))
    for each in inputs[:MOST_ROWS]:
        value = page.formulas.number(record.value(each))
        yield Formula(page.formulas.equation(page.names.of(each), value))
    if len(inputs) > MOST_ROWS:
        yield Formula(page.glyphs.ellipsis)


def _footer(page: Page, selection: Selection, total: int) -> Iterator[Line]:
    words = page.words
    hints = [words.change.format(name=page.names.of(_changeable(page)))]
    if selection.is_first_only and total > 1:
        hints.insert(0, words.following.format(n=2))
    yield from flowing(words.shown_digits.format(digits=page.digits), page.width)
    yield from flowing(words.next.format(hints=", ".join(hints)), page.width)


def _changeable(page: Page) -> Reference:
    """A weight of the last layer that has one: all of a layer's connections may be missing."""
    step = page.step
    weights = [each for each in step.givens if each.role == "weight"]
    families = [*reversed(weights), step.family(page.labels[0].out)]
    return next(each for family in families for each in step.positions(family))
