"""The activations: one record each, one line each in ACTIVATIONS.

A record is the formula over `net`, the partial derivative as people write it (over the own value
`out` and the argument `net`), what people write for it, and where it comes from. At a kink, where
there is no derivative, the partial is PyTorch's: relu'(0) = 0, leaky_relu'(0) = slope.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache

from msgspec import Struct

from bptrace.algebra import primitives as primitive
from bptrace.algebra.expressions import (
    HALF,
    ONE,
    OTHER,
    OWN,
    TWO,
    ZERO,
    Expression,
    Function,
    Largest,
    Number,
    Partial,
    Reference,
    SumOver,
)
from bptrace.algebra.partials import times
from bptrace.algebra.primitives import exp, positive, rectify, square, where
from bptrace.config.experiment import ACTIVATION_PARAMETERS, Activation, ActivationName


class ActivationRecord(Struct, frozen=True):
    """out = function(net); of its parameters, where it has some, `function` makes it."""

    function: Function | Callable[..., Function]
    source: str


net = Reference("net")


def _of_net(  # noqa: PLR0913  # as many as a record has parts
    name: str,
    formula: Expression,
    partial: Partial,
    *,
    symbol: str | None = None,
    stable: Expression | None = None,
    kinks: tuple[Expression, ...] = (),
) -> Function:
    return Function(name, ("net",), formula, (partial,), symbol, stable, kinks)


# out = net;  ∂out/∂net = 1
identity = ActivationRecord(
    _of_net("identity", net, lambda out, net: ONE),
    source="the linear unit; Bishop, Pattern Recognition and Machine Learning (2006), 5.1",
)

# σ(net) = 1 / (1 + e^(−net));  ∂out/∂net = out · (1 − out).
# e^(−net) is infinite for net < −709.78: out is 0 then, less than 6e-309 off.
logistic = _of_net(
    "sigmoid", ONE / (ONE + exp(-net)), lambda out, net: out * (ONE - out), symbol="σ"
)
sigmoid = ActivationRecord(
    logistic, source="Rumelhart, Hinton & Williams, Nature 323 (1986), eq. 2"
)

# out = tanh(net);  ∂out/∂net = 1 − out²
tanh = ActivationRecord(
    _of_net("tanh", primitive.tanh(net), lambda out, net: ONE - square(out), symbol="tanh"),
    source="Bishop, Pattern Recognition and Machine Learning (2006), 5.3.2",
)

# out = max(0, net);  ∂out/∂net = 1 where net > 0, else 0
relu = ActivationRecord(
    _of_net("relu", rectify(net), lambda out, net: positive(net), symbol="relu", kinks=(net,)),
    source="Nair & Hinton, ICML (2010); Glorot, Bordes & Bengio, AISTATS (2011)",
)


def leaky_relu_of(slope: float) -> Function:
    """out = net where net > 0, else slope · net;  ∂out/∂net = 1 where net > 0, else slope"""
    return _of_net(
        "leaky_relu",
        where(net, ZERO, net, times(Number(slope), net)),
        lambda out, net: where(net, ZERO, ONE, Number(slope)),
        kinks=(net,) if slope != 1.0 else (),
    )


leaky_relu = ActivationRecord(
    leaky_relu_of, source="Maas, Hannun & Ng, ICML workshop (2013), eq. 2"
)


def elu_of(alpha: float) -> Function:
    """out = net where net > 0, else α (e^net − 1);  ∂out/∂net = 1 where net > 0, else out + α"""
    return _of_net(
        "elu",
        where(net, ZERO, net, times(Number(alpha), exp(net) - ONE)),
        lambda out, net: where(net, ZERO, ONE, out + Number(alpha)),
        stable=where(net, ZERO, net, times(Number(alpha), primitive.expm1(net))),
        kinks=(net,) if alpha != 1.0 else (),
    )


elu = ActivationRecord(elu_of, source="Clevert, Unterthiner & Hochreiter, ICLR (2016), eq. 15-16")

# out = λ net where net > 0, else λ α (e^net − 1);  ∂out/∂net = λ where net > 0, else out + λ α
SCALE, ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
selu = ActivationRecord(
    _of_net(
        "selu",
        Number(SCALE) * where(net, ZERO, net, Number(ALPHA) * (exp(net) - ONE)),
        lambda out, net: where(net, ZERO, Number(SCALE), out + Number(SCALE * ALPHA)),
        stable=Number(SCALE) * where(net, ZERO, net, Number(ALPHA) * primitive.expm1(net)),
        kinks=(net,),
    ),
    source="Klambauer, Unterthiner, Mayr & Hochreiter, NIPS (2017), eq. 2; constants of App. A1",
)

# out = ln(1 + e^net);  ∂out/∂net = σ(net)
softplus_of_net = _of_net(
    "softplus",
    primitive.log(ONE + exp(net)),
    lambda out, net: logistic(net),
    stable=rectify(net) + primitive.log1p(exp(-primitive.absolute(net))),
)
softplus = ActivationRecord(
    softplus_of_net, source="Dugas, Bengio, Bélisle, Nadeau & Garcia, NIPS (2000), sec. 2"
)

# out = net / (1 + |net|);  ∂out/∂net = 1 / (1 + |net|)²
softsign = ActivationRecord(
    _of_net(
        "softsign",
        net / (ONE + primitive.absolute(net)),
        lambda out, net: ONE / square(ONE + primitive.absolute(net)),
    ),
    source="Bergstra, Desjardins, Lamblin & Bengio (2009); Glorot & Bengio, AISTATS (2010), 2.3",
)

# The standard normal distribution: φ(x) = e^(−½x²) / √(2π), Φ(x) = ½ (1 + erf(x / √2)), Φ' = φ
x = Reference("x")
normal_density = Function(
    "normal_pdf",
    ("x",),
    exp(-HALF * square(x)) / primitive.sqrt(TWO * Number(math.pi)),
    (lambda value, x: -x * value,),
    symbol="φ",
    stable=Number(1.0 / math.sqrt(2.0 * math.pi)) * exp(-HALF * square(x)),
)
normal_distribution = Function(
    "normal_cdf",
    ("x",),
    HALF * (ONE + primitive.erf(x / primitive.sqrt(TWO))),
    (lambda value, x: normal_density(x),),
    symbol="Φ",
    stable=HALF * (ONE + primitive.erf(Number(math.sqrt(0.5)) * x)),
)

# out = net · Φ(net);  ∂out/∂net = Φ(net) + net · φ(net)
gelu_by_erf = _of_net(
    "gelu",
    net * normal_distribution(net),
    lambda out, net: normal_distribution(net) + net * normal_density(net),
)


def _tanh_like_erf(net: Expression) -> Expression:
    inner = net + Number(0.044715) * primitive.raised(net, Number(3.0))
    return primitive.tanh(Number(math.sqrt(2.0 / math.pi)) * inner)


def _slope_by_tanh(_out: Expression, net: Expression) -> Expression:
    t = _tanh_like_erf(net)
    inner = Number(math.sqrt(2.0 / math.pi)) * (ONE + Number(3.0 * 0.044715) * square(net))
    return HALF * (ONE + t) + HALF * net * (ONE - square(t)) * inner


# With t = tanh(√(2/π) (net + 0.044715 net³)):  out = ½ net (1 + t);
# ∂out/∂net = ½ (1 + t) + ½ net (1 − t²) √(2/π) (1 + 3 · 0.044715 net²)
gelu_by_tanh = _of_net("gelu_by_tanh", HALF * net * (ONE + _tanh_like_erf(net)), _slope_by_tanh)

gelu = ActivationRecord(
    lambda approximate: gelu_by_tanh if approximate else gelu_by_erf,
    source="Hendrycks & Gimpel, Gaussian Error Linear Units (2016), sec. 2",
)

# out = net · σ(net);  ∂out/∂net = σ(net) · (1 + net · (1 − σ(net)))
silu = ActivationRecord(
    _of_net(
        "silu",
        net * logistic(net),
        lambda out, net: logistic(net) * (ONE + net * (ONE - logistic(net))),
    ),
    source="Elfwing, Uchibe & Doya, Neural Networks 107 (2018), eq. 4-5",
)

# out = min(max(0, net + 3), 6) / 6;  ∂out/∂net = 1/6 where −3 < net < 3, else 0
THREE, SIX = Number(3.0), Number(6.0)
hard_sigmoid = ActivationRecord(
    _of_net(
        "hard_sigmoid",
        primitive.minimum(rectify(net + THREE), SIX) / SIX,
        lambda out, net: positive(net + THREE) * positive(THREE - net) / SIX,
        kinks=(net + THREE, net - THREE),
    ),
    source="Howard et al., Searching for MobileNetV3, ICCV (2019), sec. 5.2; torch.nn.Hardsigmoid",
)

# out_k = e^net_k / Σ_l e^net_l;  ∂out_k/∂net_l = out_k ([k = l] − out_l).
# Evaluated with m = max net: e^(net_k − m) / Σ_l e^(net_l − m), the same and never infinite.
net_own, net_other = Reference("net", (OWN,)), Reference("net", (OTHER,))
net_largest = Largest(OTHER, net_other)
softmax = ActivationRecord(
    Function(
        "softmax",
        ("net",),
        exp(net_own) / SumOver(OTHER, exp(net_other)),
        (),  # the Jacobian has them all
        symbol="softmax",
        stable=exp(net_own - net_largest) / SumOver(OTHER, exp(net_other - net_largest)),
        jacobian=lambda own, other, same: own * (same - other),
    ),
    source="Bridle, Neurocomputing (1990), eq. 13; Bishop (2006), eq. 4.104-4.106",
)

# out = 0 where net < 0, else 1; its derivative is 0 and tells a gradient nothing: there is none
step = ActivationRecord(
    Function(
        "step",
        ("net",),
        where(ZERO, net, ZERO, ONE),
        (None,),
        symbol="step",
        kinks=(net,),
    ),
    source="Rosenblatt, Psychological Review 65 (1958); Minsky & Papert, Perceptrons (1969)",
)

ACTIVATIONS: Mapping[ActivationName, ActivationRecord] = {
    "identity": identity,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "selu": selu,
    "softplus": softplus,
    "softsign": softsign,
    "gelu": gelu,
    "silu": silu,
    "hard_sigmoid": hard_sigmoid,
    "softmax": softmax,
    "step": step,
}


@lru_cache(maxsize=256)
def function_of(activation: Activation) -> Function:
    """The function of an activation that leaves no parameter open, or that is a formula; one and
    the same for equal activations."""
    if activation.formula is not None:
        from bptrace.network.formula import function_of_formula  # noqa: PLC0415  # start-up time

        return function_of_formula(activation.formula)
    assert activation.name is not None
    function = ACTIVATIONS[activation.name].function
    if isinstance(function, Function):
        return function
    taken = ACTIVATION_PARAMETERS[activation.name]
    return function(**{name: getattr(activation, name) for name in taken})
