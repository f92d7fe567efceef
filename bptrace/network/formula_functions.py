"""What a user's own formula may name: `net`, two constants, and about a dozen functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce

from bptrace.algebra.expressions import ZERO, Expression, Function, Number, Reference
from bptrace.algebra.primitives import (
    absolute,
    cos,
    erf,
    exp,
    log,
    maximum,
    minimum,
    rectify,
    sign,
    sin,
    sqrt,
    tanh,
)
from bptrace.network.activations import logistic, softplus_of_net

NAMES: Mapping[str, Expression] = {
    "net": Reference("net"),
    "pi": Number(math.pi),
    "e": Number(math.e),
}


def _largest(*arguments: Expression) -> Expression:
    """max(0, x) is a primitive of its own, whose derivative at the kink is that of relu."""
    others = [each for each in arguments if each != ZERO]
    if len(arguments) == 2 and len(others) == 1:
        return rectify(others[0])
    return reduce(maximum, arguments)


OF_ONE: Mapping[str, Function] = {
    "exp": exp,
    "ln": log,
    "log": log,
    "sqrt": sqrt,
    "tanh": tanh,
    "sin": sin,
    "cos": cos,
    "erf": erf,
    "abs": absolute,
    "sign": sign,
    "relu": rectify,
    "sigmoid": logistic,
    "softplus": softplus_of_net,
}
OF_SEVERAL: Mapping[str, Callable[..., Expression]] = {
    "max": _largest,
    "min": lambda *arguments: reduce(minimum, arguments),
}
CHOICE = "where"
FUNCTIONS = (*OF_ONE, *OF_SEVERAL, CHOICE)
