"""Mistakes about biases: in net, in their gradients, in which of them are trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from bptrace.algebra.expressions import (
    MINUS_ONE,
    Expression,
    Reference,
    SumOver,
    references_in,
    sum_of,
    terms_of,
)
from bptrace.algebra.partials import times
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import rename
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron, two_neurons, with_biases
from bptrace.checking.mistakes.parts import Part, about, groups, listed, parts_of
from bptrace.checking.mistakes.rewriting import (
    Rewrite,
    divided,
    mentions,
    one_term,
    rewriting,
    rewriting_each,
)
from bptrace.config.experiment import Bias, Experiment, Layer

MOST_NEURONS = 16

Terms = Callable[[Expression], Sequence[Expression]]
"""What becomes of the term of a sum that is the bias."""


def _biased(experiment: Experiment) -> Sequence[Part]:
    return [part for part in parts_of(experiment) if part.bias is not None]


def _in_net(slug: str, experiment: Experiment, terms: Terms) -> Iterator[Change]:
    """Of each layer, and of all at once."""
    biased = _biased(experiment)
    for group in groups(biased):
        yield Change(slug, about(group), step=_nets(group, terms))


def _nets(parts: Sequence[Part], terms: Terms) -> Rewrite:
    of = {part.here.net: part.here.bias for part in parts}

    def right(equation: Equation) -> Expression:
        bias = of[equation.name]
        others: list[Expression] = []
        for term in terms_of(equation.right):
            others += terms(term) if mentions(term, bias) else [term]
        return sum_of(others)

    return rewriting(of, right)


def _forgotten(experiment: Experiment, _step: Step) -> Iterator[Change]:
    return _in_net("bias_forgotten", experiment, lambda term: ())


def _twice(experiment: Experiment, _step: Step) -> Iterator[Change]:
    return _in_net("bias_twice", experiment, lambda term: (term, term))


def _other_sign(experiment: Experiment, _step: Step) -> Iterator[Change]:
    return _in_net("sign_of_bias", experiment, lambda term: (times(MINUS_ONE, term),))


def _threshold(_experiment: Experiment, _step: Step) -> Iterator[Change]:
    """Subtracted where they should be added, or the other way round; with its gradient."""

    def other(layer: Layer) -> Layer:
        if not isinstance(layer.bias, Bias):
            return layer
        bias = structs.replace(layer.bias, threshold=not layer.bias.threshold)
        return structs.replace(layer, bias=bias)

    yield Change("bias_as_threshold", experiment=lambda each: _with_layers(each, other))


def _trained(_experiment: Experiment, _step: Step) -> Iterator[Change]:
    """Those that are fixed, as they are: one a layer or one a neuron."""

    def train(layer: Layer) -> Layer:
        if not isinstance(layer.bias, Bias) or layer.bias.trainable or not layer.trainable:
            return layer
        return structs.replace(layer, bias=structs.replace(layer.bias, trainable=True))

    yield Change("biases_trained", experiment=lambda each: _with_layers(each, train))


def _one_a_neuron(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """Those that a layer shares, trained as if each neuron had its own."""

    def share_out(layer: Layer) -> Layer:
        if not isinstance(layer.bias, Bias) or not layer.bias.shared or not layer.trainable:
            return layer
        assert isinstance(layer.bias.value, float)
        own = [layer.bias.value] * layer.units
        bias = structs.replace(layer.bias, value=own, shared=False, trainable=True)
        names = structs.replace(layer.names, biases=None) if layer.names else None
        return structs.replace(layer, bias=bias, names=names)

    if any(part.layer.units > 1 for part in parts_of(experiment)):
        yield Change(
            "shared_bias_one_a_neuron", experiment=lambda each: _with_layers(each, share_out)
        )


def _with_layers(experiment: Experiment, change: Callable[[Layer], Layer]) -> Experiment:
    layers = [change(layer) for layer in experiment.layers]
    if all(new is old for new, old in zip(layers, experiment.layers, strict=True)):
        return experiment
    return structs.replace(experiment, layers=layers)


def _not_trained(experiment: Experiment, _step: Step) -> Iterator[Change]:
    names = {f"{part.here.bias}_new": part.here.bias for part in _biased(experiment)}
    yield Change(
        "biases_not_trained",
        step=rewriting(names, lambda each: Reference(names[each.name], each.at)),
    )


def _one_delta(experiment: Experiment, step: Step) -> Iterator[Change]:
    """The gradient of a shared bias: of all the deltas one."""
    for group in groups(_sharing(experiment)):
        units = group[0].layer.units
        places = range(units if units <= MOST_NEURONS else 0) if len(group) == 1 else (0, -1)
        for place in places:
            yield _of_neuron(step, group, place)


def _of_neuron(step: Step, parts: Sequence[Part], place: int) -> Change:
    """place: from the end, where it is negative."""
    places = [place % part.layer.units for part in parts]
    those = list(zip(parts, places, strict=True))
    names = listed(step.names.tables[part.label].name((at,)) for part, at in those)
    terms = {part.by_bias: one_term(part.here.index, at) for part, at in those}
    words = {**about(parts), "neuron": names}
    return Change("shared_bias_one_delta", words, step=rewriting_each(terms))


def _summed(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The gradients of a layer's biases: of each the sum over all of its neurons."""
    own = [part for part in _biased(experiment) if part.bias and not part.bias.shared]
    several = [part for part in own if part.layer.units > 1]
    for group in groups(several):
        yield Change("bias_gradient_of_the_layer", about(group), step=_summed_in(group))


def _summed_in(parts: Sequence[Part]) -> Rewrite:
    of = {part.by_bias: part.here for part in parts}

    def right(equation: Equation) -> Expression:
        here, own = of[equation.name], equation.right
        if not any(here.index in each.at for each in references_in(own)):
            return own
        return SumOver(here.other, rename(own, {here.index: here.other}))

    return rewriting(of, right)


def _mean(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for group in groups(_sharing(experiment)):
        means = {part.by_bias: divided(part.layer.units) for part in group}
        yield Change("shared_bias_mean", about(group), step=rewriting_each(means))


def _sharing(experiment: Experiment) -> Iterator[Part]:
    for part in _biased(experiment):
        if part.bias and part.bias.shared and part.layer.units > 1:
            yield part


FIXED = with_biases(neuron(), value=0.3, trainable=False)
TRAINED = with_biases(neuron(), value=0.3)
SHARED = with_biases(two_neurons(), value=0.3, shared=True)
OWN = with_biases(two_neurons(), value=[0.3, 0.1])
SHARED_FIXED = with_biases(two_neurons(), value=0.3, shared=True, trainable=False)

BIASES = (
    Mistake("bias_forgotten", _forgotten, Shows(FIXED, 1, 5)),
    Mistake("bias_twice", _twice, Shows(FIXED, 1, 5)),
    Mistake("sign_of_bias", _other_sign, Shows(FIXED, 1, 5)),
    Mistake("bias_as_threshold", _threshold, Shows(TRAINED, 1, 2)),
    Mistake("biases_trained", _trained, Shows(FIXED, 1, 3)),
    Mistake("shared_bias_one_a_neuron", _one_a_neuron, Shows(SHARED_FIXED, 1, 3)),
    Mistake("biases_not_trained", _not_trained, Shows(TRAINED, 1, 2)),
    Mistake("shared_bias_one_delta", _one_delta, Shows(SHARED, 1, 2)),
    Mistake("bias_gradient_of_the_layer", _summed, Shows(OWN, 1, 3)),
    Mistake("shared_bias_mean", _mean, Shows(SHARED, 1, 3)),
)
