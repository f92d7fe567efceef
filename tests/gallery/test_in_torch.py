"""Examples trained by PyTorch's usual means: the same weights all the way, as many samples right.

`pip install torch`, then `pytest -m torch`; skipped where PyTorch is not installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import bptrace
from bptrace.config.experiment import Activation, Bias, Layer, Optimizer
from bptrace.trace.trace import Trace
from tests.golden.in_torch import ACTIVATIONS

pytestmark = pytest.mark.torch

ITERATIONS = {
    **{"adam": 1000, "batch": 100, "deep-tanh": 100, "momentum": 1000, "softmax": 100},
    **{"iris": 300, "digits": 570},
}
RELATIVE = 1e-7
"""Rounding adds up over so many updates."""


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is not installed")


class InTorch:
    """The network of a trace at its start, trained with torch.optim."""

    def __init__(self, torch: Any, trace: Trace) -> None:
        self.torch = torch
        self.trace = trace
        self.experiment = experiment = trace.experiment
        samples = experiment.samples
        self.inputs = self._tensor([each.input for each in samples])
        self.targets = self._tensor([each.target for each in samples])
        self.weights = [self._tensor(each.weights).requires_grad_() for each in experiment.layers]
        self.biases = [self._bias(each) for each in experiment.layers]
        self.optimizer = self._optimizer()

    def train(self, iterations: int) -> None:
        scheduler = self._scheduler(iterations)
        for iteration in range(1, iterations + 1):
            self.optimizer.zero_grad()
            self.errors(list(self.trace.order.batch(iteration))).mean().backward()
            self.optimizer.step()
            scheduler.step()

    def outputs(self, places: list[int]) -> Any:
        """The last layer's net, and its out."""
        out = self.inputs[places]
        for layer, weights, bias in zip(
            self.experiment.layers, self.weights, self.biases, strict=True
        ):
            assert isinstance(layer.activation, Activation)
            net = out @ weights.T + bias
            out = ACTIVATIONS[str(layer.activation.name)](self.torch, net, {})
        return net, out

    def errors(self, places: list[int]) -> Any:
        """Of each sample."""
        net, out = self.outputs(places)
        if "cross_entropy" in str(self.experiment.loss):
            cross_entropy = self.torch.nn.functional.cross_entropy
            return cross_entropy(net, self.targets[places], reduction="none")
        return (0.5 * (self.targets[places] - out) ** 2).sum(dim=-1)

    def _optimizer(self) -> Any:
        config = self.experiment.optimizer
        assert isinstance(config, Optimizer)
        trained = [each for each in (*self.weights, *self.biases) if each.requires_grad]
        if config.name == "adam":
            return self.torch.optim.Adam(trained, lr=config.learning_rate)
        momentum = config.momentum or 0.0
        return self.torch.optim.SGD(trained, lr=config.learning_rate, momentum=momentum)

    def _scheduler(self, iterations: int) -> Any:
        config, schedulers = self.experiment.optimizer, self.torch.optim.lr_scheduler
        assert isinstance(config, Optimizer)
        if config.schedule is None:
            return schedulers.ConstantLR(self.optimizer, factor=1.0)
        return schedulers.CosineAnnealingLR(self.optimizer, iterations)

    def _bias(self, layer: Layer) -> Any:
        assert isinstance(layer.bias, Bias)
        return self._tensor(layer.bias.value).requires_grad_(layer.bias.trainable)

    def _tensor(self, values: Any) -> Any:
        return self.torch.tensor(values, dtype=self.torch.float64)


def weights_of(trace: Trace, after: int) -> Iterator[float]:
    weights = (each for each in trace.step.givens if each.role == "weight")
    names = [trace.step.names.spell(at) for each in weights for at in trace.step.positions(each)]
    values = trace.parameters(after)
    return (values[name] for name in names)


@pytest.mark.parametrize("name", ITERATIONS)
def test_an_example_ends_where_pytorch_does(torch: Any, name: str) -> None:
    trace = bptrace.run(name)
    assert len(trace) == ITERATIONS[name]
    theirs = InTorch(torch, trace)
    theirs.train(len(trace))
    flat = torch.cat([each.flatten() for each in theirs.weights]).tolist()
    assert list(weights_of(trace, len(trace))) == pytest.approx(flat, rel=RELATIVE, abs=RELATIVE)
    everything = list(range(len(trace.experiment.samples)))
    error = theirs.errors(everything).sum().item()
    assert trace.error_of_all(len(trace)) == pytest.approx(error, rel=RELATIVE, abs=1e-18)
    accuracy = trace.accuracy(len(trace))
    if accuracy is not None:
        _, out = theirs.outputs(everything)
        right = out.argmax(dim=1) == theirs.targets.argmax(dim=1)
        assert accuracy.correct == right.sum().item()
