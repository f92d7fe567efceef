"""The interpreter: the value of a scalar on demand, as IEEE 754 has it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra import primitives as primitive
from bptrace.algebra.evaluate import evaluate, value_of
from bptrace.algebra.expressions import Apply, Function, Number, Product, Sum, SumOver
from bptrace.algebra.primitive_values import exponential, quotient
from tests.support.steps import make_step, ref

numbers = st.floats(allow_nan=False, allow_infinity=False)


def test_only_what_the_wanted_value_takes_is_computed_and_comes_in_order() -> None:
    step = make_step(
        {"s": 1},
        [("a", ())],
        [
            ("b", (), ref("a") + Number(1.0)),
            ("unneeded", (), ref("missing")),
            ("c", (), ref("b") * ref("b")),
        ],
    )
    values = evaluate(step, ref("c"), {ref("a"): 2.0})
    assert list(values.items()) == [(ref("b"), 3.0), (ref("c"), 9.0)]


def test_what_is_known_is_not_computed_again() -> None:
    step = make_step({"s": 1}, [], [("b", (), ref("a")), ("c", (), ref("b") * Number(2.0))])
    assert evaluate(step, ref("c"), {ref("b"): 21.0}) == {ref("c"): 42.0}


def test_a_given_value_that_is_not_known_is_named() -> None:
    step = make_step({"s": 1, "i": 2}, [("x", ("i",))], [("y", (), SumOver("i", ref("x", "i")))])
    with pytest.raises(KeyError, match="x_i2"):
        evaluate(step, ref("y"), {ref("x", 0): 1.0})


def test_long_chains_do_not_run_out_of_stack() -> None:
    chain = [(f"y{n + 1}", (), ref(f"y{n}") + Number(1.0)) for n in range(5000)]
    step = make_step({"s": 1}, [("y0", ())], chain)
    assert evaluate(step, ref("y5000"), {ref("y0"): 0.0})[ref("y5000")] == 5000.0


@given(st.lists(numbers, min_size=2, max_size=8))
def test_sums_and_products_are_taken_from_left_to_right(values: list[float]) -> None:
    total, result = values[0], values[0]
    for each in values[1:]:
        total += each
        result *= each
    expressions = tuple(map(Number, values))
    added = value_of(Sum(expressions), lambda _: 0.0)
    multiplied = value_of(Product(expressions), lambda _: 0.0)
    assert repr((added, multiplied)) == repr((total, result))


@pytest.mark.parametrize(
    ("dividend", "divisor", "result"),
    [
        (1.0, 0.0, math.inf),
        (1.0, -0.0, -math.inf),
        (-1.0, 0.0, -math.inf),
        (-1.0, -0.0, math.inf),
        (0.0, 0.0, math.nan),
        (math.inf, 0.0, math.inf),
        (math.nan, 0.0, math.nan),
        (1.0, math.inf, 0.0),
        (6.0, 3.0, 2.0),
    ],
)
def test_division_by_zero_is_ieee_754_s(dividend: float, divisor: float, result: float) -> None:
    assert repr(quotient(dividend, divisor)) == repr(result)


def test_the_exponential_overflows_to_infinity_exactly_where_float64_ends() -> None:
    """ln(1.7976931348623157e308) = 709.78271289338397…"""
    assert exponential(709.782712893384) == pytest.approx(1.797693134862e308, rel=1e-12)
    assert exponential(math.nextafter(709.782712893384, math.inf)) == math.inf
    assert exponential(1000.0) == math.inf
    assert exponential(-1000.0) == 0.0


@pytest.mark.parametrize(
    ("function", "argument", "result"),
    [
        (primitive.square, -3.0, 9.0),
        (primitive.positive, 2.0, 1.0),
        (primitive.positive, 0.0, 0.0),
        (primitive.positive, -2.0, 0.0),
        (primitive.rectify, 2.5, 2.5),
        (primitive.rectify, 0.0, 0.0),
        (primitive.rectify, -0.0, 0.0),
        (primitive.rectify, -2.5, 0.0),
        (primitive.tanh, 1000.0, 1.0),
        (primitive.tanh, -1000.0, -1.0),
        (primitive.exp, 0.0, 1.0),
    ],
)
def test_a_primitive_has_the_value_that_its_name_says(
    function: Function, argument: float, result: float
) -> None:
    computed = value_of(Apply(function, (Number(argument),)), lambda _: math.nan)
    assert repr(computed) == repr(result)


def test_a_relu_of_not_a_number_is_not_a_number() -> None:
    assert math.isnan(value_of(Apply(primitive.rectify, (Number(math.nan),)), lambda _: 0.0))


def test_a_family_is_not_an_instance() -> None:
    with pytest.raises(TypeError, match="not an instance"):
        value_of(SumOver("i", ref("x", "i")), lambda _: 0.0)
