"""The numbers that a resolved experiment gives to its step: parameters, rates, samples."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.algebra.expressions import Reference
from bptrace.algebra.names import all_positions
from bptrace.config.experiment import Bias, Experiment, Optimizer
from bptrace.network.build import RATE
from bptrace.network.naming import INPUTS, label_layers


def parameter_values(experiment: Experiment) -> Mapping[Reference, float]:
    """What does not change from sample to sample: weights and biases at the start, rates."""
    assert isinstance(experiment.optimizer, Optimizer)
    values = {Reference(RATE): experiment.optimizer.learning_rate}
    for layer, labels in zip(experiment.layers, label_layers(experiment), strict=True):
        assert isinstance(layer.weights, list)
        for j, row in enumerate(layer.weights):
            assert isinstance(row, list)
            for i, weight in enumerate(row):
                values[Reference(labels.weights, (j, i))] = weight
        if isinstance(layer.bias, Bias):
            values |= _bias_values(layer.bias, labels.bias, layer.units)
    return values


def _bias_values(bias: Bias, name: str, units: int) -> Mapping[Reference, float]:
    if isinstance(bias.value, list):
        shape = (units,)
        places = all_positions(shape)
        return {Reference(name, at): each for at, each in zip(places, bias.value, strict=True)}
    assert bias.value is not None
    return {Reference(name): bias.value}


def sample_values(experiment: Experiment, place: int) -> Mapping[Reference, float]:
    """The inputs and targets of one sample; `place` counts from 0."""
    sample = experiment.samples[place]
    outputs = label_layers(experiment)[-1]
    assert isinstance(sample.input, list)
    assert isinstance(sample.target, list)
    inputs = {Reference(INPUTS.out, (0, i)): each for i, each in enumerate(sample.input)}
    targets = {Reference(outputs.target, (0, k)): each for k, each in enumerate(sample.target)}
    return {**inputs, **targets}
