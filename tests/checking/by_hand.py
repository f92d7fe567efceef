"""The training of a small network as somebody works it out who rounds every number on the way.

An independent program: plain loops, no equations of bptrace.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Keep = Callable[[float], float]
Config = dict[str, Any]


def network(seed: int) -> Config:
    """A sigmoid network of some size with drawn numbers, two decimals each, as in a textbook."""
    draw = Random(seed)

    def number(low: float, high: float) -> float:
        return round(draw.uniform(low, high), 2)

    inputs, hidden, outputs = (draw.randint(1, 3) for _ in range(3))
    sizes = [(inputs, hidden), (hidden, outputs)]
    biases = draw.random() < 0.7
    layers = [
        {
            "units": units,
            "activation": "sigmoid",
            "weights": [[number(-1, 1) for _ in range(width)] for _ in range(units)],
            "bias": [number(-1, 1) for _ in range(units)] if biases else False,
        }
        for width, units in sizes
    ]
    return {
        "layers": layers,
        "optimizer": {"name": "sgd", "learning_rate": draw.choice([0.1, 0.5, 1.0])},
        "samples": [
            {
                "input": [number(0, 1) for _ in range(inputs)],
                "target": [number(0, 1) for _ in range(outputs)],
            }
        ],
        "iterations": 3,
    }


def one_iteration(config: Config, keep: Keep, keep_term: Keep = lambda x: x) -> dict[str, float]:
    """Every value of the first iteration, `keep` made of each number as soon as it is there, and
    `keep_term` of each product that is added to others; and E after the update, as `after`."""
    first, second = config["layers"]
    (sample,) = config["samples"]
    values: dict[str, float] = {}
    x, t = sample["input"], sample["target"]
    names = _names(config)

    def forward(w1: Any, b1: Any, w2: Any, b2: Any, into: dict[str, float]) -> float:
        def layer(label: str, weights: Any, bias: Any, before: Sequence[float]) -> list[float]:
            outs = []
            for place, row in enumerate(weights):
                terms = [keep_term(w * a) for w, a in zip(row, before, strict=True)]
                net = keep(sum(terms) + (bias[place] if bias else 0.0))
                outs.append(keep(1 / (1 + math.exp(-net))))
                into[f"net_{label}{place + 1}"], into[f"out_{label}{place + 1}"] = net, outs[-1]
            return outs

        o = layer("o", w2, b2, layer("h", w1, b1, x))
        errors = [keep(0.5 * (t[k] - o[k]) ** 2) for k in range(len(t))]
        for k, error in enumerate(errors):
            into[f"E_o{k + 1}"] = error
        into["E"] = keep(sum(errors))
        return into["E"]

    w1, b1, w2, b2 = first["weights"], first["bias"], second["weights"], second["bias"]
    forward(w1, b1, w2, b2, values)
    h = [values[f"out_h{j + 1}"] for j in range(len(w1))]
    o = [values[f"out_o{k + 1}"] for k in range(len(w2))]
    slope = [keep(out - t[k]) for k, out in enumerate(o)]
    delta_o = [keep(slope[k] * keep(out * (1 - out))) for k, out in enumerate(o)]
    back = [
        keep(sum(keep_term(delta_o[k] * w2[k][j]) for k in range(len(o)))) for j in range(len(h))
    ]
    delta_h = [keep(back[j] * keep(out * (1 - out))) for j, out in enumerate(h)]
    rate = config["optimizer"]["learning_rate"]
    new: dict[str, Any] = {}
    for label, deltas, weights, bias, before in (
        ("h", delta_h, w1, b1, x),
        ("o", delta_o, w2, b2, h),
    ):
        new[label] = [list(row) for row in weights], list(bias or [])
        for place, delta in enumerate(deltas):
            values[f"delta_{label}{place + 1}"] = delta
            for source, out in enumerate(before):
                name = names[label, place, source]
                values[f"dE_d{name}"] = keep(delta * out)
                moved = weights[place][source] - keep_term(rate * values[f"dE_d{name}"])
                values[f"{name}_new"] = new[label][0][place][source] = keep(moved)
            if bias:
                values[f"dE_db_{label}{place + 1}"] = delta
                moved = bias[place] - keep_term(rate * delta)
                values[f"b_{label}{place + 1}_new"] = new[label][1][place] = keep(moved)
    (n1, c1), (n2, c2) = new["h"], new["o"]
    values["after"] = forward(n1, c1, n2, c2, {})
    return values


def _names(config: Config) -> dict[tuple[str, int, int], str]:
    """Weights count through the network, neuron by neuron, input by input."""
    names: dict[tuple[str, int, int], str] = {}
    for label, layer in zip("ho", config["layers"], strict=True):
        for place, row in enumerate(layer["weights"]):
            for source in range(len(row)):
                names[label, place, source] = f"w{len(names) + 1}"
    return names


def decimals(kept: int) -> Keep:
    """Rounded to so many decimals."""
    return lambda value: round(value, kept)


def significant(kept: int) -> Keep:
    """Rounded to so many significant digits."""
    return lambda value: float(f"{value:.{kept - 1}e}")
