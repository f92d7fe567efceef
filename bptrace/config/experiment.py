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

ActivationName = Literal[
    "identity",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "softplus",
    "softsign",
    "gelu",
    "silu",
    "hard_sigmoid",
    "softmax",
    "step",
]
LossName = Literal[
    "half_squared_error",
    "squared_error",
    "mean_squared_error",
    "absolute_error",
    "mean_absolute_error",
    "huber",
    "mean_huber",
    "binary_cross_entropy",
    "mean_binary_cross_entropy",
    "categorical_cross_entropy",
]
OptimizerName = Literal["sgd", "adagrad", "rmsprop", "adam", "adamw"]
ScheduleName = Literal["constant", "step", "exponential", "cosine", "warmup"]
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
Reduction = Literal["mean", "sum"]
Full = Literal["full"]
UpdateOrder = Literal["simultaneous", "sequential"]
Layout = Literal["rows", "columns"]

DEFAULT_OPTIMIZER: OptimizerName = "sgd"
DEFAULT_LOSS: LossName = "half_squared_error"
DEFAULT_ITERATIONS = 1000

Parameters = Mapping[str, float | None]
"""What a rule takes, and what that is where it is left out; None must be given."""

INIT_PARAMETERS: Mapping[InitName, Parameters] = {
    "uniform": {"low": None, "high": None},
    "normal": {"mean": 0.0, "std": None},
    "xavier_uniform": {},
    "xavier_normal": {},
    "he_uniform": {},
    "he_normal": {},
    "zeros": {},
    "constant": {"value": None},
}
"""How far the values spread decides whether a network learns: nobody should have to guess it."""

ACTIVATION_PARAMETERS: Mapping[ActivationName, Parameters] = {
    "identity": {},
    "sigmoid": {},
    "tanh": {},
    "relu": {},
    "leaky_relu": {"slope": 0.01},
    "elu": {"alpha": 1.0},
    "selu": {},
    "softplus": {},
    "softsign": {},
    "gelu": {"approximate": False},
    "silu": {},
    "hard_sigmoid": {},
    "softmax": {},
    "step": {},
}
"""PyTorch's defaults, here and below."""

LOSS_PARAMETERS: Mapping[LossName, Parameters] = {
    "half_squared_error": {},
    "squared_error": {},
    "mean_squared_error": {},
    "absolute_error": {},
    "mean_absolute_error": {},
    "huber": {"delta": 1.0},
    "mean_huber": {"delta": 1.0},
    "binary_cross_entropy": {},
    "mean_binary_cross_entropy": {},
    "categorical_cross_entropy": {},
}

_DECAY: Parameters = {"weight_decay": 0.0, "decay_biases": True}
_ADAM: Parameters = {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, **_DECAY}

OPTIMIZER_PARAMETERS: Mapping[OptimizerName, Parameters] = {
    "sgd": {"learning_rate": 0.001, "momentum": 0.0, "nesterov": False, **_DECAY},
    "adagrad": {"learning_rate": 0.01, "eps": 1e-10, **_DECAY},
    "rmsprop": {"learning_rate": 0.01, "alpha": 0.99, "eps": 1e-8, **_DECAY},
    "adam": _ADAM,
    "adamw": {**_ADAM, "weight_decay": 0.01},
}
"""Beside `clip_norm`, `clip_value` and `schedule`, which each of them takes."""

AS_LONG_AS_TRAINING = 0

SCHEDULE_PARAMETERS: Mapping[ScheduleName, Parameters] = {
    "constant": {},
    "step": {"every": None, "factor": 0.1},
    "exponential": {"factor": None},
    "cosine": {"over": AS_LONG_AS_TRAINING, "low": 0.0},
    "warmup": {"over": None},
}
"""Beside `warmup`, which each of them takes."""

MAX_UNITS = 1_000_000
MAX_ITERATIONS = 10**15
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
Positive = Annotated[float, Meta(gt=0, le=LARGEST)]
Fraction = Annotated[float, Meta(ge=0, lt=1)]
Numbers = Annotated[list[Number], Meta(min_length=1)]
Units = Annotated[int, Meta(ge=1, le=MAX_UNITS)]
Count = Annotated[int, Meta(ge=0, le=MAX_ITERATIONS)]
Least1 = Annotated[int, Meta(ge=1, le=MAX_ITERATIONS)]


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """Where weights come from that are not written out: drawn, read, or another layer's.

    `{init: uniform, low: 0, high: 1}`, `{file: trained.npz, array: W1}`, `{tied_to: h}`
    """

    init: InitName | None = None
    """the rule by which they are drawn; `xavier_…` and `he_…` know how large the layer is"""
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
    file: str | None = None
    """or the NPZ or JSON file they are in; its path begins at the config's folder"""
    array: str | None = None
    """what they are called in that file; left out: it holds nothing else"""
    tied_to: str | None = None
    """or the layer before this one whose weights these are too: `h`, `h1`, or its own name"""
    transposed: bool | None = None
    """`tied_to`: rows and columns exchanged; left out: true"""


