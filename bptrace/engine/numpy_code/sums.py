"""Σ over indices -> contractions: what is summed is never built where a matrix product gives it.

Σ_k delta_o[s,k] · W_o[k,j]           delta_o @ W_o
Σ_s dE_dW_o@[s,k,j]                   delta_o.T @ out_h, as dE_dW_o@[s,k,j] is their product
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from math import prod

from bptrace.algebra.expressions import (
    MINUS_ONE,
    Expression,
    Index,
    Product,
    Reference,
    Same,
    Sum,
    SumOver,
    children_of,
    terms_of,
)
from bptrace.algebra.steps import Step
from bptrace.algebra.substitute import in_primitives, rename
from bptrace.engine.numpy_code.operations import (
    Axes,
    Contracted,
    Operation,
    Reduced,
    called,
    in_order,
    is_single,
    literal,
    multiplied,
)

Lower = Callable[[Expression, Axes], Operation]


class Sums:
    """Sums over whole axes. lower: what makes operations of expressions."""

    def __init__(self, step: Step, lower: Lower) -> None:
        self._step = step
        self._lower = lower

    def over(self, indices: Axes, body: Expression, order: Axes) -> Operation:
        """Σ of an expression over several indices; `order` has the others first."""
        body = self._written_out(body, [each for each in order if each not in indices])
        match body:
            case SumOver(index, inner) if is_single(self._step, index):
                return self.over(indices, inner, order)
            case SumOver(index, inner):
                return self.over((*indices, index), inner, (*order, index))
            case Sum(terms) if any(map(_is_outer_product, terms)):
                sums = (self.over(indices, each, order) for each in terms)
                return reduce(lambda left, right: called("add", (left, right), order), sums)
            case _:
                return self._of_product(indices, list(_factors(body)), order)

    def _written_out(self, body: Expression, free: Sequence[Index]) -> Expression:
        """What a family is equal to, in place of its name, where that is a product of smaller
        ones: the gradients of all samples are never in memory for the sake of their sum."""
        if not isinstance(body, Reference):
            return body
        equation = self._step.equation(body.name)
        if equation is None or not all(map(_is_outer_product, terms_of(equation.right))):
            return body
        own = dict(zip(equation.at, body.at, strict=True))
        gaps = [own[each] for pair in self._step.absent for each in pair if set(pair) <= own.keys()]
        if any(each not in free for each in gaps):
            return body
        return in_primitives(rename(equation.right, own))

    def _of_product(self, indices: Axes, factors: list[Expression], order: Axes) -> Operation:
        """Factors that do not change along the indices are taken out of the sum."""
        is_negative = factors.count(MINUS_ONE) % 2 == 1
        operations = [self._lower(each, order) for each in factors if each != MINUS_ONE]
        inside = [each for each in operations if set(each.axes) & set(indices)]
        outside = [each for each in operations if not set(each.axes) & set(indices)]
        often = self._repetitions(indices, inside)
        if often != 1:
            outside.append(literal(float(often)))
        if inside:
            outside.append(_contraction(indices, inside, order))
        product = multiplied(outside or [literal(1.0)], order)
        return called("negative", (product,), order) if is_negative else product

    def _repetitions(self, indices: Axes, inside: list[Operation]) -> int:
        """How often the sum has each of its terms, along indices that none of its factors has."""
        changing = {index for each in inside for index in each.axes}
        return prod(self._step.axes[index] for index in indices if index not in changing)


def _contraction(indices: Axes, factors: list[Operation], order: Axes) -> Operation:
    """Σ of a product, of which each factor changes along some of the indices."""
    if len(factors) == 1:
        return _reduced(factors[0], indices)
    alone = [
        _reduced(each, [index for index in indices if _users(index, factors) == 1])
        for each in factors
    ]
    *firsts, right = alone
    left = multiplied(firsts, order)
    axes = in_order([index for index in (*left.axes, *right.axes) if index not in indices], order)
    return Contracted(left=left, right=right, axes=axes)


def _users(index: Index, factors: list[Operation]) -> int:
    return sum(index in each.axes for each in factors)


def _reduced(operation: Operation, indices: Sequence[Index]) -> Operation:
    axes = tuple(index for index in operation.axes if index not in indices)
    if axes == operation.axes:
        return operation
    return Reduced(how="add", argument=operation, axes=axes)


def _factors(expression: Expression) -> Iterator[Expression]:
    if isinstance(expression, Product):
        for factor in expression.factors:
            yield from _factors(factor)
    else:
        yield expression


def _is_outer_product(term: Expression) -> bool:
    """Whether it is a product that runs over more indices than each of its factors."""
    factors = [_indices_in(each) for each in _factors(term)]
    everything = set[Index]().union(*factors)
    return len(factors) > 1 and all(each < everything for each in factors)


def _indices_in(expression: Expression) -> set[Index]:
    """The indices that stand for a position from outside."""
    match expression:
        case Reference(_, at):
            return {each for each in at if isinstance(each, str)}
        case Same(left, right):
            return {each for each in (left, right) if isinstance(each, str)}
        case _:
            inside = set[Index]().union(*map(_indices_in, children_of(expression)))
            return inside - {getattr(expression, "index", None)}
