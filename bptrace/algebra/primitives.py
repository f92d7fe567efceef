"""The primitives: the functions that formulas are made of, by name.

Each has its partial derivatives, over (own value, *arguments), and what people write for it. What
it is in numbers is in `primitive_values`, how it is written in each notation's table of forms.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from bptrace.algebra.expressions import (
    ONE,
    TWO,
    ZERO,
    Expression,
    Function,
    Number,
    Partial,
    Reference,
    divide,
    largest,
)

TWO_BY_ROOT_PI = Number(2.0 / math.sqrt(math.pi))

x, left, right = Reference("x"), Reference("left"), Reference("right")


def _of_one(
    name: str, partial: Partial, symbol: str, kinks: tuple[Expression, ...] = ()
) -> Function:
    return Function(name, ("x",), None, (partial,), symbol, kinks=kinks)


# Powers
square: Function = _of_one("square", lambda value, x: TWO * x, "²")
sqrt = _of_one("sqrt", lambda value, x: ONE / (TWO * value), "√")
power = Function(
    "power",
    ("base", "exponent"),
    None,
    (
        lambda value, base, exponent: exponent * raised(base, _one_less(exponent)),
        lambda value, base, exponent: xlogy(value, base),
    ),
    "^",
)

# Exponentials and logarithms
exp: Function = _of_one("exp", lambda value, x: value, "exp")
expm1 = _of_one("expm1", lambda value, x: exp(x), "expm1")
log: Function = _of_one("log", lambda value, x: ONE / x, "ln")
log1p = _of_one("log1p", lambda value, x: ONE / (ONE + x), "log1p")
tanh = _of_one("tanh", lambda value, x: ONE - square(value), "tanh")
erf = _of_one("erf", lambda value, x: TWO_BY_ROOT_PI * exp(-square(x)), "erf")

# Quotients and logarithms with a weight: a weight of 0 makes 0 of what would be infinite.
# In a cross-entropy, what has probability 0 costs nothing: 0 · ln 0 = 0.
xlogy: Function = Function(
    "xlogy",
    ("weight", "x"),
    None,
    (lambda value, weight, x: log(x), lambda value, weight, x: xdivy(weight, x)),
    "ln",
)
xdivy: Function = Function(
    "xdivy",
    ("weight", "x"),
    None,
    (lambda value, weight, x: ONE / x, lambda value, weight, x: -xdivy(value, x)),
    "/",
)

# Waves
sin: Function = _of_one("sin", lambda value, x: cos(x), "sin")
cos: Function = _of_one("cos", lambda value, x: -sin(x), "cos")

# Pieces: where their kinks are 0 they have no derivative; a partial says what is taken there.
positive: Function = _of_one("positive", lambda value, x: ZERO, "[x > 0]", (x,))
rectify = _of_one("rectify", lambda value, x: positive(x), "max(0, x)", (x,))
absolute = _of_one("absolute", lambda value, x: sign(x), "abs", (x,))
sign: Function = _of_one("sign", lambda value, x: ZERO, "sign", (x,))
floor = _of_one("floor", lambda value, x: ZERO, "floor")
maximum = Function(
    "maximum",
    ("left", "right"),
    None,
    (
        lambda value, left, right: positive(left - right),
        lambda value, left, right: ONE - positive(left - right),
    ),
    "max",
    kinks=(left - right,),
)
minimum = Function(
    "minimum",
    ("left", "right"),
    None,
    (
        lambda value, left, right: positive(right - left),
        lambda value, left, right: ONE - positive(right - left),
    ),
    "min",
    kinks=(left - right,),
)
where: Function = Function(
    "where",
    ("left", "right", "then", "otherwise"),
    None,
    (
        lambda value, left, right, then, otherwise: ZERO,
        lambda value, left, right, then, otherwise: ZERO,
        lambda value, left, right, then, otherwise: where(left, right, ONE, ZERO),
        lambda value, left, right, then, otherwise: where(left, right, ZERO, ONE),
    ),
    "where",
    kinks=(left - right,),
)
"""`then` where left > right, else `otherwise`; the value of the one that is not taken is nothing
to it, be it infinite."""

PRIMITIVES: Mapping[str, Function] = {
    each.name: each
    for each in (
        divide,
        square,
        sqrt,
        power,
        exp,
        expm1,
        log,
        log1p,
        tanh,
        erf,
        xlogy,
        xdivy,
        sin,
        cos,
        positive,
        rectify,
        absolute,
        sign,
        floor,
        maximum,
        minimum,
        where,
        largest,
    )
}


def raised(base: Expression, exponent: Expression) -> Expression:
    """base^exponent as people write it: 1, x, x², x³."""
    match exponent:
        case Number(0.0):
            return ONE
        case Number(1.0):
            return base
        case Number(2.0):
            return square(base)
        case _:
            return power(base, exponent)


def _one_less(exponent: Expression) -> Expression:
    return Number(exponent.value - 1.0) if isinstance(exponent, Number) else exponent - ONE
