"""Lines of Python compute what the equations say, to the last bit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra import primitives as primitive
from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import (
    ONE,
    Apply,
    Expression,
    Function,
    Number,
    Product,
    Reference,
    Sum,
    references_in,
)
from bptrace.algebra.primitives import PRIMITIVES
from bptrace.algebra.steps import Step
from bptrace.engine.python_forms import GLOBALS
from bptrace.engine.straight_line import TERMS_A_LINE, StraightLine, identifier
from tests.support.bits import bits
from tests.support.networks import dense, step_of
from tests.support.steps import make_step, ref

VARIABLES = ("a", "b", "c")


def step_with(*rights: Expression) -> Step:
    """y0 = …, y1 = …, over the given a, b, c."""
    return make_step(
        {"s": 1},
        [(name, ()) for name in VARIABLES],
        [(f"y{n}", (), right) for n, right in enumerate(rights)],
    )


def run_lines(step: Step, values: Sequence[float]) -> tuple[list[str], list[float]]:
    """The lines of all equations, and what they compute."""
    wanted = [each.reference for each in step.equations]
    code = StraightLine(step, wanted)
    scope: dict[str, Any] = {**GLOBALS, **dict(zip(VARIABLES, values, strict=True))}
    exec("\n".join(code.lines), scope)
    return code.lines, [eval(code.holder(each), scope) for each in wanted]


def interpret(step: Step, values: Sequence[float]) -> list[float]:
    known = {ref(name): each for name, each in zip(VARIABLES, values, strict=True)}
    return [evaluate(step, each.reference, known)[each.reference] for each in step.equations]


a, b, c = map(Reference, VARIABLES)
leaves = st.one_of(
    st.sampled_from([a, b, c, ref("y0")]), st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0]).map(Number)
)
functions = st.sampled_from(list(PRIMITIVES.values()))


def call_of(function: Function, arguments: list[Expression]) -> Expression:
    """With as many arguments as it takes; `largest` takes any number."""
    return Apply(function, tuple(arguments[: len(function.parameters) or len(arguments)]))


def compound(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    pair = st.tuples(inner, inner)
    return st.one_of(
        some.map(Sum),
        some.map(Product),
        inner.map(lambda each: -each),
        pair.map(lambda each: each[0] - each[1]),
        pair.map(lambda each: each[0] / each[1]),
        st.builds(call_of, functions, st.lists(inner, min_size=4, max_size=4)),
    )


expressions = st.recursive(leaves, compound, max_leaves=10)
values = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 1000.0, -1000.0, 1e308, -1e308, 5e-324, math.inf]),
    st.floats(-3.0, 3.0),
)


@given(expressions, expressions, st.tuples(values, values, values))
def test_any_equation_computes_what_the_interpreter_does_bit_for_bit(
    first: Expression, second: Expression, given: tuple[float, ...]
) -> None:
    if ref("y0") in list(references_in(first)):
        first = a
    step = step_with(first, second)
    _, computed = run_lines(step, given)
    assert bits(computed) == bits(interpret(step, given))


def test_a_value_that_another_name_has_costs_no_line() -> None:
    lines, computed = run_lines(step_with(a + b, ref("y0"), ref("y1")), (1.0, 2.0, 0.0))
    assert lines == ["y0 = a + b"]
    assert computed == [3.0, 3.0, 3.0]


def test_a_constant_costs_no_line() -> None:
    assert run_lines(step_with(Number(1.0)), (0.0, 0.0, 0.0)) == ([], [1.0])


def test_an_equation_that_stands_twice_is_computed_once() -> None:
    lines, computed = run_lines(step_with(a * b, a * b), (3.0, 5.0, 0.0))
    assert lines == ["y0 = a * b"]
    assert computed == [15.0, 15.0]


def test_a_part_that_occurs_twice_is_computed_once() -> None:
    lines, computed = run_lines(
        step_with((a - b) * c, Apply(primitive.square, (a - b,))), (5, 3, 7)
    )
    assert lines == ["_1 = a - b", "y0 = _1 * c", "y1 = _1 * _1"]
    assert computed == [14, 4]


@pytest.mark.parametrize("terms", [TERMS_A_LINE, TERMS_A_LINE + 1, 3 * TERMS_A_LINE + 7])
def test_a_sum_split_over_lines_has_the_same_bits(terms: int) -> None:
    """Each term 1.1 times the one before, so that another order of additions rounds otherwise."""
    growing = tuple(Number(1.1**n) * a for n in range(terms))
    step = step_with(Sum(growing), Sum((b, *growing)))
    given = (0.1, 0.7, 0.0)
    _, computed = run_lines(step, given)
    assert bits(computed) == bits(interpret(step, given))
    assert computed[0] != math.fsum(1.1**n * 0.1 for n in range(terms)), "no rounding, no test"


def test_a_very_long_sum_does_not_run_into_the_depth_of_the_parser() -> None:
    step = step_with(Sum(tuple(Number(float(n)) for n in range(20_000))))
    assert run_lines(step, (0.0, 0.0, 0.0))[1] == [20_000 * 19_999 / 2]


@pytest.mark.parametrize("divisor", [0.0, -0.0])
def test_division_by_zero_is_infinite_and_raises_nothing(divisor: float) -> None:
    step = step_with(a / b, c / b)
    _, computed = run_lines(step, (1.0, divisor, 0.0))
    assert computed[0] == math.copysign(math.inf, divisor)
    assert math.isnan(computed[1])


def test_a_divisor_that_cannot_be_zero_is_divided_by_plainly() -> None:
    sigmoid = ONE / (ONE + Apply(primitive.exp, (-a,)))
    lines, _ = run_lines(step_with(sigmoid, a / (ONE + b)), (0.0, 1.0, 0.0))
    assert lines[-2].startswith("y0 = 1.0 / (1.0 + ")
    assert lines[-1] == "y1 = _divide(a, 1.0 + b)"


def test_a_keyword_of_python_is_no_identifier() -> None:
    step = make_step({"s": 1}, [("lambda", ()), ("lambdas", ())], [])
    assert identifier(step, ref("lambda")) == "_lambda"
    assert identifier(step, ref("lambdas")) == "lambdas"


SPECIAL = (0.0, -0.0, 1.0, -1.0, 2.5, -3.0, 800.0, 1e308, 5e-324, math.inf, -math.inf, math.nan)


@pytest.mark.parametrize("function", PRIMITIVES.values(), ids=PRIMITIVES)
def test_every_primitive_has_the_interpreter_s_value_of_what_is_special(function: Function) -> None:
    step = step_with(call_of(function, [a, b, c, a * b]))
    code = compile("\n".join(StraightLine(step, [ref("y0")]).lines), "<lines>", "exec")
    for chosen in product(SPECIAL, repeat=min(3, len(function.parameters) or 3)):
        padded = (*chosen, 1.0, 2.0)[:3]
        scope: dict[str, Any] = {**GLOBALS, **dict(zip(VARIABLES, padded, strict=True))}
        exec(code, scope)
        assert bits([scope["y0"]]) == bits(interpret(step, padded)), padded


def test_the_side_of_a_choice_that_is_not_taken_is_not_computed() -> None:
    step = step_with(primitive.where(a, b, c, primitive.power(a, c)))
    lines, computed = run_lines(step, (2.0, 1.0, 5.0))
    assert lines == ["y0 = (c if a > b else _power(a, c))"]
    assert computed == [5.0]


def test_a_value_of_a_batch_is_an_identifier_that_no_own_name_is() -> None:
    step = step_of(
        dense(2, 2, batch={"size": 2}, samples=[{"input": [1, 0], "target": [0, 1]}] * 2)
    )
    second = step.names.find("net_o1@2")
    assert second is not None
    assert identifier(step, second) == "net_o1·2"
    assert identifier(step, second).isidentifier()
