"""Mistakes about ∂E/∂w = δ · out of the neuron below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bptrace.algebra.expressions import Expression, Reference
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import rename
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron, neurons_in_a_row, square
from bptrace.checking.mistakes.parts import Part, about, groups, parts_of
from bptrace.checking.mistakes.rewriting import Rewrite, Right, rewriting, with_factors
from bptrace.config.experiment import Experiment
from bptrace.network.naming import INPUTS

Factors = Callable[[Part, Reference], Sequence[Expression]]
"""What is there of a layer in place of the output of a neuron below."""


def _own(experiment: Experiment) -> Sequence[Part]:
    return [part for part in parts_of(experiment) if part.has_own_weights]


def _in_place_of_out(parts: Sequence[Part], factors: Factors) -> Rewrite:
    of = {part.by_weights: part for part in parts}

    def right(equation: Equation) -> Expression:
        part = of[equation.name]
        return with_factors(equation.right, part.below.out, lambda each: factors(part, each))

    return rewriting(of, right)


def _with_net(experiment: Experiment, _step: Step) -> Iterator[Change]:
    sending = [part for part in _own(experiment) if part.passes_back]
    for group in groups(sending):
        rewrite = _in_place_of_out(group, lambda part, out: (Reference(part.below.net, out.at),))
        yield Change("gradient_with_net", about(group), step=rewrite)


def _with_input(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The network's inputs, in a layer that has others."""
    width = parts_of(experiment)[0].inputs
    fitting = [part for part in _own(experiment) if part.passes_back and part.inputs == width]
    for group in groups(fitting):
        rewrite = _in_place_of_out(group, lambda part, out: (Reference(INPUTS.out, out.at),))
        yield Change("gradient_with_input", about(group), step=rewrite)


def _with_own_out(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The output of the neuron itself."""
    for group in groups(_own(experiment)):
        rewrite = _in_place_of_out(group, _own_out)
        yield Change("gradient_with_own_out", about(group), step=rewrite)


def _own_out(part: Part, out: Reference) -> Sequence[Expression]:
    return (Reference(part.here.out, (out.at[0], part.here.index)),)


def _without_factor(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for group in groups(_own(experiment)):
        rewrite = _in_place_of_out(group, lambda part, out: ())
        yield Change("gradient_without_factor", about(group), step=rewrite)


def _transposed(experiment: Experiment, _step: Step) -> Iterator[Change]:
    square = [part for part in _own(experiment) if part.is_square]
    for group in groups(square):
        of = {part.by_weights: part for part in group}
        yield Change("gradient_transposed", about(group), step=rewriting(of, _swapped(of)))


def _swapped(of: dict[str, Part]) -> Right:
    """The right side with the two ends of each weight exchanged."""

    def right(equation: Equation) -> Expression:
        one, other = of[equation.name].here.index, of[equation.name].below.index
        try:
            return rename(equation.right, {one: other, other: one})
        except ValueError:  # there is a sum over one of them
            return equation.right

    return right


WEIGHT_GRADIENTS = (
    Mistake("gradient_with_net", _with_net, Shows(neurons_in_a_row(), 1, 3)),
    Mistake("gradient_with_input", _with_input, Shows(neurons_in_a_row(), 1, 2)),
    Mistake("gradient_with_own_out", _with_own_out, Shows(neuron(), 1, 5)),
    Mistake("gradient_without_factor", _without_factor, Shows(neuron(), 1, 3)),
    Mistake("gradient_transposed", _transposed, Shows(square(), 1, 2)),
)
