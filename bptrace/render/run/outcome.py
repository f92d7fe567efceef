"""How E falls and what the outputs are at the end, as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite, log
from typing import NamedTuple

from msgspec import Struct

from bptrace.errors import Diverged
from bptrace.network.error import ERROR, ERROR_OF_ALL
from bptrace.render.layout.blocks import MOST_ROWS
from bptrace.render.layout.laid_out import GAP, INDENT, more_rows, ruled
from bptrace.render.layout.lines import (
    BLANK,
    Line,
    Span,
    Tone,
    left_column,
    number_column,
    side_by_side,
)
from bptrace.render.signs.numbers import operand, result
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, filled, plain
from bptrace.trace.accuracy import SampleResult
from bptrace.trace.trace import Trace

MOST_BARS = 60
MOST_EVALUATIONS = 200_000
"""Each bar takes every sample once: fewer bars where there are many."""
ROWS_A_COLUMN = 3


class Fall(Struct, frozen=True):
    """E after so many updates: a few of them, and evenly spread ones, as far as training came."""

    rows: tuple[tuple[int, float], ...]
    curve: tuple[float, ...]


class Output(NamedTuple):
    """One output of a sample at the end: whose, its target and itself as digits. The sample is
    named by its first output."""

    sample: str
    neuron: Formula
    target: str
    out: str


def fall_of(trace: Trace) -> Fall:
    """How E falls: after 1, 10, 100, … updates and at the end, and as a curve."""
    rows, bars = _milestones(len(trace)), _spread(trace)
    errors = dict(trace.curve(sorted({*rows, *bars})))
    end = trace.outcome.iterations
    shown = [n for n in rows if n < end] + [end]
    errors.setdefault(end, trace.error_of_all(end))
    curve = tuple(errors[n] for n in bars if n in errors)
    return Fall(tuple((n, errors[n]) for n in shown), curve)


def error_name(page: Page, trace: Trace) -> Formula:
    """What it is that falls."""
    several = len(trace.experiment.samples) > 1
    return Formula(page.names.literal(ERROR_OF_ALL if several else ERROR))


def outputs_heading(page: Page, trace: Trace) -> str:
    """After how many iterations the outputs are what they are."""
    iterations = page.words.iterations.of(trace.outcome.iterations)
    return page.words.outputs.format(iterations=iterations)


def outputs_of(page: Page, trace: Trace) -> tuple[list[Output], int]:
    """Every output at the end beside its target; and how many more there are."""
    samples = trace.results(trace.outcome.iterations)
    rows = [row for sample in samples for row in _rows_of(page, sample)]
    return rows[:MOST_ROWS], max(len(rows) - MOST_ROWS, 0)


def accuracy_text(page: Page, trace: Trace) -> str | None:
    """How many samples are in the right class at the end; None where there are no classes."""
    accuracy = trace.accuracy(trace.outcome.iterations)
    if accuracy is None:
        return None
    percent = f"{accuracy.percent:.4g}"
    return page.words.accuracy.format(
        correct=accuracy.correct, samples=accuracy.samples, percent=percent
    )


def output_columns(page: Page) -> tuple[Formula, Formula]:
    """What targets and outputs are called in general."""
    target, out = (page.step.family(each) for each in (page.labels[-1].target, page.labels[-1].out))
    return Formula(page.names.of_family(target)), Formula(page.names.of_family(out))


def diverged_text(page: Page, diverged: Diverged) -> Text:
    """Which value went first, and when."""
    reference = page.step.names.find(diverged.name)
    name = diverged.name if reference is None else Formula(page.names.of(reference))
    value, n = str(diverged.value), str(diverged.iteration)
    return filled(page.words.diverged, name=name, value=value, n=n)


def outcome_lines(page: Page, trace: Trace) -> Iterator[Line]:
    """How E falls, its curve, every sample's outputs beside its targets."""
    name, fall = error_name(page, trace), fall_of(trace)
    yield BLANK
    yield from ruled(page, filled(page.words.how_it_falls, error=name))
    yield from _table_of_errors(page, fall.rows)
    yield from _curve(page, name.signs, fall.curve)
    if isinstance(trace.outcome.ended, Diverged):
        yield (Span(INDENT + plain(diverged_text(page, trace.outcome.ended)), Tone.ERROR),)
    yield BLANK
    yield (Span(outputs_heading(page, trace), Tone.FORWARD),)
    yield from _outputs(page, trace)
    accuracy = accuracy_text(page, trace)
    if accuracy is not None:
        yield BLANK
        yield (Span(INDENT + accuracy, Tone.RESULT),)


