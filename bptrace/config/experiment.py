"""The types of a config: what a person may write down, and what is validated, in one place.

An `Experiment` as loaded may leave things open (weights not given, a bias as a single number).
`bptrace.network.resolve` turns it into one that leaves nothing open; it is of the same type, so a
resolved experiment is itself a config that reproduces the run.

The text under a key is its line in the README's table of keys (`tests/documents`).
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
Layout = Literal["rows", "columns"]

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
MAX_SEED = 2**63 - 1
MAX_SEED = 2**63 - 1
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
    """the rule; `xavier_…` and `he_…` know how large the layer is"""
    low: Number | None = None
    """`uniform`: from here"""
    high: Number | None = None
    """`uniform`: up to here, exclusive"""
    mean: Number | None = None
    """`normal`: around this number; left out: 0"""
    std: NotNegative | None = None
    """`normal`: the standard deviation"""
    value: Number | None = None
    """`constant`: this number"""


class Bias(Struct, frozen=True, forbid_unknown_fields=True):
    """A layer's bias: one a neuron, or one shared by the layer; trained or fixed."""

    value: Number | list[Number] | None = None
    """where it starts: one number for all, or one a neuron"""
    init: InitName | None = None
    """or how it is drawn, as weights are"""
    low: Number | None = None
    """as for weights"""
    high: Number | None = None
    """as for weights"""
    mean: Number | None = None
    """as for weights"""
    std: NotNegative | None = None
    """as for weights"""
    shared: bool = False
    """the layer has one bias, its gradient the sum over the neurons"""
    trainable: bool = True
    """false: it keeps the value it starts with"""
    threshold: bool = False
    """it is subtracted, as a threshold, instead of added"""


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """A layer's own names: many textbooks number their weights `w14 w15 …`."""

    neurons: list[Name] | None = None
    """one a neuron; left out: `h1 h2 …`, `o1 o2 …`"""
    weights: list[list[Name] | Name] | None = None
    """one row a neuron, or one flat list; left out: `w1 w2 …` through the whole network"""
    biases: list[Name] | Name | None = None
    """one a neuron, or the shared one's; left out: `b_h1 b_h2 …`, or `b1` where it is shared"""


class Layer(Struct, frozen=True, forbid_unknown_fields=True):
    """A dense layer: out = activation(weights · inputs + bias)."""

    units: Units
    """how many neurons it has"""
    activation: ActivationName
    """what makes a neuron's `out` of its `net`"""
    name: Name | None = None
    """what it is called; left out: `h` (`h1 h2 …` where several are hidden), the last one `o`"""
    weights: list[list[Number] | Number] | Init | None = None
    """one row a neuron, one column an input; or one flat list; left out: `xavier_uniform`"""
    layout: Layout = "rows"
    """`columns`: the weights are written transposed, one row an input"""
    bias: bool | Number | list[Number] | Bias | None = None
    """`false`: none; a number: each neuron starts there; left out: one a neuron, 0, trained"""
    names: Names | None = None
    """of its neurons, weights and biases, as your textbook numbers them"""


class Sample(Struct, frozen=True, forbid_unknown_fields=True):
    """What goes in and what should come out; a single number stands for a list of one."""

    input: Number | Numbers
    """what goes in, one number an input"""
    target: Number | Numbers
    """what should come out, one number a neuron of the last layer"""


class Optimizer(Struct, frozen=True, forbid_unknown_fields=True):
    """How a gradient becomes a new weight."""

    name: OptimizerName
    """the rule: w⁺ = w − η · ∂E/∂w"""
    learning_rate: NotNegative = 0.001
    """η, `eta` in the trace"""


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Which samples an iteration sees."""

    size: Annotated[int, Meta(ge=1)] = 1
    """how many; more than 1 is for a later version"""
    order: OrderName = "sequential"
    """`shuffled`: in another order each epoch; `random`: any of them each time"""


class Experiment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole config: the network, its data, and how it is trained."""

    title: str | None = None
    """what the output says at its top"""
    source: str | None = None
    """where the numbers come from"""
    inputs: Units | Annotated[list[Name], Meta(min_length=1)] | None = None
    """their count or their names; left out: as many as the samples have, `i1 i2 …`"""
    layers: Annotated[list[Layer], Meta(min_length=1)]
    """first hidden layer first, output layer last; the input layer is not among them"""
    loss: LossName = "half_squared_error"
    """E = Σ ½ (target − out)²"""
    optimizer: OptimizerName | Optimizer = DEFAULT_OPTIMIZER
    """how weights are updated; the name alone takes its defaults"""
    batch: Batch = Batch()
    """which samples an iteration sees, and in which order"""
    update_order: UpdateOrder = "simultaneous"
    """all gradients at the weights the iteration starts with; or the output layer updated first"""
    samples: Annotated[list[Sample], Meta(min_length=1)]
    """what the network learns from"""
    iterations: Count | None = None
    """how many updates there are, one sample each; left out, and no epochs: 1000"""
    epochs: Count | None = None
    """instead of iterations: how often all samples are seen"""
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 0
    """what initial values and orders are drawn from; the same seed draws the same"""
    expected: dict[str, Any] | None = None
    """the numbers that the source prints: `1: {net_h1: 0.3775}`, `after: {100: {E: 0.0012}}`"""
