"""Mistakes about σ′, the derivative of an activation: δ = ∂E/∂out · ∂out/∂net."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bptrace.algebra.expressions import ONE, Apply, Expression, Reference
from bptrace.algebra.steps import Equation, Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron, two_neurons, with_activation
from bptrace.checking.mistakes.parts import Part, about, groups, parts_of
from bptrace.checking.mistakes.rewriting import by_chain, mentions, rewriting, with_factors
from bptrace.config.experiment import Activation, ActivationName, Experiment
from bptrace.network.activations import function_of
from bptrace.network.defaults import whole_activation

COMMON: Sequence[ActivationName] = ("sigmoid", "tanh", "relu")
"""Whose derivatives people know by heart."""

Of = Callable[[Part, Equation], Expression]
"""The right side that an equation of a layer gets."""


def changes_of(
    slug: str, parts: Sequence[Part], names: Callable[[Part], str], right: Of
) -> Iterator[Change]:
    """In each layer, and in several at once: other right sides of the equations of those names."""
    for group in groups(parts):
        of = {names(part): part for part in group}
        yield Change(slug, about(group), step=rewriting(of, _of_part(of, right)))


def _of_part(of: dict[str, Part], right: Of) -> Callable[[Equation], Expression]:
    return lambda equation: right(of[equation.name], equation)


def _sloped(experiment: Experiment) -> Sequence[Part]:
    return [part for part in parts_of(experiment) if part.has_slope]


def scalar(experiment: Experiment) -> Sequence[Part]:
    """The layers in which every neuron has a slope of its own."""
    return [part for part in _sloped(experiment) if not part.is_vector]


def _forgotten(experiment: Experiment, _step: Step) -> Iterator[Change]:
    def right(part: Part, equation: Equation) -> Expression:
        chain = by_chain(equation)
        if part.is_vector and mentions(chain, part.slope):
            return Reference(part.by_out, equation.at)
        return with_factors(chain, part.slope, lambda slope: ())

    yield from changes_of("derivative_forgotten", _sloped(experiment), _delta, right)


def _twice(experiment: Experiment, _step: Step) -> Iterator[Change]:
    def right(part: Part, equation: Equation) -> Expression:
        return with_factors(by_chain(equation), part.slope, lambda slope: (slope, slope))

    yield from changes_of("derivative_twice", scalar(experiment), _delta, right)


def _at_out(experiment: Experiment, _step: Step) -> Iterator[Change]:
    def right(part: Part, equation: Equation) -> Expression:
        out = Reference(part.here.out, equation.at)
        (partial,) = part.function.partials
        return partial(Apply(part.function, (out,)), out) if partial else equation.right

    yield from changes_of("derivative_at_out", scalar(experiment), slope_of, right)


def _of_net(experiment: Experiment, _step: Step) -> Iterator[Change]:
    def right(part: Part, equation: Equation) -> Expression:
        net = Reference(part.here.net, equation.at)
        (partial,) = part.function.partials
        return partial(net, net) if partial else equation.right

    yield from changes_of("derivative_of_net", scalar(experiment), slope_of, right)


def _of_another(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for name in COMMON:
        function = function_of(whole_activation(Activation(name)))
        (partial,) = function.partials
        assert partial is not None

        def right(
            part: Part, equation: Equation, partial: Callable[..., Expression] = partial
        ) -> Expression:
            out, net = (Reference(each, equation.at) for each in (part.here.out, part.here.net))
            return partial(out, net)

        others = [part for part in scalar(experiment) if part.function.name != name]
        for change in changes_of("derivative_of_another_activation", others, slope_of, right):
            yield Change(
                change.mistake,
                {**change.about, "activation": name},
                step=change.step,
                in_pairs=False,
            )


def _elementwise(experiment: Experiment, _step: Step) -> Iterator[Change]:
    def right(part: Part, equation: Equation) -> Expression:
        jacobian = part.function.jacobian
        if jacobian is None or not mentions(by_chain(equation), part.slope):
            return equation.right
        out = Reference(part.here.out, equation.at)
        return Reference(part.by_out, equation.at) * jacobian(out, out, ONE)

    vectors = [part for part in parts_of(experiment) if part.is_vector]
    yield from changes_of("softmax_elementwise", vectors, _delta, right)


def _kept(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """δ = out − target times σ′, which is in it already."""

    def right(part: Part, equation: Equation) -> Expression:
        if equation.chain is None:
            return equation.right
        out = Reference(part.here.out, equation.at)
        return equation.right * _own_slope(part, out, Reference(part.here.net, equation.at))

    outputs = parts_of(experiment)[-1:]
    yield from changes_of("derivative_kept_under_cross_entropy", outputs, _delta, right)


def _own_slope(part: Part, out: Reference, net: Reference) -> Expression:
    """∂out/∂net of one and the same neuron."""
    if part.function.jacobian is not None:
        return part.function.jacobian(out, out, ONE)
    (partial,) = part.function.partials
    assert partial is not None
    return partial(out, net)


def _delta(part: Part) -> str:
    return part.delta


def slope_of(part: Part) -> str:
    """∂out/∂net."""
    return part.slope


SLOPES = (
    Mistake("derivative_forgotten", _forgotten, Shows(neuron(), 1, 6)),
    Mistake("derivative_twice", _twice, Shows(neuron(), 1, 3)),
    Mistake("derivative_at_out", _at_out, Shows(neuron(), 1, 4)),
    Mistake("derivative_of_net", _of_net, Shows(neuron(), 1, 3)),
    Mistake("derivative_of_another_activation", _of_another, Shows(neuron(), 1, 3)),
    Mistake(
        "softmax_elementwise",
        _elementwise,
        Shows(with_activation(two_neurons(), "softmax"), 1, 3),
    ),
    Mistake(
        "derivative_kept_under_cross_entropy",
        _kept,
        Shows(neuron(loss="binary_cross_entropy"), 1, 3),
    ),
)
