"""The local partial derivatives of an expression, one for each use of a variable in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bptrace.algebra.expressions import (
    MINUS_ONE,
    ONE,
    Apply,
    Expression,
    Index,
    Product,
    Reference,
    Same,
    Sum,
    SumOver,
    factors_of,
    product_of,
)
from bptrace.algebra.steps import Equation
from bptrace.algebra.substitute import rename


class Use(NamedTuple):
    """One occurrence of a variable in an equation, and the partial with respect to it."""

    variable: Reference
    partial: Expression
    summed: tuple[Index, ...]
    through_function: bool


def uses_by_variable(equation: Equation) -> list[Use]:
    """The uses of an equation, those of one and the same scalar put together."""
    together: dict[tuple[Reference, tuple[Index, ...]], Use] = {}
    for use in uses(equation.right, equation.reference):
        key = (use.variable, use.summed)
        together[key] = _put_together(together[key], use) if key in together else use
    return list(together.values())


def _put_together(before: Use, use: Use) -> Use:
    return use._replace(
        partial=before.partial + use.partial,
        through_function=before.through_function or use.through_function,
    )


def times(left: Expression, right: Expression) -> Expression:
    """A product without factors of 1, its minus sign in front."""
    factors = [each for each in (*factors_of(left), *factors_of(right)) if each != ONE]
    unsigned = [each for each in factors if each != MINUS_ONE]
    is_negative = (len(factors) - len(unsigned)) % 2 == 1
    product = product_of(unsigned)
    return -product if is_negative else product


def uses(expression: Expression, own: Expression) -> Iterator[Use]:
    """Every occurrence of a variable in an expression, with the partial with respect to it.

    own: what has the expression's value by name, so that partials can be written as people do:
        out·(1 − out), not σ(net)·(1 − σ(net)).
    """
    match expression:
        case Reference():
            yield Use(expression, ONE, (), through_function=False)
        case Sum(terms):
            for term in terms:
                yield from uses(term, term)
        case Product(factors):
            yield from _uses_in_product(factors)
        case SumOver(index, body):
            for use in uses(body, body):
                yield use._replace(summed=(index, *use.summed))
        case Apply(function) if function.jacobian is not None:
            yield from _uses_of_vector(expression, own)
        case Apply():
            yield from _uses_of_scalars(expression, own)
        case _:
            return


def _uses_in_product(factors: tuple[Expression, ...]) -> Iterator[Use]:
    for place, factor in enumerate(factors):
        others = factors[:place] + factors[place + 1 :]
        for use in uses(factor, factor):
            yield use._replace(partial=times(product_of(others), use.partial))


def _uses_of_scalars(call: Apply, own: Expression) -> Iterator[Use]:
    for argument, partial in zip(call.arguments, call.function.partials, strict=True):
        if partial is None:
            continue
        outer = partial(own, *call.arguments)
        for use in uses(argument, argument):
            yield use._replace(partial=times(outer, use.partial), through_function=True)


def _uses_of_vector(call: Apply, own: Expression) -> Iterator[Use]:
    """Of each component of the argument in turn: a row of the Jacobian."""
    assert call.function.jacobian is not None
    assert call.along is not None
    (argument,), (index, other) = call.arguments, call.along
    each = {index: other}
    outer = call.function.jacobian(own, rename(own, each), Same(index, other))
    for use in uses(rename(argument, each), argument):
        yield Use(use.variable, times(outer, use.partial), (other, *use.summed), True)
