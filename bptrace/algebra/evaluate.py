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
Lookup = Callable[[Reference], float]
Evaluator = Callable[[Lookup], float]


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


def value_of(expression: Expression, lookup: Lookup) -> float:
    """The value of an instance in primitives; sums and products from left to right."""
    return evaluator(expression)(lookup)


def evaluator(expression: Expression) -> Evaluator:
    """What computes the value of an instance in primitives, for whoever does so many times."""
    match expression:
        case Reference():
            return lambda lookup: lookup(expression)
        case Number(value):
            return lambda lookup: value
        case Sum(terms):
            return _added(*map(evaluator, terms))
        case Product(factors):
            return _multiplied(*map(evaluator, factors))
        case Apply(function, arguments):
            of, parts = PRIMITIVE_VALUES[function.name], tuple(map(evaluator, arguments))
            return lambda lookup: of(*[part(lookup) for part in parts])
        case _:
            raise TypeError(f"not an instance: {expression!r}")


def _added(first: Evaluator, *others: Evaluator) -> Evaluator:
    def total(lookup: Lookup) -> float:
        value = first(lookup)
        for each in others:
            value += each(lookup)
        return value

    return total


def _multiplied(first: Evaluator, *others: Evaluator) -> Evaluator:
    def product(lookup: Lookup) -> float:
        value = first(lookup)
        for each in others:
            value *= each(lookup)
        return value

    return product
