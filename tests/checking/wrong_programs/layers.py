"""A program for any number of layers and samples, in plain Python, with one function for each step.

That is why a mistake in it is made in every layer, or in every hidden one. Biases are one a neuron.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, tanh

Row = list[float]
Matrix = list[Row]
Slope = Callable[[float, float], float]


def sigmoid(net: float) -> float:
    return 1 / (1 + exp(-net))


FUNCTIONS: Mapping[str, tuple[Callable[[float], float], Slope]] = {
    "sigmoid": (sigmoid, lambda out, net: out * (1 - out)),
    "tanh": (tanh, lambda out, net: 1 - out**2),
    "relu": (lambda net: max(net, 0.0), lambda out, net: 1.0 if net > 0 else 0.0),
    "softplus": (lambda net: log(1 + exp(net)), lambda out, net: sigmoid(net)),
    "softsign": (lambda net: net / (1 + abs(net)), lambda out, net: 1 / (1 + abs(net)) ** 2),
    "silu": (
        lambda net: net * sigmoid(net),
        lambda out, net: sigmoid(net) + out * (1 - sigmoid(net)),
    ),
}

SLIPS: Mapping[str, Mapping[str, Slope]] = {
    "sigmoid": {
        "1 - out": lambda out, net: 1 - out,
        "out^2": lambda out, net: out * out,
        "(1 - out)^2": lambda out, net: (1 - out) ** 2,
        "out * (1 + out)": lambda out, net: out * (1 + out),
        "out * (1 - net)": lambda out, net: out * (1 - net),
        "net * (1 - out)": lambda out, net: net * (1 - out),
        "out": lambda out, net: out,
    },
    "tanh": {
        "1 - out": lambda out, net: 1 - out,
        "1 + out^2": lambda out, net: 1 + out * out,
        "(1 - out)^2": lambda out, net: (1 - out) ** 2,
        "out^2": lambda out, net: out * out,
        "0.5 * (1 - out^2)": lambda out, net: (1 - out * out) / 2,
    },
    "relu": {"out": lambda out, net: max(net, 0.0)},
    "softplus": {
        "1 - sigmoid(net)": lambda out, net: 1 - sigmoid(net),
        "sigmoid(net) * (1 - sigmoid(net))": lambda out, net: sigmoid(net) * (1 - sigmoid(net)),
    },
    "softsign": {"1 / (1 + abs(net))": lambda out, net: 1 / (1 + abs(net))},
    "silu": {
        "sigmoid(net)": lambda out, net: sigmoid(net),
        "net * sigmoid(net) * (1 - sigmoid(net))": lambda out, net: out * (1 - sigmoid(net)),
    },
}
"""What is taken for the derivative of each, as bptrace writes it."""


def weights() -> list[Matrix]:
    return [
        [[0.15, -0.2], [0.25, 0.4]],
        [[0.4, 0.45], [-0.5, 0.55]],
        [[0.3, -0.6], [0.7, 0.2]],
    ]


def biases() -> Matrix:
    return [[0.35, 0.1], [0.2, -0.3], [0.6, 0.05]]


SAMPLES: list[tuple[Row, Row]] = [
    ([0.3, 0.8], [0.1, 0.9]),
    ([0.7, 0.2], [0.8, 0.3]),
    ([0.5, 0.6], [0.4, 0.2]),
]


@dataclass
class Program:
    """wrong: its mistake; layers: in which layers, from 0; activation: of every layer. samples: how
    many there are. every: after how many of them it updates; summed: adds gradients up."""

    activation: str = "sigmoid"
    wrong: str = ""
    layers: Sequence[int] = (0, 1, 2)
    samples: int = 1
    every: int = 1
    summed: bool = False
    w: list[Matrix] = field(default_factory=weights)
    b: Matrix = field(default_factory=biases)
    eta: float = 0.5

    def makes(self, wrong: str, layer: int) -> bool:
        return self.wrong == wrong and layer in self.layers

    def function(self, layer: int, net: float) -> float:
        own, _ = FUNCTIONS[self.activation]
        if self.wrong.startswith("another_activation_forward") and layer in self.layers:
            own, _ = FUNCTIONS[self.wrong.split()[1]]
        return own(net)

    def slope(self, layer: int, out: float, net: float) -> float:
        _, own = FUNCTIONS[self.activation]
        slug, _, formula = self.wrong.partition(" ")
        if slug == "derivative_misremembered" and layer in self.layers:
            own = SLIPS[self.activation][formula]
        if self.makes("derivative_at_kink", layer) and net == 0:
            return 1.0
        return own(out, net)

    def forward(self, x: Row) -> tuple[Matrix, Matrix]:
        """The nets of each layer; the inputs, and the outputs of each."""
        nets: Matrix = []
        outs = [x]
        for layer, (w, b) in enumerate(zip(self.w, self.b, strict=True)):
            nets.append([dot(row, outs[-1]) + bias for row, bias in zip(w, b, strict=True)])
            outs.append([self.function(layer, net) for net in nets[-1]])
        return nets, outs

    def error(self, x: Row, target: Row) -> float:
        _, outs = self.forward(x)
        return sum((t - o) ** 2 for t, o in zip(target, outs[-1], strict=True)) / 2

    def passed_back(self, layer: int, delta: Row, slopes: Row, out: Row) -> Row:
        """To the layer below the one whose deltas are given."""
        w = self.w[layer]
        if self.makes("transposed_weights", layer):
            w = [list(row) for row in zip(*w, strict=True)]
        if self.makes("no_weights_in_hidden_delta", layer):
            w = [[1.0] * len(row) for row in w]
        if self.makes("error_derivative_in_place_of_delta", layer):
            delta = [d / slope for d, slope in zip(delta, slopes, strict=True)]
        if self.makes("hidden_delta_from_one_output first", layer):
            delta = [delta[0], 0.0]
        if self.makes("hidden_delta_from_one_output last", layer):
            delta = [0.0, delta[1]]
        if self.makes("wrong_layers_weights rows", layer):
            w = self.w[layer - 1]
        if self.makes("weight_gradients_in_place_of_delta", layer):
            return [sum(d * o for d in delta) for o in out]
        back = [sum(d * w[k][j] for k, d in enumerate(delta)) for j in range(len(w[0]))]
        return [each / 2 for each in back] if self.makes("mean_over_paths", layer) else back

    def gradients(self, x: Row, target: Row) -> tuple[list[Matrix], Matrix]:
        """Of the weights and of the biases, layer by layer."""
        nets, outs = self.forward(x)
        back = [o - t for o, t in zip(outs[-1], target, strict=True)]
        gw: list[Matrix] = []
        gb: Matrix = []
        for layer in reversed(range(3)):
            out, net, below = outs[layer + 1], nets[layer], outs[layer]
            slopes = [self.slope(layer, o, n) for o, n in zip(out, net, strict=True)]
            delta = [each * slope for each, slope in zip(back, slopes, strict=True)]
            if self.makes("sign_of_hidden_delta", layer):
                delta = [-each for each in delta]
            if self.makes("gradient_with_input", layer):
                below = x
            gw.insert(0, [[d * o for o in below] for d in delta])
            if self.makes("gradient_with_own_out", layer):
                gw[0] = [[d * o for _ in below] for d, o in zip(delta, out, strict=True)]
            gb.insert(0, delta)
            back = self.passed_back(layer, delta, slopes, outs[layer])
        return gw, gb

    def update(self, samples: Sequence[tuple[Row, Row]]) -> None:
        """With the gradients of some samples."""
        found = [self.gradients(*each) for each in samples]
        for layer, (w, b) in enumerate(zip(self.w, self.b, strict=True)):
            for k, row in enumerate(w):
                for j in range(len(row)):
                    row[j] -= self.eta * self.reduced([gw[layer][k][j] for gw, _ in found])
                b[k] -= self.eta * self.reduced_bias(layer, [gb[layer][k] for _, gb in found])

    def reduced(self, gradients: Row) -> float:
        if self.wrong == "gradient_of_first_sample":
            return gradients[0]
        is_summed = self.summed or self.wrong == "gradient_sum_or_mean"
        return sum(gradients) / (1 if is_summed else len(gradients))

    def reduced_bias(self, layer: int, gradients: Row) -> float:
        if self.makes("bias_gradient_of_last_sample", layer):
            return gradients[-1]
        if self.makes("bias_gradient_of_first_sample", layer):
            return gradients[0]
        if self.makes("bias_gradient_sum_or_mean", layer):
            return sum(gradients)
        return self.reduced(gradients)

    def epoch(self) -> None:
        samples = SAMPLES[: self.samples]
        for start in range(0, self.samples, self.every):
            self.update(samples[start : start + self.every])

    def mean_error(self) -> float:
        """E of all samples, their mean; their sum where that is the mistake."""
        errors = [self.error(*each) for each in SAMPLES[: self.samples]]
        return sum(errors) / (1 if self.wrong == "error_sum_or_mean" else len(errors))

    def parameters(self) -> dict[str, float]:
        """By the names that they have in bptrace."""
        flat = [each for w in self.w for row in w for each in row]
        named = {f"w{number}": each for number, each in enumerate(flat, start=1)}
        for layer, label in zip(self.b, ("h1_", "h2_", "o"), strict=True):
            named |= {f"b_{label}{k}": each for k, each in enumerate(layer, start=1)}
        return named


def dot(one: Row, other: Row) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
