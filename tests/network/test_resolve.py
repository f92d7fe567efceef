"""A resolved experiment leaves nothing open, and is a config that reproduces the run."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from hypothesis import given
from msgspec import json, to_builtins

from bptrace.config.experiment import (
    ACTIVATION_PARAMETERS,
    LOSS_PARAMETERS,
    OPTIMIZER_PARAMETERS,
    Activation,
    Batch,
    Bias,
    Experiment,
    Loss,
    Optimizer,
    Schedule,
    Tied,
)
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


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("tanh", Activation("tanh")),
        ("leaky_relu", Activation("leaky_relu", slope=0.01)),
        ({"name": "leaky_relu", "slope": 0}, Activation("leaky_relu", slope=0.0)),
        ("elu", Activation("elu", alpha=1.0)),
        ("gelu", Activation("gelu", approximate=False)),
        ({"formula": "net * 2"}, Activation(formula="net * 2")),
    ],
)
def test_an_activation_says_everything_that_it_takes(written: Any, whole: Activation) -> None:
    assert resolved(dense(1, 1, activation=written)).layers[0].activation == whole


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("half_squared_error", Loss("half_squared_error")),
        ("huber", Loss("huber", 1.0)),
        ({"name": "mean_huber", "delta": 2}, Loss("mean_huber", 2.0)),
    ],
)
def test_a_loss_says_everything_that_it_takes(written: Any, whole: Loss) -> None:
    assert resolved(dense(1, 1) | {"loss": written}).loss == whole


def test_a_schedule_says_everything_that_it_takes() -> None:
    """A cosine goes on as long as training; a warm-up must be asked for."""
    cosine = {"name": "sgd", "schedule": {"name": "cosine"}}
    optimizer = resolved(dense(1, 1) | {"optimizer": cosine, "iterations": 70}).optimizer

    assert isinstance(optimizer, Optimizer)
    assert optimizer.schedule == Schedule("cosine", over=70, low=0.0, warmup=0)


def defaults_of(called: Any) -> dict[str, Any]:
    parameters = inspect.signature(called).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not each.empty}


@pytest.mark.torch
@pytest.mark.parametrize("name", OPTIMIZER_PARAMETERS)
def test_what_an_optimizer_takes_is_what_torch_takes_where_it_is_left_out(name: Any) -> None:
    torch = pytest.importorskip("torch")
    rule = {"sgd": "SGD", "adagrad": "Adagrad", "rmsprop": "RMSprop", "adam": "Adam"}
    of_torch = defaults_of(getattr(torch.optim, rule.get(name, "AdamW")))
    of_torch["learning_rate"] = of_torch["lr"]
    if "betas" in of_torch:
        of_torch["beta1"], of_torch["beta2"] = of_torch["betas"]

    takes = OPTIMIZER_PARAMETERS[name]
    ours = {key: default for key, default in takes.items() if key != "decay_biases"}
    assert ours == {key: of_torch[key] for key in ours}


@pytest.mark.torch
def test_what_activations_and_losses_take_is_what_torch_takes_where_it_is_left_out() -> None:
    torch = pytest.importorskip("torch")
    slope = defaults_of(torch.nn.LeakyReLU)["negative_slope"]
    assert ACTIVATION_PARAMETERS["leaky_relu"] == {"slope": slope}
    assert ACTIVATION_PARAMETERS["elu"] == {"alpha": defaults_of(torch.nn.ELU)["alpha"]}
    is_approximate = defaults_of(torch.nn.GELU)["approximate"] != "none"
    assert ACTIVATION_PARAMETERS["gelu"] == {"approximate": is_approximate}
    assert LOSS_PARAMETERS["huber"] == {"delta": defaults_of(torch.nn.HuberLoss)["delta"]}


@pytest.mark.parametrize(
    ("size", "resolved_size", "iterations"), [(1, 1, 10), (2, 2, 6), (5, 5, 2), ("full", 5, 2)]
)
def test_an_epoch_has_an_iteration_for_each_batch_the_last_may_be_smaller(
    size: Any, resolved_size: int, iterations: int
) -> None:
    config = dense(1, 1) | {"batch": {"size": size}, "epochs": 2}
    del config["iterations"]
    config["samples"] *= 5

    experiment = resolved(config)

    assert (experiment.batch.size, experiment.iterations) == (resolved_size, iterations)


def test_a_layer_that_does_not_learn_has_a_bias_that_does_not() -> None:
    assert bias_of(trainable=False) == Bias(value=[0.0, 0.0, 0.0], trainable=False)


def test_tied_weights_are_transposed_unless_said_otherwise() -> None:
    config = dense(2, 3, 2)
    config["layers"][1]["weights"] = {"tied_to": "h"}
    assert resolved(config).layers[1].weights == Tied(tied_to="h", transposed=True)


def test_drawn_weights_are_0_where_there_is_no_connection_and_as_without_a_mask_elsewhere() -> None:
    mask = [[1, 0], [0, 1], [1, 1]]
    drawn, masked = (resolved(layer(**each)).layers[0] for each in ({}, {"mask": mask}))

    assert isinstance(drawn.weights, list)
    assert masked.weights == [
        [weight * there for weight, there in zip(row, line, strict=True)]  # type: ignore[arg-type]
        for row, line in zip(drawn.weights, mask, strict=True)
    ]


def test_a_mask_lies_as_the_weights_do() -> None:
    by_columns = {"layout": "columns", "mask": [[1, 0, 1], [0, 1, 1]]}
    assert resolved(layer(**by_columns)).layers[0].mask == [[1, 0], [0, 1], [1, 1]]
