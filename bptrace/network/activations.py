"""The activations: one record each, one line each in ACTIVATIONS.

A record is the formula over `net`, the partial derivative as people write it (over the own value
`out` and the argument `net`), what people write for it, and where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.algebra import primitives as primitive
from bptrace.algebra.expressions import ONE, Apply, Function, Reference
from bptrace.config.experiment import ActivationName


class Activation(Struct, frozen=True):
    """out = function(net)."""

    function: Function
    source: str


net = Reference("net")

# out = net;  ∂out/∂net = 1
identity = Activation(
    Function("identity", ("net",), net, (lambda out, net: ONE,), symbol=None),
    source="the linear unit; Bishop, Pattern Recognition and Machine Learning (2006), 5.1",
)

# out = 1 / (1 + e^(−net));  ∂out/∂net = out · (1 − out).
# e^(−net) is infinite for net < −709.78: out is 0 then, less than 6e-309 off.
sigmoid = Activation(
    Function(
        "sigmoid",
        ("net",),
        ONE / (ONE + Apply(primitive.exp, (-net,))),
        (lambda out, net: out * (ONE - out),),
        symbol="σ",
    ),
    source="Rumelhart, Hinton & Williams, Nature 323 (1986), eq. 2",
)

# out = tanh(net);  ∂out/∂net = 1 − out²
tanh = Activation(
    Function(
        "tanh",
        ("net",),
        Apply(primitive.tanh, (net,)),
        primitive.tanh.partials,
        symbol="tanh",
    ),
    source="Bishop, Pattern Recognition and Machine Learning (2006), 5.3.2",
)

# out = max(0, net);  ∂out/∂net = 1 where net > 0, else 0: at the kink relu'(0) = 0
relu = Activation(
    Function(
        "relu",
        ("net",),
        Apply(primitive.rectify, (net,)),
        primitive.rectify.partials,
        symbol="relu",
    ),
    source="Nair & Hinton, ICML (2010); Glorot, Bordes & Bengio, AISTATS (2011)",
)

ACTIVATIONS: Mapping[ActivationName, Activation] = {
    "identity": identity,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
}
