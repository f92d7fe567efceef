"""The losses: one record each, one line each in LOSSES; the pairs of loss and activation.

A loss is a function of one output and its target, E_o = f(target, out); the sum over the outputs,
and what divides it where the loss is a mean, are equations of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from bptrace.algebra.expressions import (
    HALF,
    MINUS_ONE,
    ONE,
    OTHER,
    TWO,
    Expression,
    Function,
    Number,
    Partial,
    Reference,
    SumOver,
)
from bptrace.algebra.partials import times
from bptrace.algebra.primitives import (
    absolute,
    exp,
    log,
    log1p,
    rectify,
    sign,
    square,
    where,
    xdivy,
    xlogy,
)
from bptrace.config.experiment import LOSS_PARAMETERS, ActivationName, Loss, LossName
from bptrace.network.activations import net_largest, net_other, net_own


class LossRecord(Struct, frozen=True):
    """E_o = function(target_o, out_o), summed over the outputs; divided by their number where it
    is a mean. Of its parameters, where it has some, `function` makes it."""

    function: Function | Callable[..., Function]
    is_mean: bool
    source: str

    def function_of(self, loss: Loss) -> Function:
        """The function of a loss that leaves no parameter open."""
        if isinstance(self.function, Function):
            return self.function
        taken = LOSS_PARAMETERS[loss.name]
        return self.function(**{name: getattr(loss, name) for name in taken})


target, out, net = Reference("target"), Reference("out"), Reference("net")


def _of_difference(
    name: str,
    formula: Expression,
    by_difference: Callable[[Expression], Expression],
    kinks: tuple[Expression, ...] = (),
) -> Function:
    """A function of target − out: by_difference(target − out) is its derivative."""
    partials: tuple[Partial, Partial] = (
        lambda error, target, out: by_difference(target - out),
        lambda error, target, out: times(MINUS_ONE, by_difference(target - out)),
    )
    return Function(name, ("target", "out"), formula, partials, symbol=None, kinks=kinks)


# E_o = ½ (target − out)²;  ∂E_o/∂out = −(target − out)
half_squared = _of_difference(
    "half_squared_error", HALF * square(target - out), lambda difference: difference
)
half_squared_error = LossRecord(
    half_squared, is_mean=False, source="Rumelhart, Hinton & Williams, Nature 323 (1986), eq. 3"
)

# E_o = (target − out)²;  ∂E_o/∂out = −2 (target − out)
squared = _of_difference("squared_error", square(target - out), lambda difference: TWO * difference)
LEGENDRE = "Legendre, Nouvelles méthodes (1805); torch.nn.MSELoss"
squared_error = LossRecord(squared, is_mean=False, source=LEGENDRE)
mean_squared_error = LossRecord(squared, is_mean=True, source=LEGENDRE)

# E_o = |target − out|;  ∂E_o/∂out = −sign(target − out): 0 at the kink
absolute_difference = _of_difference(
    "absolute_error", absolute(target - out), sign, kinks=(target - out,)
)
LAPLACE = "Bishop, Pattern Recognition and Machine Learning (2006), 1.5.5; torch.nn.L1Loss"
absolute_error = LossRecord(absolute_difference, is_mean=False, source=LAPLACE)
mean_absolute_error = LossRecord(absolute_difference, is_mean=True, source=LAPLACE)


def huber_of(delta: float) -> Function:
    """With e = target − out:  E_o = δ (|e| − ½ δ) where |e| > δ, else ½ e²;
    ∂E_o/∂out = −δ sign(e) where |e| > δ, else −e"""
    far, e = Number(delta), target - out
    return _of_difference(
        "huber",
        where(absolute(e), far, times(far, absolute(e) - Number(0.5 * delta)), HALF * square(e)),
        lambda e: where(absolute(e), far, times(far, sign(e)), e),
    )


HUBER = "Huber, Annals of Mathematical Statistics 35 (1964), sec. 1; torch.nn.HuberLoss"
huber = LossRecord(huber_of, is_mean=False, source=HUBER)
mean_huber = LossRecord(huber_of, is_mean=True, source=HUBER)

# E_o = −(target ln out + (1 − target) ln(1 − out));
# ∂E_o/∂out = −target/out + (1 − target)/(1 − out)
binary = Function(
    "binary_cross_entropy",
    ("target", "out"),
    -(xlogy(target, out) + xlogy(ONE - target, ONE - out)),
    (
        lambda error, target, out: log(ONE - out) - log(out),
        lambda error, target, out: -xdivy(target, out) + xdivy(ONE - target, ONE - out),
    ),
    symbol=None,
)
BINARY = "Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.90; torch.nn.BCELoss"
binary_cross_entropy = LossRecord(binary, is_mean=False, source=BINARY)
mean_binary_cross_entropy = LossRecord(binary, is_mean=True, source=BINARY)

# E_o = −target ln out;  ∂E_o/∂out = −target/out
categorical = Function(
    "categorical_cross_entropy",
    ("target", "out"),
    -xlogy(target, out),
    (
        lambda error, target, out: -log(out),
        lambda error, target, out: -xdivy(target, out),
    ),
    symbol=None,
)
categorical_cross_entropy = LossRecord(
    categorical,
    is_mean=False,
    source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.108",
)

LOSSES: Mapping[LossName, LossRecord] = {
    "half_squared_error": half_squared_error,
    "squared_error": squared_error,
    "mean_squared_error": mean_squared_error,
    "absolute_error": absolute_error,
    "mean_absolute_error": mean_absolute_error,
    "huber": huber,
    "mean_huber": mean_huber,
    "binary_cross_entropy": binary_cross_entropy,
    "mean_binary_cross_entropy": mean_binary_cross_entropy,
    "categorical_cross_entropy": categorical_cross_entropy,
}


class Pair(Struct, frozen=True):
    """A loss after the activation that it is made for: out = activation(net).

    function: of (target, out, net): the loss's own formula over target and out, its stable form
    over target and net, finite where out is rounded to 0 or 1. delta: ∂E_o/∂net, as short as it is
    on paper, of (target, out); with softmax, where the targets add up to 1.
    """

    function: Function
    delta: Callable[[Expression, Expression], Expression]
    source: str


def _pair(loss: Function, stable: Expression, source: str) -> Pair:
    by_out = loss.partials[1]
    assert by_out is not None
    function = Function(
        loss.name,
        ("target", "out", "net"),
        loss.formula,
        (None, lambda error, target, out, net: by_out(error, target, out), None),
        symbol=None,
        stable=stable,
    )
    return Pair(function, lambda target, out: out - target, source)


# With out = σ(net):  E_o = max(0, net) − net · target + ln(1 + e^(−|net|));
# ∂E_o/∂net = out − target
sigmoid_binary = _pair(
    binary,
    rectify(net) - net * target + log1p(exp(-absolute(net))),
    source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.91; "
    "torch.nn.BCEWithLogitsLoss",
)

# With out = softmax(net), m = max net:  E_k = target_k (ln Σ_l e^(net_l − m) − (net_k − m));
# ∂E/∂net_k = out_k − target_k
softmax_categorical = _pair(
    categorical,
    target * (log(SumOver(OTHER, exp(net_other - net_largest))) - (net_own - net_largest)),
    source="Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.109; "
    "torch.nn.CrossEntropyLoss",
)

PAIRS: Mapping[tuple[LossName, ActivationName | None], Pair] = {
    ("binary_cross_entropy", "sigmoid"): sigmoid_binary,
    ("mean_binary_cross_entropy", "sigmoid"): sigmoid_binary,
    ("categorical_cross_entropy", "softmax"): softmax_categorical,
}
