"""An experiment as written -> one that leaves nothing open: defaults taken, weights drawn.

The result is of the same type and is itself a config that reproduces the run. What was given as a
flat list or by columns becomes rows; every bias says whether it is shared and trained.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from bptrace.config.experiment import (
    DEFAULT_ITERATIONS,
    Bias,
    Experiment,
    Init,
    InitName,
    Layer,
    Optimizer,
    Sample,
)
from bptrace.config.shapes import as_list
from bptrace.network.initial import INITIALIZERS, Draw, Fan, Uniform01, weight_stream
from bptrace.network.naming import input_width

NO_BIAS = False
DEFAULT_WEIGHTS = Init(init="xavier_uniform")
DEFAULT_BIAS = Bias(value=0.0)
NOT_RANDOM = frozenset({"zeros", "constant"})
NOT_DRAWN = dict.fromkeys(("init", "low", "high", "mean", "std"))


def resolve(experiment: Experiment) -> Experiment:
    """The experiment with every choice made. Expects a validated one (`bptrace.config.load`)."""
    samples = [Sample(_floats(each.input), _floats(each.target)) for each in experiment.samples]
    optimizer = experiment.optimizer
    stream = weight_stream(experiment.seed)
    width = input_width(experiment)
    layers = []
    for layer in experiment.layers:
        layers.append(_resolve_layer(layer, Fan(width, layer.units), stream))
        width = layer.units
    return structs.replace(
        experiment,
        layers=layers,
        samples=samples,
        inputs=experiment.inputs or input_width(experiment),
        optimizer=Optimizer(optimizer) if isinstance(optimizer, str) else optimizer,
        iterations=_iterations(experiment),
        epochs=None,
    )


def _iterations(experiment: Experiment) -> int:
    """How many updates there are: an epoch has one for each sample."""
    if experiment.epochs is not None:
        return experiment.epochs * len(experiment.samples)
    return DEFAULT_ITERATIONS if experiment.iterations is None else experiment.iterations


def rules_drawn_by(experiment: Experiment) -> tuple[InitName, ...]:
    """The rules by which an experiment as written draws initial values, each once."""
    rules: dict[InitName, None] = {}
    for layer in experiment.layers:
        weights = DEFAULT_WEIGHTS if layer.weights is None else layer.weights
        if isinstance(weights, Init):
            rules[weights.init] = None
        if isinstance(layer.bias, Bias) and layer.bias.init is not None:
            rules[layer.bias.init] = None
    return tuple(rule for rule in rules if rule not in NOT_RANDOM)


def _resolve_layer(layer: Layer, fan: Fan, stream: Uniform01) -> Layer:
    weights = _weights(layer, fan, stream)
    bias = _bias(layer.bias, fan, stream)
    return structs.replace(layer, weights=weights, layout="rows", bias=bias)


def _weights(layer: Layer, fan: Fan, stream: Uniform01) -> list[list[float]]:
    given = DEFAULT_WEIGHTS if layer.weights is None else layer.weights
    if isinstance(given, Init):
        draw = INITIALIZERS[given.init](given, fan, stream)
        return [[draw() for _ in range(fan.inputs)] for _ in range(fan.units)]
    rows: list[list[float]] = [row for row in given if isinstance(row, list)]
    if not rows:
        flat = [number for number in given if not isinstance(number, list)]
        length = fan.inputs if layer.layout == "rows" else fan.units
        rows = [flat[start : start + length] for start in range(0, len(flat), length)]
    if layer.layout == "columns":
        rows = [list(column) for column in zip(*rows, strict=True)]
    return [[float(number) for number in row] for row in rows]


def _bias(
    given: bool | float | Sequence[float] | Bias | None, fan: Fan, stream: Uniform01
) -> bool | Bias:
    match given:
        case False:
            return NO_BIAS
        case None | True:
            bias = DEFAULT_BIAS
        case Bias():
            bias = given
        case list():
            bias = Bias(value=given)
        case _:
            bias = Bias(value=float(given))  # type: ignore[arg-type]  # a number is what is left
    draw = _bias_draw(bias, fan, stream)
    value = draw() if bias.shared else [draw() for _ in range(fan.units)]
    if isinstance(bias.value, list):
        value = [float(number) for number in bias.value]
    return structs.replace(bias, value=value, **NOT_DRAWN)


def _bias_draw(bias: Bias, fan: Fan, stream: Uniform01) -> Draw:
    if bias.init is not None:
        return INITIALIZERS[bias.init](bias, fan, stream)
    start = 0.0 if isinstance(bias.value, list) or bias.value is None else float(bias.value)
    return lambda: start


def _floats(value: float | list[float]) -> list[float]:
    return [float(number) for number in as_list(value)]
