"""What PyTorch calls the activations, losses and optimizers of a config."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Parameters = Mapping[str, Any]

ACTIVATIONS: Mapping[str, Callable[[Any, Any, Parameters], Any]] = {
    # `+ 0` so that out is a tensor of its own, with a gradient of its own
    "identity": lambda torch, net, _: net + 0.0,
    "sigmoid": lambda torch, net, _: torch.sigmoid(net),
    "tanh": lambda torch, net, _: torch.tanh(net),
    "relu": lambda torch, net, _: torch.relu(net),
    "leaky_relu": lambda torch, net, given: torch.nn.functional.leaky_relu(
        net, given.get("slope", 0.01)
    ),
    "elu": lambda torch, net, given: torch.nn.functional.elu(net, given.get("alpha", 1.0)),
    "selu": lambda torch, net, _: torch.nn.functional.selu(net),
    "softplus": lambda torch, net, _: torch.nn.functional.softplus(net),
    "softsign": lambda torch, net, _: torch.nn.functional.softsign(net),
    "gelu": lambda torch, net, given: torch.nn.functional.gelu(
        net, approximate="tanh" if given.get("approximate") else "none"
    ),
    "silu": lambda torch, net, _: torch.nn.functional.silu(net),
    # not `hardsigmoid`: in torch 2.13 its derivative of float64 is 1/6 in float32, 3e-8 off
    "hard_sigmoid": lambda torch, net, _: torch.nn.functional.relu6(net + 3.0) / 6.0,
    "softmax": lambda torch, net, _: torch.softmax(net, dim=-1),
}


def _of_each(function: str, **more: str) -> Callable[[Any, Any, Any, Parameters], Any]:
    """A loss of each output and sample, by the function's name; `more` of the parameters by our
    names."""

    def loss(torch: Any, out: Any, target: Any, given: Parameters) -> Any:
        taken = {theirs: given[ours] for theirs, ours in more.items() if ours in given}
        return getattr(torch.nn.functional, function)(out, target, reduction="none", **taken)

    return loss


def _half_square(torch: Any, out: Any, target: Any, _: Parameters) -> Any:
    return 0.5 * torch.nn.functional.mse_loss(out, target, reduction="none")


def _categorical(torch: Any, out: Any, target: Any, _: Parameters) -> Any:
    """torch.nn.CrossEntropyLoss is of the nets; this is its definition."""
    return -target * torch.log(out)


_OF_EACH = {
    "half_squared_error": _half_square,
    "squared_error": _of_each("mse_loss"),
    "absolute_error": _of_each("l1_loss"),
    "huber": _of_each("huber_loss", delta="delta"),
    "binary_cross_entropy": _of_each("binary_cross_entropy"),
    "categorical_cross_entropy": _categorical,
}


def _summed(each: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: each(*arguments).sum(dim=-1)


def _averaged(each: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: each(*arguments).mean(dim=-1)


MEANS = ("squared_error", "absolute_error", "huber", "binary_cross_entropy")
LOSSES: Mapping[str, Callable[[Any, Any, Any, Parameters], Any]] = {
    **{name: _summed(each) for name, each in _OF_EACH.items()},
    **{f"mean_{name}": _averaged(_OF_EACH[name]) for name in MEANS},
}
"""E of every sample, of (torch, out, target, the loss in the config)."""


class Optimizer:
    """One of torch.optim as a config has it, clipping before each step."""

    OPTIMIZERS: Mapping[str, str] = {
        "sgd": "SGD",
        "adagrad": "Adagrad",
        "rmsprop": "RMSprop",
        "adam": "Adam",
        "adamw": "AdamW",
    }

    def __init__(self, torch: Any, config: Parameters, trained: Mapping[str, Any]) -> None:
        self.trained = trained
        self._utils = torch.nn.utils
        self._config = config
        spared = [] if config.get("decay_biases", True) else [n for n in trained if n[0] == "b"]
        groups = [
            {"params": [each for name, each in trained.items() if name not in spared]},
            {"params": [trained[name] for name in spared], "weight_decay": 0.0},
        ]
        theirs = getattr(torch.optim, self.OPTIMIZERS[config["name"]])
        taken = {
            key: config[key] for key in ("momentum", "nesterov", "weight_decay") if key in config
        }
        self._optimizer = theirs(groups, lr=config["learning_rate"], **taken)
        self.zero_grad = self._optimizer.zero_grad

    def step(self) -> None:
        if "clip_value" in self._config:
            self._utils.clip_grad_value_(self.trained.values(), self._config["clip_value"])
        if "clip_norm" in self._config:
            self._utils.clip_grad_norm_(self.trained.values(), self._config["clip_norm"])
        self._optimizer.step()
