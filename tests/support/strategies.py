"""Random small networks, as configs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, get_args

from hypothesis import strategies as st

from bptrace.config.experiment import ActivationName

numbers = st.floats(-2.0, 2.0, allow_subnormal=False)
activations = st.sampled_from(get_args(ActivationName))


def vectors(length: int) -> st.SearchStrategy[list[float]]:
    return st.lists(numbers, min_size=length, max_size=length)


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


@st.composite
def layers(draw: st.DrawFn, inputs: int, units: int) -> dict[str, Any]:
    return {
        "units": units,
        "activation": draw(activations),
        "weights": [draw(vectors(inputs)) for _ in range(units)],
        "bias": draw(biases(units)),
    }


@st.composite
def configs(draw: st.DrawFn, iterations: int = 5) -> dict[str, Any]:
    """Up to three layers of up to three units; one to three samples."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    samples = st.fixed_dictionaries({"input": vectors(sizes[0]), "target": vectors(sizes[-1])})
    return {
        "layers": [draw(layers(inputs, units)) for inputs, units in pairwise(sizes)],
        "samples": draw(st.lists(samples, min_size=1, max_size=3)),
        "optimizer": {"name": "sgd", "learning_rate": draw(st.sampled_from([0.01, 0.1, 0.5]))},
        "update_order": draw(st.sampled_from(["simultaneous", "sequential"])),
        "iterations": iterations,
    }
