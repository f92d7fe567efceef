"""How E falls and what the outputs are at the end, as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite, log

from bptrace.errors import Diverged
from bptrace.network.build import ERROR, ERROR_OF_ALL
from bptrace.render.blocks import MOST_ROWS
from bptrace.render.layout import GAP, INDENT, more_rows, ruled
from bptrace.render.lines import (
    BLANK,
    Line,
    Span,
    Tone,
    left_column,
    number_column,
    side_by_side,
)
from bptrace.render.numbers import operand, result
from bptrace.render.page import Page
from bptrace.trace.trace import SampleResult, Trace

MOST_BARS = 60
MOST_EVALUATIONS = 200_000
"""Each bar takes every sample once: fewer bars where there are many."""
ROWS_A_COLUMN = 3


def outcome_lines(page: Page, trace: Trace) -> Iterator[Line]:
    """E after 1, 10, 100, … updates; its curve; every sample's outputs beside its targets."""
    name = ERROR if len(trace.experiment.samples) == 1 else ERROR_OF_ALL
    yield BLANK
    yield from ruled(page, page.words.how_it_falls.format(error=name))
    rows, bars = _milestones(len(trace)), _spread(trace)
    errors = dict(trace.curve(sorted({*rows, *bars})))
    end = trace.outcome.iterations
    shown = [n for n in rows if n < end] + [end]
    errors.setdefault(end, trace.error_of_all(end))
    yield from _table_of_errors(page, [(n, errors[n]) for n in shown])
    yield from _curve(page, name, [errors[n] for n in bars if n in errors])
    if isinstance(trace.outcome.ended, Diverged):
        yield _diverged(page, trace.outcome.ended)
    outputs = page.words.outputs.format(iterations=page.words.iterations.of(end))
    yield BLANK
    yield (Span(outputs, Tone.FORWARD),)
    yield from _outputs(page, list(trace.results(end)))


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


def _diverged(page: Page, diverged: Diverged) -> Line:
    text = page.words.diverged.format(
        name=diverged.name, value=diverged.value, n=diverged.iteration
    )
    return (Span(INDENT + text, Tone.ERROR),)


def _outputs(page: Page, samples: Sequence[SampleResult]) -> Iterator[Line]:
    """A row an output; the sample is named where there are several."""
    families = (page.step.family(each) for each in (page.labels[-1].target, page.labels[-1].out))
    target_heading, out_heading = map(page.names.of_family, families)
    rows = [row for sample in samples for row in _rows_of(page, sample)]
    shown = rows[:MOST_ROWS]
    numbers, neurons, targets, outs = (list(column) for column in zip(*shown, strict=True))
    labels = [left_column(page.words.output, neurons)]
    if len(samples) > 1:
        labels.insert(0, left_column(page.words.sample_column, numbers))
    columns = number_column(target_heading, targets), number_column(out_heading, outs)
    for place, (*label, target, out) in enumerate(zip(*labels, *columns, strict=True)):
        yield (
            Span(INDENT + GAP.join(label) + GAP, Tone.QUIET),
            Span(target + GAP, Tone.PLAIN if place else Tone.FORWARD),
            Span(out, Tone.RESULT if place else Tone.FORWARD),
        )
    yield from more_rows(page, len(rows) - len(shown))


def _rows_of(page: Page, sample: SampleResult) -> Iterator[tuple[str, str, str, str]]:
    for place, (neuron, target) in enumerate(sample.target.items()):
        number = "" if place else str(sample.sample)
        out = result(sample.out[neuron], page.digits)
        yield number, neuron, operand(target, page.digits), out
