"""The worked example in NumPy, as somebody writes it from scratch, with a bug to be planted in it.

Nothing of bptrace is in here; `bug` is the line that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

Dump = list[dict[str, Any]]

BUGS = {
    # the line that is wrong, and the value that it makes
    "": ("", 0),
    "bias of layer 2 forgotten": ("net_o1", 1),
    "tanh in layer 1": ("out_h1", 1),
    "no half in the error": ("E_o1", 1),
    "one output's error only": ("E", 1),
    "sign of the error": ("dE_dout_o1", 1),
    "slope at net": ("dout_o1_dnet_o1", 1),
    "slope twice": ("delta_o1", 1),
    "W2 not transposed": ("dE_dout_h1", 1),
    "W2 updated first": ("dE_dout_h1", 1),
    "gradients of layer 2 with inputs": ("dE_dw5", 1),
    "gradients of layer 1 transposed": ("dE_dw2", 1),
    "no slope in layer 1": ("delta_h1", 1),
    "rate twice": ("w1_new", 1),
    "layer 2 not updated": ("w5_new", 1),
    "gradients not zeroed": ("dE_dw5", 2),
    "momentum": ("w1_new", 2),
    "rate decays": ("w1_new", 3),
}

MAP = {
    "x": "inputs",
    "W1": "weights of layer 1, by rows",
    "W2": "weights of layer 2, by rows",
    "z1": "nets of layer 1",
    "z2": "nets of layer 2",
    "a1": "outputs of layer 1",
    "a2": "outputs of layer 2",
    "errors": "errors",
    "loss": "E",
    "da2": "gradients of outputs of layer 2",
    "s2": "slopes of layer 2",
    "delta2": "deltas of layer 2",
    "da1": "gradients of outputs of layer 1",
    "s1": "slopes of layer 1",
    "delta1": "deltas of layer 1",
    "dW1": "gradients of weights of layer 1",
    "dW2": "gradients of weights of layer 2",
    "W1_new": "new weights of layer 1",
    "W2_new": "new weights of layer 2",
}


def dump(bug: str = "", iterations: int = 5, float_type: type = np.float64) -> Dump:
    """A record an iteration: its number, and its arrays as lists."""
    return [
        {"iteration": iteration, "values": {name: each.tolist() for name, each in arrays.items()}}
        for iteration, arrays in enumerate(_arrays(bug, iterations, float_type), start=1)
    ]


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _arrays(bug: str, iterations: int, float_type: type) -> Iterator[dict[str, Any]]:
    x, t = float_type([0.05, 0.10]), float_type([0.01, 0.99])
    w1, w2 = float_type([[0.15, 0.20], [0.25, 0.30]]), float_type([[0.40, 0.45], [0.50, 0.55]])
    b1, b2, eta, half = float_type(0.35), float_type(0.60), float_type(0.5), float_type(0.5)
    velocity, summed = np.zeros_like(w1), np.zeros_like(w2)
    for iteration in range(1, iterations + 1):
        z1 = w1 @ x + b1
        a1 = np.tanh(z1) if bug == "tanh in layer 1" else _sigmoid(z1)
        z2 = w2 @ a1 + (0 if bug == "bias of layer 2 forgotten" else b2)
        a2 = _sigmoid(z2)
        errors = (1 if bug == "no half in the error" else half) * (t - a2) ** 2
        loss = errors[0] if bug == "one output's error only" else errors.sum()
        da2 = t - a2 if bug == "sign of the error" else a2 - t
        s2 = z2 * (1 - z2) if bug == "slope at net" else a2 * (1 - a2)
        delta2 = da2 * s2 * (s2 if bug == "slope twice" else 1)
        dw2 = np.outer(delta2, x if bug == "gradients of layer 2 with inputs" else a1)
        summed = summed + dw2
        dw2 = summed if bug == "gradients not zeroed" else dw2
        w2_new = w2 if bug == "layer 2 not updated" else w2 - eta * dw2
        back = w2 if bug == "W2 not transposed" else w2.T
        da1 = (w2_new.T if bug == "W2 updated first" else back) @ delta2
        s1 = a1 * (1 - a1)
        delta1 = da1 if bug == "no slope in layer 1" else da1 * s1
        dw1 = np.outer(delta1, x)
        dw1 = dw1.T if bug == "gradients of layer 1 transposed" else dw1
        velocity = float_type(0.9) * velocity + dw1 if bug == "momentum" else dw1
        rate = eta * eta if bug == "rate twice" else eta
        rate = eta / 2 if bug == "rate decays" and iteration > 2 else rate
        w1_new = w1 - rate * velocity
        yield {
            **{"x": x, "W1": w1, "W2": w2, "z1": z1, "z2": z2, "a1": a1, "a2": a2},
            **{"errors": errors, "loss": loss, "da2": da2, "s2": s2, "delta2": delta2},
            **{"da1": da1, "s1": s1, "delta1": delta1, "dW1": dw1, "dW2": dw2},
            **{"W1_new": w1_new, "W2_new": w2_new},
        }
        w1, w2 = w1_new, w2_new
