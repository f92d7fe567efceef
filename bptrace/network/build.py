"""A resolved experiment -> one training step: forward equations, and the rest made of them.

net, out           forward, once a layer                `forward`
E_o, E             error                                `error`
delta, dE_dW, …    backward: derived                    `algebra.derive`
dE_dW of a batch   the sum or mean over its samples     `batches`
W_new, …           the optimizer's rule                 `updates`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import structs

from bptrace.algebra.derive import GRADIENT, PREFIX, Named, gradients
from bptrace.algebra.names import Entry, NameTable
from bptrace.algebra.steps import Equation, Given, Pairs, Step
from bptrace.algebra.wellformed import check_step
from bptrace.config.experiment import Activation, Experiment, Layer
from bptrace.network.activations import function_of
from bptrace.network.batches import reduced
from bptrace.network.error import error_equations, error_of_a_sample, short_delta
from bptrace.network.forward import given_values, layer_equations, parameters, trained_parameters
from bptrace.network.naming import (
    INPUTS,
    PLACE,
    SAMPLE_INDEX,
    Labels,
    batch_length,
    has_places,
    input_width,
    label_layers,
    missing_connections,
    name_tables,
)
from bptrace.network.updates import with_updates


def build_step(experiment: Experiment, samples: int | None = None) -> Step:
    """The training step of a resolved experiment (see `resolve`), checked to be well formed.

    samples: how many an iteration sees; left out: as many as the batch has.
    """
    labels = label_layers(experiment)
    step = _forward_step(experiment, samples or batch_length(experiment))
    trained = [
        name
        for layer, each in zip(experiment.layers, labels, strict=True)
        for name in trained_parameters(layer, each)
    ]
    wanted = [*trained, *[INPUTS.out] * _is_differentiable(experiment)]
    step = gradients(
        step,
        error_of_a_sample(experiment),
        wanted,
        kept=SAMPLE_INDEX,
        named={**_deltas(experiment), **_gradients_of_samples(experiment, step, trained)},
    )
    if has_places(experiment):
        step = reduced(step, experiment.batch.reduction)
    step = with_updates(step, experiment, trained)
    if experiment.update_order == "sequential":
        from bptrace.network.update_order import in_sequence  # noqa: PLC0415  # start-up time

        step = in_sequence(step, [each.label for each in labels])
    check_step(step)
    return step


def step_of_one(experiment: Experiment) -> Step:
    """The step of an iteration that sees one sample, as if it always did."""
    batch = structs.replace(experiment.batch, size=1)
    return build_step(structs.replace(experiment, batch=batch))


def _forward_step(experiment: Experiment, samples: int) -> Step:
    labels = label_layers(experiment)
    outputs = labels[-1]
    names = NameTable(name_tables(experiment, samples), {})
    empty = Step((), (), _axes(experiment, samples), {}, names, _absent(experiment))
    givens = [given_values(INPUTS.out, "input", INPUTS)]
    equations: list[Equation] = []
    for layer, here, below in _layers(experiment):
        givens += parameters(layer, here, below)
        equations += layer_equations(layer, here, below)
    givens.append(given_values(outputs.target, "target", outputs, ("target_",)))
    equations += error_equations(experiment, outputs)
    return _with_givens(empty, givens).with_equations(*equations)


def _layers(experiment: Experiment) -> Iterator[tuple[Layer, Labels, Labels]]:
    """Every layer with its labels and those of the layer below."""
    labels = label_layers(experiment)
    return zip(experiment.layers, labels, [INPUTS, *labels[:-1]], strict=True)


def _axes(experiment: Experiment, samples: int) -> Mapping[str, int]:
    """How long every axis is; a layer's has two indices."""
    axes = {SAMPLE_INDEX: samples, INPUTS.index: input_width(experiment)}
    for layer, here, _ in _layers(experiment):
        axes |= {here.index: layer.units, here.other: layer.units}
    return axes


def _absent(experiment: Experiment) -> Pairs:
    missing = (
        ((here.index, below.index), missing_connections(layer))
        for layer, here, below in _layers(experiment)
    )
    return {pair: places for pair, places in missing if places}


def _with_givens(step: Step, givens: list[Given]) -> Step:
    names = step.names.with_spellings((each.reference, each.spelling) for each in givens)
    return structs.replace(step, givens=tuple(givens), names=names)


def _deltas(experiment: Experiment) -> Mapping[str, Named]:
    """∂E/∂net is called delta; that of the outputs may have a short form."""
    labels = label_layers(experiment)
    deltas = {
        each.net: Named(each.delta, ("delta_", Entry(each.label, (each.index,))), "delta")
        for each in labels
    }
    outputs = labels[-1]
    short = short_delta(experiment, outputs)
    return {**deltas, outputs.net: structs.replace(deltas[outputs.net], short=short)}


def _gradients_of_samples(
    experiment: Experiment, step: Step, trained: list[str]
) -> Mapping[str, Named]:
    """What the gradients of the parameters are called for each sample."""
    place = PLACE if has_places(experiment) else ""
    spellings = {name: (PREFIX, *step.family(name).spelling) for name in trained}
    return {
        name: Named(f"{PREFIX}{name}{place}", spelling, GRADIENT)
        for name, spelling in spellings.items()
    }


def _is_differentiable(experiment: Experiment) -> bool:
    """Whether E has derivatives with respect to the inputs: not through a step."""
    activations = (each.activation for each in experiment.layers)
    functions = (function_of(each) for each in activations if isinstance(each, Activation))
    return all(None not in each.partials for each in functions)
