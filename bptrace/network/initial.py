"""Initial values that are drawn: one rule each, one line each in INITIALIZERS.

All randomness comes from `random.Random(...).random()`, the one method whose results Python
promises to keep; the same seed gives the same weights on every platform and Python. What needs a
logarithm is rounded (see `_normal`): the last bit of one differs between platforms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt
from random import Random

from msgspec import Struct

from bptrace.config.experiment import INIT_PARAMETERS, Bias, InitName, Weights

NORMAL_DIGITS = 12


class Fan(Struct, frozen=True):
    """How many inputs and units a layer has."""

    inputs: int
    units: int


Draw = Callable[[], float]
Uniform01 = Callable[[], float]
Initializer = Callable[[Weights | Bias, Fan, Uniform01], Draw]


def weight_stream(seed: int) -> Uniform01:
    """Numbers from [0, 1) for weights and biases; a stream apart from that of the sample order."""
    return Random(f"bptrace weights {seed}").random


def uniform(init: Weights | Bias, _fan: Fan, stream: Uniform01) -> Draw:
    """Uniform in [low, high)."""
    return _between(_parameter(init, "low"), _parameter(init, "high"), stream)


def normal(init: Weights | Bias, _fan: Fan, stream: Uniform01) -> Draw:
    """Normal with `mean`, 0 where it is left out, and standard deviation `std`."""
    return _normal(_parameter(init, "mean"), _parameter(init, "std"), stream)


def xavier_uniform(_init: Weights | Bias, fan: Fan, stream: Uniform01) -> Draw:
    """Uniform in ±√(6 / (inputs + units)). Glorot & Bengio, AISTATS (2010), eq. 16."""
    bound = sqrt(6.0 / (fan.inputs + fan.units))
    return _between(-bound, bound, stream)


def xavier_normal(_init: Weights | Bias, fan: Fan, stream: Uniform01) -> Draw:
    """Normal with mean 0, std √(2 / (inputs + units)). Glorot & Bengio, AISTATS (2010), eq. 12."""
    return _normal(0.0, sqrt(2.0 / (fan.inputs + fan.units)), stream)


def he_uniform(_init: Weights | Bias, fan: Fan, stream: Uniform01) -> Draw:
    """Uniform in ±√(6 / inputs). He, Zhang, Ren & Sun, ICCV (2015), eq. 10 as a uniform."""
    bound = sqrt(6.0 / fan.inputs)
    return _between(-bound, bound, stream)


def he_normal(_init: Weights | Bias, fan: Fan, stream: Uniform01) -> Draw:
    """Normal with mean 0, std √(2 / inputs). He, Zhang, Ren & Sun, ICCV (2015), eq. 10."""
    return _normal(0.0, sqrt(2.0 / fan.inputs), stream)


def zeros(_init: Weights | Bias, _fan: Fan, _stream: Uniform01) -> Draw:
    """Always 0."""
    return lambda: 0.0


def constant(init: Weights | Bias, _fan: Fan, _stream: Uniform01) -> Draw:
    """Always `value`."""
    value = _parameter(init, "value")
    return lambda: value


INITIALIZERS: Mapping[InitName, Initializer] = {
    "uniform": uniform,
    "normal": normal,
    "xavier_uniform": xavier_uniform,
    "xavier_normal": xavier_normal,
    "he_uniform": he_uniform,
    "he_normal": he_normal,
    "zeros": zeros,
    "constant": constant,
}


def _parameter(init: Weights | Bias, key: str) -> float:
    """What a rule was given, or what it takes where it was not."""
    assert init.init is not None
    given = getattr(init, key)
    value = INIT_PARAMETERS[init.init][key] if given is None else given
    assert isinstance(value, float)
    return value


def _between(low: float, high: float, uniform: Uniform01) -> Draw:
    return lambda: low + (high - low) * uniform()


def _normal(mean: float, std: float, uniform: Uniform01) -> Draw:
    """By the inverse of the distribution function, one uniform number a value, to 12 digits.

    Far from the mean the inverse takes a logarithm, whose last bit is the platform's.
    """
    from statistics import NormalDist  # noqa: PLC0415  # start-up time: few configs draw normals

    inverse = NormalDist().inv_cdf

    def draw() -> float:
        probability = uniform()
        while probability == 0.0:  # the one number of [0, 1) that has no inverse
            probability = uniform()
        return float(f"{mean + std * inverse(probability):.{NORMAL_DIGITS}g}")

    return draw
