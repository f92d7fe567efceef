"""The networks that are measured: their configs, with samples drawn by a seed."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.support.networks import dense

RATE = 0.5
DIGITS = (784, 15, 10)
"""A network for handwritten digits."""


def drawn(*sizes: int, samples: int, **changes: Any) -> dict[str, Any]:
    """Sigmoid layers; inputs and targets between 0 and 1."""
    random = Random(1).random
    numbers = [
        {
            "input": [random() for _ in range(sizes[0])],
            "target": [random() for _ in range(sizes[-1])],
        }
        for _ in range(samples)
    ]
    optimizer = {"name": "sgd", "learning_rate": RATE}
    return dense(*sizes, seed=1, samples=numbers, optimizer=optimizer) | changes


def classifier(*sizes: int, samples: int, batch: int, **changes: Any) -> dict[str, Any]:
    """relu, then softmax and cross-entropy; every sample is of one class; the mean of a batch."""
    config = drawn(*sizes, samples=samples)
    for place, sample in enumerate(config["samples"]):
        sample["target"] = [float(place % sizes[-1] == each) for each in range(sizes[-1])]
    for layer in config["layers"]:
        layer["activation"] = "relu"
    config["layers"][-1]["activation"] = "softmax"
    config["optimizer"] = {"name": "sgd", "learning_rate": 0.1}
    return config | {
        "loss": "categorical_cross_entropy",
        "batch": {"size": batch},
        **changes,
    }


def square(width: int) -> dict[str, Any]:
    """Two layers of that width on as many inputs: 2 · width² weights."""
    return drawn(width, width, width, samples=10)
