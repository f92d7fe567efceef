"""The smallest networks: in which of them, and at how many digits, does a mistake show?"""

from __future__ import annotations

from typing import Any

Config = dict[str, Any]


def dense(*weights: list[list[float]], **changes: Any) -> Config:
    """Layers of sigmoids with those weights and no biases, one sample; `changes` replace keys."""
    inputs = [0.8, 0.3, 0.5, 0.9][: len(weights[0][0])]
    targets = [0.9, 0.2, 0.6, 0.1][: len(weights[-1])]
    layers = [
        {"units": len(rows), "activation": "sigmoid", "weights": rows, "bias": False}
        for rows in weights
    ]
    return {
        "layers": layers,
        "samples": [{"input": inputs, "target": targets}],
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "iterations": 2,
        **changes,
    }


def neuron(**changes: Any) -> Config:
    """One neuron with one input."""
    return dense([[0.4]], **changes)


def two_neurons(**changes: Any) -> Config:
    """One input, two outputs."""
    return dense([[0.4], [-0.3]], **changes)


def square(**changes: Any) -> Config:
    """Two inputs, two outputs."""
    return dense([[0.1, 0.4], [-0.3, 0.2]], **changes)


def neurons_in_a_row(**changes: Any) -> Config:
    """A hidden neuron and an output, one after the other."""
    return dense([[0.4]], [[0.7]], **changes)


def three_in_a_row(**changes: Any) -> Config:
    """Two hidden layers and an output, of a neuron each."""
    return dense([[0.4]], [[0.7]], [[-0.6]], **changes)


def two_outputs(**changes: Any) -> Config:
    """One hidden neuron, two outputs."""
    return dense([[0.4]], [[0.7], [-0.3]], **changes)


def two_by_two(**changes: Any) -> Config:
    """Two hidden neurons, two outputs."""
    return dense([[0.1], [-0.3]], [[0.7, -0.2], [-0.6, 0.5]], **changes)


def two_by_three(**changes: Any) -> Config:
    """Two hidden neurons, three outputs."""
    return dense([[0.1], [-0.3]], [[0.7, -0.2], [-0.6, 0.5], [0.3, 0.9]], **changes)


def with_biases(config: Config, **bias: Any) -> Config:
    """The network with such a bias in every layer."""
    return {**config, "layers": [{**layer, "bias": bias} for layer in config["layers"]]}


def with_activation(config: Config, activation: str) -> Config:
    """The network with such an activation in every layer."""
    layers = [{**layer, "activation": activation} for layer in config["layers"]]
    return {**config, "layers": layers}


def with_optimizer(config: Config, **optimizer: Any) -> Config:
    return {**config, "optimizer": {**config["optimizer"], **optimizer}}
