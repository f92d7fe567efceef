"""A NumPy program that learns classes in batches: tanh, softmax, cross-entropy, momentum or Adam.

Two inputs, two hidden neurons with one bias each, two classes whose neurons share a bias; all
three samples in every iteration.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

X = np.array([[0.5, -0.2], [0.1, 0.9], [-0.7, 0.3]])
T = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
W1 = np.array([[0.3, -0.4], [0.8, 0.2]])
W2 = np.array([[0.6, -0.1], [-0.5, 0.7]])
B1 = np.array([0.1, -0.2])
B2 = 0.05
ETA, MOMENTUM, DECAY = 0.5, 0.9, 0.1
BETA1, BETA2, EPS = 0.9, 0.999, 1e-8


@dataclass
class Program:
    """wrong: the mistake that it makes; optimizer: "sgd" or "adam"."""

    wrong: str = ""
    optimizer: str = "sgd"
    w1: Array = field(default_factory=W1.copy)
    w2: Array = field(default_factory=W2.copy)
    b1: Array = field(default_factory=B1.copy)
    b2: float = B2

    def __post_init__(self) -> None:
        self.velocity: dict[str, Array] = {}
        self.moments: dict[str, tuple[Array, Array]] = {}
        self.summed: dict[str, Array] = {}
        self.t = 0

    def forward(self) -> tuple[Array, Array, Array]:
        net = X @ self.w1.T + self.b1
        hidden = np.tanh(net)
        e = 2.718 if self.wrong == "e_as_2_718 o 2.718" else np.e
        powers = e ** (hidden @ self.w2.T + self.b2)
        return net, hidden, powers / powers.sum(axis=1, keepdims=True)

    def error(self) -> float:
        _, _, out = self.forward()
        total = -np.sum(T * np.log(out))
        return float(total if self.wrong == "batch_sum_or_mean sum" else total / 3)

    def delta(self, out: Array) -> Array:
        if self.wrong == "derivative_kept_under_cross_entropy o":
            return np.asarray((out - T) * out * (1 - out))
        if self.wrong == "derivative_forgotten o":
            return np.asarray(-T / out)
        if self.wrong == "sign_of_error":
            return np.asarray(T - out)
        return np.asarray(out - T)

    def step(self) -> None:
        net, hidden, out = self.forward()
        delta2 = self.delta(out)
        back = delta2 @ (self.w2.T if self.wrong == "transposed_weights h o" else self.w2)
        slope = 1 - net**2 if self.wrong == "derivative_of_net h" else 1 - hidden**2
        delta1 = back * slope
        if self.wrong == "sign_of_hidden_delta h":
            delta1 = -delta1

        # of each sample, along the first axis
        samples = {
            "w1": delta1[:, :, None] * X[:, None, :],
            "b1": delta1,
            "w2": delta2[:, :, None] * hidden[:, None, :],
            "b2": delta2.sum(axis=1),
        }
        if self.wrong == "bias_gradient_of_the_layer h":
            samples["b1"] = delta1.sum(axis=1, keepdims=True) + 0 * delta1
        if self.wrong == "shared_bias_one_delta o o2":
            samples["b2"] = delta2[:, 1]
        if self.wrong == "shared_bias_mean o":
            samples["b2"] = delta2.mean(axis=1)
        if self.wrong == "gradient_with_net o":
            samples["w2"] = delta2[:, :, None] * net[:, None, :]
        for name, each in samples.items():
            self.update(name, self.reduced(name, each))
        self.t += 1

    def reduced(self, name: str, samples: Array) -> Array:
        if self.wrong == "gradient_of_last_sample":
            return np.asarray(samples[-1])
        gradient = samples.sum(axis=0) / (1 if self.wrong == "batch_sum_or_mean sum" else 3)
        if self.wrong == "batch_mean_twice":
            gradient = gradient / 3
        if self.wrong == "gradients_accumulated":
            gradient = gradient + self.summed.get(name, 0.0)
            self.summed[name] = gradient
        return np.asarray(gradient)

    def update(self, name: str, gradient: Array) -> None:
        if self.wrong == "biases_not_trained" and name in {"b1", "b2"}:
            return
        parameter = getattr(self, name)
        is_decayed = name in {"w1", "w2"} or self.wrong == "decay_of_biases"
        if is_decayed and self.wrong != "weight_decay_forgotten":
            gradient = gradient + DECAY * parameter
        step = self.by_adam if self.optimizer == "adam" else self.by_momentum
        setattr(self, name, parameter - ETA * step(name, gradient))

    def by_momentum(self, name: str, gradient: Array) -> Array:
        before = self.velocity.get(name, np.zeros_like(gradient))
        velocity = MOMENTUM * before + gradient
        if self.wrong == "momentum_forgotten":
            return gradient
        if self.wrong == "momentum_averaged":
            velocity = MOMENTUM * before + (1 - MOMENTUM) * gradient
        self.velocity[name] = velocity
        if self.wrong == "nesterov_mixed_up":
            return gradient + MOMENTUM * velocity
        return velocity

    def by_adam(self, name: str, gradient: Array) -> Array:
        zeros = np.zeros_like(gradient)
        m, v = self.moments.get(name, (zeros, zeros))
        m = BETA1 * m + (1 - BETA1) * gradient
        v = BETA2 * v + (1 - BETA2) * gradient**2
        self.moments[name] = m, v
        if self.wrong != "bias_correction_forgotten":
            m = m / (1 - BETA1 ** (self.t + 1))
            v = v / (1 - BETA2 ** (self.t + 1))
        return np.asarray(m / (np.sqrt(v) + EPS))


OF_ANY = """
derivative_kept_under_cross_entropy o
derivative_forgotten o
derivative_of_net h
sign_of_error
sign_of_hidden_delta h
transposed_weights h o
gradient_with_net o
gradients_accumulated
gradient_of_last_sample
batch_mean_twice
bias_gradient_of_the_layer h
batch_sum_or_mean sum
shared_bias_one_delta o o2
shared_bias_mean o
biases_not_trained
weight_decay_forgotten
decay_of_biases
e_as_2_718 o 2.718
""".strip().splitlines()
OF_MOMENTUM = ["momentum_forgotten", "momentum_averaged", "nesterov_mixed_up"]
OF_ADAM = ["bias_correction_forgotten"]
