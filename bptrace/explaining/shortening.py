"""A delta that has a short form: what the chain rule says of it, and why that is the same.

∂E/∂out · ∂out/∂net  =  (−t/out + (1 − t)/(1 − out)) · out·(1 − out)     each put in
                     =  −t·(1 − out) + (1 − t)·out                       divided out
                     =  out − t
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import isfinite

from msgspec import structs

from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import (
    ONE,
    Apply,
    Expression,
    Product,
    Reference,
    Sum,
    divide,
    factors_of,
    rebuild,
    references_in,
    sum_of,
    terms_of,
)
from bptrace.algebra.instances import instantiate
from bptrace.algebra.partials import times
from bptrace.algebra.primitives import xdivy
from bptrace.algebra.steps import Step
from bptrace.algebra.substitute import in_primitives
from bptrace.explaining.derivation import Shortening
from bptrace.trace.record import Record


def long_form(step: Step, reference: Reference) -> Expression | None:
    """What the chain rule says that a value is, where its equation is a shorter form of that."""
    equation = step.equation(reference.name)
    if equation is None or equation.chain is None:
        return None
    long = structs.replace(equation, right=equation.chain, chain=None)
    return instantiate(structs.replace(step, equations=(long,)), reference)


def shortening_of(step: Step, record: Record, reference: Reference) -> Shortening | None:
    """Why a value is equal to the short form that it is computed as; None where it has none."""
    long = long_form(step, reference)
    if long is None:
        return None
    value = value_of(in_primitives(long), record.value)
    factors = [each for each in references_in(long) if step.equation(each.name) is not None]
    instances = {each: instantiate(step, each) or each for each in factors}
    put_in = rebuild(long, lambda each: _put_in(each, instances))
    terms = [_divided_out(term) for term in terms_of(put_in)]
    is_finite = isfinite(value)
    return Shortening(
        reference,
        long,
        value,
        put_in,
        sum_of(terms),
        is_finite=is_finite,
        infinite=() if is_finite else tuple(e for e in factors if not isfinite(record.value(e))),
    )


def _put_in(expression: Expression, instances: dict[Reference, Expression]) -> Expression:
    if isinstance(expression, Reference):
        return instances.get(expression, expression)
    return rebuild(expression, lambda each: _put_in(each, instances))


def _divided_out(term: Expression) -> Expression:
    """A product in which nothing is divided by one of its own factors any more."""
    factors = _flat(term)
    place = next((at for at, each in enumerate(factors) if _divisors_in(each)), None)
    if place is None:
        return term
    others = [*factors[:place], *factors[place + 1 :]]
    divisors = [each for part in terms_of(factors[place]) for each in _divisors_in(part)]
    in_common = [each for each in others if each not in divisors]
    numbers = [each for each in in_common if not any(references_in(each))]
    values = [each for each in in_common if any(references_in(each))]
    left = [each for each in others if each in divisors]
    parts = [_without_divisor(part, left) for part in terms_of(factors[place])]
    together = sum_of(parts)
    return _product([*numbers, together, *values])


def _flat(term: Expression) -> list[Expression]:
    """The factors of a product, of those in it too."""
    if not isinstance(term, Product):
        return [term]
    return [factor for each in term.factors for factor in _flat(each)]


def _divisors_in(part: Expression) -> list[Expression]:
    """What the terms of a sum, or a product, are divided by."""
    if isinstance(part, Sum):
        return [each for term in part.terms for each in _divisors_in(term)]
    return [
        factor.arguments[1]
        for factor in factors_of(part)
        if isinstance(factor, Apply) and factor.function in (divide, xdivy)
        if any(references_in(factor.arguments[1]))
    ]


def _without_divisor(part: Expression, others: Sequence[Expression]) -> Expression:
    """A term times the others, of which one is what it is divided by."""
    (divisor,) = _divisors_in(part)
    factors = [
        each.arguments[0] if isinstance(each, Apply) and each.function in (divide, xdivy) else each
        for each in factors_of(part)
    ]
    remaining = list(others)
    remaining.remove(divisor)
    return _product([*factors, *remaining])


def _product(factors: Sequence[Expression]) -> Expression:
    """A product with its sign in front."""
    start: Expression = ONE
    return reduce(times, factors, start)
