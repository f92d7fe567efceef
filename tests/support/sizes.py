"""How large the terms are that a value is made of: the yardstick for its last digits.

A sum of 1e16 and -1e16 is exact to a few units, not to 16 digits of what is left; the bound is in
units of the sum of the absolute terms, handed on through functions by their slopes.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Apply, Expression, Number, Product, Reference, Sum
from bptrace.algebra.primitive_values import quotient

Lookup = Callable[[Reference], float]


def size_of(expression: Expression, lookup: Lookup) -> float:
    """The sum of the absolute terms of an instance in primitives."""
    match expression:
        case Reference() | Number():
            return abs(value_of(expression, lookup))
        case Sum(terms):
            return sum(size_of(each, lookup) for each in terms)
        case Product(factors):
            return prod(size_of(each, lookup) for each in factors)
        case Apply(function, arguments):
            value = abs(value_of(expression, lookup))
            sizes = [size_of(each, lookup) for each in arguments]
            values = [abs(value_of(each, lookup)) for each in arguments]
            return _through(function.name, value, sizes, values)
        case _:
            raise TypeError(f"not an instance: {expression!r}")


def _through(name: str, value: float, sizes: list[float], values: list[float]) -> float:
    """|f(x)| and |f'(x)| times the size of x."""
    first, *others = sizes
    match name:
        case "exp":
            return value * (1.0 + first)
        case "log" | "log1p":
            return value + quotient(first, values[0])
        case "sqrt":
            return value * quotient(first, values[0])
        case "square":
            return first * first
        case "divide" | "xdivy":
            return value + quotient(first, values[1]) * quotient(others[0], values[1])
        case "xlogy":
            return value + first * quotient(others[0], values[1])
        case "power":
            return value * (1.0 + first + others[0])
        case "where":
            return max(sizes[2:])
        case _:
            return value + sum(sizes)
