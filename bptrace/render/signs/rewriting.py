"""An instance with parentheses and powers as they are typeset."""

from __future__ import annotations

from bptrace.algebra.expressions import (
    HALF,
    Apply,
    Expression,
    Product,
    Reference,
    Sum,
    rebuild,
)
from bptrace.algebra.primitives import power, sqrt
from bptrace.algebra.steps import Step

DERIVATIVE = {"_d", "dE_d"}
"""Parts of the name of a derivative."""


def without_roots_of_sums(expression: Expression) -> Expression:
    """(a + b)^½ for the root of a sum: below the sign of a root, a line cannot break."""
    match rebuild(expression, without_roots_of_sums):
        case Apply(function, (Sum() as total,)) if function is sqrt:
            return Apply(power, (total, HALF))
        case other:
            return other


def grouped(expression: Expression, step: Step) -> Expression:
    """The expression with a derivative that is squared between parentheses: (∂E/∂w)²."""

    def group(each: Expression) -> Expression:
        if isinstance(each, Reference) and is_derivative(each, step):
            return Product((each,))
        return grouped(each, step)

    is_call = isinstance(expression, Apply)
    return rebuild(expression, group if is_call else lambda each: grouped(each, step))


def is_derivative(reference: Reference, step: Step) -> bool:
    """Whether a value is called as a quotient, ∂E/∂w."""
    spelling = step.names.spelling(reference.name)
    return not DERIVATIVE.isdisjoint(part for part in spelling if isinstance(part, str))
