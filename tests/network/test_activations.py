"""Every activation of the table: its derivative, its ends, its kinks, its source."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec import structs

from bptrace.algebra.evaluate import evaluate, value_of
from bptrace.algebra.expressions import Apply, Expression, Function, Number, Reference
from bptrace.algebra.substitute import in_primitives, written_out
from bptrace.config.experiment import ACTIVATION_PARAMETERS, Activation, ActivationName
from bptrace.network import activations
from bptrace.network.activations import ACTIVATIONS, function_of
from tests.support.gradients import is_near, near, slope
from tests.support.steps import make_step, ref

EACH_NET_BY_ITSELF = [name for name in ACTIVATIONS if name not in {"softmax", "step"}]


def activation(name: ActivationName, **parameters: float) -> Function:
    """With PyTorch's parameters, or some of its own."""
    taken: Mapping[str, Any] = {**ACTIVATION_PARAMETERS[name], **parameters}
    return function_of(Activation(name=name, **taken))


FUNCTIONS: Mapping[str, Function] = {
    **{name: activation(name) for name in EACH_NET_BY_ITSELF},
    "leaky_relu(0.3)": activation("leaky_relu", slope=0.3),
    "leaky_relu(-1)": activation("leaky_relu", slope=-1.0),
    "elu(2.5)": activation("elu", alpha=2.5),
    "gelu(approximate)": activation("gelu", approximate=True),
}
every_activation = pytest.mark.parametrize("name", FUNCTIONS)


def value(expression: Expression, **known: float) -> float:
    return value_of(in_primitives(expression), lambda reference: known[reference.name])


def out_of(function: Function, net: float) -> float:
    return value(Apply(function, (Number(net),)))


def derivative_of(function: Function, net: float) -> float:
    """The partial as people write it, over the own value and the argument."""
    (partial,) = function.partials
    assert partial is not None
    return value(partial(Reference("out"), Reference("net")), out=out_of(function, net), net=net)


def is_smooth_at(function: Function, net: float) -> bool:
    """Whether it has a derivative there."""
    return all(value(kink, net=net) != 0.0 for kink in function.kinks)


def test_every_activation_that_a_config_may_name_is_in_the_table() -> None:
    assert list(ACTIVATIONS) == list(get_args(ActivationName))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_says_what_it_is_called_and_where_it_comes_from(
    name: ActivationName,
) -> None:
    assert activation(name).name == name
    assert any(year.strip("(),.;").isdecimal() for year in ACTIVATIONS[name].source.split())


def test_every_activation_is_documented_by_its_formula_and_its_derivative() -> None:
    """In a comment or a docstring after the record before it."""
    source = Path(str(activations.__file__)).read_text(encoding="utf-8")
    _, *parts = re.split(r"^(?=\w+ = ActivationRecord\()", source, flags=re.MULTILINE)
    before = source[: source.index(parts[0])]
    documented = {part.split(" = ")[0]: above for above, part in pairwise([before, *parts])}
    assert list(documented) == list(ACTIVATIONS)
    for name, above in documented.items():
        prose = "".join(re.findall(r'#[^\n]*\n|""".*?"""', above, flags=re.DOTALL))
        assert re.search(r"(out|out_k|σ\(net\)) = ", prose), name
        assert re.search(r"∂out(_k)?/∂net(_l)? = |derivative", prose), name


def test_equal_activations_have_one_and_the_same_function() -> None:
    assert activation("elu", alpha=0.5) is activation("elu", alpha=0.5)
    assert activation("elu", alpha=0.5) is not activation("elu", alpha=0.25)


@every_activation
@pytest.mark.parametrize("net", [-30.0, -4.0, -2.9, -1.1, -0.4, -0.01, 0.01, 0.3, 0.9, 2.5, 30.0])
def test_every_derivative_is_the_one_that_differences_show(name: str, net: float) -> None:
    function = FUNCTIONS[name]
    assert is_near(derivative_of(function, net), slope(lambda moved: out_of(function, moved), net))


@every_activation
def test_a_wrong_derivative_does_not_pass_for_the_right_one(name: str) -> None:
    """One that is 1e-5 too large."""
    function = FUNCTIONS[name]
    right = derivative_of(function, 0.9)
    assert not is_near(1.00001 * right, slope(lambda moved: out_of(function, moved), 0.9))


@every_activation
@pytest.mark.parametrize("net", [-7.3, -2.0, -0.5, 0.25, 3.5, 20.0])
def test_the_form_that_is_evaluated_is_equal_to_the_formula(name: str, net: float) -> None:
    function = FUNCTIONS[name]
    as_written = value(written_out(function(Number(net))))
    assert out_of(function, net) == near(as_written, rel=1e-12)


