"""Every loss of the table: its value, its derivatives, its source; the pairs with activations."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from bptrace.algebra.evaluate import evaluate, value_of
from bptrace.algebra.expressions import Apply, Expression, Function, Number, Reference
from bptrace.algebra.substitute import in_primitives
from bptrace.config.experiment import LOSS_PARAMETERS, Activation, Loss, LossName
from bptrace.network import losses
from bptrace.network.activations import function_of
from bptrace.network.losses import LOSSES, PAIRS
from tests.support.gradients import is_near, near, slope
from tests.support.steps import make_step, ref


def loss(name: LossName, **parameters: float) -> Function:
    """With PyTorch's parameters, or some of its own."""
    taken: Mapping[str, Any] = {**LOSS_PARAMETERS[name], **parameters}
    return LOSSES[name].function_of(Loss(name=name, **taken))


FUNCTIONS: Mapping[str, Function] = {
    **{name: loss(name) for name in LOSSES},
    "huber(0.1)": loss("huber", delta=0.1),
    "huber(2.5)": loss("huber", delta=2.5),
}
every_loss = pytest.mark.parametrize("name", FUNCTIONS)
CROSS_ENTROPIES = {name for name in LOSSES if name.endswith("cross_entropy")}


def value(expression: Expression, **known: float) -> float:
    return value_of(in_primitives(expression), lambda reference: known[reference.name])


def error_of(function: Function, target: float, out: float) -> float:
    return value(function(Number(target), Number(out)))


def derivatives_of(function: Function, target: float, out: float) -> list[float]:
    """By the target, by out."""
    arguments = Reference("error"), Reference("target"), Reference("out")
    return [
        value(partial(*arguments), target=target, out=out)
        for partial in function.partials
        if partial is not None
    ]


def test_every_loss_that_a_config_may_name_is_in_the_table() -> None:
    assert list(LOSSES) == list(get_args(LossName))


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_says_what_it_is_called_and_where_it_comes_from(name: LossName) -> None:
    record = LOSSES[name]
    assert f"{'mean_' if record.is_mean else ''}{loss(name).name}" == name
    assert any(year.strip("(),.;").isdecimal() for year in record.source.split())


def test_every_loss_is_documented_by_its_formula_and_its_derivative() -> None:
    """In a comment or a docstring after the records before it; a mean with the loss it is of."""
    source = Path(str(losses.__file__)).read_text(encoding="utf-8")
    _, *parts = re.split(r"^(?=(?!mean_)\w+ = LossRecord\()", source, flags=re.MULTILINE)
    before = source[: source.index(parts[0])]
    documented = {part.split(" = ")[0]: above for above, part in pairwise([before, *parts])}
    assert list(documented) == [name for name in LOSSES if not name.startswith("mean_")]
    for name, above in documented.items():
        prose = "".join(re.findall(r'#[^\n]*\n|""".*?"""', above, flags=re.DOTALL))
        assert "E_o = " in prose, name
        assert "∂E_o/∂out = " in prose, name


@pytest.mark.parametrize("name", [name for name in LOSSES if name.startswith("mean_")])
def test_a_mean_is_the_mean_of_the_loss_without_it(name: LossName) -> None:
    assert str(name).removeprefix("mean_") in LOSSES
    assert LOSSES[name].is_mean


PROBABILITIES = [(0.01, 0.75), (0.99, 0.77), (0.3, 0.23), (0.0, 0.4), (1.0, 0.6)]
ANYWHERE = [(-1.0, 3.0), (3.0, -1.0), (-2.0, -2.5)]
POINTS = [
    (name, *point)
    for name, function in FUNCTIONS.items()
    for point in (*PROBABILITIES, *([] if function.name in CROSS_ENTROPIES else ANYWHERE))
]


@pytest.mark.parametrize(("name", "target", "out"), POINTS)
def test_every_derivative_is_the_one_that_differences_show(
    name: str, target: float, out: float
) -> None:
    function = FUNCTIONS[name]
    by_target, by_out = derivatives_of(function, target, out)
    assert is_near(by_out, slope(lambda moved: error_of(function, target, moved), out))
    if 0.0 < target < 1.0 or function.name not in CROSS_ENTROPIES:
        assert is_near(by_target, slope(lambda moved: error_of(function, moved, out), target))


@every_loss
def test_a_wrong_derivative_does_not_pass_for_the_right_one(name: str) -> None:
    """One that is 1e-5 too large."""
    function = FUNCTIONS[name]
    _, right = derivatives_of(function, 0.3, 0.8)
    assert not is_near(1.00001 * right, slope(lambda moved: error_of(function, 0.3, moved), 0.8))


