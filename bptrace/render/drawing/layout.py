"""A network -> a figure: where every circle, line and text of it stands.

Layers are columns, one beside the other; between two of them there is as much room as the names of
the weights take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from bptrace.render.drawing.boxes import Box, Line, Place
from bptrace.render.drawing.labels import Way, place_labels
from bptrace.render.drawing.metrics import Metrics
from bptrace.render.drawing.network import BIAS, Connection, Layer, Named, Network, Unit

WIDER = 1.2
EQUALS = " = "

Kind = Literal["input", "hidden", "output", "bias"]


class Circle(Struct, frozen=True):
    """A unit, in a box as wide as its name; `value` below the name."""

    box: Box
    kind: Kind
    label: Named
    highlighted: bool


class Edge(Struct, frozen=True):
    """A connection: from border to border of its units' columns, and where its name stands."""

    line: Line
    label: Named | None
    box: Box | None
    highlighted: bool
    is_bias: bool


class Words(Struct, frozen=True):
    """A text in a box. kind: what it says: of which layer, which target, that units are left
    out."""

    box: Box
    kind: Literal["layer", "target", "gap"]
    label: Named
    more: str = ""


class Figure(Struct, frozen=True):
    """All of it. unnamed: how many weights have no name in it, for want of room."""

    width: float
    height: float
    circles: Sequence[Circle]
    edges: Sequence[Edge]
    words: Sequence[Words]
    unnamed: int


def with_value(name: str, value: str | None) -> str:
    """`w5 = 0.4`"""
    return name if value is None else f"{name}{EQUALS}{value}"


def figure_of(network: Network, metrics: Metrics, fits: float | None = None) -> Figure:
    """The figure; not wider than fits, where that is given and can be."""
    return _Layout(network, metrics, fits).figure()


