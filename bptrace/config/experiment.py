"""The types of a config: what a person may write down, and what is validated, in one place.

An `Experiment` as loaded may leave things open (weights not given, a bias as a single number).
`bptrace.network.resolve` turns it into one that leaves nothing open; it is of the same type, so a
resolved experiment is itself a config that reproduces the run.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

ActivationName = Literal["identity", "sigmoid", "tanh", "relu"]
LossName = Literal["half_squared_error"]
OptimizerName = Literal["sgd"]
InitName = Literal[
    "uniform",
    "normal",
    "xavier_uniform",
    "xavier_normal",
    "he_uniform",
    "he_normal",
    "zeros",
    "constant",
]
OrderName = Literal["sequential", "shuffled", "random"]
UpdateOrder = Literal["simultaneous", "sequential"]

DEFAULT_OPTIMIZER: OptimizerName = "sgd"
DEFAULT_ITERATIONS = 1000

INIT_PARAMETERS: Mapping[InitName, Mapping[str, float | None]] = {
    "uniform": {"low": None, "high": None},
    "normal": {"mean": 0.0, "std": None},
    "xavier_uniform": {},
    "xavier_normal": {},
    "he_uniform": {},
    "he_normal": {},
    "zeros": {},
    "constant": {"value": None},
}
"""What each rule takes, and what that is where it is left out; None must be given: how far the
values spread decides whether a network learns, so nobody should have to guess it."""

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

NotNegative = Annotated[float, Meta(ge=0, le=LARGEST)]
Numbers = Annotated[list[Number], Meta(min_length=1)]
Units = Annotated[int, Meta(ge=1, le=MAX_UNITS)]
Count = Annotated[int, Meta(ge=0, le=MAX_ITERATIONS)]


class Init(Struct, frozen=True, forbid_unknown_fields=True):
    """How initial values are drawn: `{init: uniform, low: 0, high: 1}`."""

    init: InitName
    low: Number | None = None
    high: Number | None = None
    mean: Number | None = None
    std: NotNegative | None = None
    value: Number | None = None


class Bias(Struct, frozen=True, forbid_unknown_fields=True):
    """A layer's bias: one a neuron, or one shared by the layer; trained or fixed."""

    value: Number | list[Number] | None = None
    init: InitName | None = None
    low: Number | None = None
    high: Number | None = None
    mean: Number | None = None
    std: NotNegative | None = None
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
    learning_rate: NotNegative = 0.001


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Which samples an iteration sees."""

    size: Annotated[int, Meta(ge=1)] = 1
    order: OrderName = "sequential"


class Experiment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole config: the network, its data, and how it is trained."""

    layers: Annotated[list[Layer], Meta(min_length=1)]
    samples: Annotated[list[Sample], Meta(min_length=1)]
    title: str | None = None
    source: str | None = None
    inputs: Units | Annotated[list[Name], Meta(min_length=1)] | None = None
    loss: LossName = "half_squared_error"
    optimizer: OptimizerName | Optimizer = DEFAULT_OPTIMIZER
    batch: Batch = Batch()
    update_order: UpdateOrder = "simultaneous"
    iterations: Count | None = None
    epochs: Count | None = None
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    expected: dict[str, Any] | None = None
    """What may be in it, `claims` says: names and numbers in blocks, one for each moment."""
