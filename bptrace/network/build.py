"""A resolved experiment -> one training step: forward equations written here, the rest derived.

net[s,j] = Σ_i W[j,i] · out_before[s,i] + b[j]      forward, once a layer
out[s,j] = activation(net[s,j])
E_o[s,k] = loss(target[s,k], out[s,k])              error
E[s]     = Σ_k E_o[s,k]
…                                                   backward: `algebra.derive`
W_new    = W − eta · dE_dW                          update: the optimizer's rule
"""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.algebra.derive import Named, gradients
from bptrace.algebra.expressions import Apply, Expression, Reference, SumOver
from bptrace.algebra.names import Entry, NameTable, Spelling
from bptrace.algebra.steps import Equation, Family, Given, Phase, Step
from bptrace.algebra.wellformed import check_step
from bptrace.config.experiment import Bias, Experiment, Layer, Optimizer
from bptrace.network.activations import ACTIVATIONS
from bptrace.network.losses import LOSSES
from bptrace.network.naming import (
    INPUTS,
    SAMPLE_INDEX,
    Labels,
    input_width,
    label_layers,
    name_tables,
)
from bptrace.network.optimizers import OPTIMIZERS
from bptrace.network.update_order import in_sequence

ERROR = "E"
ERROR_OF_ALL = "E_all"
"""E summed over all samples; of a run, not of a step, which knows only its own sample."""
RATE = "eta"


def build_step(experiment: Experiment) -> Step:
    """The training step of a resolved experiment (see `resolve`), checked to be well formed."""
    step = _forward_step(experiment)
    labels = label_layers(experiment)
    layers = list(zip(experiment.layers, labels, strict=True))
    parameters = [name for layer, each in layers for name in _trained(layer, each)]
    deltas = {
        each.net: Named(each.delta, ("delta_", Entry(each.label, (each.index,))), "delta")
        for each in labels
    }
    step = gradients(step, ERROR, [*parameters, INPUTS.out], kept=SAMPLE_INDEX, named=deltas)
    step = _with_updates(step, experiment, parameters)
    if experiment.update_order == "sequential":
        step = in_sequence(step, [each.label for each in labels])
    check_step(step)
    return step


def _forward_step(experiment: Experiment) -> Step:
    labels = label_layers(experiment)
    outputs = labels[-1]
    before = [INPUTS, *labels[:-1]]
    neurons = name_tables(experiment)
    axes = {SAMPLE_INDEX: 1, INPUTS.index: input_width(experiment)}
    axes |= {each.index: layer.units for layer, each in zip(experiment.layers, labels, strict=True)}
    empty = Step((), (), axes, {}, NameTable(neurons, {}))
    givens: list[Given] = [_given(INPUTS.out, (SAMPLE_INDEX, INPUTS.index), "input", INPUTS, ())]
    equations: list[Equation] = []
    for layer, here, below in zip(experiment.layers, labels, before, strict=True):
        givens += _parameters(layer, here, below)
        equations += _layer_equations(layer, here, below)
    target = _given(outputs.target, (SAMPLE_INDEX, outputs.index), "target", outputs, ("target_",))
    rate = Given(RATE, (), Phase.GIVEN, "rate", None, (RATE,))
    equations += _error_equations(experiment, outputs)
    return _with_givens(empty, [*givens, target, rate]).with_equations(*equations)


def _with_givens(step: Step, givens: list[Given]) -> Step:
    names = step.names.with_spellings((each.reference, each.spelling) for each in givens)
    return Step(tuple(givens), step.equations, step.axes, step.states, names)


def _given(name: str, at: tuple[str, ...], role: str, layer: Labels, prefix: Spelling) -> Given:
    spelling = (*prefix, Entry(layer.label, (layer.index,)))
    return Given(name, at, Phase.GIVEN, role, layer.label, spelling)


def _parameters(layer: Layer, here: Labels, below: Labels) -> Iterator[Given]:
    at = (here.index, below.index)
    spelling: Spelling = (Entry(here.weights, at),)
    yield Given(here.weights, at, Phase.GIVEN, "weight", here.label, spelling)
    if isinstance(layer.bias, Bias):
        at_bias = () if layer.bias.shared else (here.index,)
        spelling = (Entry(here.bias, at_bias),)
        yield Given(here.bias, at_bias, Phase.GIVEN, "bias", here.label, spelling)


def _layer_equations(layer: Layer, here: Labels, below: Labels) -> Iterator[Equation]:
    at = (SAMPLE_INDEX, here.index)
    neuron = Entry(here.label, (here.index,))
    weight = Reference(here.weights, (here.index, below.index))
    net: Expression = SumOver(
        below.index, weight * Reference(below.out, (SAMPLE_INDEX, below.index))
    )
    if isinstance(layer.bias, Bias):
        bias = Reference(here.bias, () if layer.bias.shared else (here.index,))
        net = net - bias if layer.bias.threshold else net + bias
    yield Equation(here.net, at, Phase.FORWARD, "net", here.label, ("net_", neuron), right=net)
    out = Apply(ACTIVATIONS[layer.activation].function, (Reference(here.net, at),))
    yield Equation(here.out, at, Phase.FORWARD, "out", here.label, ("out_", neuron), right=out)


def _error_equations(experiment: Experiment, outputs: Labels) -> Iterator[Equation]:
    at = (SAMPLE_INDEX, outputs.index)
    neuron = Entry(outputs.label, (outputs.index,))
    pair = (Reference(outputs.target, at), Reference(outputs.out, at))
    one = Apply(LOSSES[experiment.loss].function, pair)
    yield Equation(
        outputs.error, at, Phase.ERROR, "error", outputs.label, ("E_", neuron), right=one
    )
    total = SumOver(outputs.index, Reference(outputs.error, at))
    yield Equation(ERROR, (SAMPLE_INDEX,), Phase.ERROR, "total", None, (ERROR,), right=total)


def _trained(layer: Layer, labels: Labels) -> Iterator[str]:
    yield labels.weights
    if isinstance(layer.bias, Bias) and layer.bias.trainable:
        yield labels.bias


def _with_updates(step: Step, experiment: Experiment, parameters: list[str]) -> Step:
    assert isinstance(experiment.optimizer, Optimizer)
    rule = OPTIMIZERS[experiment.optimizer.name]
    states = {name: f"{name}_new" for name in parameters}
    updates = []
    for name, new in states.items():
        parameter = step.family(name)
        at, layer = parameter.at, parameter.layer
        right = rule.update(parameter.reference, _of_the_sample(step, name), Reference(RATE))
        spelling: Spelling = (*parameter.spelling, "_new")
        updates.append(Equation(new, at, Phase.UPDATE, "new", layer, spelling, right=right))
    return step.with_equations(*updates, states=states)


def _of_the_sample(step: Step, parameter: str) -> Reference:
    """The gradient that the update uses: with one sample an iteration, that sample's own."""
    gradient: Family = step.family(f"d{ERROR}_d{parameter}")
    return Reference(gradient.name, tuple(0 if i == SAMPLE_INDEX else i for i in gradient.at))
