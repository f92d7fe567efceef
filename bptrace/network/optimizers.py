"""The optimizers: one record each, one line each in OPTIMIZERS; torch.optim's semantics.

A record says what is computed for one parameter w with gradient g, as named expressions: a state's
next value (velocity⁺), something in between (m_hat), and last of all the new parameter. The
equations are made from it once a family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from bptrace.algebra.expressions import ONE, Apply, Expression, Reference
from bptrace.algebra.primitives import power, sqrt, square
from bptrace.config.experiment import Optimizer, OptimizerName

COUNTER = "t"
"""The number of the iteration, from 1: a state like any other."""


class Defined(Struct, frozen=True):
    """What an optimizer computes for a parameter: `velocity`, a state's next value; `m_hat`; or,
    without a name, the parameter's."""

    name: str
    right: Expression
    is_state: bool = True


class Terms(Struct, frozen=True):
    """What the expressions for one parameter are made of.

    gradient: of E, clipped, and with the weight decay unless that is decoupled. eta: the learning
    rate. decay: a weight decay that is decoupled.
    """

    parameter: Reference
    gradient: Reference
    eta: Reference
    decay: Reference | None

    def before(self, state: str) -> Reference:
        """A state as the iteration finds it."""
        return Reference(f"{state}_{self.parameter.name}", self.parameter.at)

    def after(self, state: str) -> Reference:
        """A state as the iteration leaves it."""
        return Reference(f"{state}_{self.parameter.name}_new", self.parameter.at)

    between = before
    """A value that is no state."""


Rule = Callable[[Terms, Optimizer], Iterator[Defined]]


class OptimizerRule(Struct, frozen=True):
    """decoupled: weight decay is no part of the gradient, but of the update itself."""

    rule: Rule
    source: str
    decoupled: bool = False


momentum, alpha, eps = Reference("momentum"), Reference("alpha"), Reference("eps")
beta1, beta2 = Reference("beta1"), Reference("beta2")


def _sgd(of: Terms, optimizer: Optimizer) -> Iterator[Defined]:
    """w⁺ = w − η·g;  with momentum μ: v⁺ = μ·v + g, w⁺ = w − η·v⁺; Nesterov's: w − η·(g + μ·v⁺)"""
    direction: Expression = of.gradient
    if optimizer.momentum:
        yield Defined("velocity", momentum * of.before("velocity") + of.gradient)
        velocity = of.after("velocity")
        direction = of.gradient + momentum * velocity if optimizer.nesterov else velocity
    yield Defined("", of.parameter - of.eta * direction)


def _adagrad(of: Terms, _optimizer: Optimizer) -> Iterator[Defined]:
    """G⁺ = G + g²;  w⁺ = w − η·g / (√G⁺ + ε)"""
    yield Defined("sum", of.before("sum") + _squared(of.gradient))
    yield Defined("", of.parameter - of.eta * of.gradient / (_root(of.after("sum")) + eps))


def _rmsprop(of: Terms, _optimizer: Optimizer) -> Iterator[Defined]:
    """v⁺ = α·v + (1 − α)·g²;  w⁺ = w − η·g / (√v⁺ + ε)"""
    yield Defined("v", _average(alpha, of.before("v"), _squared(of.gradient)))
    yield Defined("", of.parameter - of.eta * of.gradient / (_root(of.after("v")) + eps))


def _adam(of: Terms, _optimizer: Optimizer) -> Iterator[Defined]:
    """m⁺ = β₁·m + (1 − β₁)·g;  v⁺ = β₂·v + (1 − β₂)·g²;  m̂ = m⁺ / (1 − β₁ᵗ);  v̂ = v⁺ / (1 − β₂ᵗ);
    w⁺ = w − η·m̂ / (√v̂ + ε)"""
    yield from _moments(of)
    yield Defined("", of.parameter - _adam_step(of))


def _adamw(of: Terms, _optimizer: Optimizer) -> Iterator[Defined]:
    """As adam, but the weight decay λ does not pass through the moments:
    w⁺ = w − η·λ·w − η·m̂ / (√v̂ + ε)"""
    yield from _moments(of)
    kept: Expression = of.parameter
    if of.decay is not None:
        kept = kept - of.eta * of.decay * of.parameter
    yield Defined("", kept - _adam_step(of))


def _moments(of: Terms) -> Iterator[Defined]:
    yield Defined("m", _average(beta1, of.before("m"), of.gradient))
    yield Defined("v", _average(beta2, of.before("v"), _squared(of.gradient)))
    for moment, beta in (("m", beta1), ("v", beta2)):
        correction = ONE - Apply(power, (beta, Reference(COUNTER)))
        yield Defined(f"{moment}_hat", of.after(moment) / correction, is_state=False)


def _adam_step(of: Terms) -> Expression:
    return of.eta * of.between("m_hat") / (_root(of.between("v_hat")) + eps)


def _average(share: Expression, before: Expression, now: Expression) -> Expression:
    return share * before + (ONE - share) * now


def _squared(expression: Expression) -> Apply:
    return Apply(square, (expression,))


def _root(expression: Expression) -> Apply:
    return Apply(sqrt, (expression,))


OPTIMIZERS: Mapping[OptimizerName, OptimizerRule] = {
    "sgd": OptimizerRule(
        _sgd,
        "Robbins & Monro (1951); Polyak (1964); Sutskever et al., ICML (2013); torch.optim.SGD",
    ),
    "adagrad": OptimizerRule(
        _adagrad, "Duchi, Hazan & Singer, JMLR 12 (2011); torch.optim.Adagrad"
    ),
    "rmsprop": OptimizerRule(_rmsprop, "Hinton, Coursera lecture 6e (2012); torch.optim.RMSprop"),
    "adam": OptimizerRule(_adam, "Kingma & Ba, ICLR (2015), algorithm 1; torch.optim.Adam"),
    "adamw": OptimizerRule(
        _adamw, "Loshchilov & Hutter, ICLR (2019), algorithm 2; torch.optim.AdamW", decoupled=True
    ),
}
