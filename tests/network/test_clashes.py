"""No two values of the trace have one name, whatever a config calls its parts."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.config import load
from bptrace.errors import ConfigError
from bptrace.network.build import build_step
from bptrace.network.clashes import check_names, name_problems
from bptrace.network.resolve import resolve


def network(hidden: dict[str, Any], output: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A 2-2-1 network."""
    return {
        "layers": [
            {"units": 2, "activation": "relu", **hidden},
            {"units": 1, "activation": "relu", **output},
        ],
        "samples": [{"input": [1, 2], "target": 1}],
        **more,
    }


def weights(*names: str) -> dict[str, Any]:
    return {"names": {"weights": list(names)}}


def said(config: dict[str, Any]) -> str:
    loaded = load(config)
    with pytest.raises(ConfigError) as caught:
        check_names(resolve(loaded.experiment), loaded.document)
    return str(caught.value)


def test_a_weight_with_the_number_of_another_clashes_with_it() -> None:
    # The hidden layer has four weights, so the output layer's are w5 and w6.
    assert said(network(weights("w11", "w12", "w5", "w22"), {})) == (
        'a dict: layers.0.names.weights.2 (layer 1): the name "w5" makes two values share '
        "the name w5: a weight and a weight"
    )


@pytest.mark.parametrize(
    ("name", "clash"),
    [
        ("E", "a weight and a total E"),
        ("E_all", "a total E and a weight"),
        ("E_total", "a total E and a weight"),
        ("eta", "a weight and the learning rate"),
        ("i1", "an input and a weight"),
        ("target_o1", "a weight and a target"),
        ("h1", "a neuron and a weight"),
        ("b_h1", "a weight and a bias"),
        ("net_h1", "a weight and a neuron's net"),
        ("out_o1", "a weight and a neuron's out"),
        ("E_o1", "a weight and an output's E"),
        ("delta_h2", "a weight and a delta"),
        ("dE_dw5", "a weight and a gradient"),
        ("dout_h1_dnet_h1", "a weight and a local derivative"),
        ("w5_new", "a weight and a value after the update"),
    ],
)
def test_a_weight_with_the_name_of_another_value_clashes_with_it(name: str, clash: str) -> None:
    assert said(network(weights(name, "p", "q", "r"), {})) == (
        f'a dict: layers.0.names.weights.0 (layer 1): the name "{name}" makes two values share '
        f"the name {name}: {clash}"
    )


def test_a_weight_named_like_another_after_its_update_clashes() -> None:
    assert 'the name "x" makes two values share the name x_new: a weight and' in said(
        network(weights("x_new", "x", "q", "r"), {})
    )


def test_a_neuron_named_like_a_generated_one_clashes() -> None:
    assert said(network({}, {"names": {"neurons": ["h1"]}})) == (
        'a dict: layers.1.names.neurons.0 (layer 2, the output): the name "h1" makes two values '
        "share the name h1: a neuron and a neuron"
    )


def test_an_input_named_like_a_generated_weight_clashes() -> None:
    assert said(network({}, {}, inputs=["w1", "x"])) == (
        'a dict: inputs.0: the name "w1" makes two values share the name w1: an input and a weight'
    )


@pytest.mark.parametrize(
    ("hidden", "output", "path", "clash"),
    [
        ("o", None, "layers.0.name (layer 1)", "o"),
        (None, "h", "layers.1.name (layer 2, the output)", "h"),
        ("i", None, "layers.0.name (layer 1)", "i"),
        ("W_o", None, "layers.0.name (layer 1)", "W_o"),
        ("x", "x_new", "layers.1.name (layer 2, the output)", "W_x_new"),
    ],
)
def test_a_layer_named_like_another_clashes(
    hidden: str | None, output: str | None, path: str, clash: str
) -> None:
    name = output or hidden
    assert said(network({"name": hidden}, {"name": output})) == (
        f'a dict: {path}: the layer name "{name}" makes two things share the name {clash}'
    )


def test_every_name_that_clashes_is_reported_once_and_at_once() -> None:
    assert said(network(weights("E", "eta", "q", "r"), {})).endswith("2 problems in a dict")


@pytest.mark.parametrize(
    "config",
    [
        network({}, {}),
        network({"name": "enc"}, {"name": "dec"}),
        network(weights("w14", "w15", "w24", "w25"), weights("w46", "w56")),
        network({"names": {"neurons": ["lambda", "if"]}}, {"names": {"neurons": ["class"]}}),
        network({"names": {"neurons": ["h", "o"]}}, {}),
    ],
)
def test_names_that_clash_with_nothing_are_nobodys_business(config: dict[str, Any]) -> None:
    assert name_problems(resolve(load(config).experiment)) == []


PARTS = [
    "a",
    "h",
    "i",
    "o",
    "w1",
    "w5",
    "h1",
    "h_1",
    "b_h1",
    "E",
    "x",
    "x_new",
    "o_via_o",
    "net_h1",
]
names = st.none() | st.sampled_from(PARTS)


def own(neurons: list[str] | None, parameters: list[str] | None) -> dict[str, Any]:
    return {"names": {"neurons": neurons, "weights": parameters}}


@given(
    names,
    names,
    st.none() | st.lists(st.sampled_from(PARTS), min_size=2, max_size=2, unique=True),
    st.none() | st.lists(st.sampled_from(PARTS), min_size=2, max_size=2, unique=True),
)
def test_what_is_not_refused_has_as_many_names_as_values(
    hidden: str | None,
    output: str | None,
    neurons: list[str] | None,
    parameters: list[str] | None,
) -> None:
    config = network(
        {"name": hidden, **own(neurons, None)}, {"name": output, **own(None, parameters)}
    )
    try:
        experiment = resolve(load(config).experiment)
    except ConfigError:
        return  # the same name twice: the config's own business
    if name_problems(experiment):
        return
    step = build_step(experiment)
    spelled = Counter(step.names.spell(at) for each in step.families for at in step.positions(each))

    assert {name: count for name, count in spelled.items() if count > 1} == {}
    assert len(spelled) == sum(step.count(each) for each in step.families)
