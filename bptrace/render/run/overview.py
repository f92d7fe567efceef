"""What is run, as the lines above everything else: title, network, how it is trained."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bptrace.render.layout.laid_out import GAP, at_both_ends
from bptrace.render.layout.lines import Line, Span, Tone, printable, wrapped
from bptrace.render.run.overview_network import network_texts
from bptrace.render.run.overview_training import training_texts
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Text, plain
from bptrace.trace.trace import Trace


class Overview(Struct, frozen=True):
    """Title and source, where there are any; the network; how it is trained; where samples are
    from, if not from the config."""

    title: str
    source: str
    network: tuple[Text, ...]
    training: tuple[Text, ...]
    data: tuple[Text, ...] = ()


def overview_of(page: Page, trace: Trace) -> Overview:
    """What is run; every default that was taken."""
    experiment = trace.experiment
    title, source = (printable(text or "") for text in (experiment.title, experiment.source))
    network, training = tuple(network_texts(page, trace)), tuple(training_texts(page, trace))
    if trace.origin.data is None:
        return Overview(title, source, network, training)
    from bptrace.render.run.overview_data import data_texts  # noqa: PLC0415  # start-up time

    return Overview(title, source, network, training, tuple(data_texts(page, trace)))


def header_lines(page: Page, trace: Trace) -> Iterator[Line]:
    """The same as lines."""
    overview = overview_of(page, trace)
    yield from at_both_ends(page, overview.title, overview.source)
    for parts in filter(None, (overview.network, overview.training, overview.data)):
        spaced = [GAP + plain(part) if place else plain(part) for place, part in enumerate(parts)]
        yield from ((Span(line, Tone.QUIET),) for line in wrapped(spaced, page.width))
