"""A trace's network -> what a figure shows of it: units, layer by layer, and what connects them.

Of a large layer the first units and the last are shown, and those that a highlighted way passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bptrace.algebra.expressions import Reference, references_in
from bptrace.config.experiment import Activation, Experiment
from bptrace.render.drawing.highlighting import Highlights
from bptrace.render.signs.numbers import operand
from bptrace.render.signs.page import Page
from bptrace.trace.record import Record

MOST_UNITS = 10
FIRST_OF_MANY = 5
"""Of more units than the most, so many are shown, and the last one."""
FORMULA = "f"
"""What stands for an activation that is somebody's own formula."""

BIAS = -1
"""The place of the unit that a layer's biases come from: of the layer before."""


class Named(Struct, frozen=True):
    """Something with a name and, if values are shown, a value: in the notation of the page.

    plain, digits: the same in plain characters, which say how much room they take.
    """

    name: str
    plain: str
    value: str | None = None
    digits: str | None = None


class Unit(Struct, frozen=True):
    """A neuron, an input, or where biases come from. place: in its layer, or BIAS."""

    place: int
    label: Named
    highlighted: bool = False


class Connection(Struct, frozen=True):
    """From a unit of the layer before, by their places. label: None where the unit says it."""

    source: int
    target: int
    label: Named | None
    highlighted: bool = False


class Layer(Struct, frozen=True):
    """One column. units: None for those that are left out. count: of all. bias: what the biases of
    the *next* layer come from. connections: from the layer before."""

    name: Named
    activation: str | None
    count: int
    units: Sequence[Unit | None]
    bias: Unit | None
    connections: Sequence[Connection]


class Network(Struct, frozen=True):
    """layers: the inputs' first. targets: beside each output."""

    layers: Sequence[Layer]
    targets: Sequence[Named | None]


def network_of(
    page: Page,
    experiment: Experiment,
    highlights: Highlights,
    record: Record | None = None,
    place: int = 0,
) -> Network:
    """What a figure shows. record: whose values are shown, if any are; place: of which sample of
    its batch, from 0."""
    reading = _Reading(page, experiment, highlights, record, place)
    layers = [reading.layer(number) for number in range(len(page.labels))]
    return Network(layers, reading.targets(layers[-1]))


class _Reading:
    def __init__(
        self,
        page: Page,
        experiment: Experiment,
        highlights: Highlights,
        record: Record | None,
        place: int,
    ) -> None:
        self._page = page
        self._step = page.step
        self._experiment = experiment
        self._highlights = highlights
        self._record = record
        self._place = place
        self._shown = [self._places(number) for number in range(len(page.labels))]

    def layer(self, number: int) -> Layer:
        label, page = self._page.labels[number], self._page
        activation = self._experiment.layers[number - 1].activation if number else None
        return Layer(
            Named(page.names.alone(label.label), label.label),
            _called(activation) if number else None,
            self._step.axes[label.index],
            [each if each is None else self._unit(number, each) for each in self._shown[number]],
            self._bias(number),
            list(self._connections(number)) if number else [],
        )

    def targets(self, outputs: Layer) -> list[Named | None]:
        family = self._page.labels[-1].target
        return [
            None if each is None else self._named(Reference(family, (self._place, each.place)))
            for each in outputs.units
        ]

    def _places(self, number: int) -> list[int | None]:
        """Of the units that are shown; None where some are left out."""
        count = self._step.axes[self._page.labels[number].index]
        if count <= MOST_UNITS:
            return list(range(count))
        wanted = {place for layer, place in self._highlights.units if layer == number}
        shown = sorted({*range(FIRST_OF_MANY), count - 1, *wanted})
        places: list[int | None] = []
        for each in shown:
            before = places[-1] if places else -1
            places += [None, each] if before is not None and each > before + 1 else [each]
        return places

    def _unit(self, number: int, place: int) -> Unit:
        label, page = self._page.labels[number], self._page
        name = self._step.names.tables[label.label].name((place,))
        value = self._value(Reference(label.out, (self._place, place)))
        named = Named(page.names.alone(name), name, self._typeset(value), value)
        return Unit(place, named, (number, place) in self._highlights.units)

    def _bias(self, number: int) -> Unit | None:
        """Where the biases of the next layer come from: a shared one itself, or a 1."""
        if number + 1 >= len(self._page.labels):
            return None
        family = self._parameter(number + 1, "bias")
        if family is None:
            return None
        if family.at:
            return Unit(BIAS, Named("1", "1"))
        highlighted = family in self._highlights.parameters
        return Unit(BIAS, self._named(family), highlighted)

    def _connections(self, number: int) -> Iterator[Connection]:
        weight, bias = self._parameter(number, "weight"), self._parameter(number, "bias")
        sources = [each for each in self._shown[number - 1] if each is not None]
        for target in self._shown[number]:
            if target is None:
                continue
            for source in sources if weight else []:
                reference = self._at(weight, number, target, source)
                if self._step.exists(reference):
                    edge = (number, source, target) in self._highlights.edges
                    known = edge or reference in self._highlights.parameters
                    yield Connection(source, target, self._named(reference), known)
            if bias is not None:
                reference = self._at(bias, number, target, 0)
                known = reference in self._highlights.parameters
                label = self._named(reference) if bias.at else None
                yield Connection(BIAS, target, label, known)

    def _parameter(self, number: int, role: str) -> Reference | None:
        """The weights or biases of a layer, over its indices, as its net has them."""
        net = self._page.equation(self._page.labels[number].net)
        found = (each for each in references_in(net.right))
        return next((each for each in found if self._step.family(each.name).role == role), None)

    def _at(self, family: Reference | None, number: int, unit: int, source: int) -> Reference:
        assert family is not None
        here, below = self._page.labels[number], self._page.labels[number - 1]
        ends = {here.index: unit, below.index: source}
        return Reference(family.name, tuple(ends[str(index)] for index in family.at))

    def _named(self, reference: Reference) -> Named:
        page = self._page.of_one_sample
        names, plain = page.names.of(reference), page.plain_names.of(reference)
        value = self._value(reference)
        return Named(names, plain, self._typeset(value), value)

    def _value(self, reference: Reference) -> str | None:
        if self._record is None:
            return None
        return operand(self._record.value(reference), self._page.digits)

    def _typeset(self, digits: str | None) -> str | None:
        if digits is None:
            return None
        if self._page.glyphs.typeset is None and digits.startswith("-"):
            return self._page.glyphs.minus + digits.removeprefix("-")
        return self._page.names.number(digits)


def _called(activation: Activation | str | None) -> str | None:
    if isinstance(activation, Activation):
        return activation.name or FORMULA
    return activation
