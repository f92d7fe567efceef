"""The value of every primitive: IEEE 754's, where Python raises an exception."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from bptrace.algebra.primitives import PRIMITIVES

LARGEST_EXPONENT = 709.782712893384
"""exp of anything larger is more than the largest float64."""


def quotient(dividend: float, divisor: float) -> float:
    """By zero: an infinity, or not-a-number."""
    if divisor:
        return dividend / divisor
    if dividend == 0 or math.isnan(dividend):
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1.0, divisor)


def exponential(x: float) -> float:
    """e**x, infinite where Python raises OverflowError."""
    return math.inf if x > LARGEST_EXPONENT else math.exp(x)


def exponential_less_1(x: float) -> float:
    """e**x − 1, exact for small x too."""
    return math.inf if x > LARGEST_EXPONENT else math.expm1(x)


def logarithm(x: float) -> float:
    """The natural one; −∞ at 0, not-a-number below."""
    if x > 0.0:
        return math.log(x)
    return -math.inf if x == 0.0 else math.nan


def logarithm_of_1_and(x: float) -> float:
    """ln(1 + x), exact for small x too."""
    if x > -1.0:
        return math.log1p(x)
    return -math.inf if x == -1.0 else math.nan


def square_root(x: float) -> float:
    """Not-a-number below 0."""
    return math.sqrt(x) if x >= 0.0 else math.nan


def power(base: float, exponent: float) -> float:
    """base**exponent: infinite where it overflows or divides by zero; of a negative base, a number
    only where the exponent is whole."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return _infinity(base, exponent)
    except ValueError:
        return math.nan if base else _infinity(base, exponent)


def _infinity(base: float, exponent: float) -> float:
    is_odd = abs(math.fmod(exponent, 2.0)) == 1.0
    return math.copysign(math.inf, base) if is_odd else math.inf


def weighted_logarithm(weight: float, x: float) -> float:
    """weight · ln x; 0 where the weight is 0, whatever number x is."""
    return 0.0 if weight == 0.0 and not math.isnan(x) else weight * logarithm(x)


def weighted_quotient(weight: float, x: float) -> float:
    """weight / x; 0 where the weight is 0, whatever number x is."""
    return 0.0 if weight == 0.0 and not math.isnan(x) else quotient(weight, x)


def of_finite(function: Callable[[float], float]) -> Callable[[float], float]:
    """A function that has no limit: not-a-number at the infinities."""
    return lambda x: function(x) if math.isfinite(x) else math.nan


def whole(x: float) -> float:
    """The largest whole number that is not larger."""
    return float(math.floor(x)) if math.isfinite(x) else x


def maximum(left: float, right: float) -> float:
    """Not-a-number where one of them is."""
    return left if left >= right or math.isnan(left) else right


def minimum(left: float, right: float) -> float:
    """Not-a-number where one of them is."""
    return left if left <= right or math.isnan(left) else right


def largest(*values: float) -> float:
    """Of one or more."""
    return max(values)


PRIMITIVE_VALUES: Mapping[str, Callable[..., float]] = {
    "divide": quotient,
    "square": lambda x: x * x,
    "sqrt": square_root,
    "power": power,
    "exp": exponential,
    "expm1": exponential_less_1,
    "log": logarithm,
    "log1p": logarithm_of_1_and,
    "tanh": math.tanh,
    "erf": math.erf,
    "xlogy": weighted_logarithm,
    "xdivy": weighted_quotient,
    "sin": of_finite(math.sin),
    "cos": of_finite(math.cos),
    "positive": lambda x: 1.0 if x > 0.0 else 0.0,
    "rectify": lambda x: 0.0 if x <= 0.0 else x,
    "absolute": abs,
    "sign": lambda x: 1.0 if x > 0.0 else -1.0 if x < 0.0 else x,
    "floor": whole,
    "maximum": maximum,
    "minimum": minimum,
    "where": lambda left, right, then, otherwise: then if left > right else otherwise,
    "largest": largest,
}
assert PRIMITIVE_VALUES.keys() == PRIMITIVES.keys()
