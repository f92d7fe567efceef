"""What PyTorch calls the activations, losses and optimizers: its own, so that it checks ours."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.algebra.notation import Form, Precedence
from bptrace.algebra.primitives import PRIMITIVES
from bptrace.config.experiment import ActivationName, LossName, OptimizerName
from bptrace.programs.text import called

ACTIVATIONS: Mapping[ActivationName, str] = {
    "identity": "{net}",
    "sigmoid": "torch.sigmoid({net})",
    "tanh": "torch.tanh({net})",
    "relu": "torch.relu({net})",
    "leaky_relu": "functional.leaky_relu({net}, {slope})",
    "elu": "functional.elu({net}, {alpha})",
    "selu": "functional.selu({net})",
    "softplus": "functional.softplus({net}, threshold=40)",
    "softsign": "functional.softsign({net})",
    "gelu": "functional.gelu({net}, approximate={approximate})",
    "silu": "functional.silu({net})",
    "hard_sigmoid": "functional.relu6({net} + 3) / 6",
    "softmax": "torch.softmax({net}, dim=-1)",
}
"""All that have a derivative. Above its threshold, softplus is taken for net: e^-40 is nothing. In
torch 2.13, the derivative of functional.hardsigmoid is the 1/6 of float32, even in float64."""

SQUARED = "({target} - {out}) ** 2"
ABSOLUTE = "torch.abs({target} - {out})"
HUBER = 'functional.huber_loss({out}, {target}, reduction="none", delta={delta})'
BINARY = "-torch.xlogy({target}, {out}) - torch.xlogy(1 - {target}, 1 - {out})"
LOSSES: Mapping[LossName, str] = {
    "half_squared_error": f"0.5 * {SQUARED}",
    "squared_error": SQUARED,
    "mean_squared_error": SQUARED,
    "absolute_error": ABSOLUTE,
    "mean_absolute_error": ABSOLUTE,
    "huber": HUBER,
    "mean_huber": HUBER,
    "binary_cross_entropy": BINARY,
    "mean_binary_cross_entropy": BINARY,
    "categorical_cross_entropy": "-torch.xlogy({target}, {out})",
}
OF_LOGITS = 'functional.binary_cross_entropy_with_logits({net}, {target}, reduction="none")'
PAIRS: Mapping[tuple[LossName, ActivationName | None], str] = {
    ("binary_cross_entropy", "sigmoid"): OF_LOGITS,
    ("mean_binary_cross_entropy", "sigmoid"): OF_LOGITS,
    ("categorical_cross_entropy", "softmax"): "-{target} * torch.log_softmax({net}, dim=-1)",
}
"""Where PyTorch has a loss of net that keeps its digits."""


class TorchOptimizer(Struct, frozen=True):
    """Its class in torch.optim, and what that takes, as text over the experiment's optimizer."""

    name: str
    takes: Mapping[str, str] = {}


ADAM = {"betas": "({beta1}, {beta2})", "eps": "{eps}"}
OPTIMIZERS: Mapping[OptimizerName, TorchOptimizer] = {
    "sgd": TorchOptimizer("SGD", {"momentum": "{momentum}", "nesterov": "{nesterov}"}),
    "adagrad": TorchOptimizer("Adagrad", {"eps": "{eps}"}),
    "rmsprop": TorchOptimizer("RMSprop", {"alpha": "{alpha}", "eps": "{eps}"}),
    "adam": TorchOptimizer("Adam", ADAM),
    "adamw": TorchOptimizer("AdamW", ADAM),
}

ATOM, SUM = Precedence.ATOM, Precedence.SUM
FORMS: Mapping[str, Form] = {
    **{
        name: called(f"torch.{name}", len(each.parameters))
        for name, each in PRIMITIVES.items()
        if each.parameters
    },
    "divide": Form("{} / {}", (Precedence.PRODUCT, Precedence.POWER), Precedence.PRODUCT),
    "square": Form("{} ** 2", (ATOM,), Precedence.POWER),
    "power": Form("{} ** {}", (ATOM, ATOM), Precedence.POWER),
    "absolute": called("torch.abs"),
    "positive": Form("({} > 0).double()", (SUM,), ATOM),
    "rectify": called("torch.relu"),
    "maximum": Form("torch.maximum(torch.as_tensor({}), torch.as_tensor({}))", (SUM,) * 2, ATOM),
    "minimum": Form("torch.minimum(torch.as_tensor({}), torch.as_tensor({}))", (SUM,) * 2, ATOM),
    "where": Form("torch.where({} > {}, {}, {})", (SUM,) * 4, ATOM),
}
"""For a formula of the config's own."""
