"""Every activation of the table: its derivative, its ends, its kinks, its source."""

from __future__ import annotations

import math
from typing import get_args

import pytest

from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Apply, Expression, Number, Reference
from bptrace.algebra.substitute import in_primitives
from bptrace.config.experiment import ActivationName
from bptrace.network.activations import ACTIVATIONS, Activation
from tests.support.gradients import is_near, slope

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)


def value(expression: Expression, **known: float) -> float:
    return value_of(in_primitives(expression), lambda reference: known[reference.name])


def out_of(activation: Activation, net: float) -> float:
    return value(Apply(activation.function, (Number(net),)))


def derivative_of(activation: Activation, net: float) -> float:
    """The partial as people write it, over the own value and the argument."""
    partial = activation.function.partials[0](Reference("out"), Reference("net"))
    return value(partial, out=out_of(activation, net), net=net)


def test_every_activation_that_a_config_may_name_is_in_the_table() -> None:
    assert set(ACTIVATIONS) == set(get_args(ActivationName))


@every_activation
def test_every_activation_says_what_it_is_called_and_where_it_comes_from(
    activation: Activation,
) -> None:
    assert ACTIVATIONS[activation.function.name] is activation  # type: ignore[index]  # its name
    assert any(year.strip("(),.").isdecimal() for year in activation.source.split())


@every_activation
@pytest.mark.parametrize("net", [-30.0, -3.0, -1.1, -0.4, -0.01, 0.01, 0.3, 0.9, 2.5, 30.0])
def test_every_derivative_is_the_one_that_differences_show(
    activation: Activation, net: float
) -> None:
    measured = slope(lambda moved: out_of(activation, moved), net)
    assert is_near(derivative_of(activation, net), measured)


HAND_COMPUTED = {
    # of net = 0.5: e^0.5 = 1.6487212707001282
    "identity": 0.5,
    "sigmoid": 1.6487212707001282 / (1 + 1.6487212707001282),
    "tanh": (1.6487212707001282**2 - 1) / (1.6487212707001282**2 + 1),
    "relu": 0.5,
}


@every_activation
def test_every_activation_has_the_value_of_its_formula(activation: Activation) -> None:
    expected = HAND_COMPUTED[activation.function.name]
    assert out_of(activation, 0.5) == pytest.approx(expected, rel=1e-15)


ENDS = {
    # (out, ∂out/∂net) at net = −1000 and at 1000
    "identity": ((-1000.0, 1.0), (1000.0, 1.0)),
    "sigmoid": ((0.0, 0.0), (1.0, 0.0)),
    "tanh": ((-1.0, 0.0), (1.0, 0.0)),
    "relu": ((0.0, 0.0), (1000.0, 1.0)),
}


@every_activation
def test_large_arguments_give_the_limit_and_its_slope(activation: Activation) -> None:
    for net, (out, derivative) in zip(
        (-1000.0, 1000.0), ENDS[activation.function.name], strict=True
    ):
        assert out_of(activation, net) == out
        assert derivative_of(activation, net) == derivative


@every_activation
def test_what_is_not_a_number_stays_not_a_number(activation: Activation) -> None:
    assert math.isnan(out_of(activation, math.nan))


def test_a_relu_has_slope_0_at_its_kink() -> None:
    assert derivative_of(ACTIVATIONS["relu"], 0.0) == 0.0
    assert derivative_of(ACTIVATIONS["relu"], 5e-324) == 1.0


def test_a_sigmoid_of_a_small_argument_keeps_its_digits() -> None:
    """σ(−40) = e^−40 / (1 + e^−40) = 4.248354255291589e-18 (to 16 digits)."""
    assert out_of(ACTIVATIONS["sigmoid"], -40.0) == pytest.approx(4.248354255291589e-18, rel=1e-14)
