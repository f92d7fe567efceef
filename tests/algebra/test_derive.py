"""Backward equations follow from forward ones: the chain rule, written once a family."""

from __future__ import annotations

from math import tanh

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra import primitives as primitive
from bptrace.algebra.derive import Named, gradients
from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import (
    HALF,
    ONE,
    TWO,
    Apply,
    Expression,
    Function,
    Number,
    Product,
    Reference,
    Sum,
    SumOver,
)
from bptrace.algebra.steps import Step
from bptrace.algebra.wellformed import check_step, write_equation
from tests.support.gradients import WrongGradient, wrong_gradients
from tests.support.steps import make_step, ref, spelling

x = Reference("x")
logistic = Function(
    "logistic",
    ("x",),
    ONE / (ONE + Apply(primitive.exp, (-x,))),
    (lambda value, x: value * (ONE - value),),
    symbol="σ",
)


def derived(step: Step, *of: str) -> dict[str, str]:
    """The derivatives of E with respect to the names, as text, by name."""
    backward = gradients(step, "E", of, kept="s")
    check_step(backward)
    texts = map(write_equation, backward.equations)
    return dict(text.split(" = ", maxsplit=1) for text in texts)


def wrong(step: Step, values: dict[Reference, float]) -> list[WrongGradient]:
    return wrong_gradients(gradients(step, "E", {each.name for each in values}, "s"), "E", values)


def one_sample(**given: float) -> tuple[list[tuple[str, tuple[str, ...]]], dict[Reference, float]]:
    """Given values without indices."""
    return [(name, ()) for name in given], {ref(name): each for name, each in given.items()}


# The local rules


def test_a_sum_passes_its_gradient_on_to_every_term() -> None:
    a, b = ref("a", "s"), ref("b", "s")
    step = make_step(
        {"s": 1},
        [("a", ("s",)), ("b", ("s",))],
        [("y", ("s",), a - b), ("E", ("s",), Apply(primitive.square, (ref("y", "s"),)))],
    )
    texts = derived(step, "a", "b")
    assert texts["dE_dy[s]"] == "2 * y[s]"
    assert texts["dE_da[s]"] == "dE_dy[s]"
    assert texts["dE_db[s]"] == "-dE_dy[s]"


def test_a_factor_receives_the_gradient_times_the_other_factors() -> None:
    names = ["a", "b", "c"]
    y = Product(tuple(ref(each, "s") for each in names))
    step = make_step(
        {"s": 1},
        [(each, ("s",)) for each in names],
        [("y", ("s",), y), ("E", ("s",), Apply(primitive.exp, (ref("y", "s"),)))],
    )
    texts = derived(step, *names)
    assert texts["dE_dy[s]"] == "E[s]", "exp is its own derivative, and has a name already"
    assert texts["dE_da[s]"] == "dE_dy[s] * b[s] * c[s]"
    assert texts["dE_db[s]"] == "dE_dy[s] * a[s] * c[s]"
    assert texts["dE_dc[s]"] == "dE_dy[s] * a[s] * b[s]"


def test_a_function_has_a_named_local_derivative_in_terms_of_its_own_value() -> None:
    step = make_step(
        {"s": 1},
        [("net", ("s",))],
        [
            ("out", ("s",), Apply(logistic, (ref("net", "s"),))),
            ("E", ("s",), Apply(primitive.square, (ref("out", "s"),))),
        ],
    )
    texts = derived(step, "net")
    assert texts["dout_dnet[s]"] == "out[s] * (1 - out[s])"
    assert texts["dE_dnet[s]"] == "dE_dout[s] * dout_dnet[s]"


def test_the_chain_rule_goes_through_a_function_of_a_function() -> None:
    inner = Apply(primitive.square, (ref("a", "s"),))
    step = make_step(
        {"s": 1}, [("a", ("s",))], [("E", ("s",), HALF * Apply(primitive.exp, (inner,)))]
    )
    assert derived(step, "a")["dE_da[s]"] == "0.5 * exp(a[s]^2) * 2 * a[s]"


# Which sum is taken


def test_a_fan_out_is_a_sum_over_the_neurons_it_reaches_and_every_path_has_a_name() -> None:
    step = make_step(
        {"s": 1, "j": 3, "k": 2},
        [("h", ("s", "j")), ("w", ("k", "j"))],
        [
            ("net", ("s", "k"), SumOver("j", ref("w", "k", "j") * ref("h", "s", "j"))),
            ("E", ("s",), SumOver("k", Apply(primitive.square, (ref("net", "s", "k"),)))),
        ],
    )
    texts = derived(step, "h", "w")
    assert texts["dE_dh[s,j]"] == "sum over k: dE_dnet[s,k] * w[k,j]"
    assert texts["dE_dh_via_k[s,j,k]"] == "dE_dnet[s,k] * w[k,j]"
    assert texts["dE_dw[s,k,j]"] == "dE_dnet[s,k] * h[s,j]"


