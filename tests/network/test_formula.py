"""A user's own activation: read from text, differentiated, never run as Python."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Expression, Function, Number, Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.substitute import in_primitives
from bptrace.config.experiment import Activation
from bptrace.network.activations import function_of
from bptrace.network.formula import (
    DEEPEST,
    MOST_CHARACTERS,
    FormulaError,
    function_of_formula,
    parse_formula,
)
from bptrace.network.formula_functions import FUNCTIONS
from tests.support.gradients import is_near, near, slope


def value(expression: Expression, net: float, out: float = math.nan) -> float:
    known = {"net": net, "out": out}
    return value_of(in_primitives(expression), lambda reference: known[reference.name])


def derivative(text: str) -> Expression:
    (partial,) = function_of_formula(text).partials
    assert partial is not None
    return partial(Reference("out"), Reference("net"))


def out_of(text: str, net: float) -> float:
    return value(function_of_formula(text)(Number(net)), net)


def written(expression: Expression) -> str:
    return write(expression, ascii_notation(lambda each: each.name))


MEANT: list[tuple[str, Callable[[float], float]]] = [
    # (text, the same by Python's own arithmetic)
    ("net", lambda x: x),
    ("2 * net + 1", lambda x: 2 * x + 1),
    ("2 - net - 1", lambda x: 2 - x - 1),
    ("2 - (net - 1)", lambda x: 2 - (x - 1)),
    ("net / 2 / 4", lambda x: x / 2 / 4),
    ("net / (2 / 4)", lambda x: x / (2 / 4)),
    ("2 * net / 4 * 3", lambda x: 2 * x / 4 * 3),
    ("-net^2", lambda x: -(x**2)),
    ("(-net)^2", lambda x: x**2),
    ("net^2 + 1", lambda x: x**2 + 1),
    ("2 * net ** 3", lambda x: 2 * x**3),
    ("2^-net", lambda x: 2**-x),
    ("2^net^2", lambda x: 2 ** (x**2)),
    ("e^net", math.exp),
    ("e ^ -(net * net)", lambda x: math.exp(-x * x)),
    ("+net - -net", lambda x: 2 * x),
    ("1e-3 * net + .5e1 + 2.", lambda x: 1e-3 * x + 5 + 2),
    ("pi * net", lambda x: math.pi * x),
    ("net / (1 + abs(net))", lambda x: x / (1 + abs(x))),
    (
        "exp(-net) + ln(e + net^2) + log(2 + net^2)",
        lambda x: math.exp(-x) + math.log(math.e + x * x) + math.log(2 + x * x),
    ),
    ("sqrt(1 + net^2)", lambda x: math.sqrt(1 + x * x)),
    (
        "tanh(net) + sin(net) * cos(net) - erf(net)",
        lambda x: math.tanh(x) + math.sin(x) * math.cos(x) - math.erf(x),
    ),
    ("sign(net) * net", abs),
    ("sigmoid(net)", lambda x: 1 / (1 + math.exp(-x))),
    ("softplus(net)", lambda x: math.log(1 + math.exp(x))),
    ("relu(net)", lambda x: max(0.0, x)),
    ("max(0, net)", lambda x: max(0.0, x)),
    ("max(net, 0.5, -net)", lambda x: max(x, 0.5, -x)),
    ("min(net, 1)", lambda x: min(x, 1.0)),
    ("where(net > 0, net, 0.1 * net)", lambda x: x if x > 0 else 0.1 * x),
    ("where(net < 1, net, 1)", lambda x: min(x, 1)),
    ("net if net >= 0 else exp(net) - 1", lambda x: x if x >= 0 else math.exp(x) - 1),
    (
        "1 if net <= -1 else 2 if net < 1 else net^2",
        lambda x: 1 if x <= -1 else 2 if x < 1 else x * x,
    ),
    ("net − 2 × net ÷ 4 · 3", lambda x: x - 2 * x / 4 * 3),
    ("\t net\n + 1 ", lambda x: x + 1),
]
PLACES = (-2.3, -0.7, 0.4, 1.9)


@pytest.mark.parametrize(("text", "meant"), MEANT, ids=[text for text, _ in MEANT])
def test_a_formula_means_what_it_means_on_paper(text: str, meant: Callable[[float], float]) -> None:
    for net in PLACES:
        assert value(parse_formula(text), net) == near(meant(net), rel=1e-14)
        assert out_of(text, net) == near(meant(net), rel=1e-14)


@pytest.mark.parametrize("text", [text for text, _ in MEANT])
def test_its_derivative_is_the_one_that_differences_show(text: str) -> None:
    for net in PLACES:
        derived = value(derivative(text), net, out_of(text, net))
        assert is_near(derived, slope(lambda moved: out_of(text, moved), net))


def test_every_function_that_a_formula_may_name_is_among_these() -> None:
    assert [name for name in FUNCTIONS if not any(f"{name}(" in text for text, _ in MEANT)] == []


READABLE = [
    # by hand
    ("net / (1 + abs(net))", "1 / (1 + abs(net)) - out * sign(net) / (1 + abs(net))"),
    ("where(net > 0, net, 0.1 * net)", "(1 if net > 0 else 0.1)"),
    ("max(0, net)", "[net > 0]"),
    ("net * sigmoid(net)", "sigmoid(net) + net * sigmoid(net) * (1 - sigmoid(net))"),
    ("exp(-net^2)", "-2 * out * net"),
    ("net^3 - 2*net", "3 * net^2 - 2"),
    ("sin(net)^2", "2 * sin(net) * cos(net)"),
    ("sqrt(4) * net", "2"),
]


@pytest.mark.parametrize(("text", "derived"), READABLE)
def test_its_derivative_is_short_enough_to_read(text: str, derived: str) -> None:
    assert written(derivative(text)) == derived


def test_a_formula_is_written_as_it_was_and_its_constants_are_computed_once() -> None:
    function = function_of_formula("sqrt(2 / pi) * net")
    assert function.formula is not None
    assert function.stable is not None
    assert written(function.formula) == "sqrt(2 / 3.141592653589793) * net"
    assert written(function.stable) == "0.7978845608028654 * net"
    assert function_of_formula("2 * net").stable is None


KINKS = [
    ("exp(net)", []),
    ("abs(net - 1) + relu(net)", ["net - 1", "net"]),
    ("where(net > 2, net, 2)", ["net - 2"]),
    ("net if net >= 0 else 0.01 * net", ["net"]),
    ("min(1, net)", ["1 - net"]),
]


@pytest.mark.parametrize(("text", "kinks"), KINKS)
def test_its_kinks_are_known(text: str, kinks: list[str]) -> None:
    assert [written(each) for each in function_of_formula(text).kinks] == kinks


@pytest.mark.parametrize("text", ["max(0, net)", "max(net, 0)", "relu(net)"])
def test_a_relu_has_the_slope_0_at_its_kink_however_it_is_written(text: str) -> None:
    assert value(derivative(text), 0.0, 0.0) == 0.0


def test_an_activation_may_be_a_formula() -> None:
    function = function_of(Activation(formula="net / (1 + abs(net))"))
    assert value(function(Number(3.0)), 3.0) == 0.75
    assert function_of(Activation(formula="net / (1 + abs(net))")) is function


REFUSED = [
    # a text; of its error the column, the kind, what was found and what is near
    ("", 1, "empty", "", ""),
    ("  ", 1, "empty", "  ", ""),
    ("net $ 2", 5, "unreadable", "$", ""),
    ("net == 0", 5, "unreadable", "=", ""),
    ("'net'", 1, "unreadable", "'", ""),
    ("net.real", 4, "unreadable", ".", ""),
    ("net[0]", 4, "unreadable", "[", ""),
    ("2 net", 3, "missing_operator", "net", ""),
    ("2net", 2, "missing_operator", "net", ""),
    ("net(2)", 4, "missing_operator", "(", ""),
    ("(net)(net)", 6, "missing_operator", "(", ""),
    ("1_000 * net", 2, "missing_operator", "_000", ""),
    ("0x10 * net", 2, "missing_operator", "x10", ""),
    ("net +", 6, "incomplete", "", ""),
    ("(net", 5, "incomplete", "", ")"),
    ("exp(net", 8, "incomplete", "", ")"),
    ("net if net > 0", 15, "incomplete", "", "else"),
    ("net)", 4, "unexpected", ")", ""),
    ("* net", 1, "unexpected", "*", ""),
    ("net + * 2", 7, "unexpected", "*", ""),
    ("net > 0", 5, "unexpected", ">", ""),
    ("exp()", 5, "unexpected", ")", ""),
    ("nett + 1", 1, "unknown_name", "nett", "net"),
    ("1 + x", 5, "unknown_name", "x", ""),
    ("sigmod(net)", 1, "unknown_function", "sigmod", "sigmoid"),
    ("eval(net)", 1, "unknown_function", "eval", ""),
    ("__import__(net)", 1, "unknown_function", "__import__", ""),
    ("2 * tanh", 5, "not_called", "tanh", "tanh(net)"),
    ("sin net", 1, "not_called", "sin", "sin(net)"),
    ("exp(net, 2)", 1, "wrong_count", "exp", "1"),
    ("max(net)", 1, "wrong_count", "max", "2"),
    ("where(net, 1, 2)", 10, "no_comparison", ",", ""),
    ("where(net > 0, net)", 19, "unexpected", ")", ","),
    ("1e999 * net", 1, "not_finite", "1e999", ""),
    ("net + 1 / 0", 1, "not_finite", "net + 1 / 0", ""),
    ("net * ln(-1)", 1, "not_finite", "net * ln(-1)", ""),
    ("1e308 * net + 1e308 * net", 1, "not_finite", "1e308 * net + 1e308 * net", ""),
    ("3 + 4", 1, "without_net", "3 + 4", ""),
]


@pytest.mark.parametrize(("text", "column", "kind", "found", "near_"), REFUSED)
def test_what_is_no_formula_is_refused_at_its_place(
    text: str, column: int, kind: str, found: str, near_: str
) -> None:
    with pytest.raises(FormulaError) as refused:
        parse_formula(text)
    error = refused.value
    assert (error.kind, error.column, error.found) == (kind, column, found)
    if kind != "unknown_function" or near_:
        assert error.near == near_


def test_every_kind_of_error_is_documented() -> None:
    kinds = {kind for _, _, kind, *_ in REFUSED} | {"too_long", "too_deep"}
    assert FormulaError.__doc__ is not None
    assert [kind for kind in kinds if f"`{kind}`" not in FormulaError.__doc__] == []


def test_a_formula_is_no_longer_than_somebody_reads() -> None:
    assert parse_formula("net" + "+1" * 98)
    with pytest.raises(FormulaError) as refused:
        parse_formula("net" + "+1" * 99)
    error = refused.value
    assert (error.kind, error.column, error.found) == ("too_long", MOST_CHARACTERS + 1, "201")


@pytest.mark.parametrize("around", ["({})", "-{}", "exp({})", "2^{}", "where(1 > 2, 1, {})"])
def test_a_formula_is_no_deeper_than_somebody_follows(around: str) -> None:
    def nested(depth: int) -> str:
        text = "net"
        for _ in range(depth):
            text = around.format(text)
        return text

    deepest = min(DEEPEST, 9)
    assert parse_formula(nested(deepest))
    with pytest.raises(FormulaError) as refused:
        parse_formula(nested(DEEPEST + 1))
    assert refused.value.kind in {"too_deep", "too_long"}


PARTS = ["net", "2", "1e3", "e", "pi", "(", ")", "+", "-", "*", "/", "^", "**", ",", ">", "<", "="]
PARTS += ["if", "else", "exp(", "max(", "where(", "softplus(", "abs(", "foo", " ", "$", "²", "．"]


@given(st.one_of(st.lists(st.sampled_from(PARTS), max_size=30).map(" ".join), st.text()))
def test_any_text_is_a_formula_or_is_refused(text: str) -> None:
    read = function_or_error(text)
    if isinstance(read, FormulaError):
        assert 1 <= read.column <= len(text) + 1
    else:
        assert isinstance(value(read(Number(0.3)), 0.3), float)


def function_or_error(text: str) -> Function | FormulaError:
    try:
        return function_of_formula(text)
    except FormulaError as error:
        return error
