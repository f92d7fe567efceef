"""A step with the right sides of some of its equations changed; the same one where none is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce

from msgspec import structs

from bptrace.algebra.expressions import (
    Expression,
    Index,
    Number,
    Product,
    Reference,
    SumOver,
    product_of,
    rebuild,
    references_in,
)
from bptrace.algebra.partials import times
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import rename

Right = Callable[[Equation], Expression]
"""What an equation's right side becomes."""

Rewrite = Callable[[Step], Step]


def rewriting(names: Collection[str], right: Right) -> Rewrite:
    """What changes the equations of those names."""
    return lambda step: rewritten(step, names, right)


def rewriting_each(of: Mapping[str, Right]) -> Rewrite:
    """What changes equations, each in a way of its own."""
    return rewriting(of, lambda equation: of[equation.name](equation))


def rewritten(step: Step, names: Collection[str], right: Right) -> Step:
    """The step with other right sides in the equations of those names."""
    return with_equations(
        step, (_changed(each, right) if each.name in names else each for each in step.equations)
    )


def with_equations(step: Step, equations: Iterable[Equation]) -> Step:
    """The step with those equations in place of its own, one for each; itself if they are."""
    others = tuple(equations)
    if all(map(_is, others, step.equations)):
        return step
    return structs.replace(step, equations=others)


def updates(step: Step, right: Right) -> Step:
    """The step with other right sides in the equations of new weights and biases."""
    return with_equations(
        step, (_changed(each, right) if each.role == "new" else each for each in step.equations)
    )


def _changed(equation: Equation, change: Right) -> Equation:
    right = change(equation)
    if right == equation.right:
        return equation
    return structs.replace(equation, right=right, chain=None)


def _is(one: object, other: object) -> bool:
    return one is other


def by_chain(equation: Equation) -> Expression:
    """What the chain rule says, where the equation is a short form of it."""
    return equation.chain or equation.right


def exchanged(
    expression: Expression, instead: Callable[[Reference], Sequence[Expression]]
) -> Expression:
    """The expression with every reference replaced by factors: itself, another, none or several."""
    match expression:
        case Reference():
            return product_of(tuple(instead(expression)))
        case Product(factors):
            others = tuple(exchanged(each, instead) for each in factors)
            return expression if others == factors else reduce(times, others)
        case _:
            return rebuild(expression, lambda child: exchanged(child, instead))


def with_factors(
    expression: Expression, name: str, instead: Callable[[Reference], Sequence[Expression]]
) -> Expression:
    """The expression with what is called that replaced by factors."""
    return exchanged(expression, lambda each: instead(each) if each.name == name else (each,))


def mentions(expression: Expression, name: str) -> bool:
    return any(each.name == name for each in references_in(expression))


def one_term(index: Index, place: int) -> Right:
    """The right side with one term of the sum over an index in place of the sum."""

    def one(expression: Expression) -> Expression:
        if isinstance(expression, SumOver) and expression.index == index:
            return rename(expression.body, {index: place})
        return rebuild(expression, one)

    return lambda equation: one(equation.right)


def divided(count: int) -> Right:
    """A mean in place of a sum."""
    return lambda equation: equation.right / Number(float(count))