def _milestones(total: int) -> list[int]:
    """0, 1, 10, 100, … and the last."""
    powers = [10**exponent for exponent in range(len(str(total)))]
    return [0, *(n for n in powers if n < total), *([total] if total else [])]


def _spread(trace: Trace) -> list[int]:
    """0 and up to so many iterations, evenly spread on a logarithmic axis."""
    total = len(trace)
    if total < 2:
        return []
    bars = max(3, min(MOST_BARS, MOST_EVALUATIONS // len(trace.experiment.samples)))
    places = (total ** (place / (bars - 1)) for place in range(bars))
    return [0, *sorted({min(round(each), total) for each in places})]


def _table_of_errors(page: Page, errors: Sequence[tuple[int, float]]) -> list[Line]:
    counts = [str(n) for n, _ in errors]
    width = max(map(len, counts))
    _, *values = number_column("", [result(error, page.digits) for _, error in errors])
    lines = [
        (
            Span(f"{INDENT}{page.words.after} {n.rjust(width)}{GAP}", Tone.QUIET),
            Span(value, Tone.RESULT),
        )
        for n, value in zip(counts, values, strict=True)
    ]
    return side_by_side(lines, ROWS_A_COLUMN, page.width)


def _curve(page: Page, name: str, errors: Sequence[float]) -> Iterator[Line]:
    """A bar for each error, on a logarithmic axis; none where that says nothing."""
    finite = [error for error in errors if isfinite(error)]
    if len(finite) < 3 or min(finite) <= 0.0 or min(finite) == max(finite):
        return
    bars = page.glyphs.bars
    low, high = log(min(finite)), log(max(finite))
    heights = ((log(each) - low) / (high - low) for each in finite)
    yield BLANK
    shape = "".join(bars[min(int(each * len(bars)), len(bars) - 1)] for each in heights)
    yield (Span(INDENT), Span(shape, Tone.ERROR))
    first, last = (f"{each:.3g}" for each in (finite[0], finite[-1]))
    caption = page.words.curve.format(error=name, first=first, last=last)
    yield (Span(INDENT + caption, Tone.QUIET),)


def _outputs(page: Page, trace: Trace) -> Iterator[Line]:
    """A row an output; the sample is named where there are several."""
    rows, hidden = outputs_of(page, trace)
    labels = [left_column(page.words.output, [each.neuron.signs for each in rows])]
    if len(trace.experiment.samples) > 1:
        numbers = [each.sample for each in rows]
        labels.insert(0, left_column(page.words.sample_column, numbers))
    target, out = output_columns(page)
    columns = (
        number_column(target.signs, [each.target for each in rows]),
        number_column(out.signs, [each.out for each in rows]),
    )
    for place, (*label, wanted, reached) in enumerate(zip(*labels, *columns, strict=True)):
        yield (
            Span(INDENT + GAP.join(label) + GAP, Tone.QUIET),
            Span(wanted + GAP, Tone.PLAIN if place else Tone.FORWARD),
            Span(reached, Tone.RESULT if place else Tone.FORWARD),
        )
    yield from more_rows(page, hidden)


def _rows_of(page: Page, sample: SampleResult) -> Iterator[Output]:
    for place, (neuron, target) in enumerate(sample.target.items()):
        number = "" if place else str(sample.sample)
        out = result(sample.out[neuron], page.digits)
        name = Formula(page.names.alone(neuron))
        yield Output(number, name, operand(target, page.digits), out)
