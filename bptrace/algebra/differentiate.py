"""An expression -> its derivative with respect to one variable, short enough to read; its kinks.

    net / (1 + |net|)    1 / (1 + |net|) − out · sign(net) / (1 + |net|)     with out for its value

Terms of 0 and factors of 1 are left out, numbers multiplied, signs in front, equal terms counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite, nan

from msgspec import structs

from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import (
    MINUS_ONE,
    ONE,
    ZERO,
    Apply,
    Expression,
    Number,
    Product,
    Reference,
    Sum,
    children_of,
    divide,
    factors_of,
    product_of,
    rebuild,
    references_in,
    sum_of,
    terms_of,
)
from bptrace.algebra.primitives import maximum, minimum, where
from bptrace.algebra.substitute import in_primitives, written_out


def derivative(of: Expression, variable: Reference, own: Expression) -> Expression:
    """∂of/∂variable.

    own: what has the expression's value by name.
    """
    match of:
        case Reference():
            return ONE if of == variable else ZERO
        case Sum(terms):
            return added(derivative(each, variable, each) for each in terms)
        case Product(factors):
            return added(_in_turn(factors, variable))
        case Apply(function, (left, right, then, otherwise)) if function is where:
            return _of_choice(left, right, (then, otherwise), variable)
        case Apply(function, (left, right)) if function is maximum:
            return _of_choice(left, right, (left, right), variable)
        case Apply(function, (left, right)) if function is minimum:
            return _of_choice(right, left, (left, right), variable)
        case Apply(function, arguments):
            pairs = zip(arguments, function.partials, strict=True)
            return added(
                multiplied((partial(own, *arguments), derivative(each, variable, each)))
                for each, partial in pairs
                if partial is not None
            )
        case _:
            return ZERO


def _of_choice(
    left: Expression,
    right: Expression,
    sides: tuple[Expression, Expression],
    variable: Reference,
) -> Expression:
    """That of the first side where left > right, else of the second; an infinite one of the side
    that is not taken is nothing to it."""
    then, otherwise = (derivative(each, variable, each) for each in sides)
    return then if then == otherwise else where(left, right, then, otherwise)


def _in_turn(factors: tuple[Expression, ...], variable: Reference) -> Iterator[Expression]:
    """The rule for products: one factor after the other is differentiated."""
    for place, factor in enumerate(factors):
        changing = derivative(factor, variable, factor)
        yield multiplied((*factors[:place], changing, *factors[place + 1 :]))


def added(terms: Iterable[Expression]) -> Expression:
    """Their sum; what occurs several times occurs once, that often."""
    often: dict[Expression, float] = {}
    for term in (part for each in terms for part in terms_of(each)):
        number, rest = _taken_apart(term)
        often[rest] = often.get(rest, 0.0) + number
    return sum_of([multiplied((Number(number), rest)) for rest, number in often.items() if number])


def _taken_apart(term: Expression) -> tuple[float, Expression]:
    """A term as a number times the rest; of a number the rest is 1."""
    number, rest = 1.0, []
    for factor in factors_of(term):
        if isinstance(factor, Number) and isfinite(number * factor.value):
            number *= factor.value
        else:
            rest.append(factor)
    return number, _product(rest)


def multiplied(factors: Iterable[Expression]) -> Expression:
    """Their product: a number first, its sign before everything, one line for a fraction."""
    above: list[Expression] = []
    below: list[Expression] = []
    for factor in (part for each in factors for part in factors_of(each)):
        match factor:
            case Apply(function, (dividend, divisor)) if function is divide:
                above += factors_of(dividend)
                below += factors_of(divisor)
            case _:
                above.append(factor)
    number, rest = _taken_apart(Product(tuple(above)))
    if number == 0.0:
        return ZERO
    size = [Number(abs(number))] if abs(number) != 1.0 else []
    product = _product([*size, *factors_of(rest)])
    result = product / _product(below) if below else product
    return result if number > 0.0 else -result


def _product(factors: Iterable[Expression]) -> Expression:
    """Their product without factors of 1."""
    return product_of([each for each in factors if each != ONE])


def kinks_of(expression: Expression) -> tuple[Expression, ...]:
    """What is 0 where a part of the expression has no derivative, each once."""
    return tuple(dict.fromkeys(_kinks(expression)))


def _kinks(expression: Expression) -> Iterator[Expression]:
    for child in children_of(expression):
        yield from _kinks(child)
    if isinstance(expression, Apply):
        for kink in expression.function.kinks:
            bare = structs.replace(expression.function, formula=kink)
            at = added([written_out(Apply(bare, expression.arguments))])
            if any(references_in(at)):
                yield _without_sign(at)


def _without_sign(expression: Expression) -> Expression:
    match expression:
        case Product((first, *rest)) if first == MINUS_ONE:
            return _product(rest)
        case _:
            return expression


def folded(expression: Expression) -> Expression:
    """The expression with one number for every part that is always the same finite number."""
    expression = rebuild(expression, folded)
    if any(references_in(expression)) or isinstance(expression, Number) or _is_signed(expression):
        return expression
    value = value_of(in_primitives(expression), lambda _: nan)
    return Number(value) if isfinite(value) else expression


def _is_signed(expression: Expression) -> bool:
    """−2: as it is, so that a sum with it has a minus sign."""
    match expression:
        case Product((first, Number())):
            return first == MINUS_ONE
        case _:
            return False
