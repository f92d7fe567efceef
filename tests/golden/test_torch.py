"""PyTorch as an oracle: random networks against its autograd and its optimizer.

`pip install torch`, then `pytest -m torch`; skipped where PyTorch is not installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any, get_args

import pytest

from bptrace.config.experiment import ActivationName
from bptrace.network.naming import Labels, label_layers
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace
from tests.support.networks import trace_of

pytestmark = pytest.mark.torch

ITERATIONS = 20
NETWORKS = 40
RELATIVE, ABSOLUTE = 1e-10, 1e-14


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is not installed")


def random_config(seed: int) -> dict[str, Any]:
    """One to three layers of up to five units, every activation, up to four samples."""
    random = Random(seed)
    sizes = [random.randint(1, 5) for _ in range(random.randint(2, 4))]

    def numbers(count: int) -> list[float]:
        return [random.uniform(-1.0, 1.0) for _ in range(count)]

    def layer(inputs: int, units: int) -> dict[str, Any]:
        bias: dict[str, Any] = {
            "shared": random.random() < 0.4,
            "trainable": random.random() < 0.8,
            "threshold": random.random() < 0.2,
        }
        return {
            "units": units,
            "activation": random.choice(get_args(ActivationName)),
            "weights": [numbers(inputs) for _ in range(units)],
            "bias": bias | {"value": numbers(1)[0] if bias["shared"] else numbers(units)},
        }

    samples = range(random.randint(1, 4))
    return {
        "layers": [layer(*pair) for pair in pairwise(sizes)],
        "samples": [{"input": numbers(sizes[0]), "target": numbers(sizes[-1])} for _ in samples],
        "optimizer": {"name": "sgd", "learning_rate": random.choice([0.02, 0.1])},
        "iterations": ITERATIONS,
    }


class Oracle:
    """The same network in PyTorch, by PyTorch's usual means."""

    def __init__(self, torch: Any, config: dict[str, Any], labels: list[Labels]) -> None:
        self.torch = torch
        self.labels = labels
        self.layers = config["layers"]
        self.samples = config["samples"]
        self.weights = [self._tensor(each["weights"]) for each in self.layers]
        self.biases = [
            self._tensor(each["bias"]["value"], each["bias"]["trainable"]) for each in self.layers
        ]
        trained = [each for each in (*self.weights, *self.biases) if each.requires_grad]
        self.optimizer = torch.optim.SGD(trained, lr=config["optimizer"]["learning_rate"])

    def step(self, place: int) -> dict[str, Any]:
        """One iteration; the tensors of it by our families."""
        out = self._tensor(self.samples[place]["input"])
        seen = {"i": out}
        for each, layer, weights, bias in self._zipped():
            net = weights @ out - bias if layer["bias"]["threshold"] else weights @ out + bias
            out = self._activate(layer["activation"], net)
            seen |= {each.net: net, each.out: out, each.weights: weights, each.bias: bias}
        seen["E"] = (0.5 * (self._tensor(self.samples[place]["target"]) - out) ** 2).sum()
        values = {name: each.detach().clone() for name, each in seen.items()}
        return values | self._trained(seen)

    def _trained(self, seen: dict[str, Any]) -> dict[str, Any]:
        """Gradients of everything seen that has one, and parameters after the update."""
        watched = {name: each for name, each in seen.items() if each.requires_grad}
        for each in watched.values():
            each.retain_grad()
        self.optimizer.zero_grad()
        seen["E"].backward()
        self.optimizer.step()
        deltas = {each.net: each.delta for each in self.labels}
        gradients = {deltas.get(name, f"dE_d{name}"): each.grad for name, each in watched.items()}
        del gradients["dE_dE"]
        pairs = [(each.weights, each.bias) for each in self.labels]
        updated = {
            f"{name}_new": watched[name] for pair in pairs for name in pair if name in watched
        }
        return gradients | updated

    def _zipped(self) -> Iterator[tuple[Labels, Any, Any, Any]]:
        return zip(self.labels, self.layers, self.weights, self.biases, strict=True)

    def _tensor(self, values: Any, has_gradient: bool = True) -> Any:
        return self.torch.tensor(values, dtype=self.torch.float64, requires_grad=has_gradient)

    def _activate(self, name: str, net: Any) -> Any:
        # `+ 0` so that out is a tensor of its own, with a gradient of its own
        return net + 0.0 if name == "identity" else getattr(self.torch, name)(net)


def differences(trace: Trace, record: Record, expected: dict[str, Any]) -> list[str]:
    wrong = []
    for name, tensor in expected.items():
        scalars = list(trace.step.positions(trace.step.family(name)))
        for at, theirs in zip(scalars, tensor.flatten().tolist(), strict=True):
            ours = record.value(at)
            if ours != pytest.approx(theirs, rel=RELATIVE, abs=ABSOLUTE):
                wrong.append(f"{trace.step.names.spell(at)}: {theirs} in PyTorch, {ours} here")
    return wrong


@pytest.mark.parametrize("seed", range(NETWORKS))
def test_a_random_network_has_pytorch_s_values_gradients_and_updates(torch: Any, seed: int) -> None:
    config = random_config(seed)
    trace = trace_of(config)
    oracle = Oracle(torch, config, label_layers(trace.experiment))
    for record in trace:
        expected = oracle.step(record.samples[0] - 1)
        assert len(expected) >= 3 + 8 * len(config["layers"]), "all of it is compared"
        assert differences(trace, record, expected) == []


def test_the_random_networks_have_every_activation() -> None:
    layers = [layer for seed in range(NETWORKS) for layer in random_config(seed)["layers"]]
    assert {each["activation"] for each in layers} == set(get_args(ActivationName))
