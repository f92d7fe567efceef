"""A family's equation -> the instance people read: `dE_dout_h1 = delta_o1·w5 + delta_o2·w7`."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.algebra.expressions import (
    ONE,
    ZERO,
    Expression,
    Index,
    Reference,
    Same,
    Sum,
    SumOver,
    rebuild,
    terms_of,
)
from bptrace.algebra.steps import Step


def instantiate(step: Step, reference: Reference) -> Expression | None:
    """The right side for one scalar; None where its value is given.

    reference: positions for every index, `delta_o[0,1]`; KeyError where there is no such family.
    """
    equation = step.equation(reference.name)
    if equation is None:
        step.family(reference.name)
        return None
    positions = dict(zip(equation.at, reference.at, strict=True))
    return _instance(equation.right, positions, step.axes)


def _instance(
    expression: Expression, positions: Mapping[str, int | str], axes: Mapping[Index, int]
) -> Expression:
    match expression:
        case Reference(name, at):
            return Reference(
                name,
                tuple(positions.get(each, each) if isinstance(each, str) else each for each in at),
            )
        case Same(left, right):
            places = [
                positions.get(each, each) if isinstance(each, str) else each
                for each in (left, right)
            ]
            return ONE if places[0] == places[1] else ZERO
        case SumOver(index, body):
            terms = tuple(
                _instance(body, {**positions, index: place}, axes) for place in range(axes[index])
            )
            return terms[0] if len(terms) == 1 else Sum(terms)
        case Sum(terms):
            # Σ … + b is one sum to the reader, and is added up as one.
            flat = (part for term in terms for part in terms_of(_instance(term, positions, axes)))
            return Sum(tuple(flat))
        case _:
            return rebuild(expression, lambda child: _instance(child, positions, axes))
