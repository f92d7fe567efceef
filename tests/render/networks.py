"""The networks of some of the PyTorch files, as configs; and small ones of a kind of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent.with_name("golden")
LOSSES = {"half_sse": "half_squared_error", "cce": "categorical_cross_entropy"}
OF_TORCH = {"lr": "learning_rate"}
EXPLAINED = {"semantics", "betas"}


def network_of(file: str) -> dict[str, Any]:
    """A network of tests/golden, where all samples are seen in every iteration."""
    case = json.loads((FILES / f"{file}.json").read_text(encoding="utf-8"))
    optimizer, data = case["optimizer"], case["data"]
    betas = zip(("beta1", "beta2"), optimizer.get("betas", ()), strict=False)
    others = {OF_TORCH.get(key, key): optimizer[key] for key in optimizer.keys() - EXPLAINED}
    return {
        "layers": [_layer(each) for each in case["network"]["layers"]],
        "loss": LOSSES[case["loss"]["name"]],
        "optimizer": {**others, **dict(betas)},
        "batch": {"size": "full", "reduction": case["batch"]["reduction"]},
        "samples": [
            {"input": each, "target": target}
            for each, target in zip(data["inputs"], data["targets"], strict=True)
        ],
        "iterations": case["iterations"],
    }


def _layer(theirs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "units": theirs["size"],
        "activation": theirs["activation"],
        "weights": theirs["weights"],
        "bias": {"value": theirs["bias"]},
    }


MASKED: Mapping[str, object] = {
    "title": "Connections are missing, and a kink is met",
    "layers": [
        {
            "units": 3,
            "activation": "relu",
            "weights": [[0.5, 0], [0, -0.25], [1, 1]],
            "mask": [[1, 0], [0, 1], [1, 1]],
        },
        {
            "units": 2,
            "activation": {"name": "leaky_relu", "slope": 0.1},
            "weights": [[0.5, -1, 0], [0, 0.75, -0.5]],
            "mask": [[1, 1, 0], [0, 1, 1]],
            "learning_rate": 0.2,
        },
        {"units": 1, "activation": "sigmoid", "weights": [[1, -1]], "trainable": False},
    ],
    "loss": "binary_cross_entropy",
    "optimizer": {"name": "sgd", "learning_rate": 0.1, "nesterov": True, "momentum": 0.5},
    "samples": [{"input": [1, -1], "target": 1}, {"input": [0.5, 0], "target": 0}],
    "iterations": 20,
}

TIED: Mapping[str, object] = {
    "title": "An autoencoder with tied weights",
    "layers": [
        {"units": 2, "activation": "tanh", "weights": [[0.5, -0.25, 0.125], [-1, 0.75, 0.5]]},
        {"units": 3, "activation": "identity", "weights": {"tied_to": "h"}},
    ],
    "loss": "mean_squared_error",
    "optimizer": {
        "name": "rmsprop",
        "learning_rate": 0.05,
        "weight_decay": 0.01,
        "decay_biases": False,
        "clip_norm": 0.5,
        "schedule": {"name": "cosine", "low": 0.001, "warmup": 3},
    },
    "batch": {"size": 2},
    "samples": [{"input": each, "target": each} for each in ([1, 0, 0], [0, 1, 0], [0, 0, 1])],
    "iterations": 20,
}
