"""The numbers that a resolved experiment gives to its step: parameters, rates, states, samples.

They come by family, as lists in the order of its axes: {"W_h": [[0.15, 0.2], …], "eta": 0.5}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Given, Step
from bptrace.config.experiment import Bias, Experiment, Optimizer, Tied
from bptrace.network.naming import INPUTS, batch_length, label_layers
from bptrace.network.optimizers import COUNTER
from bptrace.network.order import SampleOrder
from bptrace.network.updates import STATE

Nested = float | Sequence["Nested"]
ByFamily = Mapping[str, Nested]


def start_values(experiment: Experiment, step: Step) -> ByFamily:
    """What does not change from sample to sample, at the start: weights and biases, rates and
    other hyperparameters, states."""
    givens = (each for each in step.givens if each.role in {"rate", "hyperparameter"})
    rates = {each.name: _rate(experiment, each) for each in givens}
    return {**_parameters(experiment), **rates, **_states(experiment, step)}


def sample_values(experiment: Experiment) -> Mapping[str, Sequence[Sequence[float]]]:
    """The inputs and targets of all samples, by family: one row a sample."""
    outputs = label_layers(experiment)[-1]
    samples = experiment.samples
    return {
        INPUTS.out: [_row(each.input) for each in samples],
        outputs.target: [_row(each.target) for each in samples],
    }


def order_of(experiment: Experiment) -> SampleOrder:
    """Which samples each iteration sees."""
    batch = experiment.batch
    samples = len(experiment.samples)
    return SampleOrder(batch.order, samples, experiment.seed, batch_length(experiment))


def scalars_of(step: Step, values: ByFamily) -> Iterator[tuple[Reference, float]]:
    """Every scalar of the families with its value."""
    for name, nested in values.items():
        for reference in step.positions(step.family(name)):
            yield reference, value_at(nested, reference)


def value_at(nested: Nested, reference: Reference) -> float:
    """The value of a scalar among those of its family."""
    for place in reference.at:
        assert not isinstance(nested, float)
        nested = nested[int(place)]
    assert isinstance(nested, float)
    return nested


def _row(numbers: float | list[float]) -> Sequence[float]:
    assert isinstance(numbers, list)
    return numbers


def _parameters(experiment: Experiment) -> ByFamily:
    values: dict[str, Nested] = {}
    for layer, labels in zip(experiment.layers, label_layers(experiment), strict=True):
        if not isinstance(layer.weights, Tied):
            assert isinstance(layer.weights, list)
            values[labels.weights] = layer.weights
        if isinstance(layer.bias, Bias):
            assert layer.bias.value is not None
            values[labels.bias] = layer.bias.value
    return values


def _rate(experiment: Experiment, given: Given) -> float:
    """A rate of the whole network or of a layer, or another number of the optimizer's."""
    optimizer = experiment.optimizer
    assert isinstance(optimizer, Optimizer)
    if given.role != "rate":
        value = getattr(optimizer, given.name)
    elif given.layer is None:
        value = optimizer.learning_rate
    else:
        labels = [each.label for each in label_layers(experiment)]
        value = experiment.layers[labels.index(given.layer)].learning_rate
    assert value is not None
    return float(value)


def _states(experiment: Experiment, step: Step) -> ByFamily:
    """0 where the experiment does not say otherwise; the first iteration is number 1."""
    families = [each for each in step.givens if each.role == STATE]
    given = {step.names.find(name): value for name, value in (experiment.states or {}).items()}

    def values(name: str, lengths: Sequence[int], at: tuple[int, ...] = ()) -> Nested:
        if lengths:
            places = range(lengths[0])
            return [values(name, lengths[1:], (*at, place)) for place in places]
        return float(given.get(Reference(name, at), name == COUNTER))

    return {each.name: values(each.name, [step.axes[i] for i in each.at]) for each in families}
