"""Names and paths -> what is highlighted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import bptrace
from bptrace.errors import InputError, UnknownNameError
from bptrace.network.naming import INPUTS, label_layers
from bptrace.render.drawing.highlighting import Highlights, highlights_of


def _of(source: str, names: Sequence[str] = (), paths: Sequence[str] = ()) -> Highlights:
    trace = bptrace.run(source)
    labels = (INPUTS, *label_layers(trace.experiment))
    return highlights_of(trace.step, labels, names, paths)


@pytest.mark.parametrize(
    "path", ["i1-h2-o1", "i1 → h2 → o1", "i1->h2->o1", "i1:h2:o1", "i1-h2-o1-E"]
)
def test_a_path_is_its_neurons_and_what_connects_them(path: str) -> None:
    found = _of("mazur", paths=[path])
    assert found.units == {(0, 0), (1, 1), (2, 0)}
    assert found.edges == {(1, 0, 1), (2, 1, 0)}
    assert found.parameters == frozenset()


@pytest.mark.parametrize("name", ["w5", "h1:o1", "w₅"])
def test_a_weight_comes_with_its_two_ends(name: str) -> None:
    found = _of("mazur", [name])
    assert {each.name for each in found.parameters} == {"W_o"}
    assert found.units == {(1, 0), (2, 0)}


def test_a_bias_of_one_neuron_comes_with_it_and_a_shared_one_alone() -> None:
    assert _of("iris", ["b_h3"]).units == {(1, 2)}
    assert _of("mazur", ["b1"]).units == frozenset()


def test_a_neuron_is_itself() -> None:
    assert _of("mazur", ["h1"]) == Highlights(units=frozenset({(1, 0)}))


@pytest.mark.parametrize(
    ("names", "paths", "complaint"),
    [
        ([], ["i1-o1"], "no connection leads from i1 to o1"),
        ([], ["o1-h1"], "no connection leads from o1 to h1"),
        ([], ["h1"], "is no path"),
        ([], [""], "is no path"),
        (["dE_dw5"], [], "is not drawn: name a weight, a bias or a neuron"),
        (["net_h1"], [], "is not drawn"),
    ],
)
def test_what_is_not_in_a_figure_is_refused(
    names: list[str], paths: list[str], complaint: str
) -> None:
    with pytest.raises(InputError, match=complaint):
        _of("mazur", names, paths)


def test_a_name_that_there_is_not_gets_near_ones() -> None:
    for names, paths in ((["w55"], []), ([], ["i1-h9"])):
        with pytest.raises(UnknownNameError, match="did you mean"):
            _of("mazur", names, paths)
