"""Where things stand in a figure: every name on its own line, and nothing on anything else."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import hypot

import pytest

import bptrace
from bptrace.config.gallery import gallery
from bptrace.render.drawing.boxes import Box, Line, Place
from bptrace.render.drawing.highlighting import Highlights
from bptrace.render.drawing.layout import Edge, Figure, figure_of
from bptrace.render.drawing.metrics import PICTURE, of_terminal
from bptrace.render.drawing.network import Network, network_of
from bptrace.render.signs.glyphs import UNICODE
from bptrace.render.signs.page import page_for
from bptrace.render.words.english import ENGLISH

TERMINAL = "terminal"
SIZES = ["picture", TERMINAL]


@cache
def _network(name: str, values: bool) -> Network:
    trace = bptrace.run(name)
    page = page_for(trace, UNICODE, ENGLISH, 4, 80)
    record = trace.first if values else None
    return network_of(page, trace.experiment, Highlights(), record)


@cache
def _figure(name: str, values: bool, size: str) -> Figure:
    network = _network(name, values)
    if size != TERMINAL:
        return figure_of(network, PICTURE)
    rows = max(len(each.units) for each in network.layers)
    return figure_of(network, of_terminal(rows, values), 160)


def _boxes(figure: Figure) -> list[Box]:
    circles = [each.box for each in figure.circles]
    names = [each.box for each in figure.edges if each.box is not None]
    return [*circles, *names, *(each.box for each in figure.words)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("name", gallery())
def test_nothing_stands_on_anything_else(name: str, values: bool, size: str) -> None:
    figure = _figure(name, values, size)
    boxes = _boxes(figure)
    assert [pair for pair in combinations(boxes, 2) if _overlap(*pair)] == []
    for box in boxes:
        assert box.x - box.width / 2 >= 0
        assert box.x + box.width / 2 <= figure.width + 1e-9
        assert box.y - box.height / 2 >= 0
        assert box.y + box.height / 2 <= figure.height + 1e-9


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.x + one.width / 2, other.x + other.width / 2) - max(
        one.x - one.width / 2, other.x - other.width / 2
    )
    down = min(one.y + one.height / 2, other.y + other.height / 2) - max(
        one.y - one.height / 2, other.y - other.height / 2
    )
    return across > 1e-9 and down > 1e-9


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("name", gallery())
def test_in_a_picture_every_weight_has_its_name_on_its_own_line(name: str, values: bool) -> None:
    figure = _figure(name, values, "picture")
    assert figure.unnamed == 0
    for edge in figure.edges:
        if edge.label is not None:
            assert edge.box is not None
            assert _distance(edge.line, Place(edge.box.x, edge.box.y)) < 1e-6


def _distance(line: Line, place: Place) -> float:
    """Of a place from the line through two others."""
    (x1, y1), (x2, y2) = line
    area = (x2 - x1) * (place.y - y1) - (y2 - y1) * (place.x - x1)
    return abs(area) / hypot(x2 - x1, y2 - y1)


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("name", gallery())
def test_a_line_goes_from_the_border_of_a_circle_to_that_of_another(
    name: str, values: bool
) -> None:
    figure = _figure(name, values, "picture")
    right = {(round(c.box.x + c.box.width / 2, 6), round(c.box.y, 6)) for c in figure.circles}
    left = {(round(c.box.x - c.box.width / 2, 6), round(c.box.y, 6)) for c in figure.circles}
    for edge in figure.edges:
        assert tuple(round(each, 6) for each in edge.line.start) in right
        assert tuple(round(each, 6) for each in edge.line.end) in left


def _named(figure: Figure) -> dict[str, Edge]:
    return {each.label.name: each for each in figure.edges if each.label is not None}


def test_the_worked_example_is_the_articles_figure() -> None:
    """Mazur (2015): i1, i2, b1 to the left, o1, o2 to the right; w5 leads from h1 to o1."""
    network = _network("mazur", True)
    columns = [[each.label.name for each in (*c.units, c.bias) if each] for c in network.layers]
    assert columns == [["i1", "i2", "b1"], ["h1", "h2", "b2"], ["o1", "o2"]]
    figure = _figure("mazur", True, "picture")
    circles = {each.label.name: each for each in figure.circles}
    names = _named(figure)
    ends = {
        "w1": ("i1", "h1"),
        "w2": ("i2", "h1"),
        "w3": ("i1", "h2"),
        "w5": ("h1", "o1"),
        "w8": ("h2", "o2"),
    }
    for name, (source, target) in ends.items():
        line = names[name].line
        assert line.start.y == circles[source].box.y
        assert line.end.y == circles[target].box.y
        assert circles[source].box.x < line.start.x < line.end.x < circles[target].box.x
    assert (circles["h1"].label.value, circles["b2"].label.value) == ("0.5933", "0.6")
    label = names["w5"].label
    assert label is not None
    assert label.value == "0.4"
    assert sum(each.is_bias for each in figure.edges) == 4
    targets = [each.label for each in figure.words if each.kind == "target"]
    assert [(each.name, each.value) for each in targets] == [
        ("target_o1", "0.01"),
        ("target_o2", "0.99"),
    ]


def test_of_a_large_layer_the_first_and_the_last_are_drawn_and_what_is_highlighted() -> None:
    """digits: 64-32-10."""
    layers = _network("digits", False).layers
    names = [[each.label.name if each else "…" for each in layer.units] for layer in layers]
    assert names[0] == ["i1", "i2", "i3", "i4", "i5", "…", "i64"]
    assert names[1] == ["h1", "h2", "h3", "h4", "h5", "…", "h32"]
    assert len(names[2]) == 10
    trace = bptrace.run("digits")
    page = page_for(trace, UNICODE, ENGLISH, 4, 80)
    highlights = Highlights(units=frozenset({(1, 19), (1, 5)}))
    hidden = network_of(page, trace.experiment, highlights).layers[1].units
    shown = [each.label.name if each else "…" for each in hidden]
    assert shown == ["h1", "h2", "h3", "h4", "h5", "h6", "…", "h20", "…", "h32"]


def test_what_a_mask_leaves_out_is_not_drawn() -> None:
    config = {
        "layers": [
            {
                "units": 2,
                "activation": "tanh",
                "weights": [[1, 0], [2, 3]],
                "mask": [[1, 0], [1, 1]],
                "bias": False,
            }
        ],
        "samples": [{"input": [1, 2], "target": [0, 0]}],
    }
    trace = bptrace.run(config)
    page = page_for(trace, UNICODE, ENGLISH, 4, 80)
    *_, layer = network_of(page, trace.experiment, Highlights(), trace.first).layers
    drawn = [
        (each.source, each.target, each.label and each.label.value) for each in layer.connections
    ]
    assert drawn == [(0, 0, "1"), (0, 1, "2"), (1, 1, "3")]


def test_tied_weights_have_the_name_and_the_value_that_they_share() -> None:
    """A layer that has another's weights, transposed: from h2 back to the first goes w2."""
    config = {
        "layers": [
            {"name": "h", "units": 2, "activation": "tanh", "weights": [[1, 2, 3], [4, 5, 6]]},
            {"units": 3, "activation": "identity", "weights": {"tied_to": "h", "transposed": True}},
        ],
        "samples": [{"input": [1, 2, 3], "target": [1, 2, 3]}],
    }
    trace = bptrace.run(config)
    page = page_for(trace, UNICODE, ENGLISH, 4, 80)
    *_, last = network_of(page, trace.experiment, Highlights(), trace.first).layers
    names = {(each.source, each.target): each.label for each in last.connections}
    label = names[1, 0]
    assert label is not None
    assert (label.name, label.value) == ("w4", "4")
