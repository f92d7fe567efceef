"""The samples of a batch in tables: beside one another, as many as there is room for.

weight           @1            @2   …            @32   mean = ∂E/∂w
w5      0.012345678   0.023456789   …   -0.034567890    0.001234567
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.algebra.expressions import Reference, SumOver
from bptrace.algebra.steps import Equation, Family
from bptrace.network.naming import PLACE
from bptrace.render.layout.blocks import MOST_ROWS, Derivation, Row, Table
from bptrace.render.layout.laid_out import GAP, INDENT, TIGHT_GAP
from bptrace.render.layout.lines import Tone, wide
from bptrace.render.run.equations import derived, first_of, sample_of
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, filled, joined

MOST_NUMBERS = 8
"""Of more samples than this, the first ones and the last are listed."""
SIGN_UNITS_AND_POINT = 3


def samples_text(page: Page, samples: Sequence[int], in_all: int) -> Text:
    """Which samples an iteration sees, in their order: `samples 3, 1, 4, 2 of 4`."""
    if len(samples) == 1:
        one = page.words.sample.format(n=samples[0], total=in_all)
        return page.words.called.format(text=one, names=f"{PLACE}1") if page.in_batch else one
    first, last = samples[0], samples[-1]
    if list(samples) == list(range(first, last + 1)):
        numbers: Text = f"{first}-{last}"
    else:
        places = shown_places(len(samples), MOST_NUMBERS)
        ellipsis = Formula(page.glyphs.ellipsis)
        texts = (ellipsis if place is None else str(samples[place]) for place in places)
        numbers = joined(texts, ", ")
    several = filled(page.words.samples_of, numbers=numbers, total=str(in_all))
    names = page.words.up_to.format(first=f"{PLACE}1", last=f"{PLACE}{len(samples)}")
    return filled(page.words.called, text=several, names=names)


def numbers_in_a_row(page: Page, labels: Sequence[str]) -> int:
    """How many columns of numbers a table has room for, beside a column of labels."""
    used = len(INDENT) + max(map(wide, labels)) + len(GAP) - len(TIGHT_GAP)
    number = page.digits + SIGN_UNITS_AND_POINT + len(TIGHT_GAP)
    return max((page.width - used) // number, 1)


def shown_places(count: int, most: int) -> list[int | None]:
    """All places, or as many as there is room for, the last among them; None for the others."""
    if count <= most:
        return list(range(count))
    return [*range(max(most - 2, 1)), None, count - 1]


def inputs_table(page: Page) -> Table:
    """What goes in: a row a sample, a column an input."""
    heading, inputs = page.words.sample_column, page.step.family(page.labels[0].out)
    _, index = inputs.at
    count = page.step.axes[index]
    places = shown_places(count, numbers_in_a_row(page, [heading]))
    rows = tuple(
        _row_of_inputs(page, inputs, sample, places)
        for sample in range(min(page.samples, MOST_ROWS))
    )
    names = (Reference(inputs.name, (0, place or 0)) for place in places)
    ellipsis = page.glyphs.ellipsis
    columns = (
        Formula(ellipsis if place is None else page.names.own(name))
        for place, name in zip(places, names, strict=True)
    )
    hidden = page.samples - len(rows)
    return Table((heading,), tuple(columns), rows, Tone.FORWARD, hidden, has_result=False)


def _row_of_inputs(page: Page, inputs: Family, sample: int, places: Sequence[int | None]) -> Row:
    operands = tuple(
        Formula(page.glyphs.ellipsis) if place is None else Reference(inputs.name, (sample, place))
        for place in places
    )
    first = Reference(inputs.name, (sample, 0))
    own = Formula(page.names.of(first))
    return Row((page.names.place(first),), operands, None, Derivation("", own, "", None, first))


def outputs_table(page: Page, net: Family, out: Equation) -> Table:
    """net and out of every neuron of a layer: of one sample after the other."""
    shown, hidden = first_of(page, out)
    labels = page.words.sample_column, page.words.neuron
    rows = tuple(_row_of_outputs(page, net, each) for each in shown)
    columns = tuple(Formula(page.names.of_family(each)) for each in (net, out))
    return Table(labels, columns, rows, Tone.FORWARD, hidden)


def _row_of_outputs(page: Page, net: Family, out: Reference) -> Row:
    labels = sample_of(page, out), Formula(page.names.own(out))
    fallback = derived(page, out, "", page.names.of(out))
    return Row(labels, (Reference(net.name, out.at),), out, fallback)


def reduced_table(page: Page, families: Sequence[Equation], heading: str) -> Table:
    """Gradients of the batch: what each sample adds, and the sum or the mean."""
    shown, hidden = first_of(page, *families)
    labels = [heading, *map(page.plain_names.own, shown)]
    places = shown_places(page.samples, numbers_in_a_row(page, labels) - 1)
    rows = tuple(_row_of_samples(page, each, places) for each in shown)
    columns = tuple(_headings(page, places, families[0]))
    return Table((heading,), columns, rows, Tone.GRADIENT, hidden)


def _row_of_samples(page: Page, reduced: Reference, places: Sequence[int | None]) -> Row:
    operands = tuple(
        Formula(page.glyphs.ellipsis)
        if place is None
        else Reference(f"{reduced.name}{PLACE}", (place, *reduced.at))
        for place in places
    )
    own, name = page.names.own(reduced), page.names.of(reduced)
    return Row((Formula(own),), operands, reduced, derived(page, reduced, "", name))


def _headings(page: Page, places: Sequence[int | None], equation: Equation) -> Iterator[Text]:
    """`@1`, `@2`, …, `mean = ∂E/∂w`"""
    for place in places:
        yield Formula(page.glyphs.ellipsis) if place is None else f"{PLACE}{place + 1}"
    is_sum = isinstance(equation.right, SumOver)
    name = page.names.of_family(equation)
    result = Formula(page.formulas.signed(page.glyphs.equals, name))
    yield filled(page.words.sum_is if is_sum else page.words.mean_is, name=result)