TO_17_DIGITS = {
    # (out, ∂out/∂net) at net = −2 and at 0.5, computed by mpmath with 60 digits
    "identity": ((-2.0, 1.0), (0.5, 1.0)),
    "sigmoid": (
        (0.11920292202211756, 0.10499358540350652),
        (0.62245933120185456, 0.23500371220159449),
    ),
    "tanh": (
        (-0.96402758007581688, 0.070650824853164466),
        (0.46211715726000976, 0.78644773296592741),
    ),
    "relu": ((0.0, 0.0), (0.5, 1.0)),
    "leaky_relu": ((-0.02, 0.01), (0.5, 1.0)),
    "elu": ((-0.86466471676338731, 0.13533528323661269), (0.5, 1.0)),
    "selu": (
        (-1.520166468595695, 0.23793287225168182),
        (0.52535049367774025, 1.0507009873554805),
    ),
    "softplus": (
        (0.1269280110429725, 0.11920292202211756),
        (0.97407698418010668, 0.62245933120185456),
    ),
    "softsign": (
        (-0.66666666666666667, 0.11111111111111111),
        (0.33333333333333333, 0.44444444444444444),
    ),
    "gelu": (
        (-0.045500263896358414, -0.085231801078196897),
        (0.34573123063700655, 0.86749512465616284),
    ),
    "gelu(approximate)": (
        (-0.045402305912224981, -0.086099256623618382),
        (0.34571400982514392, 0.86736990353464231),
    ),
    "silu": (
        (-0.23840584404423511, -0.090784248784895479),
        (0.31122966560092728, 0.73996118730265181),
    ),
    "hard_sigmoid": (
        (0.16666666666666667, 0.16666666666666667),
        (0.58333333333333333, 0.16666666666666667),
    ),
}


@pytest.mark.parametrize("name", TO_17_DIGITS)
def test_every_activation_has_the_value_and_the_slope_of_its_formula(name: str) -> None:
    function = FUNCTIONS[name]
    for net, (out, derivative) in zip((-2.0, 0.5), TO_17_DIGITS[name], strict=True):
        assert out_of(function, net) == near(out, rel=1e-14)
        assert derivative_of(function, net) == near(derivative, rel=1e-14)


def test_no_activation_is_without_digits_to_hold_it_against() -> None:
    assert set(EACH_NET_BY_ITSELF) <= set(TO_17_DIGITS)


ENDS = {
    # (out, ∂out/∂net) at net = −1000 and at 1000
    "identity": ((-1000.0, 1.0), (1000.0, 1.0)),
    "sigmoid": ((0.0, 0.0), (1.0, 0.0)),
    "tanh": ((-1.0, 0.0), (1.0, 0.0)),
    "relu": ((0.0, 0.0), (1000.0, 1.0)),
    "leaky_relu": ((-10.0, 0.01), (1000.0, 1.0)),
    "elu": ((-1.0, 0.0), (1000.0, 1.0)),
    "elu(2.5)": ((-2.5, 0.0), (1000.0, 1.0)),
    "selu": ((-1.7580993408473766, 0.0), (1050.7009873554805, 1.0507009873554805)),
    "softplus": ((0.0, 0.0), (1000.0, 1.0)),
    "softsign": ((-1000 / 1001, 1 / 1001**2), (1000 / 1001, 1 / 1001**2)),
    "gelu": ((0.0, 0.0), (1000.0, 1.0)),
    "gelu(approximate)": ((0.0, 0.0), (1000.0, 1.0)),
    "silu": ((0.0, 0.0), (1000.0, 1.0)),
    "hard_sigmoid": ((0.0, 0.0), (1.0, 0.0)),
}


@pytest.mark.parametrize("name", ENDS)
def test_large_arguments_give_the_limit_and_its_slope(name: str) -> None:
    for net, (out, derivative) in zip((-1000.0, 1000.0), ENDS[name], strict=True):
        assert out_of(FUNCTIONS[name], net) == near(out, rel=1e-15)
        assert derivative_of(FUNCTIONS[name], net) == near(derivative, rel=1e-15)


def test_no_activation_is_without_ends_to_hold_it_against() -> None:
    assert set(EACH_NET_BY_ITSELF) <= set(ENDS)


@every_activation
def test_what_is_not_a_number_stays_not_a_number(name: str) -> None:
    assert math.isnan(out_of(FUNCTIONS[name], math.nan))


