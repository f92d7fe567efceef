"""A program prints the values of the trace: every rule, every gallery network, random ones."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings

import bptrace
from bptrace.config.experiment import (
    ActivationName,
    LossName,
    OptimizerName,
    OrderName,
    ScheduleName,
)
from bptrace.config.gallery import gallery
from bptrace.errors import InputError
from tests.programs.languages import (
    JAVASCRIPT,
    LANGUAGES,
    NUMPY,
    OURS,
    PYTHON,
    C,
    Language,
    needs_gcc,
    needs_node,
    run_python,
)
from tests.programs.running import check_printed, expected_of, parsed
from tests.support.networks import Config, worked_example
from tests.support.strategies import ACTIVATIONS, configs

TOO_LARGE = {"digits", "iris"}
"""For one line a value in every language, in a test that should be quick."""
SMALL = sorted(gallery().keys() - TOO_LARGE)
ITERATIONS = 7
FLOAT_STEP = 2.0**-23
"""Between 1 and the next float."""


def check(config: Config | str, language: Language, iterations: int = ITERATIONS) -> None:
    source = config if isinstance(config, str) else {**config, "iterations": iterations}
    trace = bptrace.run(source, engine=language.engine)  # type: ignore[arg-type]
    count = min(len(trace), iterations)
    text = bptrace.code(trace, to=language.name, iterations=count)
    check_printed(
        language.run(text), trace, count, relative=language.relative, absolute=language.absolute
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SMALL)
def test_a_gallery_network_in_every_language(name: str, language: Language) -> None:
    if name == "rgu" and language.name == "torch":
        with pytest.raises(InputError, match="sequential"):
            bptrace.code(name, to="torch")
        return
    check(name, language)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each.id in {"numpy", "torch"}])
def test_ten_classes_of_digits_as_arrays(language: Language) -> None:
    check("digits", language, 3)


def test_a_loop_over_a_batch_in_plain_python() -> None:
    check("iris", PYTHON)


def network(**changes: Any) -> dict[str, Any]:
    """Two inputs, two hidden neurons, two outputs between 0 and 1; three samples."""
    return worked_example(
        samples=[
            {"input": [0.05, -1.10], "target": [0.25, 0.75]},
            {"input": [1.5, 0.3], "target": [0.9, 0.1]},
            {"input": [-0.7, 0.9], "target": [0.4, 0.6]},
        ],
        **changes,
    )


def with_activation(activation: object, **changes: Any) -> dict[str, Any]:
    config = network(**changes)
    config["layers"][0]["activation"] = activation
    return config


FORMULAS = [
    "net / (1 + abs(net))",
    "where(net > 0.1, net^3, ln(1 + exp(net)))",
    "sigmoid(2) * net + max(net, 0.2, sin(net)) - min(net, cos(net))",
    "erf(net) * sqrt(abs(net)) + relu(net) + softplus(net)",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "activation",
    [
        *ACTIVATIONS,
        {"name": "gelu", "approximate": True},
        {"name": "leaky_relu", "slope": 0.2},
        {"name": "elu", "alpha": 0.5},
        *({"formula": each} for each in FORMULAS),
    ],
    ids=str,
)
def test_every_activation(activation: ActivationName | dict[str, Any], language: Language) -> None:
    check(with_activation(activation), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("output", ["sigmoid", "softmax", "tanh"])
@pytest.mark.parametrize(
    "loss",
    [*get_args(LossName), {"name": "huber", "delta": 0.1}, {"name": "mean_huber", "delta": 0.2}],
    ids=str,
)
def test_every_loss_after_every_kind_of_output(
    loss: object, output: str, language: Language
) -> None:
    if output == "tanh" and "entropy" in str(loss):
        pytest.skip("an output may be negative, and has no logarithm")
    config = network(loss=loss, batch={"size": 2})
    config["layers"][1]["activation"] = output
    check(config, language)


OPTIMIZERS: list[dict[str, Any]] = [
    {"name": "sgd", "momentum": 0.9, "weight_decay": 0.01},
    {"name": "sgd", "momentum": 0.9, "nesterov": True, "clip_norm": 0.05},
    {"name": "adagrad", "clip_value": 0.02},
    {"name": "rmsprop", "weight_decay": 0.1, "decay_biases": False},
    {"name": "adam", "schedule": {"name": "cosine", "over": 4, "low": 0.01, "warmup": 2}},
    {"name": "adamw", "schedule": {"name": "step", "every": 2}},
    {"name": "sgd", "schedule": {"name": "exponential", "factor": 0.9}},
    {"name": "sgd", "schedule": {"name": "warmup", "over": 5}},
    {"name": "adagrad", "schedule": {"name": "constant", "warmup": 3}},
    {"name": "rmsprop", "clip_norm": 0.05, "clip_value": 0.03},
    {"name": "adamw", "decay_biases": False, "clip_norm": 0.1},
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids="-".join)
def test_every_optimizer(optimizer: dict[str, Any], language: Language) -> None:
    config = network(optimizer={"learning_rate": 0.1, **optimizer})
    config["layers"][0] |= {"bias": [0.1, 0.2], "learning_rate": 0.3}
    check(config, language)


BATCHES: list[dict[str, Any]] = [
    {"size": size, "order": order, "reduction": reduction}
    for size, reduction in ((1, "mean"), (2, "mean"), (2, "sum"), ("full", "mean"))
    for order in ("sequential", "shuffled", "random")
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("batch", BATCHES, ids=lambda each: "-".join(map(str, each.values())))
def test_every_kind_of_batch(batch: dict[str, Any], language: Language) -> None:
    check(network(batch=batch), language)


def test_no_rule_was_forgotten() -> None:
    """Of those that are listed here by hand; activations and losses are what the config knows."""
    assert {each["name"] for each in OPTIMIZERS} == {*get_args(OptimizerName)}
    schedules = {each["schedule"]["name"] for each in OPTIMIZERS if "schedule" in each}
    assert schedules == {*get_args(ScheduleName)}
    assert {each["order"] for each in BATCHES} == {*get_args(OrderName)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_frozen_layer_of_steps_and_missing_and_tied_connections(language: Language) -> None:
    config = network(batch={"size": 2})
    first, last = config["layers"]
    frozen = {"units": 2, "activation": "step", "trainable": False, "weights": [[1, -1], [0.5, 2]]}
    tied = {**first, "weights": {"tied_to": "h2"}}
    last |= {"mask": [[1, 0], [1, 1]], "weights": [[0.40, 0], [0.50, 0.55]]}
    config |= {"layers": [frozen, first, tied, last]}
    if language.name == "torch":
        with pytest.raises(InputError, match="a step has no derivative, and PyTorch no step"):
            bptrace.code(config, to="torch")
        frozen["activation"] = "tanh"
    check(config, language)


@pytest.mark.parametrize("language", OURS)
def test_a_batch_while_layers_are_updated_one_after_the_other(language: Language) -> None:
    check(network(batch={"size": 3}, update_order="sequential"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tied_weights_a_frozen_layer_a_mask_and_thresholds(language: Language) -> None:
    config = network()
    masked = {
        "units": 2,
        "activation": "tanh",
        "weights": [[0.3, 0.0], [-0.2, 0.5]],
        "mask": [[1, 0], [1, 1]],
        "bias": {"value": [0.1, -0.1], "threshold": True},
    }
    frozen = {"units": 2, "activation": "sigmoid", "weights": [[1, 2], [3, 4]], "trainable": False}
    config["layers"][1]["weights"] = {"tied_to": "h1"}
    config["layers"][1:1] = [masked, frozen]
    check(config, language)


@pytest.mark.parametrize("language", OURS)
def test_an_optimizer_that_begins_in_the_middle(language: Language) -> None:
    optimizer = {"name": "adam", "learning_rate": 0.1}
    check(worked_example(optimizer=optimizer, states={"m_w5": 0.2, "v_w5": 0.3, "t": 4}), language)


@settings(max_examples=60)
@given(configs())
def test_random_networks_in_plain_python(config: dict[str, Any]) -> None:
    check_unless_refused(config, PYTHON)


@settings(max_examples=60)
@given(configs())
def test_random_networks_in_numpy(config: dict[str, Any]) -> None:
    check_unless_refused(config, NUMPY)


@needs_gcc
@settings(max_examples=12)
@given(configs())
def test_random_networks_in_c(config: dict[str, Any]) -> None:
    check_unless_refused(config, C)


@needs_node
@settings(max_examples=12)
@given(configs())
def test_random_networks_in_javascript(config: dict[str, Any]) -> None:
    check_unless_refused(config, JAVASCRIPT)


def check_unless_refused(config: dict[str, Any], language: Language) -> None:
    trace = bptrace.run(config)
    is_sequential = config["update_order"] == "sequential"
    if is_sequential and trace.order.rest < trace.order.size and language is not NUMPY:
        with pytest.raises(InputError, match="the last batch of an epoch is smaller"):
            bptrace.code(trace, to=language.name)
    else:
        check(config, language, 4)


@pytest.mark.parametrize("name", ["mazur", "softmax", "batch"])
@pytest.mark.parametrize("to", ["python", "numpy"])
def test_a_program_needs_nothing_else_and_says_nothing_else(name: str, to: Any) -> None:
    trace = bptrace.run(name)
    check_printed(run_python(bptrace.code(trace, to=to, iterations=3)), trace, 3)


@needs_gcc
@pytest.mark.parametrize("name", sorted(set(SMALL) - {"adam"}))
def test_floats_in_c_are_a_few_steps_off(name: str) -> None:
    trace = bptrace.run(name)
    count = min(3, len(trace))
    printed = parsed(C.run(bptrace.code(trace, to="c", real="float", iterations=count)))
    for iteration, value_name, value in expected_of(trace, count):
        off = abs(printed[iteration, value_name] - value)
        assert off <= 8 * FLOAT_STEP * max(1.0, abs(value)), (iteration, value_name)


@pytest.mark.parametrize("language", OURS)
@pytest.mark.parametrize("loss", ["half_squared_error", "binary_cross_entropy"])
@pytest.mark.parametrize("activation", ["identity", "softplus", "elu", "gelu"])
def test_what_becomes_infinite_ends_no_program(
    activation: str, loss: str, language: Language
) -> None:
    config = with_activation(
        activation, loss=loss, optimizer={"name": "sgd", "learning_rate": 1e300}
    )
    config["layers"][1]["bias"]["trainable"] = True
    config["layers"][0]["weights"] = [[1e200, -1e200], [1e305, 3e306]]
    trace = bptrace.run({**config, "iterations": 5})
    printed = parsed(language.run(bptrace.code(trace, to=language.name)))
    assert max(iteration for iteration, _ in printed) == 5


def test_a_program_runs_the_first_ten_iterations_or_as_many_as_there_are() -> None:
    assert "ITERATIONS = 10\n" in bptrace.code("mazur")
    assert "ITERATIONS = 2\n" in bptrace.code("han-kamber")
    assert "ITERATIONS = 70\n" in bptrace.code("mazur", iterations=70)
