"""A layer -> what is given of it, and its forward equations.

net[s,j] = Σ_i W[j,i] · out_before[s,i] + b[j]
out[s,j] = activation(net[s,j])
"""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.algebra.expressions import Apply, Expression, Reference, SumOver
from bptrace.algebra.names import Entry, Spelling
from bptrace.algebra.steps import Equation, Given, Phase
from bptrace.config.experiment import Activation, Bias, Layer, Tied
from bptrace.network.activations import function_of
from bptrace.network.naming import SAMPLE_INDEX, Labels


def given_values(name: str, role: str, layer: Labels, prefix: Spelling = ()) -> Given:
    """A value for every neuron of a layer and every sample: inputs, targets."""
    spelling = (*prefix, Entry(layer.label, (layer.index,)))
    at = (SAMPLE_INDEX, layer.index)
    return Given(name, at, Phase.GIVEN, role, layer.label, spelling)


def parameters(layer: Layer, here: Labels, below: Labels) -> Iterator[Given]:
    """The weights of a layer, if they are its own, and its biases."""
    at = (here.index, below.index)
    if not isinstance(layer.weights, Tied):
        spelling: Spelling = (Entry(here.weights, at),)
        yield Given(here.weights, at, Phase.GIVEN, "weight", here.label, spelling)
    if isinstance(layer.bias, Bias):
        at_bias = () if layer.bias.shared else (here.index,)
        spelling = (Entry(here.bias, at_bias),)
        yield Given(here.bias, at_bias, Phase.GIVEN, "bias", here.label, spelling)


def trained_parameters(layer: Layer, labels: Labels) -> Iterator[str]:
    """The families of a layer's own that training changes."""
    if not layer.trainable:
        return
    if not isinstance(layer.weights, Tied):
        yield labels.weights
    if isinstance(layer.bias, Bias) and layer.bias.trainable:
        yield labels.bias


def layer_equations(layer: Layer, here: Labels, below: Labels) -> Iterator[Equation]:
    """net and out of a layer."""
    at = (SAMPLE_INDEX, here.index)
    neuron = Entry(here.label, (here.index,))
    source = Reference(below.out, (SAMPLE_INDEX, below.index))
    net: Expression = SumOver(below.index, _weight(layer, here, below) * source)
    if isinstance(layer.bias, Bias):
        bias = Reference(here.bias, () if layer.bias.shared else (here.index,))
        net = net - bias if layer.bias.threshold else net + bias
    yield Equation(here.net, at, Phase.FORWARD, "net", here.label, ("net_", neuron), right=net)
    out = _activated(layer, here)
    yield Equation(here.out, at, Phase.FORWARD, "out", here.label, ("out_", neuron), right=out)


def _weight(layer: Layer, here: Labels, below: Labels) -> Reference:
    at = (here.index, below.index)
    if not isinstance(layer.weights, Tied):
        return Reference(here.weights, at)
    tied = Labels(layer.weights.tied_to, here.index)
    return Reference(tied.weights, at[::-1] if layer.weights.transposed else at)


def _activated(layer: Layer, here: Labels) -> Apply:
    assert isinstance(layer.activation, Activation)
    function = function_of(layer.activation)
    along = (here.index, here.other) if function.jacobian is not None else None
    return Apply(function, (Reference(here.net, (SAMPLE_INDEX, here.index)),), along)
