"""A resolved experiment leaves nothing open, and is a config that reproduces the run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from msgspec import json, to_builtins

from bptrace.config.experiment import Batch, Bias, Experiment, Optimizer
from bptrace.network.resolve import resolve
from tests.support.networks import dense, resolved, trace_of, worked_example
from tests.support.strategies import configs


def layer(**changes: Any) -> dict[str, Any]:
    """A config whose only layer has two inputs and three units."""
    config = dense(2, 3)
    config["layers"][0] |= changes
    return config


def bias_of(**changes: Any) -> Bias | bool:
    bias = resolved(layer(**changes)).layers[0].bias
    assert isinstance(bias, Bias | bool)
    return bias


ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


@pytest.mark.parametrize(
    "written",
    [
        {"weights": ROWS},
        {"weights": [1, 2, 3, 4, 5, 6]},
        {"weights": [[1, 3, 5], [2, 4, 6]], "layout": "columns"},
        {"weights": [1, 3, 5, 2, 4, 6], "layout": "columns"},
    ],
    ids=["rows", "flat", "columns", "flat columns"],
)
def test_weights_become_one_row_a_neuron_however_they_are_written(written: Any) -> None:
    after = resolved(layer(**written)).layers[0]
    assert after.weights == ROWS
    assert after.layout == "rows"


def test_no_bias_stays_none() -> None:
    assert bias_of(bias=False) is False


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (None, [0.0, 0.0, 0.0]),
        (True, [0.0, 0.0, 0.0]),
        (2, [2.0, 2.0, 2.0]),
        ([1, 2, 3], [1.0, 2.0, 3.0]),
        ({"value": 0.5}, [0.5, 0.5, 0.5]),
        ({"value": [1, 2, 3]}, [1.0, 2.0, 3.0]),
    ],
)
def test_a_bias_is_one_a_neuron_and_trained_unless_said_otherwise(
    written: object, value: list[float]
) -> None:
    assert bias_of(bias=written) == Bias(value=value)


def test_a_shared_bias_is_one_number() -> None:
    assert bias_of(bias={"value": 0.35, "shared": True, "trainable": False}) == Bias(
        value=0.35, shared=True, trainable=False
    )


def test_a_single_number_stands_for_a_list_of_one() -> None:
    config = dense(1, 1) | {"samples": [{"input": 2, "target": 1}]}
    sample = resolved(config).samples[0]
    assert (sample.input, sample.target) == ([2.0], [1.0])


def test_the_number_of_inputs_follows_from_the_samples_and_own_names_are_kept() -> None:
    assert resolved(dense(4, 1)).inputs == 4
    assert resolved(dense(2, 1) | {"inputs": ["height", "weight"]}).inputs == ["height", "weight"]


def test_an_optimizer_by_name_has_the_default_learning_rate_of_torch() -> None:
    assert resolved(dense(1, 1) | {"optimizer": "sgd"}).optimizer == Optimizer(
        "sgd", 0.001, momentum=0.0, nesterov=False, weight_decay=0.0, decay_biases=True
    )


@pytest.mark.parametrize(
    ("written", "iterations"),
    [({}, 1000), ({"iterations": 7}, 7), ({"epochs": 3}, 6), ({"epochs": 0}, 0)],
)
def test_how_long_to_train_becomes_a_number_of_iterations_one_for_each_of_two_samples(
    written: dict[str, int], iterations: int
) -> None:
    config = dense(1, 1)
    del config["iterations"]
    config["samples"] *= 2
    experiment = resolved(config | written)
    assert (experiment.iterations, experiment.epochs) == (iterations, None)


def test_samples_are_visited_one_at_a_time_in_order_unless_said_otherwise() -> None:
    assert resolved(dense(1, 1)).batch == Batch(size=1, order="sequential")
    random = dense(1, 1) | {"batch": {"order": "random"}}
    assert resolved(random).batch == Batch(size=1, order="random")


@pytest.mark.parametrize(
    "rule", [{"init": "normal", "mean": 1.0, "std": 2.0}, {"init": "uniform", "low": 0, "high": 1}]
)
def test_a_drawn_bias_says_what_was_drawn_and_no_longer_how(rule: dict[str, Any]) -> None:
    bias = bias_of(bias=rule | {"trainable": False})
    assert isinstance(bias, Bias)
    assert bias == Bias(value=bias.value, trainable=False)


@given(configs())
def test_resolving_twice_changes_nothing(config: dict[str, Any]) -> None:
    once = resolved(config)
    assert resolve(once) == once


def test_a_resolved_experiment_written_down_and_read_again_reproduces_the_run() -> None:
    config = dense(3, 4, 2, seed=11, iterations=5)
    written = json.encode(resolved(config))
    again = resolve(json.decode(written, type=Experiment))
    first = trace_of(config)
    second = trace_of(to_builtins(again))
    assert [record.row for record in first] == [record.row for record in second]


def test_resolving_does_not_touch_what_it_was_given() -> None:
    config = worked_example()
    resolved(config)
    assert config == worked_example()
