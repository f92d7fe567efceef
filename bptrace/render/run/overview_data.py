"""Where samples come from, in a few words: the file, what each input is, what each output stands
for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bptrace.render.layout.lines import printable
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text
from bptrace.trace.trace import Trace

if TYPE_CHECKING:  # data files are read by few
    from bptrace.config.data_files.samples import Data

MOST_COLUMNS = 6
"""Of more inputs or outputs than this, the first ones."""


def data_texts(page: Page, trace: Trace) -> Iterator[Text]:
    """`samples: data/iris.csv`, `i1 = (sepal_length - 5.84) / 0.83`, …, `o1 = setosa`; nothing
    where the samples are written in the config."""
    data = trace.origin.data
    if data is None:
        return
    yield page.words.samples_from.format(file=printable(data.file))
    inputs = [_input(data, place) for place in range(len(data.inputs[:MOST_COLUMNS]))]
    yield from _called(page, page.labels[0].out, inputs, len(data.inputs))
    targets = data.classes or data.targets
    yield from _called(page, page.labels[-1].out, targets[:MOST_COLUMNS], len(targets))


def _input(data: Data, place: int) -> str:
    """A column, with the constants by which it is scaled, unless they change nothing."""
    column, scaling = data.inputs[place], data.scaling
    if scaling is None:
        return column
    shift, scale = scaling.shift[place], scaling.scale[place]
    if shift:
        column = f"{column} {'-' if shift > 0.0 else '+'} {abs(shift):.6g}"
        column = f"({column})" if scale != 1.0 else column
    return f"{column} / {scale:.6g}" if scale != 1.0 else column


def _called(page: Page, family: str, columns: Sequence[str], count: int) -> Iterator[Text]:
    """What stands for each neuron of a layer."""
    neurons = page.step.positions(page.step.family(family))
    for neuron, column in zip(neurons, columns, strict=False):
        yield (Formula(page.names.own(neuron)), f" = {printable(column)}")
    if count > len(columns):
        yield Formula(page.glyphs.ellipsis)
