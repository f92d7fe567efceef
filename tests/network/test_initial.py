"""Initial values: within their bounds, the same for the same seed, in a stated order."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum, sqrt
from random import Random
from statistics import NormalDist
from typing import Any, get_args

import pytest

from bptrace.config.experiment import INIT_PARAMETERS, Bias, Experiment, InitName, Weights
from bptrace.network.initial import INITIALIZERS, Fan
from tests.support.networks import dense, resolved


def drawn(experiment: Experiment) -> list[float]:
    """All weights and biases, layer by layer, the weights of a layer first."""
    values: list[float] = []
    for layer in experiment.layers:
        assert isinstance(layer.weights, list)
        for row in layer.weights:
            assert isinstance(row, list)
            values += row
        if isinstance(layer.bias, Bias):
            assert layer.bias.value is not None
            values += layer.bias.value if isinstance(layer.bias.value, list) else [layer.bias.value]
    return values


def with_weights(init: Mapping[str, Any], *sizes: int, seed: int = 0) -> dict[str, Any]:
    config = dense(*sizes, seed=seed)
    for layer in config["layers"]:
        layer |= {"weights": init, "bias": False}
    return config


def uniform(seed: int) -> Random:
    """The stream that weights are drawn from, as the documentation of the seed has it."""
    return Random(f"bptrace weights {seed}")


def test_every_way_to_draw_that_a_config_may_name_is_in_the_table() -> None:
    assert set(INITIALIZERS) == set(get_args(InitName))


def test_the_same_seed_draws_the_same_values_and_another_seed_others() -> None:
    first, again, other = (drawn(resolved(dense(3, 4, 2, seed=seed))) for seed in (7, 7, 8))
    assert first == again
    assert not set(first) & set(other) - {0.0}


def test_weights_are_drawn_neuron_by_neuron_and_input_by_input() -> None:
    random = uniform(5)
    config = with_weights({"init": "uniform", "low": -1.0, "high": 3.0}, 2, 2, 1, seed=5)
    assert drawn(resolved(config)) == [-1.0 + 4.0 * random.random() for _ in range(6)]


def test_a_layer_s_biases_are_drawn_after_its_weights() -> None:
    random = uniform(0)
    config = with_weights({"init": "uniform", "low": 0.0, "high": 1.0}, 1, 2, 1)
    for layer in config["layers"]:
        layer["bias"] = {"init": "uniform", "low": 0.0, "high": 1.0}
    in_order = [random.random() for _ in range(2 + 2 + 2 + 1)]
    assert drawn(resolved(config)) == in_order


def test_a_shared_bias_is_drawn_once_and_the_next_layer_goes_on_from_there() -> None:
    random = uniform(0)
    config = with_weights({"init": "uniform", "low": 0.0, "high": 1.0}, 1, 2, 1)
    config["layers"][0]["bias"] = {"init": "uniform", "low": 0.0, "high": 1.0, "shared": True}
    assert drawn(resolved(config)) == [random.random() for _ in range(2 + 1 + 2)]


def test_weights_left_out_are_xavier_uniform_and_biases_0() -> None:
    """±√(6 / (fan in + fan out)): √(6/5) for 3 inputs and 2 units."""
    random, bound = uniform(0), sqrt(6 / 5)
    expected = [-bound + 2 * bound * random.random() for _ in range(6)]
    assert drawn(resolved(dense(3, 2))) == pytest.approx([*expected, 0.0, 0.0], rel=1e-15)


BOUNDS: list[tuple[Mapping[str, Any], float]] = [
    ({"init": "xavier_uniform"}, sqrt(6 / 140)),
    ({"init": "he_uniform"}, sqrt(6 / 100)),
    ({"init": "uniform", "low": -0.25, "high": 0.25}, 0.25),
]


@pytest.mark.parametrize(("init", "bound"), BOUNDS, ids=[init["init"] for init, _ in BOUNDS])
def test_what_is_drawn_fills_its_bounds_and_keeps_to_them(
    init: Mapping[str, Any], bound: float
) -> None:
    """4,000 values: the chance that none falls in the outer hundredth is 0.99^4000 < 1e-17."""
    values = drawn(resolved(with_weights(init, 100, 40)))
    assert len(values) == 4000
    assert -bound <= min(values) < -0.98 * bound
    assert 0.98 * bound < max(values) <= bound


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("rule", get_args(InitName))
def test_every_rule_draws_biases_too(rule: InitName, shared: bool) -> None:
    needs = {key: 0.5 for key, default in INIT_PARAMETERS[rule].items() if default is None}
    config = dense(2, 3)
    config["layers"][0]["bias"] = {"init": rule, **needs, "shared": shared}
    bias = resolved(config).layers[0].bias
    assert isinstance(bias, Bias)
    values = [bias.value] if shared else bias.value
    assert isinstance(values, list)
    assert len(values) == (1 if shared else 3)
    assert all(isinstance(each, float) for each in values)


@pytest.mark.parametrize(
    ("rule", "bound"), [("xavier_uniform", sqrt(6 / 5)), ("he_uniform", sqrt(6 / 2))]
)
def test_a_drawn_bias_has_the_bounds_of_its_layer_s_weights(rule: str, bound: float) -> None:
    """2 inputs, 3 units: ±√(6 / (2 + 3)) and ±√(6 / 2); 6 weights are drawn before."""
    random = uniform(0)
    config = dense(2, 3)
    config["layers"][0] |= {"weights": {"init": rule}, "bias": {"init": rule}}
    expected = [-bound + 2 * bound * random.random() for _ in range(6 + 3)]
    assert drawn(resolved(config)) == pytest.approx(expected, rel=1e-15)


NORMALS: list[tuple[Mapping[str, Any], float, float]] = [
    ({"init": "normal", "mean": 3.0, "std": 0.5}, 3.0, 0.5),
    ({"init": "normal", "std": 2.0}, 0.0, 2.0),
    ({"init": "xavier_normal"}, 0.0, 0.1),
    ({"init": "he_normal"}, 0.0, 0.2),
]
"""For 50 inputs and 150 units: √(2 / (50 + 150)) = 0.1 and √(2 / 50) = 0.2."""


@pytest.mark.parametrize(("init", "mean", "std"), NORMALS)
def test_a_normal_value_is_the_inverse_of_the_distribution_at_one_uniform_number(
    init: Mapping[str, Any], mean: float, std: float
) -> None:
    random, normal = uniform(3), NormalDist(mean, std)
    values = drawn(resolved(with_weights(init, 50, 150, seed=3)))
    expected = [normal.inv_cdf(random.random()) for _ in range(7500)]
    assert values == pytest.approx(expected, rel=1e-11, abs=1e-15)


@pytest.mark.parametrize(("init", "mean", "std"), NORMALS)
def test_normal_values_have_their_mean_and_variance(
    init: Mapping[str, Any], mean: float, std: float
) -> None:
    """7,500 values: 4 standard errors are 4 std / √7500 of the mean, 4 √(2/7500) of the variance;
    a right rule fails one time in 15,000, and the seed is fixed."""
    values = drawn(resolved(with_weights(init, 50, 150)))
    count = len(values)
    average = fsum(values) / count
    variance = fsum((each - average) ** 2 for each in values) / (count - 1)
    assert count == 7500
    assert abs(average - mean) < 4 * std / sqrt(count)
    assert abs(variance / std**2 - 1) < 4 * sqrt(2 / count)


def test_normal_values_have_12_digits_so_that_no_platform_s_logarithm_shows() -> None:
    values = drawn(resolved(with_weights({"init": "normal", "std": 1.0}, 50, 150)))
    assert [float(f"{each:.12g}") for each in values] == values
    assert any(float(f"{each:.11g}") != each for each in values)


def test_a_uniform_number_of_0_which_has_no_inverse_is_passed_over() -> None:
    numbers = iter([0.0, 0.0, 0.5])
    draw = INITIALIZERS["normal"](Weights("normal", std=1.0), Fan(1, 1), lambda: next(numbers))
    assert draw() == 0.0
    assert next(numbers, None) is None


def test_a_standard_deviation_of_0_draws_the_mean() -> None:
    assert set(drawn(resolved(with_weights({"init": "normal", "mean": 2, "std": 0}, 3, 3)))) == {
        2.0
    }


def test_constants_and_zeros_draw_nothing() -> None:
    config = with_weights({"init": "constant", "value": 0.3}, 2, 2, 1)
    config["layers"][1]["weights"] = {"init": "zeros"}
    assert drawn(resolved(config)) == [0.3] * 4 + [0.0] * 2
