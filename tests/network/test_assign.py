"""Names of the trace can be set where they are given, and only there."""

from __future__ import annotations

from typing import Any

import pytest

import bptrace
from bptrace.api import experiment_of
from bptrace.config import Experiment, load
from bptrace.config.experiment import Bias, Optimizer
from bptrace.errors import ConfigError

NET: dict[str, Any] = {
    "layers": [
        {"units": 2, "activation": "relu", "weights": [1, 2, 3, 4], "bias": [5, 6]},
        {
            "units": 1,
            "activation": "relu",
            "name": "end",
            "weights": [7, 8],
            "bias": {"value": 9, "shared": True},
            "names": {"weights": ["left", "right"]},
        },
    ],
    "samples": [{"input": [1, 2], "target": 3}],
}


def assigned(*options: str, net: dict[str, Any] | None = None) -> Experiment:
    return experiment_of(load(net or NET, assignments=options))


def rate_of(experiment: Experiment) -> float | None:
    assert isinstance(experiment.optimizer, Optimizer)
    return experiment.optimizer.learning_rate


def refusal(*options: str, net: dict[str, Any] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        assigned(*options, net=net)
    return str(caught.value)


def test_a_weight_is_set_by_its_number_or_its_own_name() -> None:
    layers = assigned("w3=0.5", "right=0.25").layers

    assert layers[0].weights == [[1.0, 2.0], [0.5, 4.0]]
    assert layers[1].weights == [[7.0, 0.25]]


def test_a_bias_is_set_for_one_neuron_or_for_the_layer_that_shares_it() -> None:
    biases = [layer.bias for layer in assigned("b_h2=0.5", "b2=0.25").layers]

    assert isinstance(biases[0], Bias)
    assert isinstance(biases[1], Bias)
    assert biases[0].value == [5.0, 0.5]
    assert biases[1].value == 0.25


def test_input_target_and_rate_are_set_by_name() -> None:
    experiment = assigned("i2=0.5", "target_end_1=0.25", "eta=0")

    assert experiment.samples[0].input == [1.0, 0.5]
    assert experiment.samples[0].target == [0.25]
    assert rate_of(experiment) == 0.0


@pytest.mark.parametrize("name", ["h1:end_1", "h1->end_1", "h1→end_1"])
def test_a_weight_is_set_by_its_ends(name: str) -> None:
    assert assigned(f"{name}=0.25").layers[1].weights == [[0.25, 8.0]]


@pytest.mark.parametrize("name", ["η", "eta"])
def test_the_rate_is_set_by_its_sign(name: str) -> None:
    assert rate_of(assigned(f"{name}=0.25")) == 0.25


def test_an_input_of_its_own_name_is_set_by_it() -> None:
    assert assigned("y=0.5", net={**NET, "inputs": ["x", "y"]}).samples[0].input == [1.0, 0.5]


def test_names_are_set_after_paths() -> None:
    assert assigned("w1=0.5", "layers.0.weights=[9, 9, 9, 9]").layers[0].weights == [
        [0.5, 9.0],
        [9.0, 9.0],
    ]


def test_a_name_that_an_option_gives_can_be_set() -> None:
    assert assigned("layers.0.names.weights=[a, b, c, d]", "c=0.5").layers[0].weights == [
        [1.0, 2.0],
        [0.5, 4.0],
    ]


@pytest.mark.parametrize(
    "name", ["net_h1", "out_h1", "E", "dE_dw1", "w1_new", "E_total", "E_all", "∂E/∂w1", "w1⁺"]
)
def test_what_is_computed_is_refused_with_what_can_be_set(name: str) -> None:
    assert refusal(f"{name}=1") == (
        f"--set {name}=1: {name} is computed; it cannot be set\n\n"
        "what can be set: weights, biases, inputs, targets, rates and optimizer states"
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("rigth", "right"),
        ("b_h3", "b_h2"),
        ("target_end", "target_end_1"),
        ("h1→end_3", "h1→end_1"),
        ("w9", "w4"),
    ],
)
def test_an_unknown_name_is_answered_with_names_that_are_near(name: str, near: str) -> None:
    assert f'--set {name}=1: no value is called "{name}"; did you mean ' in refusal(f"{name}=1")
    assert f'"{near}"' in refusal(f"{name}=1")


@pytest.mark.parametrize(
    ("name", "right"), [("lr", "optimizer.learning_rate"), ("steps", "iterations")]
)
def test_other_peoples_words_are_answered_with_the_config_path(name: str, right: str) -> None:
    said = refusal(f"{name}=1")

    assert f'--set {name}=1: unknown key "{name}"; here it is called {right}' in said


@pytest.mark.parametrize(
    ("name", "path"), [("i2", "samples.0.input.1"), ("target_end_1", "samples.0.target.0")]
)
def test_a_number_that_every_sample_has_is_set_by_its_path(name: str, path: str) -> None:
    net = {**NET, "samples": NET["samples"] * 3}

    assert refusal(f"{name}=1", net=net) == (
        f"--set {name}=1: {name} is another number in each of the 3 samples\n\n"
        f"say which sample, counting from 0: {path}=NUMBER"
    )


def test_a_negative_rate_is_refused() -> None:
    assert refusal("eta=-1") == "--set eta=-1: expected 0 or more, found -1.0"


def test_everything_wrong_is_said_at_once() -> None:
    assert refusal("eta=-1", "E=1").endswith("\n\n2 problems")


ADAM = {**NET, "optimizer": {"name": "adam", "clip_norm": 5}}


def test_the_optimizer_s_numbers_are_set_by_name() -> None:
    optimizer = assigned("beta1=0.5", "clip_norm=2", net=ADAM).optimizer

    assert isinstance(optimizer, Optimizer)
    assert (optimizer.beta1, optimizer.clip_norm) == (0.5, 2.0)


def test_the_optimizer_s_states_are_set_by_name() -> None:
    assert assigned("m_w3=0.5", "t=7", net=ADAM).states == {"m_w3": 0.5, "t": 7.0}


def test_a_layer_s_own_rate_is_set_by_its_name() -> None:
    first, last = NET["layers"]
    experiment = assigned("eta_h=0.5", net={**NET, "layers": [first | {"learning_rate": 1}, last]})

    assert experiment.layers[0].learning_rate == 0.5
    assert rate_of(experiment) == 0.001


def test_the_rate_before_its_schedule_is_set_and_not_the_one_that_a_schedule_computes() -> None:
    scheduled = {**NET, "optimizer": {"name": "sgd", "schedule": {"name": "cosine"}}}

    assert rate_of(assigned("eta_0=0.5", net=scheduled)) == 0.5
    assert "eta is computed; it cannot be set" in refusal("eta=0.5", net=scheduled)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("beta2=1", "expected less than 1, found 1.0"),
        ("eps=0", "expected more than 0, found 0.0"),
        ("clip_norm=-1", "expected more than 0, found -1.0"),
    ],
)
def test_the_optimizer_s_numbers_have_the_same_bounds_as_in_a_config(
    option: str, message: str
) -> None:
    assert refusal(option, net=ADAM) == f"--set {option}: {message}"


def test_in_a_batch_an_input_is_one_of_each_sample() -> None:
    with pytest.raises(ConfigError, match="i1 is another number in each of the 4 samples"):
        bptrace.run("xor", assignments=["batch.size=2", "i1=0.5"])
