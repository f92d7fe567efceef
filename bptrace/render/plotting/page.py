"""Curves -> lines: the chart, then where each begins and ends, and how far down and up it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.errors import Diverged
from bptrace.render.layout.laid_out import GAP, INDENT, TIGHT_GAP, ruled
from bptrace.render.layout.lines import (
    BLANK,
    Line,
    Span,
    Tone,
    flowing,
    left_column,
    number_column,
    wide,
)
from bptrace.render.plotting.chart import chart_lines, sign_of, tone_of
from bptrace.render.plotting.labels import label_of
from bptrace.render.run.outcome import diverged_text
from bptrace.render.signs.numbers import result
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import plain
from bptrace.render.words.plotting import PlottingWords
from bptrace.trace.curves.curve import Curve, Curves, Point, Scales
from bptrace.trace.trace import Trace


def plot_lines(
    page: Page, words: PlottingWords, trace: Trace, curves: Curves, scales: Scales
) -> Iterator[Line]:
    """All that is shown of curves."""
    span = words.iterations.format(first=curves.first, last=curves.last)
    yield from ruled(page, words.title, [span, trace.origin.source])
    yield BLANK
    yield from chart_lines(page, curves, scales)
    if curves.drawn:
        yield from flowing(_caption(words, scales), page.width)
        yield BLANK
        yield from table_lines(page, words, curves)
    for text, tone in remarks(page, words, curves):
        yield from flowing(INDENT + text, page.width, tone)


def _caption(words: PlottingWords, scales: Scales) -> str:
    return INDENT + words.captions[scales.iterations, scales.values]


def remarks(page: Page, words: PlottingWords, curves: Curves) -> Iterator[tuple[str, Tone]]:
    """What is to be said of the curves, and what ended them."""
    if any(each.sample is not None for each in curves.curves):
        yield words.by_sample, Tone.QUIET
    if curves.seen is not None:
        yield words.any_sample.format(n=curves.seen), Tone.QUIET
    for each in curves.curves:
        if each.reference is None:
            yield words.before_update.format(name=label_of(page, each)), Tone.QUIET
        if each.not_finite is not None:
            n, value = each.not_finite
            phrase = words.not_finite if each.points else words.never_finite
            yield phrase.format(name=label_of(page, each), value=value, n=n), Tone.ERROR
    if isinstance(curves.ended, Diverged):
        yield plain(diverged_text(page, curves.ended)), Tone.ERROR


def table_lines(page: Page, words: PlottingWords, curves: Curves) -> Iterator[Line]:
    """A row a curve: its first and its last value, the smallest and the largest and their
    iterations; as much of that as there is room for."""
    drawn = curves.drawn
    names = left_column("", [_named(page, each, place) for place, each in enumerate(drawn)])
    columns = _columns(page, words, drawn)
    gap = GAP if _fits(page, names, columns, GAP) else TIGHT_GAP
    while len(columns) > 1 and not _fits(page, names, columns, gap):
        columns.pop()
    for place, (name, *cells) in enumerate(zip(names, *columns, strict=True)):
        heading = place == 0
        tone = Tone.QUIET if heading else tone_of(drawn[place - 1])
        numbers = Span(gap + gap.join(cells), Tone.QUIET if heading else Tone.PLAIN)
        yield Span(INDENT + name, tone), numbers


def _named(page: Page, curve: Curve, place: int) -> str:
    label = label_of(page, curve)
    return label if page.glyphs.symbols else f"{sign_of(place)} {label}"


def _columns(page: Page, words: PlottingWords, drawn: Sequence[Curve]) -> list[list[str]]:
    firsts, lasts = [each.points[0] for each in drawn], [each.points[-1] for each in drawn]
    columns = [_column(page, words, words.first, firsts), _column(page, words, words.last, lasts)]
    for heading, points in (
        (words.smallest, [each.smallest for each in drawn]),
        (words.largest, [each.largest for each in drawn]),
    ):
        known = [each for each in points if each is not None]
        values = number_column(heading, [result(each.value, page.digits) for each in known])
        at = number_column(words.in_iteration, [str(each.iteration) for each in known])
        columns.append([f"{value} {where}" for value, where in zip(values, at, strict=True)])
    return columns


def _column(page: Page, words: PlottingWords, phrase: str, points: Sequence[Point]) -> list[str]:
    """Values of one iteration, which the heading names, or each of an iteration of its own."""
    same = len({each.iteration for each in points}) == 1
    heading = words.at.format(n=points[0].iteration) if same else phrase
    return number_column(heading, [result(each.value, page.digits) for each in points])


def _fits(page: Page, names: Sequence[str], columns: Sequence[Sequence[str]], gap: str) -> bool:
    widths = [wide(names[0]), *(len(column[0]) for column in columns)]
    return len(INDENT) + sum(widths) + len(gap) * len(columns) <= page.width
