"""The optimizers: one record each, one line each in OPTIMIZERS.

An optimizer says what a parameter becomes, as an expression over the parameter, its gradient and
the learning rate; the equation is made from it once a family.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from bptrace.algebra.expressions import Expression
from bptrace.config.experiment import OptimizerName

Update = Callable[[Expression, Expression, Expression], Expression]


class OptimizerRule(Struct, frozen=True):
    """parameter_new = update(parameter, gradient, eta)."""

    update: Update
    source: str


# w⁺ = w − η · ∂E/∂w
sgd = OptimizerRule(
    update=lambda parameter, gradient, eta: parameter - eta * gradient,
    source="Robbins & Monro (1951); torch.optim.SGD without momentum",
)

OPTIMIZERS: Mapping[OptimizerName, OptimizerRule] = {"sgd": sgd}
