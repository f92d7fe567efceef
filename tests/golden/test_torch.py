"""PyTorch as an oracle: random networks against its autograd and its optimizers.

`pip install torch`, then `pytest -m torch`; skipped where PyTorch is not installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from random import Random
from typing import Any, get_args

import pytest

from bptrace.algebra.expressions import Reference
from bptrace.config.experiment import ActivationName, LossName, OptimizerName
from bptrace.network.naming import label_layers
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace
from tests.golden.in_torch import ACTIVATIONS, LOSSES, Optimizer
from tests.support.networks import trace_of
from tests.support.strategies import OUTPUTS_OF

pytestmark = pytest.mark.torch

ITERATIONS = 8
NETWORKS = 100
RELATIVE, ABSOLUTE = 1e-10, 1e-14

PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "leaky_relu": {"slope": 0.2},
    "elu": {"alpha": 0.7},
    "gelu": {"approximate": True},
    "huber": {"delta": 0.3},
    "mean_huber": {"delta": 0.3},
}
"""What half of them get instead of PyTorch's own values."""


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is not installed")


class RandomConfig:
    """One to three layers of two to five units, up to four samples; of everything there is."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def made(self) -> dict[str, Any]:
        sizes = [self._random.randint(2, 5) for _ in range(self._random.randint(2, 4))]
        loss = self._random.choice(get_args(LossName))
        outputs = OUTPUTS_OF.get(loss.removeprefix("mean_"))
        hidden = [self._random.choice(list(ACTIVATIONS)) for _ in sizes[2:]]
        last = outputs or self._random.choice(list(ACTIVATIONS))
        stack = zip([*hidden, last], pairwise(sizes), strict=True)
        layers = [self._layer(activation, *pair) for activation, pair in stack]
        low = 0.0 if outputs else -1.0
        return {
            "layers": layers,
            "loss": self._with_parameters(loss),
            "samples": [
                {"input": self._numbers(sizes[0]), "target": self._numbers(sizes[-1], low)}
                for _ in range(self._random.randint(1, 4))
            ],
            "optimizer": self._optimizer(),
            "batch": {
                "size": self._random.choice([1, 2, 3, "full"]),
                "reduction": self._random.choice(["mean", "sum"]),
            },
            "iterations": ITERATIONS,
        }

    def _numbers(self, count: int, low: float = -1.0) -> list[float]:
        return [self._random.uniform(low, 1.0) for _ in range(count)]

    def _with_parameters(self, name: str) -> dict[str, Any]:
        is_special = name in PARAMETERS and self._random.random() < 0.5
        return {"name": name, **(PARAMETERS[name] if is_special else {})}

    def _layer(self, activation: str, inputs: int, units: int) -> dict[str, Any]:
        bias: dict[str, Any] = {
            "shared": self._random.random() < 0.4,
            "trainable": self._random.random() < 0.8,
            "threshold": self._random.random() < 0.2,
        }
        bias["value"] = self._numbers(1)[0] if bias["shared"] else self._numbers(units)
        return {
            "units": units,
            "activation": self._with_parameters(activation),
            "weights": [self._numbers(inputs) for _ in range(units)],
            "bias": bias,
        }

    def _optimizer(self) -> dict[str, Any]:
        name = self._random.choice(get_args(OptimizerName))
        chosen = {"name": name, "learning_rate": self._random.choice([0.02, 0.1])}
        if name == "sgd" and self._random.random() < 0.6:
            chosen |= {"momentum": 0.9, "nesterov": self._random.random() < 0.5}
        if self._random.random() < 0.4:
            chosen |= {"weight_decay": 0.1, "decay_biases": self._random.random() < 0.5}
        if self._random.random() < 0.3:
            chosen["clip_value"] = 0.05
        if self._random.random() < 0.3:
            chosen["clip_norm"] = 0.1
        return chosen


class Oracle:
    """The same network in PyTorch, by PyTorch's usual means."""

    def __init__(self, torch: Any, trace: Trace, config: dict[str, Any]) -> None:
        self.torch = torch
        self.config = config
        self.labels = label_layers(trace.experiment)
        self.parameters = dict(self._parameters())
        trained = {name: each for name, each in self.parameters.items() if each.requires_grad}
        self.optimizer = Optimizer(torch, config["optimizer"], trained)

    def step(self, record: Record) -> dict[str, Any]:
        """An iteration from the record's own parameters; the tensors of it by our families."""
        for name, parameter in self.parameters.items():
            parameter.data = self._recorded(record, name).reshape(parameter.shape)
        samples = [self.config["samples"][number - 1] for number in record.samples]
        inputs = self._tensor([each["input"] for each in samples])
        target = self._tensor([each["target"] for each in samples], False)
        seen = {"i": inputs, **dict(self._forward(inputs))}
        out = seen[self.labels[-1].out]
        errors = LOSSES[self.config["loss"]["name"]](self.torch, out, target, self.config["loss"])
        size = len(samples) if self.config["batch"]["reduction"] == "mean" else 1
        values = {name: each.detach() for name, each in seen.items()}
        values |= {"E": errors.detach().sum() / size, **self._gradients(seen, errors, size)}
        return values | self._updated(record)

    def _gradients(self, seen: dict[str, Any], errors: Any, size: int) -> dict[str, Any]:
        """Of everything seen for each sample by itself, of parameters for the batch."""
        for each in seen.values():
            each.retain_grad()
        self.optimizer.zero_grad()
        errors.sum().backward()
        deltas = {each.net: each.delta for each in self.labels}
        gradients = {deltas.get(name, f"dE_d{name}"): each.grad for name, each in seen.items()}
        trained = self.optimizer.trained
        return gradients | {f"dE_d{name}": each.grad / size for name, each in trained.items()}

    def _updated(self, record: Record) -> dict[str, Any]:
        """Parameters after the update, from the record's gradients: what rounding leaves of one
        that is 0, Adam would make large."""
        trained = self.optimizer.trained
        for name, each in trained.items():
            each.grad = self._recorded(record, f"dE_d{name}").reshape(each.shape)
        self.optimizer.step()
        return {f"{name}_new": each for name, each in trained.items()}

    def _recorded(self, record: Record, family: str) -> Any:
        return self._tensor([record.value(at) for at in scalars_of(record, family)], False)

    def _parameters(self) -> Iterator[tuple[str, Any]]:
        for labels, layer in zip(self.labels, self.config["layers"], strict=True):
            yield labels.weights, self._tensor(layer["weights"])
            yield labels.bias, self._tensor(layer["bias"]["value"], layer["bias"]["trainable"])

    def _forward(self, out: Any) -> Iterator[tuple[str, Any]]:
        for labels, layer in zip(self.labels, self.config["layers"], strict=True):
            weights, bias = (self.parameters[name] for name in (labels.weights, labels.bias))
            net = out @ weights.T + (-bias if layer["bias"]["threshold"] else bias)
            activation = layer["activation"]
            out = ACTIVATIONS[activation["name"]](self.torch, net, activation)
            yield labels.net, net
            yield labels.out, out

    def _tensor(self, values: Any, has_gradient: bool = True) -> Any:
        return self.torch.tensor(values, dtype=self.torch.float64, requires_grad=has_gradient)


