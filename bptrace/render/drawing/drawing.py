"""A trace's network, whole: as SVG, as TikZ, as lines for a terminal, each with what is to be said
of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bptrace.errors import InputError
from bptrace.render.drawing.highlighting import Highlights
from bptrace.render.drawing.layout import Figure, figure_of
from bptrace.render.drawing.metrics import PICTURE, of_terminal
from bptrace.render.drawing.network import Network, network_of
from bptrace.render.drawing.svg import figure_svg
from bptrace.render.drawing.terminal import figure_lines, highlighted_names, needed_columns
from bptrace.render.drawing.tikz import figure_tikz
from bptrace.render.layout.lines import BLANK, Line, flowing, printable
from bptrace.render.signs.page import Page
from bptrace.render.words.drawing import DrawingWords
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace


class Shown(Struct, frozen=True):
    """What is shown of a trace. record: whose values are, if any; place: of which sample of its
    batch, from 0."""

    trace: Trace
    highlights: Highlights
    record: Record | None = None
    place: int = 0


def draw_svg(page: Page, words: DrawingWords, shown: Shown) -> str:
    """A picture for a page in a browser, light or dark."""
    figure = figure_of(_network(page, shown), PICTURE)
    return figure_svg(figure, [_caption(words, shown), *_unnamed(words, figure)])


def draw_tikz(page: Page, words: DrawingWords, shown: Shown, *, standalone: bool) -> str:
    """A picture for a LaTeX document, in names as TeX sets them; standalone: a document of it."""
    figure = figure_of(_network(page, shown), PICTURE)
    remarks = [_caption(words, shown), *_unnamed(words, figure)]
    return figure_tikz(figure, remarks, standalone=standalone)


def draw_terminal(page: Page, words: DrawingWords, shown: Shown) -> Iterator[Line]:
    """Lines of a terminal. Raises InputError where it is too narrow for so many layers."""
    network = _network(page, shown)
    rows = max(len(each.units) for each in network.layers)
    metrics = of_terminal(rows, shown.record is not None)
    figure = figure_of(network, metrics, page.width)
    needed = needed_columns(figure)
    if needed > page.width:
        raise InputError(words.too_wide.format(needed=needed, width=page.width))
    yield from figure_lines(figure, page.glyphs)
    yield BLANK
    for text in (
        _caption(words, shown),
        *_highlighted(words, figure),
        *_unnamed(words, figure),
    ):
        yield from flowing(text, page.width)


def _network(page: Page, shown: Shown) -> Network:
    experiment = shown.trace.experiment
    return network_of(page, experiment, shown.highlights, shown.record, shown.place)


def _caption(words: DrawingWords, shown: Shown) -> str:
    """What is shown: of which network, of which iteration and sample."""
    source = printable(shown.trace.origin.source)
    if shown.record is None:
        return words.source.format(source=source)
    text = words.values.format(source=source, n=shown.record.iteration)
    samples = len(shown.trace.experiment.samples)
    if samples == 1:
        return text
    sample = shown.record.samples[shown.place]
    return words.sample.format(text=text, sample=sample, samples=samples)


def _highlighted(words: DrawingWords, figure: Figure) -> Iterator[str]:
    names = highlighted_names(figure)
    if names:
        yield words.highlighted.format(names=", ".join(names))


def _unnamed(words: DrawingWords, figure: Figure) -> Iterator[str]:
    if figure.unnamed:
        yield words.unnamed.of(figure.unnamed)