BY_HAND = [
    # (loss, target, out, E, ∂E/∂out)
    ("half_squared_error", 3.0, 1.0, 2.0, -2.0),
    ("squared_error", 3.0, 1.0, 4.0, -4.0),
    ("mean_squared_error", 3.0, 1.0, 4.0, -4.0),
    ("absolute_error", 3.0, 1.0, 2.0, -1.0),
    ("absolute_error", 1.0, 3.0, 2.0, 1.0),
    ("mean_absolute_error", 3.0, 1.0, 2.0, -1.0),
    # |e| = 2 > 1: 1 · (2 − ½);  |e| = ½ ≤ 1: ½ · ½²
    ("huber", 3.0, 1.0, 1.5, -1.0),
    ("huber", 0.5, 1.0, 0.125, 0.5),
    ("mean_huber", 0.5, 1.0, 0.125, 0.5),
    # |e| = 2 ≤ 2.5: ½ · 2²;  |e| = 3 > 2.5: 2.5 · (3 − 1.25)
    ("huber(2.5)", 3.0, 1.0, 2.0, -2.0),
    ("huber(2.5)", 1.0, 4.0, 4.375, 2.5),
    # by mpmath with 60 digits
    ("binary_cross_entropy", 0.3, 0.8, 1.1935496040981332, 3.125),
    ("mean_binary_cross_entropy", 0.3, 0.8, 1.1935496040981332, 3.125),
    ("categorical_cross_entropy", 0.3, 0.8, 0.066943065394262927, -0.375),
]


@pytest.mark.parametrize(("name", "target", "out", "error", "by_out"), BY_HAND)
def test_every_loss_has_the_value_and_the_slope_of_its_formula(
    name: str, target: float, out: float, error: float, by_out: float
) -> None:
    assert error_of(FUNCTIONS[name], target, out) == near(error, rel=1e-14)
    assert derivatives_of(FUNCTIONS[name], target, out)[1] == near(by_out, rel=1e-14)


def test_no_loss_is_without_a_value_to_hold_it_against() -> None:
    assert set(LOSSES) <= {name for name, *_ in BY_HAND}


@every_loss
def test_what_is_not_a_number_stays_not_a_number(name: str) -> None:
    assert math.isnan(error_of(FUNCTIONS[name], 0.5, math.nan))
    assert math.isnan(error_of(FUNCTIONS[name], 0.0, math.nan))


def test_an_absolute_error_of_0_has_the_slope_0() -> None:
    """As torch.nn.L1Loss has it; there is no derivative."""
    function = FUNCTIONS["absolute_error"]
    assert derivatives_of(function, 0.5, 0.5) == [0.0, 0.0]
    (kink,) = function.kinks
    assert value(kink, target=0.5, out=0.5) == 0.0


def test_a_huber_loss_has_one_slope_where_its_parabola_ends() -> None:
    function = FUNCTIONS["huber"]
    assert function.kinks == ()
    assert error_of(function, 0.0, 1.0) == 0.5
    assert error_of(function, 0.0, math.nextafter(1.0, 2.0)) == near(0.5, rel=1e-15)
    assert derivatives_of(function, 0.0, 1.0)[1] == 1.0
    assert derivatives_of(function, 0.0, math.nextafter(1.0, 2.0))[1] == 1.0


IMPOSSIBLE = [
    # (loss, target, out, E, ∂E/∂out): what has probability 0 and does not happen costs nothing
    ("binary_cross_entropy", 0.0, 0.0, 0.0, 1.0),
    ("binary_cross_entropy", 1.0, 1.0, 0.0, -1.0),
    ("binary_cross_entropy", 1.0, 0.0, math.inf, -math.inf),
    ("binary_cross_entropy", 0.0, 1.0, math.inf, math.inf),
    ("categorical_cross_entropy", 0.0, 0.0, 0.0, 0.0),
    ("categorical_cross_entropy", 1.0, 1.0, 0.0, -1.0),
    ("categorical_cross_entropy", 1.0, 0.0, math.inf, -math.inf),
]


@pytest.mark.parametrize(("name", "target", "out", "error", "by_out"), IMPOSSIBLE)
def test_certainty_costs_nothing_where_it_is_right_and_everything_where_not(
    name: str, target: float, out: float, error: float, by_out: float
) -> None:
    assert error_of(FUNCTIONS[name], target, out) == error
    assert derivatives_of(FUNCTIONS[name], target, out)[1] == by_out


# Pairs: a cross-entropy after the activation that it is made for


def activated(name: Any) -> Function:
    return function_of(Activation(name=name))


