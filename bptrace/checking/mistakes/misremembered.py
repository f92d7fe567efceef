"""Derivatives as people misremember them: 1 − out in place of out·(1 − out)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bptrace.algebra.expressions import HALF, ONE, ZERO, Expression, Partial, Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.primitives import absolute, square, where
from bptrace.algebra.steps import Equation, Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import dense, neuron, with_activation
from bptrace.checking.mistakes.parts import Part
from bptrace.checking.mistakes.slopes import changes_of, scalar, slope_of
from bptrace.config.experiment import Experiment
from bptrace.network.activations import logistic, normal_density, normal_distribution

SLIPS: Mapping[str, Sequence[Partial]] = {
    "sigmoid": (
        lambda out, net: ONE - out,
        lambda out, net: square(out),
        lambda out, net: square(ONE - out),
        lambda out, net: out * (ONE + out),
        lambda out, net: out * (ONE - net),
        lambda out, net: net * (ONE - out),
    ),
    "tanh": (
        lambda out, net: ONE - out,
        lambda out, net: ONE + square(out),
        lambda out, net: square(ONE - out),
        lambda out, net: square(out),
        lambda out, net: HALF * (ONE - square(out)),
    ),
    "elu": (lambda out, net: where(net, ZERO, ONE, out),),
    "softplus": (
        lambda out, net: ONE - logistic(net),
        lambda out, net: logistic(net) * (ONE - logistic(net)),
    ),
    "softsign": (lambda out, net: ONE / (ONE + absolute(net)),),
    "gelu": (
        lambda out, net: normal_distribution(net),
        lambda out, net: net * normal_density(net),
    ),
    "silu": (
        lambda out, net: logistic(net),
        lambda out, net: logistic(net) * (ONE - logistic(net)),
        lambda out, net: net * logistic(net) * (ONE - logistic(net)),
    ),
}
"""By the activation: what is taken for its derivative, over out and net. Another activation's, the
right one of net, and none at all are mistakes of their own."""

TEXT = ascii_notation(lambda reference: reference.name)


def itself(out: Expression, _net: Expression) -> Expression:
    """The activation where its derivative belongs."""
    return out


def _misremembered(experiment: Experiment, _step: Step) -> Iterator[Change]:
    parts = scalar(experiment)
    slips = dict.fromkeys(slip for part in parts for slip in _slips(part))
    for slip in slips:

        def right(part: Part, equation: Equation, slip: Partial = slip) -> Expression:
            out, net = (Reference(each, equation.at) for each in (part.here.out, part.here.net))
            return slip(out, net)

        of = [part for part in parts if slip in _slips(part)]
        text = write(slip(Reference("out"), Reference("net")), TEXT)
        for change in changes_of("derivative_misremembered", of, slope_of, right):
            words = {**change.about, "slope": text}
            yield Change(change.mistake, words, step=change.step, in_pairs=False)


def _slips(part: Part) -> Sequence[Partial]:
    return (*SLIPS.get(part.function.name, ()), itself)


def _at_kink(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """1 at net = 0, where there is no derivative: relu'(0) is 0 here."""

    def right(part: Part, equation: Equation) -> Expression:
        net = Reference(part.here.net, equation.at)
        return where(absolute(net), ZERO, equation.right, ONE)

    kinked = [part for part in scalar(experiment) if part.function.kinks == (Reference("net"),)]
    yield from changes_of("derivative_at_kink", kinked, slope_of, right)


ZERO_NET = with_activation(dense([[0.0]]), "relu")

MISREMEMBERED = (
    Mistake("derivative_misremembered", _misremembered, Shows(neuron(), 1, 4)),
    Mistake("derivative_at_kink", _at_kink, Shows(ZERO_NET, 1, 6)),
)
