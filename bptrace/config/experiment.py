"""The types of a config: what a person may write down, and what is validated, in one place.

An `Experiment` as loaded may leave things open (weights not given, a bias as a single number).
`bptrace.network.resolve` turns it into one that leaves nothing open; it is of the same type, so a
resolved experiment is itself a config that reproduces the run.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

ActivationName = Literal["identity", "sigmoid", "tanh", "relu"]
LossName = Literal["half_squared_error"]
OptimizerName = Literal["sgd"]
InitName = Literal["xavier_uniform", "he_uniform", "uniform", "zeros", "constant"]
UpdateOrder = Literal["simultaneous", "sequential"]

DEFAULT_OPTIMIZER: OptimizerName = "sgd"

INIT_PARAMETERS: Mapping[InitName, frozenset[str]] = {
    "xavier_uniform": frozenset(),
    "he_uniform": frozenset(),
    "uniform": frozenset({"low", "high"}),
    "zeros": frozenset(),
    "constant": frozenset({"value"}),
}
"""What each rule takes, and must be given."""

MAX_UNITS = 1_000_000
MAX_ITERATIONS = 10**15
LARGEST = sys.float_info.max

NAME = r"[A-Za-z][A-Za-z0-9_]*"
Name = Annotated[
    str,
    Meta(
        max_length=40,
        description="ASCII letters, digits and _, beginning with a letter",
        extra_json_schema={"pattern": f"^{NAME}$"},
    ),
]
"""Matched against NAME by `own_names`: msgspec (0.19 to 0.22) crashes when the interpreter ends if
a text with a `pattern` is in one union with a list."""

Number = Annotated[float, Meta(ge=-LARGEST, le=LARGEST)]
"""Finite: no comparison holds for what is not a number."""

Numbers = Annotated[list[Number], Meta(min_length=1)]
Units = Annotated[int, Meta(ge=1, le=MAX_UNITS)]


class Init(Struct, frozen=True, forbid_unknown_fields=True):
    """How initial values are drawn: `{init: uniform, low: 0, high: 1}`."""

    init: InitName
    low: Number | None = None
    high: Number | None = None
    value: Number | None = None


class Bias(Struct, frozen=True, forbid_unknown_fields=True):
    """A layer's bias: one a neuron, or one shared by the layer; trained or fixed."""

    value: Number | list[Number] | None = None
    init: InitName | None = None
    low: Number | None = None
    high: Number | None = None
    shared: bool = False
    trainable: bool = True
    threshold: bool = False


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """A layer's own names: many textbooks number their weights `w14 w15 …`."""

    neurons: list[Name] | None = None
    weights: list[list[Name] | Name] | None = None
    biases: list[Name] | Name | None = None


class Layer(Struct, frozen=True, forbid_unknown_fields=True):
    """A dense layer: out = activation(weights · inputs + bias)."""

    units: Units
    activation: ActivationName
    name: Name | None = None
    weights: list[list[Number] | Number] | Init | None = None
    layout: Literal["rows", "columns"] = "rows"
    bias: bool | Number | list[Number] | Bias | None = None
    names: Names | None = None


class Sample(Struct, frozen=True, forbid_unknown_fields=True):
    """What goes in and what should come out; a single number stands for a list of one."""

    input: Number | Numbers
    target: Number | Numbers


class Optimizer(Struct, frozen=True, forbid_unknown_fields=True):
    """How a gradient becomes a new weight."""

    name: OptimizerName
    learning_rate: Annotated[float, Meta(ge=0, le=LARGEST)] = 0.001


class Experiment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole config: the network, its data, and how it is trained."""

    layers: Annotated[list[Layer], Meta(min_length=1)]
    samples: Annotated[list[Sample], Meta(min_length=1)]
    title: str | None = None
    source: str | None = None
    inputs: Units | Annotated[list[Name], Meta(min_length=1)] | None = None
    loss: LossName = "half_squared_error"
    optimizer: OptimizerName | Optimizer = DEFAULT_OPTIMIZER
    update_order: UpdateOrder = "simultaneous"
    iterations: Annotated[int, Meta(ge=0, le=MAX_ITERATIONS)] = 1000
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    expected: dict[str, Number | dict[str, Number | dict[str, Number]]] | None = None
