"""Initial values: within their bounds, the same for the same seed, in a stated order."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from random import Random
from typing import Any, get_args

import pytest

from bptrace.config.experiment import Bias, Experiment, InitName
from bptrace.network.initial import INITIALIZERS
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
            values += layer.bias.value if isinstance(layer.bias.value, list) else []
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


def test_a_shared_bias_is_drawn_once() -> None:
    random = uniform(0)
    config = with_weights({"init": "uniform", "low": 0.0, "high": 1.0}, 1, 2)
    config["layers"][0]["bias"] = {"init": "uniform", "low": 0.0, "high": 1.0, "shared": True}
    bias = resolved(config).layers[0].bias
    assert isinstance(bias, Bias)
    assert bias.value == [random.random() for _ in range(3)][2]


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


def test_constants_and_zeros_draw_nothing() -> None:
    config = with_weights({"init": "constant", "value": 0.3}, 2, 2, 1)
    config["layers"][1]["weights"] = {"init": "zeros"}
    assert drawn(resolved(config)) == [0.3] * 4 + [0.0] * 2
