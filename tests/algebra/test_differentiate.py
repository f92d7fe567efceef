"""Derivatives with respect to one variable: right, and short enough to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra.differentiate import added, derivative, folded, kinks_of, multiplied
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Expression,
    Number,
    Product,
    Reference,
    Sum,
    largest,
)
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.primitives import (
    PRIMITIVES,
    absolute,
    exp,
    log,
    maximum,
    minimum,
    power,
    rectify,
    sin,
    sqrt,
    square,
    tanh,
    where,
)
from tests.support.gradients import is_near, slope

x, y, own = Reference("x"), Reference("y"), Reference("own")


def text(expression: Expression) -> str:
    return write(expression, ascii_notation(lambda each: each.name))


THREE = Number(3.0)
DERIVATIVES = [
    # by hand
    (x, "1"),
    (y, "0"),
    (THREE, "0"),
    (x + y + THREE, "1"),
    (y - x, "-1"),
    (x + x, "2"),
    (THREE * x, "3"),
    (x * y, "y"),
    (x * x, "2 * x"),
    (THREE * x * HALF, "1.5"),
    (square(x), "2 * x"),
    (THREE * square(x), "6 * x"),
    (power(x, THREE), "3 * x^2"),
    (x / THREE, "1 / 3"),
    (ONE / x, "-own / x"),
    (x / (ONE + x), "1 / (1 + x) - own / (1 + x)"),
    (exp(x), "own"),
    (exp(-x), "-own"),
    (exp(-square(x)), "-2 * own * x"),
    (log(ONE + exp(x)), "exp(x) / (1 + exp(x))"),
    (sqrt(x), "1 / (2 * own)"),
    (tanh(x), "1 - own^2"),
    (sin(TWO * x), "2 * cos(2 * x)"),
    (absolute(x), "sign(x)"),
    (x / (ONE + absolute(x)), "1 / (1 + abs(x)) - own * sign(x) / (1 + abs(x))"),
    (rectify(x), "[x > 0]"),
    (maximum(x, y), "(1 if x > y else 0)"),
    (maximum(-ONE, minimum(ONE, x)), "(0 if -1 > min(1, x) else (0 if x > 1 else 1))"),
    (where(x, y, x * x, -x), "(2 * x if x > y else -1)"),
    (where(x, y, y, THREE), "0"),
]


@pytest.mark.parametrize(("expression", "derived"), DERIVATIVES, ids=[e for _, e in DERIVATIVES])
def test_a_derivative_is_as_short_as_by_hand(expression: Expression, derived: str) -> None:
    assert text(derivative(expression, x, own)) == derived


leaves = st.one_of(st.just(x), st.sampled_from([-2.0, -1.0, 0.5, 1.0, 3.0]).map(Number))
PIECES = {"positive", "sign", "floor", "largest", "xlogy", "xdivy", "power", "sqrt", "log", "log1p"}
anywhere = st.sampled_from([each for name, each in PRIMITIVES.items() if name not in PIECES])


def compound(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        some.map(Sum),
        some.map(Product),
        inner.map(lambda each: -each),
        st.tuples(inner, inner).map(lambda pair: pair[0] / (TWO + square(pair[1]))),
        st.builds(
            lambda function, arguments: function(*arguments[: len(function.parameters)]),
            anywhere,
            st.lists(inner.map(tanh), min_size=4, max_size=4),
        ),
    )


@given(st.recursive(leaves, compound, max_leaves=8), st.floats(-1.5, 1.5))
def test_a_derivative_is_what_differences_show(expression: Expression, at: float) -> None:
    def value(moved: float) -> float:
        return value_of(expression, lambda _: moved)

    known = {x: at, own: value(at)}
    near_a_kink = (abs(value_of(each, lambda _: at)) < 0.05 for each in kinks_of(expression))
    if abs(known[own]) < 100.0 and not any(near_a_kink):
        derived = value_of(derivative(expression, x, own), known.__getitem__)
        assert abs(derived) > 1e4 or is_near(derived, slope(value, at))


def test_an_infinite_derivative_of_the_side_that_is_not_taken_is_nothing() -> None:
    derived = derivative(where(x, ZERO, sqrt(x), ONE / x), x, own)
    assert value_of(derived, {x: 4.0, own: 2.0}.__getitem__) == 0.25
    beside = derivative(where(x, ZERO, x, sqrt(x)), x, own)
    assert value_of(beside, {x: 4.0, own: 4.0}.__getitem__) == 1.0


def test_sums_and_products_are_short() -> None:
    assert added([]) == ZERO
    assert added([x, ZERO, y]) == x + y
    assert added([x, -x]) == ZERO
    assert added([x + y, TWO * x]) == THREE * x + y
    assert multiplied([]) == ONE
    assert multiplied([x, ONE, TWO, y, HALF]) == x * y
    assert multiplied([x, ZERO]) == ZERO
    assert multiplied([-x, -y]) == x * y
    assert multiplied([-x, TWO]) == -(TWO * x)
    assert multiplied([ONE / x, y]) == y / x
    assert multiplied([x / y, y / x]) == (x * y) / (y * x)


KINKS = [
    (exp(x), []),
    (absolute(x), ["x"]),
    (absolute(-x), ["x"]),
    (absolute(x) + rectify(x), ["x"]),
    (rectify(x - ONE), ["x - 1"]),
    (rectify(ONE), []),
    (maximum(x, TWO * y), ["x - 2 * y"]),
    (where(x, ZERO, absolute(x - THREE), x), ["x - 3", "x"]),
    (square(absolute(y)), ["y"]),
]


@pytest.mark.parametrize(("expression", "kinks"), KINKS)
def test_kinks_are_where_an_expression_may_have_no_derivative(
    expression: Expression, kinks: list[str]
) -> None:
    assert [text(each) for each in kinks_of(expression)] == kinks


def test_what_is_always_the_same_number_becomes_it() -> None:
    assert folded(sqrt(Number(9.0) / Number(4.0)) * x) == Number(1.5) * x
    assert folded(x - TWO) == x - TWO
    assert folded(largest(ONE, TWO)) == TWO
    assert folded(log(ZERO) * x) == log(ZERO) * x, "no number that a formula could say"
