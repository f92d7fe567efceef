"""The value of any scalar of a step, computed on demand from what is known.

Slow and simple: the interpreter that explanations and checks use, and that the engines are tested
against, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bptrace.algebra.expressions import (
    Apply,
    Expression,
    Number,
    Product,
    Reference,
    Sum,
    references_in,
)
from bptrace.algebra.instances import instantiate
from bptrace.algebra.primitive_values import PRIMITIVE_VALUES
from bptrace.algebra.steps import Step
from bptrace.algebra.substitute import in_primitives

Values = dict[Reference, float]


def evaluate(step: Step, wanted: Reference, known: Mapping[Reference, float]) -> Values:
    """Every value that `wanted` takes to compute, itself last; what is known is not recomputed.

    Raises KeyError for a given value that is not among the known ones.
    """
    values: Values = {}
    rights: dict[Reference, Expression] = {}
    stack = [wanted]
    while stack:
        reference = stack[-1]
        if reference in values or reference in known:
            stack.pop()
            continue
        if reference not in rights:
            right = instantiate(step, reference)
            if right is None:
                raise KeyError(step.names.spell(reference))
            rights[reference] = in_primitives(right)
        right = rights[reference]
        missing = {
            each for each in references_in(right) if each not in values and each not in known
        }
        if missing:
            stack.extend(missing)
            continue
        values[reference] = value_of(
            right, lambda each: values[each] if each in values else known[each]
        )
        stack.pop()
    return values


def value_of(expression: Expression, lookup: Callable[[Reference], float]) -> float:
    """The value of an instance in primitives; sums and products from left to right."""
    match expression:
        case Reference():
            return lookup(expression)
        case Number(value):
            return value
        case Sum(terms):
            total = value_of(terms[0], lookup)
            for term in terms[1:]:
                total += value_of(term, lookup)
            return total
        case Product(factors):
            result = value_of(factors[0], lookup)
            for factor in factors[1:]:
                result *= value_of(factor, lookup)
            return result
        case Apply(function, arguments):
            values = (value_of(argument, lookup) for argument in arguments)
            return PRIMITIVE_VALUES[function.name](*values)
        case _:
            raise TypeError(f"not an instance: {expression!r}")
