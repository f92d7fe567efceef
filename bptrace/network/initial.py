"""Initial values that are drawn: one rule each, one line each in INITIALIZERS.

All randomness comes from `random.Random(...).random()`, the one method whose results Python
promises to keep; the same seed gives the same weights on every platform.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt
from random import Random

from msgspec import Struct

from bptrace.config.experiment import Bias, Init, InitName


class Fan(Struct, frozen=True):
    """How many inputs and units a layer has."""

    inputs: int
    units: int


Draw = Callable[[], float]
Uniform01 = Callable[[], float]
Initializer = Callable[[Init | Bias, Fan, Uniform01], Draw]


def weight_stream(seed: int) -> Uniform01:
    """Numbers from [0, 1) for weights and biases; a stream apart from that of the sample order."""
    return Random(f"bptrace weights {seed}").random


def _between(low: float, high: float, uniform: Uniform01) -> Draw:
    return lambda: low + (high - low) * uniform()


def uniform(init: Init | Bias, _fan: Fan, stream: Uniform01) -> Draw:
    """Uniform in [low, high)."""
    assert init.low is not None
    assert init.high is not None
    return _between(init.low, init.high, stream)


def xavier_uniform(_init: Init | Bias, fan: Fan, stream: Uniform01) -> Draw:
    """Uniform in ±√(6 / (inputs + units)). Glorot & Bengio, AISTATS (2010), eq. 16."""
    bound = sqrt(6.0 / (fan.inputs + fan.units))
    return _between(-bound, bound, stream)


def he_uniform(_init: Init | Bias, fan: Fan, stream: Uniform01) -> Draw:
    """Uniform in ±√(6 / inputs). He, Zhang, Ren & Sun, ICCV (2015), eq. 10."""
    bound = sqrt(6.0 / fan.inputs)
    return _between(-bound, bound, stream)


def zeros(_init: Init | Bias, _fan: Fan, _stream: Uniform01) -> Draw:
    """Always 0."""
    return lambda: 0.0


def constant(init: Init | Bias, _fan: Fan, _stream: Uniform01) -> Draw:
    """Always `value`."""
    value = init.value
    assert isinstance(value, float)
    return lambda: value


INITIALIZERS: Mapping[InitName, Initializer] = {
    "xavier_uniform": xavier_uniform,
    "he_uniform": he_uniform,
    "uniform": uniform,
    "zeros": zeros,
    "constant": constant,
}