AT_KINKS = [
    # PyTorch's choices; by hand, from the side that it takes
    ("relu", 0.0, 0.0),
    ("leaky_relu", 0.0, 0.01),
    ("leaky_relu(0.3)", 0.0, 0.3),
    ("elu(2.5)", 0.0, 2.5),
    ("selu", 0.0, 1.0507009873554805 * 1.6732632423543772),
    ("hard_sigmoid", -3.0, 0.0),
    ("hard_sigmoid", 3.0, 0.0),
]


@pytest.mark.parametrize(("name", "net", "derivative"), AT_KINKS)
def test_at_a_kink_the_derivative_is_pytorch_s(name: str, net: float, derivative: float) -> None:
    assert not is_smooth_at(FUNCTIONS[name], net)
    assert derivative_of(FUNCTIONS[name], net) == near(derivative, rel=1e-15)


@every_activation
def test_a_kink_is_where_the_slopes_of_the_two_sides_differ(name: str) -> None:
    function = FUNCTIONS[name]
    for net in (-3.0, -1.0, 0.0, 1.0, 3.0):
        out, h = out_of(function, net), 1e-6
        left = (out - out_of(function, net - h)) / h
        right = (out_of(function, net + h) - out) / h
        assert is_smooth_at(function, net) == (abs(left - right) < 1e-3)


def test_a_relu_has_its_slope_from_the_first_number_above_0() -> None:
    assert derivative_of(FUNCTIONS["relu"], 5e-324) == 1.0


@pytest.mark.parametrize(
    ("name", "out"),
    [
        ("sigmoid", 4.248354255291589e-18),
        ("softplus", 4.248354255291589e-18),
        ("silu", -1.6993417021166356e-16),
    ],
)
def test_a_small_value_keeps_its_digits(name: str, out: float) -> None:
    """At net = −40, by mpmath with 60 digits: σ(−40) = e^−40 / (1 + e^−40)."""
    assert out_of(FUNCTIONS[name], -40.0) == near(out, rel=1e-14)


def test_a_small_step_down_an_elu_keeps_its_digits() -> None:
    """e^−1e-10 − 1 = −1e-10 + 5e-21 − … = −9.9999999995e-11"""
    assert out_of(FUNCTIONS["elu"], -1e-10) == near(-9.9999999995e-11, rel=1e-15)


def test_a_step_is_0_below_0_and_1_from_there_and_has_no_derivative() -> None:
    step = activation("step")
    assert [out_of(step, net) for net in (-1000.0, -5e-324, 0.0, 3.0)] == [0.0, 0.0, 1.0, 1.0]
    assert step.partials == (None,)
    assert not is_smooth_at(step, 0.0)


# Softmax, the one activation whose components depend on every net

softmax = activation("softmax")


def softmax_of(nets: Sequence[float], function: Function = softmax) -> list[float]:
    """Its components, by the interpreter."""
    axes = {"k": len(nets), "l": len(nets)}
    call = Apply(function, (ref("net", "k"),), along=("k", "l"))
    step = make_step(axes, [("net", ("k",))], [("out", ("k",), call)])
    known = {ref("net", place): each for place, each in enumerate(nets)}
    components = [ref("out", place) for place in range(len(nets))]
    return [evaluate(step, each, known)[each] for each in components]


def test_a_softmax_has_the_values_of_its_formula() -> None:
    """By mpmath with 60 digits."""
    expected = [0.25949646034241912, 0.70538451269824116, 0.035119026959339724]
    assert softmax_of([1.0, 2.0, -1.0]) == near(expected, rel=1e-15)
    as_written = structs.replace(softmax, stable=None)
    assert softmax_of([1.0, 2.0, -1.0], as_written) == near(expected, rel=1e-15)


def test_a_softmax_of_large_nets_is_finite() -> None:
    """e^1000 is not: 1 / (1 + e^−1) = 0.73105857863000488"""
    expected = [0.73105857863000488, 0.26894142136999512, 0.0]
    assert softmax_of([1000.0, 999.0, -1000.0]) == near(expected, rel=1e-15)


@pytest.mark.parametrize("own", range(3))
@pytest.mark.parametrize("other", range(3))
def test_the_jacobian_of_a_softmax_is_what_differences_show(own: int, other: int) -> None:
    nets, jacobian = [0.3, -1.2, 0.9], softmax.jacobian
    assert jacobian is not None
    out = softmax_of(nets)
    derived = value(jacobian(Number(out[own]), Number(out[other]), Number(float(own == other))))

    def component(net: float) -> float:
        return softmax_of([*nets[:other], net, *nets[other + 1 :]])[own]

    assert is_near(derived, slope(component, nets[other]))