def test_a_parameter_that_several_neurons_share_receives_the_sum_of_their_gradients() -> None:
    step = make_step(
        {"s": 1, "j": 3},
        [("h", ("s", "j")), ("b", ())],
        [
            ("net", ("s", "j"), ref("h", "s", "j") + ref("b")),
            ("E", ("s",), SumOver("j", Apply(primitive.square, (ref("net", "s", "j"),)))),
        ],
    )
    assert derived(step, "b")["dE_db[s]"] == "sum over j: dE_dnet[s,j]"


def test_the_gradient_of_a_parameter_is_taken_for_every_sample_of_its_own() -> None:
    step = make_step(
        {"s": 5}, [("x", ("s",)), ("w", ())], [("E", ("s",), ref("w") * ref("x", "s"))]
    )
    assert derived(step, "w")["dE_dw[s]"] == "x[s]"


def test_a_variable_used_by_two_equations_receives_both_in_order_of_computation() -> None:
    a = ref("a", "s")
    step = make_step(
        {"s": 1},
        [("a", ("s",))],
        [
            ("y", ("s",), Apply(primitive.square, (a,))),
            ("z", ("s",), Apply(primitive.exp, (a,))),
            ("E", ("s",), Product((ref("y", "s"), ref("z", "s")))),
        ],
    )
    assert derived(step, "a")["dE_da[s]"] == "dE_dy[s] * dy_da[s] + dE_dz[s] * dz_da[s]"


def test_a_variable_used_twice_in_one_equation_receives_one_sum_of_partials() -> None:
    a = ref("a", "s")
    step = make_step({"s": 1}, [("a", ("s",))], [("E", ("s",), a * a + a)])
    assert derived(step, "a")["dE_da[s]"] == "a[s] + a[s] + 1"


def test_a_factor_that_a_sum_does_not_run_over_receives_one_gradient() -> None:
    """E = Σ_j w_j a: a reaches E through no neuron of its own, so no path has a name."""
    total = SumOver("j", ref("w", "j") * ref("a", "s"))
    step = make_step(
        {"s": 1, "j": 2},
        [("w", ("j",)), ("a", ("s",))],
        [("y", ("s",), total), ("E", ("s",), Apply(primitive.square, (ref("y", "s"),)))],
    )
    assert derived(step, "a")["dE_da[s]"] == "sum over j: dE_dy[s] * w[j]"


def test_what_the_error_does_not_depend_on_has_no_gradient() -> None:
    step = make_step(
        {"s": 1},
        [("a", ("s",)), ("b", ("s",))],
        [("E", ("s",), ref("a", "s")), ("other", ("s",), TWO * ref("b", "s"))],
    )
    backward = gradients(step, "E", ["a", "b"], kept="s")
    assert [each.name for each in backward.equations] == ["E", "other"]


def test_what_is_not_asked_for_and_lies_on_no_path_is_not_differentiated() -> None:
    step = make_step(
        {"s": 1},
        [("a", ("s",)), ("b", ("s",))],
        [("E", ("s",), Apply(primitive.square, (ref("a", "s") * ref("b", "s"),)))],
    )
    assert derived(step, "a").keys() == {"E[s]", "dE_da[s]"}


def test_a_gradient_can_have_a_name_of_its_own() -> None:
    step = make_step(
        {"s": 1},
        [("a", ("s",))],
        [
            ("net", ("s",), TWO * ref("a", "s")),
            ("E", ("s",), Apply(primitive.square, (ref("net", "s"),))),
        ],
    )
    named = {"net": Named("delta", spelling("delta", ("s",)), "delta")}
    backward = gradients(step, "E", ["a"], "s", named)
    assert write_equation(backward.equations[-2]) == "delta[s] = 2 * net[s]"
    assert write_equation(backward.equations[-1]) == "dE_da[s] = delta[s] * 2"


# Numbers


def test_a_gradient_by_hand() -> None:
    """E = (w·x + b)², w = 3, x = 2, b = 1: dE/dw = 2·7·2 = 28, dE/db = 14, dE/dx = 42."""
    givens, values = one_sample(w=3.0, x=2.0, b=1.0)
    y = ref("w") * ref("x") + ref("b")
    step = make_step(
        {"s": 1},
        givens,
        [("y", ("s",), y), ("E", ("s",), Apply(primitive.square, (ref("y", "s"),)))],
    )
    step = gradients(step, "E", ["w", "x", "b"], kept="s")
    found = {name: evaluate(step, ref(f"dE_d{name}", 0), values) for name in ("w", "x", "b")}
    assert {name: each[ref(f"dE_d{name}", 0)] for name, each in found.items()} == {
        "w": 28.0,
        "b": 14.0,
        "x": 42.0,
    }


