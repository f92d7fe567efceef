"""A record -> how far each of its values may be off where every step is rounded.

The first-order bound of a running error analysis, in units of a rounding relative to 1 (Wilkinson,
Rounding Errors in Algebraic Processes, 1963, ch. 1): a value that is computed brings an error as
large as itself, and passes on those of all that it is computed from. Where large numbers cancel,
what is left may be off by far more than its own last place.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from bptrace.algebra.expressions import (
    Apply,
    Expression,
    Number,
    Product,
    Reference,
    Sum,
)
from bptrace.algebra.instances import instantiate
from bptrace.algebra.primitive_values import PRIMITIVE_VALUES
from bptrace.algebra.substitute import in_primitives
from bptrace.trace.record import Record

NUDGE = 1e-6
"""What part of its error a value is moved by, to see what a function makes of that."""


class Rounded(NamedTuple):
    """A number, and how many roundings relative to 1 it may be off by."""

    value: float
    error: float


class RoundingErrors:
    """Those of the values of a record, each worked out when it is asked for."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._known: dict[Reference, Rounded] = {}

    def of(self, reference: Reference) -> float:
        """The error of a value, in roundings relative to 1."""
        return self._of(reference).error

    def _of(self, reference: Reference) -> Rounded:
        known = self._known.get(reference)
        if known is None:
            right = instantiate(self.record.step, reference)
            value = self.record.value(reference)
            error = abs(value) if right is None else self._in(in_primitives(right)).error
            known = self._known[reference] = Rounded(value, error)
        return known

    def _in(self, expression: Expression) -> Rounded:
        match expression:
            case Reference():
                return self._of(expression)
            case Number(value):
                return Rounded(value, 0.0)
            case Sum(terms):
                parts = [self._in(each) for each in terms]
                total = sum(each.value for each in parts)
                return Rounded(total, sum(each.error for each in parts) + abs(total))
            case Product(factors):
                return _product([self._in(each) for each in factors])
            case Apply(function, arguments):
                return _applied(function.name, [self._in(each) for each in arguments])
            case _:
                raise TypeError(f"not an instance: {expression!r}")


def _product(factors: Sequence[Rounded]) -> Rounded:
    product = Rounded(1.0, 0.0)
    for value, error in factors:
        passed_on = product.error * abs(value) + abs(product.value) * error
        product = Rounded(product.value * value, passed_on)
    return Rounded(product.value, product.error + abs(product.value))


def _applied(name: str, arguments: Sequence[Rounded]) -> Rounded:
    """A function passes on what it changes by where an argument moves a little."""
    function = PRIMITIVE_VALUES[name]
    values = [each.value for each in arguments]
    value = function(*values)
    error = abs(value)
    for place, each in enumerate(arguments):
        moved = [*values]
        moved[place] += NUDGE * each.error
        changed = abs(function(*moved) - value) / NUDGE
        error += changed if isfinite(changed) else 0.0
    return Rounded(value, error)