class _Layout:
    def __init__(self, network: Network, metrics: Metrics, fits: float | None) -> None:
        self._network = network
        self._metrics = metrics
        self._layers = network.layers
        self._sizes = [self._units(each) for each in self._layers]
        self._widths = [self._column(each) for each in self._layers]
        self._targets = max(
            (
                metrics.width(with_value(each.plain, each.digits))
                for each in network.targets
                if each
            ),
            default=0.0,
        )
        self._rows = max(len(each.units) for each in self._layers)
        self._fits = fits
        self._edges: list[Edge] = []
        self._unnamed = 0

    def figure(self) -> Figure:
        lefts = self._place_columns()
        width = lefts[-1] + self._widths[-1] + self._metrics.aside + self._targets
        circles = [
            circle for number, left in enumerate(lefts) for circle in self._circles(number, left)
        ]
        words = [word for number, left in enumerate(lefts) for word in self._words(number, left)]
        bottoms = [each.box.y + each.box.height / 2 for each in circles]
        margin = self._metrics.margin
        return Figure(
            width + margin, max(bottoms) + margin, circles, self._edges, words, self._unnamed
        )

    def _column(self, layer: Layer) -> float:
        """As wide as its widest circle, or what stands above it."""
        heading = max(
            self._metrics.width(each) * self._metrics.small
            for each in (layer.name.plain, _below_the_name(layer))
        )
        return max(heading, self._units(layer))

    def _units(self, layer: Layer) -> float:
        """How wide the circles of a column are: all alike."""
        return max(self._size(each) for each in (*layer.units, layer.bias) if each)

    def _size(self, unit: Unit) -> float:
        name = self._metrics.width(unit.label.plain)
        value = self._metrics.width(unit.label.digits or "") * self._metrics.small
        inside = max(name, value) + 2 * self._metrics.character
        return inside if self._metrics.snaps else max(self._metrics.unit, inside)

    def _place_columns(self) -> list[float]:
        """The left edge of every column; on the way, the edges between them."""
        lefts = [self._metrics.margin]
        for number in range(1, len(self._layers)):
            start = lefts[-1] + self._widths[number - 1]
            least, most = self._gaps()
            gap = least
            edges = self._between(number, start, gap)
            while _unnamed(edges) and gap * WIDER <= most:
                gap *= WIDER
                edges = self._between(number, start, gap)
            self._edges += edges
            self._unnamed += _unnamed(edges)
            lefts.append(start + gap)
        return lefts

    def _gaps(self) -> tuple[float, float]:
        """The least and the greatest room between two columns."""
        least, most = self._metrics.gaps
        if self._fits is None:
            return least, most
        others = sum(self._widths) + self._targets + 2 * self._metrics.margin
        room = (self._fits - others - self._metrics.aside) // max(len(self._widths) - 1, 1)
        return max(min(most, room), least), max(min(most, room), least)

    def _between(self, number: int, start: float, gap: float) -> list[Edge]:
        connections = self._layers[number].connections
        lines = [self._line(number, each, start, start + gap) for each in connections]
        sizes = [self._size_of_label(each.label) for each in connections]
        boxes = place_labels(Way(lines, start, start + gap), sizes, self._metrics)
        return [
            Edge(line, each.label, box, each.highlighted, each.source == BIAS)
            for each, line, box in zip(connections, lines, boxes, strict=True)
        ]

    def _size_of_label(self, label: Named | None) -> tuple[float, float] | None:
        if label is None:
            return None
        return self._metrics.width(with_value(label.plain, label.digits)), self._metrics.line

    def _line(self, number: int, connection: Connection, start: float, end: float) -> Line:
        return Line(
            Place(start - self._inset(number - 1), self._height(number - 1, connection.source)),
            Place(end + self._inset(number), self._height(number, connection.target)),
        )

    def _inset(self, number: int) -> float:
        """From the border of a column to that of its circles."""
        return (self._widths[number] - self._sizes[number]) / 2

    def _height(self, number: int, place: int) -> float:
        """How far down the unit at a place of a layer is."""
        units = self._layers[number].units
        top = self._metrics.margin + self._metrics.heading + self._metrics.unit / 2
        if place == BIAS:
            return top + self._rows * self._metrics.pitch
        row = next(row for row, each in enumerate(units) if each and each.place == place)
        return top + (row + (self._rows - len(units)) / 2) * self._metrics.pitch

    def _circles(self, number: int, left: float) -> Iterator[Circle]:
        layer = self._layers[number]
        last = len(self._layers) - 1
        kind: Kind = "input" if number == 0 else "output" if number == last else "hidden"
        for unit in (*layer.units, layer.bias):
            if unit is not None:
                box = self._box(number, left, unit)
                yield Circle(
                    box, "bias" if unit.place == BIAS else kind, unit.label, unit.highlighted
                )

    def _box(self, number: int, left: float, unit: Unit) -> Box:
        middle, height = left + self._widths[number] / 2, self._height(number, unit.place)
        box = Box(middle, height, self._sizes[number], self._metrics.unit)
        return self._metrics.snapped(box)

    def _words(self, number: int, left: float) -> Iterator[Words]:
        layer, metrics = self._layers[number], self._metrics
        middle = left + self._widths[number] / 2
        heading = Box(middle, metrics.margin + metrics.line / 2, self._widths[number], metrics.line)
        yield Words(metrics.snapped(heading), "layer", layer.name, _below_the_name(layer))
        for row, each in enumerate(layer.units):
            if each is None:
                yield self._gap(number, middle, row)
        if number == len(self._layers) - 1:
            yield from self._beside(left + self._widths[number])

    def _gap(self, number: int, middle: float, row: int) -> Words:
        metrics, units = self._metrics, self._layers[number].units
        top = metrics.margin + metrics.heading + metrics.unit / 2
        height = top + (row + (self._rows - len(units)) / 2) * metrics.pitch
        box = metrics.snapped(Box(middle, height, metrics.character, metrics.line))
        return Words(box, "gap", Named("⋮", "⋮"))

    def _beside(self, right: float) -> Iterator[Words]:
        number, metrics = len(self._layers) - 1, self._metrics
        for unit, target in zip(self._layers[-1].units, self._network.targets, strict=True):
            if unit is not None and target is not None:
                width = metrics.width(with_value(target.plain, target.digits))
                left = right + metrics.aside
                box = Box(left + width / 2, self._height(number, unit.place), width, metrics.line)
                yield Words(metrics.snapped(box), "target", target)


def _below_the_name(layer: Layer) -> str:
    """What stands above a layer, below its name: how its units compute what they hand on, and how
    many they are where not all are drawn."""
    number = f"× {layer.count}" if None in layer.units else ""
    return " ".join(each for each in (layer.activation, number) if each)


def _unnamed(edges: Sequence[Edge]) -> int:
    return sum(each.label is not None and each.box is None for each in edges)
