"""Random small networks, as configs: every activation, loss, optimizer and kind of batch."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any, get_args

from hypothesis import strategies as st

from bptrace.config.experiment import (
    OPTIMIZER_PARAMETERS,
    ActivationName,
    LossName,
    OptimizerName,
    OrderName,
    Reduction,
)

numbers = st.floats(-2.0, 2.0, allow_subnormal=False)
shares = st.floats(0.0, 1.0, allow_subnormal=False)

ACTIVATIONS = sorted(set(get_args(ActivationName)) - {"step"})
"""All that can be trained."""
KINKED = frozenset({"relu", "leaky_relu", "elu", "selu", "hard_sigmoid"})
SMOOTH = sorted(set(ACTIVATIONS) - KINKED)
OUTPUTS_OF = {"binary_cross_entropy": "sigmoid", "categorical_cross_entropy": "softmax"}
"""What makes outputs between 0 and 1, by the loss that needs them."""


def vectors(length: int, of: st.SearchStrategy[float] = numbers) -> st.SearchStrategy[list[float]]:
    return st.lists(of, min_size=length, max_size=length)


@st.composite
def biases(draw: st.DrawFn, units: int) -> bool | dict[str, Any]:
    """None, or one a neuron or a layer, trained or fixed, added or subtracted."""
    if draw(st.booleans()):
        return False
    shared = draw(st.booleans())
    return {
        "value": draw(numbers) if shared else draw(vectors(units)),
        "shared": shared,
        "trainable": draw(st.booleans()),
        "threshold": draw(st.booleans()),
    }


def _has_room(units: int, activation: str) -> bool:
    """A softmax of one neuron is always 1, and refused."""
    return activation != "softmax" or units > 1


@st.composite
def layers(
    draw: st.DrawFn, inputs: int, units: int, activations: list[str] = ACTIVATIONS
) -> dict[str, Any]:
    layer: dict[str, Any] = {
        "units": units,
        "activation": draw(st.sampled_from(activations).filter(partial(_has_room, units))),
        "weights": [draw(vectors(inputs)) for _ in range(units)],
        "bias": draw(biases(units)),
    }
    if draw(st.integers(0, 5)) == 0:
        layer["learning_rate"] = 0.2
    if draw(st.integers(0, 5)) == 0:
        mask = [[draw(st.integers(0, 1)) for _ in range(inputs)] for _ in range(units)]
        layer["mask"] = mask
        layer["weights"] = [
            [weight * there for weight, there in zip(*rows, strict=True)]
            for rows in zip(layer["weights"], mask, strict=True)
        ]
    return layer


@st.composite
def optimizers(draw: st.DrawFn, names: tuple[str, ...] = get_args(OptimizerName)) -> dict[str, Any]:
    """An optimizer with some of what it may be given."""
    name = draw(st.sampled_from(names))
    chosen: dict[str, Any] = {
        "name": name,
        "learning_rate": draw(st.sampled_from([0.01, 0.1, 0.5])),
    }
    if "momentum" in OPTIMIZER_PARAMETERS[name] and draw(st.booleans()):  # type: ignore[index]
        chosen |= {"momentum": 0.9, "nesterov": draw(st.booleans())}
    if draw(st.integers(0, 3)) == 0:
        chosen |= {"weight_decay": 0.1, "decay_biases": draw(st.booleans())}
    if draw(st.integers(0, 3)) == 0:
        chosen["clip_norm"] = 0.5
    if draw(st.integers(0, 3)) == 0:
        chosen["clip_value"] = 0.1
    if draw(st.integers(0, 3)) == 0:
        chosen["schedule"] = draw(schedules())
    return chosen


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [
        {"name": "constant"},
        {"name": "step", "every": 2, "factor": 0.5},
        {"name": "exponential", "factor": 0.9},
        {"name": "cosine", "over": 4, "low": 0.001},
        {"name": "warmup", "over": 3},
    ]
    chosen: dict[str, Any] = draw(st.sampled_from(kinds))
    return chosen | ({"warmup": 2} if chosen["name"] != "warmup" and draw(st.booleans()) else {})


@st.composite
def configs(
    draw: st.DrawFn, iterations: int = 5, activations: list[str] = ACTIVATIONS
) -> dict[str, Any]:
    """Up to three layers of up to three units; one to five samples, in batches."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    loss = draw(st.sampled_from(get_args(LossName)))
    outputs = OUTPUTS_OF.get(loss.removeprefix("mean_"))
    if outputs == "softmax":
        sizes[-1] += 1
    targets = vectors(sizes[-1], shares if outputs else numbers)
    samples = st.fixed_dictionaries({"input": vectors(sizes[0]), "target": targets})
    shapes = list(pairwise(sizes))
    stack = [draw(layers(*shape, activations=activations)) for shape in shapes]
    if outputs:
        stack[-1]["activation"] = outputs
    optimizer = draw(optimizers())
    data = draw(st.lists(samples, min_size=1, max_size=5))
    orders = ["simultaneous"] + ["sequential"] * ("clip_norm" not in optimizer)
    return {
        "layers": stack,
        "loss": loss,
        "samples": data,
        "optimizer": optimizer,
        "batch": {
            "size": draw(st.sampled_from([*range(1, min(len(data), 3) + 1), "full"])),
            "reduction": draw(st.sampled_from(get_args(Reduction))),
            "order": draw(st.sampled_from(get_args(OrderName))),
        },
        "update_order": draw(st.sampled_from(orders)),
        "iterations": iterations,
    }
