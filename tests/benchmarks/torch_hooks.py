"""Recording with PyTorch, as people do it: hooks on every module, gradients read after backward."""

from __future__ import annotations

from importlib import import_module
from typing import Any

torch: Any = import_module("torch")
"""Not everybody has it, and type checkers need not either."""
nn = torch.nn
Tensor = Any

Recorded = dict[str, list[float]]


def exactly(numbers: list[Any]) -> Tensor:
    return torch.tensor(numbers, dtype=torch.float64)


class HookedNetwork:
    """The worked example's network, sigmoid layers of 2-2-2; its biases stay as they are."""

    def __init__(self) -> None:
        self.hidden, self.output = nn.Linear(2, 2), nn.Linear(2, 2)
        self.hidden_sigmoid, self.output_sigmoid = nn.Sigmoid(), nn.Sigmoid()
        self.network = nn.Sequential(
            self.hidden, self.hidden_sigmoid, self.output, self.output_sigmoid
        ).double()
        with torch.no_grad():
            self.hidden.weight.copy_(exactly([[0.15, 0.20], [0.25, 0.30]]))
            self.output.weight.copy_(exactly([[0.40, 0.45], [0.50, 0.55]]))
            self.hidden.bias.fill_(0.35)
            self.output.bias.fill_(0.60)
        self.inputs = exactly([0.05, 0.10]).requires_grad_()
        self.target = exactly([0.01, 0.99])
        weights = [self.hidden.weight, self.output.weight]
        self.optimizer = torch.optim.SGD(weights, lr=0.5)
        self.recorded: Recorded = {}
        for name, module in (
            ("net_h", self.hidden),
            ("out_h", self.hidden_sigmoid),
            ("net_o", self.output),
            ("out_o", self.output_sigmoid),
        ):
            module.register_forward_hook(self._keeper(name))
            module.register_full_backward_hook(self._gradient_keeper(f"dE_d{name}"))

    def _keeper(self, name: str) -> Any:
        def keep(_module: object, _inputs: object, output: Tensor) -> None:
            self.recorded[name] = output.detach().tolist()

        return keep

    def _gradient_keeper(self, name: str) -> Any:
        def keep(_module: object, _inputs: object, gradients: tuple[Tensor, ...]) -> None:
            self.recorded[name] = gradients[0].tolist()

        return keep

    def iteration(self) -> Recorded:
        """One update; what was recorded of it."""
        self.recorded = {}
        self.optimizer.zero_grad()
        out = self.network(self.inputs)
        error = 0.5 * ((self.target - out) ** 2).sum()
        error.backward()
        self.recorded["E"] = [error.item()]
        for name, layer in (("W_h", self.hidden), ("W_o", self.output)):
            self.recorded[name] = layer.weight.detach().flatten().tolist()
            assert layer.weight.grad is not None
            self.recorded[f"dE_d{name}"] = layer.weight.grad.flatten().tolist()
        self.optimizer.step()
        return self.recorded


def train(iterations: int) -> Recorded:
    """So many iterations, each recorded; the last record."""
    network = HookedNetwork()
    for _ in range(iterations):
        network.iteration()
    return network.recorded