def paired(error: str, activation: str, targets: Sequence[float], nets: Sequence[float]) -> Any:
    """out and E of every component, by the interpreter."""
    axes = {"k": len(nets), "l": len(nets)}
    along = ("k", "l") if activation == "softmax" else None
    net, target, out = (ref(name, "k") for name in ("net", "target", "out"))
    pair = PAIRS[error, activation]  # type: ignore[index]  # names of the table
    step = make_step(
        axes,
        [("net", ("k",)), ("target", ("k",))],
        [
            ("out", ("k",), Apply(activated(activation), (net,), along)),
            ("E", ("k",), Apply(pair.function, (target, out, net), along)),
        ],
    )
    known = {ref("net", place): each for place, each in enumerate(nets)}
    known |= {ref("target", place): each for place, each in enumerate(targets)}
    for family in ("out", "E"):
        for place in range(len(nets)):
            known |= evaluate(step, ref(family, place), known)
    return [[known[ref(name, place)] for place in range(len(nets))] for name in ("out", "E")]


@pytest.mark.parametrize(("error", "activation"), PAIRS)
def test_a_pair_has_its_loss_s_formula_and_a_source(error: LossName, activation: str) -> None:
    pair = PAIRS[error, activation]  # type: ignore[index]  # names of the table
    assert pair.function.formula == loss(error).formula
    assert pair.function.name == loss(error).name
    assert any(year.strip("(),.;").isdecimal() for year in pair.source.split())


@pytest.mark.parametrize(("error", "activation"), PAIRS)
def test_what_is_evaluated_of_a_pair_is_its_formula(error: LossName, activation: str) -> None:
    targets, nets = [0.2, 0.5, 0.3], [0.7, -1.1, 0.4]
    outs, errors = paired(error, activation, targets, nets)
    by_formula = [error_of(loss(error), *each) for each in zip(targets, outs, strict=True)]
    assert errors == near(by_formula, rel=1e-14)


@pytest.mark.parametrize(("error", "activation"), PAIRS)
@pytest.mark.parametrize("place", range(3))
def test_the_short_delta_of_a_pair_is_what_differences_show(
    error: LossName, activation: str, place: int
) -> None:
    targets, nets = [0.2, 0.5, 0.3], [0.7, -1.1, 0.4]

    def total(net: float) -> float:
        _, errors = paired(error, activation, targets, [*nets[:place], net, *nets[place + 1 :]])
        return math.fsum(errors)

    outs, _ = paired(error, activation, targets, nets)
    pair = PAIRS[error, activation]  # type: ignore[index]  # names of the table
    delta = value(pair.delta(Number(targets[place]), Number(outs[place])))
    assert is_near(delta, slope(total, nets[place]))


@pytest.mark.parametrize(("error", "activation"), PAIRS)
def test_the_long_form_of_a_pair_is_the_derivative_of_its_loss(
    error: LossName, activation: str
) -> None:
    pair = PAIRS[error, activation]  # type: ignore[index]  # names of the table
    by_target, by_out, by_net = pair.function.partials
    assert by_target is None
    assert by_net is None
    assert by_out is not None
    target, out = Reference("target"), Reference("out")
    written = by_out(Reference("E"), target, out, Reference("net"))
    assert value(written, target=0.3, out=0.8) == derivatives_of(loss(error), 0.3, 0.8)[1]


LARGE_NETS = [
    # (target, net, E), by mpmath with 60 digits; σ(37) is 1 in float64
    (0.0, 37.0, 37.0),
    (0.25, 40.0, 30.0),
    (1.0, 37.0, 8.5330476257440658e-17),
    (0.0, -37.0, 8.5330476257440658e-17),
    (0.0, 800.0, 800.0),
    (1.0, -800.0, 800.0),
    (1.0, 800.0, 0.0),
    (0.25, -2.0, 0.62692801104297250),
]


@pytest.mark.parametrize(("target", "net", "error"), LARGE_NETS)
def test_a_binary_cross_entropy_after_a_sigmoid_is_right_for_any_net(
    target: float, net: float, error: float
) -> None:
    _, (computed,) = paired("binary_cross_entropy", "sigmoid", [target], [net])
    assert computed == near(error, rel=1e-14)


def test_a_categorical_cross_entropy_after_a_softmax_is_right_for_any_net() -> None:
    """ln(1 + e^−1 + e^−3000) = 0.31326168751822283 more than nothing, for the largest net."""
    _, errors = paired("categorical_cross_entropy", "softmax", [1.0, 1.0, 1.0], [1000, 999, -2000])
    expected = [0.31326168751822283, 1.3132616875182228, 3000.3132616875182]
    assert errors == near(expected, rel=1e-15)
