"""What people pass back in place of δ: errors, their derivatives, weight gradients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.algebra.expressions import Expression, Reference
from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neurons_in_a_row
from bptrace.checking.mistakes.parts import Part, parts_of
from bptrace.checking.mistakes.rewriting import Right, exchanged
from bptrace.checking.mistakes.sending import change, changes, senders, weights_of, with_others
from bptrace.config.experiment import Experiment


def _error(experiment: Experiment, _step: Step) -> Iterator[Change]:
    part = parts_of(experiment)[-1]
    if part.passes_back:
        yield change("error_in_place_of_delta", [part], _error_of)


def _error_of(part: Part) -> Right:
    return with_others({part.delta}, lambda each: (Reference(part.here.error, each.at),))


def _error_derivative(experiment: Experiment, _step: Step) -> Iterator[Change]:
    sloped = (part for part in senders(experiment) if part.has_slope)
    yield from changes("error_derivative_in_place_of_delta", sloped, _by_out)


def _by_out(part: Part) -> Right:
    return with_others({part.delta}, lambda each: (Reference(part.by_out, each.at),))


def _weight_gradients(experiment: Experiment, _step: Step) -> Iterator[Change]:
    parts = senders(experiment)
    yield from changes("weight_gradients_in_place_of_delta", parts, _of_weight_gradients)


def _of_weight_gradients(part: Part) -> Right:
    """δ·w becomes ∂E/∂w: the gradient in place of the delta, and no weight."""

    def instead(each: Reference) -> Sequence[Expression]:
        if each.name == part.delta:
            return (Reference(part.by_weights, (*each.at, part.below.index)),)
        return () if each.name in weights_of(part) else (each,)

    return lambda equation: exchanged(equation.right, instead)


IN_PLACE_OF_DELTA = (
    Mistake("error_in_place_of_delta", _error, Shows(neurons_in_a_row(), 1, 3)),
    Mistake(
        "error_derivative_in_place_of_delta", _error_derivative, Shows(neurons_in_a_row(), 1, 4)
    ),
    Mistake(
        "weight_gradients_in_place_of_delta", _weight_gradients, Shows(neurons_in_a_row(), 1, 4)
    ),
)
