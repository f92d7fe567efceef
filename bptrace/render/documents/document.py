"""A whole run as the parts of a document: what is run, the selected iterations, how E falls; and
an explanation."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.errors import Diverged, EndedEarly
from bptrace.explaining.derivation import Derivation
from bptrace.render.documents.filling import fill_all
from bptrace.render.documents.parts import Digits, Grid, GridRow, Part, Section
from bptrace.render.explained.explanation import explanation_blocks, explanation_title
from bptrace.render.layout.blocks import Heading, Remark
from bptrace.render.layout.cells import left_out
from bptrace.render.layout.lines import Tone
from bptrace.render.run.iteration import Iterations
from bptrace.render.run.outcome import (
    accuracy_text,
    diverged_text,
    error_name,
    fall_of,
    output_columns,
    outputs_heading,
    outputs_of,
)
from bptrace.render.run.overview import overview_of
from bptrace.render.run.report import given_in
from bptrace.render.signs.numbers import result
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import filled
from bptrace.trace.record import Record
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace


def report_parts(page: Page, trace: Trace, selection: Selection) -> Iterator[Part]:
    """Every part, as it is made; a run that diverges is shown up to there."""
    yield overview_of(page, trace)
    yield from _iterations(page, trace, selection)
    yield from _outcome(page, trace)
    yield Remark((page.words.shown_digits.format(digits=page.digits),))


def explanation_parts(page: Page, explained: Derivation, record: Record) -> Iterator[Part]:
    """One value as a hand calculation."""
    title, asides = explanation_title(page, explained)
    yield Section(title, tuple(asides))
    yield from fill_all(page, explanation_blocks(page, explained), record)
    yield Remark((page.words.shown_digits.format(digits=page.digits),))


def _iterations(page: Page, trace: Trace, selection: Selection) -> Iterator[Part]:
    iterations = Iterations(page)
    try:
        for record in trace.select(selection):
            here, blocks = iterations.of(record)
            title = page.words.iteration.format(n=record.iteration)
            yield Section(title, tuple(given_in(here, trace, record)))
            yield from fill_all(here, blocks, record)
    except EndedEarly:
        return  # the outcome says so


def _outcome(page: Page, trace: Trace) -> Iterator[Part]:
    name = error_name(page, trace)
    yield Section(filled(page.words.how_it_falls, error=name))
    rows = tuple(
        GridRow((), (Digits(str(n)), Digits(result(error, page.digits))))
        for n, error in fall_of(trace).rows
    )
    yield Grid((), (page.words.after, name), rows, Tone.ERROR)
    if isinstance(trace.outcome.ended, Diverged):
        yield Remark((diverged_text(page, trace.outcome.ended),))
    yield Heading(outputs_heading(page, trace), Tone.FORWARD)
    yield _outputs(page, trace)
    accuracy = accuracy_text(page, trace)
    if accuracy is not None:
        yield Remark((accuracy,))


def _outputs(page: Page, trace: Trace) -> Grid:
    """A row an output; the sample is named where there are several."""
    words = page.words
    several = len(trace.experiment.samples) > 1
    headings = (words.sample_column, words.output) if several else (words.output,)
    outputs, hidden = outputs_of(page, trace)
    rows = tuple(
        GridRow(
            (each.sample, each.neuron) if several else (each.neuron,),
            (Digits(each.target), Digits(each.out)),
        )
        for each in outputs
    )
    return Grid(headings, output_columns(page), rows, Tone.FORWARD, left_out(page, hidden))
