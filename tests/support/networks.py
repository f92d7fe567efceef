"""Configs as tests write them -> steps and traces, without a file and without the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import convert

from bptrace import api
from bptrace.algebra.steps import Step
from bptrace.config.experiment import Experiment
from bptrace.network.build import build_step
from bptrace.network.resolve import resolve
from bptrace.trace.trace import Origin, Trace

Config = Mapping[str, Any]


def worked_example(**changes: Any) -> dict[str, Any]:
    """Mazur's network; `changes` replace keys of the config."""
    return {
        "layers": [
            {
                "units": 2,
                "activation": "sigmoid",
                "weights": [[0.15, 0.20], [0.25, 0.30]],
                "bias": {"value": 0.35, "shared": True, "trainable": False},
            },
            {
                "units": 2,
                "activation": "sigmoid",
                "weights": [[0.40, 0.45], [0.50, 0.55]],
                "bias": {"value": 0.60, "shared": True, "trainable": False},
            },
        ],
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "samples": [{"input": [0.05, 0.10], "target": [0.01, 0.99]}],
        "iterations": 10000,
        **changes,
    }


def worked_example_with_bias(**bias: Any) -> dict[str, Any]:
    """The worked example with the biases changed, `shared=False` or `trainable=True`."""
    config = worked_example()
    for layer in config["layers"]:
        layer["bias"] |= bias
    return config


def dense(*sizes: int, activation: str = "sigmoid", **changes: Any) -> dict[str, Any]:
    """A network of that many inputs, units, …; weights drawn, inputs and targets all 0.5."""
    inputs, *units = sizes
    return {
        "layers": [{"units": each, "activation": activation} for each in units],
        "samples": [{"input": [0.5] * inputs, "target": [0.5] * units[-1]}],
        "iterations": 1,
        **changes,
    }


def resolved(config: Config) -> Experiment:
    return resolve(convert(config, Experiment))


def step_of(config: Config) -> Step:
    return build_step(resolved(config))


def trace_of(config: Config) -> Trace:
    """Without the checks of `bptrace.run`, which laws over thousands of configs would wait for."""
    return api.trace_of(resolved(config), Origin("a test"))