FUNCTIONS = [
    primitive.tanh,
    primitive.square,
    logistic,
    primitive.rectify,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.name)
@pytest.mark.parametrize("at", [-1.5, -0.25, 0.25, 1.5])
def test_every_function_of_one_argument_has_the_derivative_that_differences_show(
    function: Function, at: float
) -> None:
    step = make_step({"s": 1}, [("a", ())], [("E", ("s",), Apply(function, (ref("a"),)))])
    assert wrong(step, {ref("a"): at}) == []


def test_a_quotient_has_the_derivatives_that_differences_show() -> None:
    step = make_step({"s": 1}, [("a", ()), ("b", ())], [("E", ("s",), ref("a") / ref("b"))])
    assert wrong(step, {ref("a"): 0.7, ref("b"): -1.3}) == []


def test_the_gradient_check_fails_on_a_planted_wrong_partial() -> None:
    """tanh' = 1 − tanh; the square is forgotten."""
    planted = Function(
        "planted",
        ("x",),
        Apply(primitive.tanh, (x,)),
        (lambda value, x: ONE - value,),
        symbol=None,
    )
    step = make_step({"s": 1}, [("a", ())], [("E", ("s",), Apply(planted, (ref("a"),)))])
    (found,) = wrong(step, {ref("a"): 0.5})
    assert found.name == "dE_da"
    assert found.derived == pytest.approx(1 - tanh(0.5), rel=1e-15)
    assert found.measured == pytest.approx(1 - tanh(0.5) ** 2, rel=1e-10)


# Random steps: net over w, x (and b), y over net, b and the shared c, z over net, b and y.

AXES = {"s": 1, "i": 2, "j": 3}
GIVENS = [("x", ("s", "i")), ("w", ("j", "i")), ("b", ("j",)), ("c", ())]


def expressions(leaves: list[Expression]) -> st.SearchStrategy[Expression]:
    """Sums, products and functions of the leaves, small enough to stay finite."""
    constants = st.sampled_from([-1.0, 0.5, 2.0]).map(Number)

    def compound(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        pairs = st.tuples(inner, inner)
        return st.one_of(
            pairs.map(lambda each: each[0] + each[1]),
            pairs.map(lambda each: each[0] - each[1]),
            pairs.map(Product),
            pairs.map(lambda each: Sum(each) * Sum(each[::-1])),
            pairs.map(lambda each: each[0] / (TWO + Apply(primitive.square, (each[1],)))),
            inner.map(lambda each: Apply(primitive.tanh, (each,))),
            inner.map(lambda each: Apply(logistic, (each,))),
            inner.map(lambda each: Apply(primitive.exp, (Apply(primitive.tanh, (each,)),))),
        )

    return st.recursive(st.one_of(st.sampled_from(leaves), constants), compound, max_leaves=6)


@st.composite
def random_steps(draw: st.DrawFn) -> Step:
    weighted = SumOver("i", ref("w", "j", "i") * ref("x", "s", "i"))
    net_of = draw(st.sampled_from([weighted, weighted + ref("b", "j"), weighted - ref("b", "j")]))
    net, y, z, b = ref("net", "s", "j"), ref("y", "s", "j"), ref("z", "s", "j"), ref("b", "j")
    y_of = draw(expressions([net, b, ref("c")]))
    z_of = draw(expressions([net, b, y]))
    error_of = draw(expressions([y, z]))
    return make_step(
        AXES,
        GIVENS,
        [
            ("net", ("s", "j"), net_of),
            ("y", ("s", "j"), y_of),
            ("z", ("s", "j"), z_of),
            ("E_each", ("s", "j"), error_of),
            ("E", ("s",), SumOver("j", ref("E_each", "s", "j"))),
        ],
    )


@given(random_steps(), st.randoms(use_true_random=False))
def test_derived_gradients_of_a_random_step_are_those_that_differences_show(
    step: Step, random: object
) -> None:
    values = {
        at: random.uniform(-1, 1)  # type: ignore[attr-defined]  # hypothesis gives a Random
        for each in step.givens
        for at in step.positions(each)
    }
    check_step(gradients(step, "E", [name for name, _ in GIVENS], kept="s"))
    assert wrong(step, values) == []
