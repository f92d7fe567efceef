"""A student's program for the worked example: two inputs, two hidden neurons, two outputs.

Everything is written out, and every mistake is an `if` at the place where people make it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, tanh


def example() -> dict[str, list[float]]:
    return {
        "i": [0.05, 0.10],
        "t": [0.01, 0.99],
        "w": [0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55],
        "b": [0.35, 0.60],
    }


@dataclass
class Network:
    """w[0..3]: hidden, w[4..7]: output. bh, bo: one bias for each neuron."""

    wrong: str = ""
    i: list[float] = field(default_factory=lambda: example()["i"])
    t: list[float] = field(default_factory=lambda: example()["t"])
    w: list[float] = field(default_factory=lambda: example()["w"])
    bh: list[float] = field(default_factory=lambda: [0.35, 0.35])
    bo: list[float] = field(default_factory=lambda: [0.60, 0.60])
    eta: float = 0.5

    def __post_init__(self) -> None:
        w = self.w
        if self.wrong == "inputs_swapped":
            self.i = [self.i[1], self.i[0]]
        if self.wrong == "targets_swapped":
            self.t = [self.t[1], self.t[0]]
        if self.wrong == "weights_by_columns h":
            self.w = [w[0], w[2], w[1], w[3], *w[4:]]
        if self.wrong == "weights_by_columns o":
            self.w = [*w[:4], w[4], w[6], w[5], w[7]]
        if self.wrong == "weights_swapped w5 w8":
            self.w = [*w[:4], w[7], w[5], w[6], w[4]]
        if self.wrong == "target_mistyped target_o2 0.09":  # as in the Chinese article's program
            self.t = [0.01, 0.09]
        if self.wrong == "learning_rate_mistyped eta 0.05":
            self.eta = 0.05
        self.summed = [0.0] * 8

    def sigma(self, net: float) -> float:
        if self.wrong == "sigmoid_without_minus":
            return 1 / (1 + exp(net))
        if self.wrong == "e_as_2_718 2.718":
            return float(1 / (1 + 2.718 ** (-net)))
        return 1 / (1 + exp(-net))

    def out_h(self, net: float) -> float:
        if self.wrong == "activation_missing h":
            return net
        if self.wrong == "another_activation h tanh":
            return tanh(net)
        return self.sigma(net)

    def out_o(self, net: float) -> float:
        return net if self.wrong == "activation_missing o" else self.sigma(net)

    def net_h(self, x: list[float]) -> list[float]:
        w, b = self.w, list(self.bh)
        if self.wrong == "bias_forgotten h":
            b = [0.0, 0.0]
        if self.wrong == "bias_twice h":
            b = [2 * each for each in b]
        if self.wrong == "sign_of_bias h":
            b = [-each for each in b]
        return [w[0] * x[0] + w[1] * x[1] + b[0], w[2] * x[0] + w[3] * x[1] + b[1]]

    def net_o(self, h: list[float]) -> list[float]:
        w, b = self.w, list(self.bo)
        if self.wrong == "bias_forgotten o":
            b = [0.0, 0.0]
        return [w[4] * h[0] + w[5] * h[1] + b[0], w[6] * h[0] + w[7] * h[1] + b[1]]

    def error(self) -> float:
        hidden = [self.out_h(net) for net in self.net_h(self.i)]
        out = [self.out_o(net) for net in self.net_o(hidden)]
        squares = [(t - o) ** 2 for t, o in zip(self.t, out, strict=True)]
        half = 1.0 if self.wrong in {"error_without_half", "error_only_without_half"} else 0.5
        if self.wrong in {"mean_over_outputs", "error_only_mean"}:
            half = half / 2
        return half * (squares[0] + squares[1])

    # the slopes

    def slope_h(self, out: float, net: float) -> float:
        if self.wrong in {"derivative_forgotten h", "derivative_forgotten h, o"}:
            return 1.0
        if self.wrong == "derivative_twice h":
            return (out * (1 - out)) ** 2
        if self.wrong == "derivative_at_out h":
            return self.sigma(out) * (1 - self.sigma(out))
        if self.wrong == "derivative_of_net h":
            return net * (1 - net)
        if self.wrong in {"derivative_of_another_activation h tanh", "another_activation h tanh"}:
            return 1 - out**2
        return out * (1 - out)

    def slope_o(self, out: float, net: float) -> float:
        if self.wrong in {"derivative_forgotten o", "derivative_forgotten h, o"}:
            return 1.0
        if self.wrong == "derivative_twice o":
            return (out * (1 - out)) ** 2
        if self.wrong == "derivative_at_out o":
            return self.sigma(out) * (1 - self.sigma(out))
        if self.wrong == "derivative_of_net o":
            return net * (1 - net)
        if self.wrong == "derivative_of_another_activation o relu":
            return 1.0 if net > 0 else 0.0
        return out * (1 - out)

    def by_out(self, out: list[float]) -> list[float]:
        """dE/dout of the outputs."""
        t = self.t
        if self.wrong == "sign_of_error":
            return [t[0] - out[0], t[1] - out[1]]
        if self.wrong == "error_in_place_of_its_derivative E_o":
            return [(t[0] - out[0]) ** 2 / 2, (t[1] - out[1]) ** 2 / 2]
        if self.wrong == "error_in_place_of_its_derivative E":
            return [((t[0] - out[0]) ** 2 + (t[1] - out[1]) ** 2) / 2] * 2
        factor = 1.0
        if self.wrong in {"error_without_half", "gradient_doubled"}:
            factor = 2.0
        if self.wrong in {"mean_over_outputs", "gradient_halved"}:
            factor = 0.5
        return [factor * (out[0] - t[0]), factor * (out[1] - t[1])]

    # what reaches the hidden neurons

    def passed_back(
        self, delta: list[float], by_out: list[float], gradients: list[float], out: list[float]
    ) -> list[float]:
        w, wrong = self.w, self.wrong
        d1, d2 = delta
        if wrong == "updated_output_weights":
            n = [w[k] - self.eta * gradients[k] for k in range(8)]
            return [d1 * n[4] + d2 * n[6], d1 * n[5] + d2 * n[7]]
        if wrong == "transposed_weights":
            return [d1 * w[4] + d2 * w[5], d1 * w[6] + d2 * w[7]]
        if wrong == "hidden_delta_from_one_output o1":
            return [d1 * w[4], d1 * w[5]]
        if wrong == "hidden_delta_from_one_output o2":
            return [d2 * w[6], d2 * w[7]]
        if wrong == "wrong_layers_weights rows":
            return [d1 * w[0] + d2 * w[2], d1 * w[1] + d2 * w[3]]
        if wrong == "wrong_layers_weights columns":
            return [d1 * w[0] + d2 * w[1], d1 * w[2] + d2 * w[3]]
        if wrong == "no_weights_in_hidden_delta":
            return [d1 + d2, d1 + d2]
        if wrong == "error_in_place_of_delta":
            e1, e2 = ((t - o) ** 2 / 2 for t, o in zip(self.t, out, strict=True))
            return [e1 * w[4] + e2 * w[6], e1 * w[5] + e2 * w[7]]
        if wrong == "error_derivative_in_place_of_delta":
            return [by_out[0] * w[4] + by_out[1] * w[6], by_out[0] * w[5] + by_out[1] * w[7]]
        if wrong == "weight_gradients_in_place_of_delta":
            return [gradients[4] + gradients[6], gradients[5] + gradients[7]]
        if wrong == "mean_over_paths":
            return [(d1 * w[4] + d2 * w[6]) / 2, (d1 * w[5] + d2 * w[7]) / 2]
        if wrong == "sign_of_hidden_delta":
            return [-(d1 * w[4] + d2 * w[6]), -(d1 * w[5] + d2 * w[7])]
        return [d1 * w[4] + d2 * w[6], d1 * w[5] + d2 * w[7]]

    # the weight gradients

    def factors_o(self, net_h: list[float], h: list[float], out: list[float]) -> list[float]:
        """What the deltas of the outputs are multiplied by, for w5, w6, w7, w8."""
        if self.wrong == "gradient_with_net o":
            return net_h * 2
        if self.wrong == "gradient_with_input o":
            return self.i * 2
        if self.wrong == "gradient_with_own_out o":
            return [out[0], out[0], out[1], out[1]]
        if self.wrong in {"gradient_without_factor o", "gradient_without_factor h, o"}:
            return [1.0] * 4
        return h * 2

    def factors_h(self, h: list[float]) -> list[float]:
        if self.wrong == "gradient_with_own_out h":
            return [h[0], h[0], h[1], h[1]]
        if self.wrong in {"gradient_without_factor h", "gradient_without_factor h, o"}:
            return [1.0] * 4
        return self.i * 2

    def step(self) -> None:
        net_h = self.net_h(self.i)
        h = [self.out_h(net) for net in net_h]
        net_o = self.net_o(h)
        out = [self.out_o(net) for net in net_o]

        by_out = self.by_out(out)
        delta_o = [by_out[k] * self.slope_o(out[k], net_o[k]) for k in range(2)]
        f = self.factors_o(net_h, h, out)
        g = [0.0] * 8
        g[4], g[5] = delta_o[0] * f[0], delta_o[0] * f[1]
        g[6], g[7] = delta_o[1] * f[2], delta_o[1] * f[3]

        back = self.passed_back(delta_o, by_out, g, out)
        delta_h = [back[j] * self.slope_h(h[j], net_h[j]) for j in range(2)]
        f = self.factors_h(h)
        g[0], g[1] = delta_h[0] * f[0], delta_h[0] * f[1]
        g[2], g[3] = delta_h[1] * f[2], delta_h[1] * f[3]

        if self.wrong == "gradient_transposed h":
            g[1], g[2] = g[2], g[1]
        if self.wrong == "gradient_transposed o":
            g[5], g[6] = g[6], g[5]
        if self.wrong == "gradients_accumulated":
            self.summed = [a + b for a, b in zip(self.summed, g, strict=True)]
            g = self.summed
        self.update(g, delta_h, delta_o)

    def update(self, g: list[float], delta_h: list[float], delta_o: list[float]) -> None:
        rate = self.eta
        if self.wrong == "learning_rate_twice":
            rate = self.eta * self.eta
        if self.wrong == "learning_rate_forgotten":
            rate = 1.0
        if self.wrong == "sign_of_update":
            rate = -self.eta
        new = [w - rate * each for w, each in zip(self.w, g, strict=True)]
        if self.wrong == "only_one_layer_updated h":
            new[4:] = self.w[4:]
        if self.wrong == "only_one_layer_updated o":
            new[:4] = self.w[:4]
        self.w = new
        self.update_biases(rate, delta_h, delta_o)

    def update_biases(self, rate: float, delta_h: list[float], delta_o: list[float]) -> None:
        if self.wrong == "biases_trained":  # one a layer
            self.bh = [b - rate * (delta_h[0] + delta_h[1]) for b in self.bh]
            self.bo = [b - rate * (delta_o[0] + delta_o[1]) for b in self.bo]
        if self.wrong == "shared_bias_one_a_neuron":
            self.bh = [b - rate * d for b, d in zip(self.bh, delta_h, strict=True)]
            self.bo = [b - rate * d for b, d in zip(self.bo, delta_o, strict=True)]


MISTAKES = """
updated_output_weights
transposed_weights
hidden_delta_from_one_output o1
hidden_delta_from_one_output o2
wrong_layers_weights rows
wrong_layers_weights columns
no_weights_in_hidden_delta
error_in_place_of_delta
error_derivative_in_place_of_delta
weight_gradients_in_place_of_delta
mean_over_paths
sign_of_hidden_delta
derivative_forgotten h
derivative_forgotten o
derivative_forgotten h, o
derivative_twice h
derivative_twice o
derivative_at_out h
derivative_at_out o
derivative_of_net h
derivative_of_net o
derivative_of_another_activation h tanh
derivative_of_another_activation o relu
another_activation h tanh
gradient_with_net o
gradient_with_input o
gradient_with_own_out h
gradient_with_own_out o
gradient_without_factor h
gradient_without_factor o
gradient_without_factor h, o
gradient_transposed h
gradient_transposed o
error_without_half
error_only_without_half
mean_over_outputs
error_only_mean
gradient_doubled
gradient_halved
sign_of_error
error_in_place_of_its_derivative E_o
error_in_place_of_its_derivative E
gradients_accumulated
only_one_layer_updated h
only_one_layer_updated o
sign_of_update
learning_rate_twice
learning_rate_forgotten
learning_rate_mistyped eta 0.05
biases_trained
shared_bias_one_a_neuron
bias_forgotten h
bias_forgotten o
bias_twice h
sign_of_bias h
activation_missing h
activation_missing o
sigmoid_without_minus
e_as_2_718 2.718
inputs_swapped
targets_swapped
weights_swapped w5 w8
weights_by_columns h
weights_by_columns o
target_mistyped target_o2 0.09
""".strip().splitlines()
"""The slug of each mistake, and which way of making it: what is said about it, in any order."""
