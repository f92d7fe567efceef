"""The losses: one record each, one line each in LOSSES.

A loss is a function of one output and its target, E_o = f(target, out); the sum over the outputs
is an equation of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.algebra import primitives as primitive
from bptrace.algebra.expressions import HALF, Apply, Expression, Function, Reference
from bptrace.config.experiment import LossName


class Loss(Struct, frozen=True):
    """E_o = function(target_o, out_o), summed over the outputs."""

    function: Function
    source: str


target, out = Reference("target"), Reference("out")


def _target_minus_out(_error: Expression, target: Expression, out: Expression) -> Expression:
    return target - out


def _minus_target_minus_out(_error: Expression, target: Expression, out: Expression) -> Expression:
    return -(target - out)


# E_o = ½ (target − out)²;  ∂E_o/∂out = −(target − out)
half_squared_error = Loss(
    Function(
        "half_squared_error",
        ("target", "out"),
        HALF * Apply(primitive.square, (target - out,)),
        (_target_minus_out, _minus_target_minus_out),
        symbol=None,
    ),
    source="Rumelhart, Hinton & Williams, Nature 323 (1986), eq. 3",
)

LOSSES: Mapping[LossName, Loss] = {"half_squared_error": half_squared_error}
