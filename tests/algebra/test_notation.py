"""One precedence table decides about parentheses: as few as keep the meaning."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra import primitives as primitive
from bptrace.algebra.expressions import (
    HALF,
    MINUS_ONE,
    ONE,
    TWO,
    Apply,
    Expression,
    Function,
    Number,
    Product,
    Reference,
    Same,
    Sum,
    SumOver,
    divide,
    references_in,
)
from bptrace.algebra.notation import Form, Notation, Precedence, ascii_notation, write
from bptrace.algebra.substitute import in_primitives

a, b, c, d = (Reference(name) for name in "abcd")
SYMBOLS = ascii_notation(lambda reference: reference.name)


def squared(expression: Expression) -> Expression:
    return Apply(primitive.square, (expression,))


def minus(*factors: Expression) -> Expression:
    return Product((MINUS_ONE, *factors))


PARENTHESES = [
    # sums in sums and products
    (a + b + c, "a + b + c"),
    (Sum((Sum((a, b)), c)), "(a + b) + c"),
    (Sum((a, Sum((b, c)))), "a + (b + c)"),
    (a * (b + c), "a * (b + c)"),
    ((a + b) * (c - d), "(a + b) * (c - d)"),
    (a * b + c * d, "a * b + c * d"),
    (Product((a, Product((b, c)))), "a * (b * c)"),
    (Product((Product((a, b)), c)), "(a * b) * c"),
    # signs
    (a - b, "a - b"),
    (a - b * c, "a - b * c"),
    (a - (b - c), "a - (b - c)"),
    (-a, "-a"),
    (-a + b, "-a + b"),
    (-(a + b), "-(a + b)"),
    (-(a * b), "-a * b"),
    (Sum((a, minus(minus(b)))), "a - (-b)"),
    (minus(minus(a)), "-(-a)"),
    (Product((a, minus(b))), "a * (-b)"),
    (Product((minus(a), b)), "(-a) * b"),
    # numbers with a sign of their own
    (Number(-2.0), "-2"),
    (Number(-2.0) * a, "-2 * a"),
    (a * Number(-2.0), "a * (-2)"),
    (a + Number(-2.0), "a + (-2)"),
    (Sum((a, minus(Number(-2.0)))), "a - (-2)"),
    (minus(Number(-2.0), a), "-(-2) * a"),
    (a + Number(-2.0) * b, "a + (-2) * b"),
    (squared(Number(-2.0)), "(-2)^2"),
    # quotients
    (a / b, "a / b"),
    ((a / b) / c, "a / b / c"),
    (a / (b / c), "a / (b / c)"),
    (a / (b * c), "a / (b * c)"),
    ((a * b) / c, "a * b / c"),
    ((a + b) / (c - d), "(a + b) / (c - d)"),
    (a * (b / c), "a * (b / c)"),
    (Product((Apply(divide, (a, b)), c)), "(a / b) * c"),
    (-(a / b), "-a / b"),
    ((-a) / b, "(-a) / b"),
    (a / -b, "a / (-b)"),
    (a - b / c, "a - b / c"),
    # powers
    (squared(a), "a^2"),
    (squared(a + b), "(a + b)^2"),
    (squared(-a), "(-a)^2"),
    (squared(squared(a)), "(a^2)^2"),
    (-squared(a), "-a^2"),
    (HALF * squared(a - b), "0.5 * (a - b)^2"),
    (squared(Apply(primitive.exp, (a,))), "exp(a)^2"),
    # functions
    (Apply(primitive.exp, (-a,)), "exp(-a)"),
    (Apply(primitive.tanh, (a + b,)), "tanh(a + b)"),
    (Apply(primitive.rectify, (a,)), "max(0, a)"),
    (Apply(primitive.positive, (a,)), "[a > 0]"),
    (ONE / (ONE + Apply(primitive.exp, (-a,))), "1 / (1 + exp(-a))"),
    # sums over an index
    (SumOver("k", a * b), "sum over k: a * b"),
    (SumOver("k", a + b), "sum over k: (a + b)"),
    (SumOver("k", a) + b, "sum over k: a + b"),
    (b + SumOver("k", a), "b + (sum over k: a)"),
    (c * SumOver("k", a), "c * (sum over k: a)"),
    (Same("k", "l") * a, "[k = l] * a"),
]


@pytest.mark.parametrize(("expression", "text"), PARENTHESES, ids=[text for _, text in PARENTHESES])
def test_parentheses_stand_where_the_meaning_needs_them(expression: Expression, text: str) -> None:
    assert write(expression, SYMBOLS) == text


def test_a_function_without_a_symbol_is_written_out_and_held_together_where_it_stands() -> None:
    error = Function("error", ("t", "o"), Reference("t") - Reference("o"), (), symbol=None)
    assert write(Apply(error, (a, b)), SYMBOLS) == "a - b"
    assert write(Product((TWO, Apply(error, (a, b)))), SYMBOLS) == "2 * (a - b)"
    assert write(Apply(error, (a, b + c)), SYMBOLS) == "a - (b + c)"


def test_a_function_is_called_by_its_symbol_or_by_its_name() -> None:
    sigma = Function("sigmoid", ("x",), Reference("x"), (), symbol="σ")
    named = Notation(lambda each: each.name, str, symbols=False)
    symbolic = Notation(lambda each: each.name, str, symbols=True)
    assert write(Apply(sigma, (a,)), named) == "sigmoid(a)"
    assert write(Apply(sigma, (a,)), symbolic) == "σ(a)"


def test_values_in_the_place_of_names_get_parentheses_where_a_sign_needs_them() -> None:
    """The same expression with numbers: the product of a look-up, and a minus before a minus."""
    values = {"a": -0.038, "b": 0.5, "c": -2.0}
    numbers = ascii_notation(lambda reference: str(values[reference.name]))
    assert write(a * b, numbers) == "-0.038 * 0.5"
    assert write(b * a, numbers) == "0.5 * (-0.038)"
    assert write(b - a, numbers) == "0.5 - (-0.038)"
    assert write(-a, numbers) == "-(-0.038)"
    assert write(a * b + c * b, numbers) == "-0.038 * 0.5 + (-2.0) * 0.5"
    assert write(squared(a), numbers) == "(-0.038)^2"


def test_a_minus_sign_of_the_notation_counts_as_a_sign() -> None:
    typographic = Notation(lambda each: "−2", str, negative="−", minus=" − ", times=" × ")
    assert write(a - b, typographic) == "−2 − (−2)"
    assert write(a * b, typographic) == "−2 × (−2)"


def test_what_is_not_an_expression_is_refused() -> None:
    with pytest.raises(TypeError, match="not an expression"):
        write(3.0, SYMBOLS)  # type: ignore[arg-type]  # what the test is about


# Written in Python's own notation, any expression means what it is.

PYTHON = Notation(
    reference=lambda each: each.name,
    number=repr,
    functions={
        "divide": Form("{} / {}", (Precedence.PRODUCT, Precedence.POWER), Precedence.PRODUCT),
        "square": Form("{}**2", (Precedence.ATOM,), Precedence.POWER),
        "tanh": Form("tanh({})", (Precedence.SUM,), Precedence.ATOM),
    },
)

leaves = st.one_of(
    st.sampled_from([a, b, c, d]),
    st.sampled_from([-2.0, -1.0, 0.5, 1.0, 3.0]).map(Number),
)


def compound(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    pair = st.tuples(inner, inner)
    return st.one_of(
        some.map(Sum),
        some.map(Product),
        inner.map(lambda each: -each),
        pair.map(lambda each: each[0] - each[1]),
        pair.map(lambda each: each[0] / (ONE + squared(each[1]))),
        pair.map(lambda each: (each[0] / Number(3.0)) / (ONE + squared(each[1]))),
        inner.map(lambda each: squared(Apply(primitive.tanh, (each,)))),
    )


@given(st.recursive(leaves, compound, max_leaves=12))
def test_an_expression_written_as_python_has_the_value_of_the_expression(
    expression: Expression,
) -> None:
    values = {"a": 0.3, "b": -1.7, "c": 2.5, "d": -0.01}
    text = write(expression, PYTHON)
    computed = eval(text, {"tanh": math.tanh, **values})  # the text is our own
    assert computed == pytest.approx(by_structure(expression, values.__getitem__), rel=1e-12)


def by_structure(expression: Expression, value: Callable[[str], float]) -> float:
    """The meaning of an expression, without a word about how it is written."""
    match expression:
        case Reference(name):
            return value(name)
        case Number(number):
            return number
        case Sum(terms):
            return math.fsum(by_structure(each, value) for each in terms)
        case Product(factors):
            return math.prod(by_structure(each, value) for each in factors)
        case Apply(function, arguments):
            of = [by_structure(each, value) for each in arguments]
            meaning: dict[str, Callable[..., float]] = {
                "divide": lambda x, y: x / y,
                "square": lambda x: x * x,
                "tanh": math.tanh,
            }
            return meaning[function.name](*of)
    raise AssertionError(expression)


def test_in_primitives_nothing_but_primitives_is_left() -> None:
    inner = Function("inner", ("x",), Apply(primitive.exp, (-Reference("x"),)), (), symbol="i")
    outer = Function("outer", ("x",), ONE / Apply(inner, (Reference("x"),)), (), symbol="o")
    assert in_primitives(Apply(outer, (a + b,))) == ONE / Apply(primitive.exp, (-(a + b),))
    assert list(references_in(in_primitives(Apply(outer, (a,))))) == [a]