def scalars_of(record: Record, family: str) -> list[Reference]:
    """Those that the record's batch has, in the order of a tensor's numbers."""
    family_ = record.step.family(family)
    has_samples = family_.at[:1] == ("s",)
    return [
        at
        for at in record.step.positions(family_)
        if not has_samples or int(at.at[0]) < len(record.samples)
    ]


def differences(record: Record, expected: dict[str, Any]) -> Iterator[str]:
    for name, tensor in expected.items():
        for at, theirs in zip(scalars_of(record, name), tensor.flatten().tolist(), strict=True):
            ours = record.value(at)
            if ours != pytest.approx(theirs, rel=RELATIVE, abs=ABSOLUTE):
                yield f"{record.step.names.spell(at)}: {theirs} in PyTorch, {ours} here"


@pytest.mark.parametrize("seed", range(NETWORKS))
def test_a_random_network_has_pytorch_s_values_gradients_and_updates(torch: Any, seed: int) -> None:
    config = RandomConfig(seed).made()
    trace = trace_of(config)
    oracle = Oracle(torch, trace, config)
    for record in trace:
        expected = oracle.step(record)
        assert len(expected) >= 3 + 6 * len(config["layers"]), "all of it is compared"
        assert list(differences(record, expected)) == []


def test_the_random_networks_have_everything_there_is() -> None:
    configs = [RandomConfig(seed).made() for seed in range(NETWORKS)]
    layers = [layer for config in configs for layer in config["layers"]]
    names = {each["activation"]["name"] for each in layers}
    assert names == set(ACTIVATIONS) == set(get_args(ActivationName)) - {"step"}
    assert {each["loss"]["name"] for each in configs} == set(LOSSES) == set(get_args(LossName))
    assert {each["optimizer"]["name"] for each in configs} == set(get_args(OptimizerName))
    written = str(configs)
    assert [each for each in PARAMETERS.values() if str(each)[1:-1] not in written] == []