class Tied(Weights, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Weights of another layer, in a resolved experiment."""

    tied_to: str
    """the layer whose weights these are too"""
    transposed: bool = True
    """rows and columns exchanged"""


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


class Activation(Struct, frozen=True, forbid_unknown_fields=True):
    """An activation with what it takes, or one of the config's own: `{formula: "net / 2"}`."""

    name: ActivationName | None = None
    """the rule"""
    formula: str | None = None
    """or what it computes, over `net`: `net / (1 + abs(net))`"""
    slope: Number | None = None
    """`leaky_relu`: its derivative where net < 0; left out: 0.01"""
    alpha: Number | None = None
    """`elu`: it is near −alpha where net is far below 0; left out: 1"""
    approximate: bool | None = None
    """`gelu`: by tanh instead of the error function; left out: false"""


class Layer(Struct, frozen=True, forbid_unknown_fields=True):
    """A dense layer: out = activation(weights · inputs + bias)."""

    units: Units
    """how many neurons it has"""
    activation: ActivationName | Activation
    """what makes a neuron's `out` of its `net`"""
    name: Name | None = None
    """what it is called; left out: `h` (`h1 h2 …` where several are hidden), the last one `o`"""
    weights: list[list[Number] | Number] | Weights | None = None
    """one row a neuron, one column an input; or one flat list; left out: `xavier_uniform`"""
    layout: Layout = "rows"
    """`columns`: the weights are written transposed, one row an input"""
    bias: bool | Number | list[Number] | Bias | None = None
    """`false`: none; a number: each neuron starts there; left out: one a neuron, 0, trained"""
    mask: list[list[Annotated[int, Meta(ge=0, le=1)]]] | None = None
    """which connections there are: rows as in the weights, 1 for one that is there, 0 for none"""
    learning_rate: NotNegative | None = None
    """its own η; left out: the optimizer's"""
    trainable: bool = True
    """false: its weights and biases keep the values they start with"""
    names: Names | None = None
    """of its neurons, weights and biases, as your textbook numbers them"""


class Sample(Struct, frozen=True, forbid_unknown_fields=True):
    """What goes in and what should come out; a single number stands for a list of one."""

    input: Number | Numbers
    """what goes in, one number an input"""
    target: Number | Numbers
    """what should come out, one number a neuron of the last layer"""


class Loss(Struct, frozen=True, forbid_unknown_fields=True):
    """A loss with what it takes: `{name: huber, delta: 1}`."""

    name: LossName
    """the rule; a `mean_…` is divided by the number of outputs"""
    delta: Positive | None = None
    """`huber`: where the parabola ends and straight lines go on; left out: 1"""


class Schedule(Struct, frozen=True, forbid_unknown_fields=True):
    """How the learning rate changes from iteration to iteration."""

    name: ScheduleName
    """the rule"""
    factor: Positive | None = None
    """`step`, `exponential`: what the rate is multiplied by; left out in `step`: 0.1"""
    every: Least1 | None = None
    """`step`: after so many iterations each time; `exponential` does it after each"""
    over: Least1 | None = None
    """`cosine`, `warmup`: for so many iterations; left out in `cosine`: the whole training"""
    low: NotNegative | None = None
    """`cosine`: the rate at the end; left out: 0"""
    warmup: Count | None = None
    """before any of them, so many iterations in which the rate rises in equal steps"""


class Optimizer(Struct, frozen=True, forbid_unknown_fields=True):
    """How a gradient becomes a new weight; what is left out is as in torch.optim."""

    name: OptimizerName
    """the rule; `sgd`: w⁺ = w − η · ∂E/∂w"""
    learning_rate: NotNegative | None = None
    """η, `eta` in the trace; left out: 0.001, of `adagrad` and `rmsprop` 0.01"""
    momentum: NotNegative | None = None
    """`sgd`: how much of the last step goes into the next; left out: 0"""
    nesterov: bool | None = None
    """`sgd`: Nesterov's momentum; left out: false"""
    beta1: Fraction | None = None
    """`adam`, `adamw`: of the mean of the gradients; left out: 0.9"""
    beta2: Fraction | None = None
    """`adam`, `adamw`: of the mean of their squares; left out: 0.999"""
    alpha: Fraction | None = None
    """`rmsprop`: of the mean of their squares; left out: 0.99"""
    eps: Positive | None = None
    """what keeps a denominator from being 0; left out: 1e-8, of `adagrad` 1e-10"""
    weight_decay: NotNegative | None = None
    """what pulls weights to 0, times the weight; left out: 0, of `adamw` 0.01"""
    decay_biases: bool | None = None
    """whether it pulls biases too; left out: true"""
    clip_value: Positive | None = None
    """each number of the gradient is cut off at ± this"""
    clip_norm: Positive | None = None
    """a gradient that is longer, all parameters together, is shortened to this"""
    schedule: Schedule | None = None
    """how the rate changes; left out: it does not"""


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Which samples an iteration sees."""

    size: Annotated[int, Meta(ge=1)] | Full = 1
    """how many, or all of them; the last batch of an epoch may be smaller"""
    reduction: Reduction = "mean"
    """whether E and the gradient are the mean over the batch or the sum"""
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
    loss: LossName | Loss = DEFAULT_LOSS
    """what is to become small; left out: E = Σ ½ (target − out)²"""
    optimizer: OptimizerName | Optimizer = DEFAULT_OPTIMIZER
    """how weights are updated; the name alone takes its defaults"""
    batch: Batch = Batch()
    """which samples an iteration sees, and in which order"""
    update_order: UpdateOrder = "simultaneous"
    """all gradients at the weights the iteration starts with; or the output layer updated first"""
    samples: Annotated[list[Sample], Meta(min_length=1)]
    """what the network learns from"""
    iterations: Count | None = None
    """how many updates there are, one batch each; left out, and no epochs: 1000"""
    epochs: Count | None = None
    """instead of iterations: how often all samples are seen"""
    start_from: str | None = None
    """a file to take parameters and optimizer states from: a trace, JSON or NPZ"""
    states: dict[str, Number] | None = None
    """optimizer states at the start, by their names in the trace; left out: 0, and `t` 1"""
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 0
    """what initial values and orders are drawn from; the same seed draws the same"""
    expected: dict[str, Any] | None = None
    """the numbers that the source prints: `1: {net_h1: 0.3775}`, `after: {100: {E: 0.0012}}`"""
