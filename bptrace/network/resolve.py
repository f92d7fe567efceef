"""An experiment as written -> one that leaves nothing open: defaults taken, weights drawn.

The result is of the same type and is itself a config that reproduces the run. What was given as a
flat list or by columns becomes rows; every bias says whether it is shared and trained; rules say
everything that they take.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from bptrace.config.experiment import (
    DEFAULT_ITERATIONS,
    Bias,
    Experiment,
    InitName,
    Layer,
    Sample,
    Tied,
    Weights,
)
from bptrace.config.shapes import as_list, batches_in
from bptrace.network.defaults import whole_activation, whole_loss, whole_optimizer
from bptrace.network.initial import INITIALIZERS, Draw, Fan, Uniform01, weight_stream
from bptrace.network.naming import input_width

NO_BIAS = False
DEFAULT_WEIGHTS = Weights(init="xavier_uniform")
DEFAULT_BIAS = Bias(value=0.0)
NOT_RANDOM = frozenset({"zeros", "constant"})
NOT_DRAWN = dict.fromkeys(("init", "low", "high", "mean", "std"))


def resolve(experiment: Experiment) -> Experiment:
    """The experiment with every choice made. Expects a validated one (`bptrace.config.load`)."""
    samples = [Sample(_floats(each.input), _floats(each.target)) for each in experiment.samples]
    stream = weight_stream(experiment.seed)
    width = input_width(experiment)
    layers = []
    for layer in experiment.layers:
        layers.append(_resolve_layer(layer, Fan(width, layer.units), stream))
        width = layer.units
    iterations = _iterations(experiment)
    return structs.replace(
        experiment,
        layers=layers,
        samples=samples,
        inputs=experiment.inputs or input_width(experiment),
        loss=whole_loss(experiment.loss),
        optimizer=whole_optimizer(experiment.optimizer, iterations),
        batch=structs.replace(experiment.batch, size=_batch_size(experiment)),
        iterations=iterations,
        epochs=None,
    )


def _batch_size(experiment: Experiment) -> int:
    size = experiment.batch.size
    return len(experiment.samples) if size == "full" else size


def _iterations(experiment: Experiment) -> int:
    """How many updates there are: an epoch has one for each batch."""
    if experiment.epochs is not None:
        return experiment.epochs * batches_in(experiment)
    return DEFAULT_ITERATIONS if experiment.iterations is None else experiment.iterations


def rules_drawn_by(experiment: Experiment) -> tuple[InitName, ...]:
    """The rules by which an experiment as written draws initial values, each once."""
    if experiment.start_from is not None:
        return ()
    rules: dict[InitName, None] = {}
    for layer in experiment.layers:
        weights = DEFAULT_WEIGHTS if layer.weights is None else layer.weights
        if isinstance(weights, Weights) and weights.init is not None:
            rules[weights.init] = None
        if isinstance(layer.bias, Bias) and layer.bias.init is not None:
            rules[layer.bias.init] = None
    return tuple(rule for rule in rules if rule not in NOT_RANDOM)


def _resolve_layer(layer: Layer, fan: Fan, stream: Uniform01) -> Layer:
    mask = _mask(layer)
    weights = _weights(layer, fan, stream)
    if mask is not None and isinstance(weights, list):
        weights = _masked(weights, mask)
    bias = _bias(layer.bias, fan, stream)
    if isinstance(bias, Bias) and not layer.trainable:
        bias = structs.replace(bias, trainable=False)
    return structs.replace(
        layer,
        activation=whole_activation(layer.activation),
        weights=weights,
        layout="rows",
        bias=bias,
        mask=mask,
    )


def _weights(layer: Layer, fan: Fan, stream: Uniform01) -> list[list[float]] | Tied:
    """One row a neuron; or, where they are another layer's, whose they are."""
    given = DEFAULT_WEIGHTS if layer.weights is None else layer.weights
    if isinstance(given, list):
        return _rows(given, layer, fan)
    if given.tied_to is not None:
        return Tied(tied_to=given.tied_to, transposed=given.transposed is not False)
    assert given.init is not None
    draw = INITIALIZERS[given.init](given, fan, stream)
    return [[draw() for _ in range(fan.inputs)] for _ in range(fan.units)]


def _mask(layer: Layer) -> list[list[int]] | None:
    """One row a neuron."""
    if layer.mask is None or layer.layout == "rows":
        return layer.mask
    return [list(column) for column in zip(*layer.mask, strict=True)]


def _masked(rows: list[list[float]], mask: list[list[int]]) -> list[list[float]]:
    """0 where there is no connection."""
    return [
        [weight if there else 0.0 for weight, there in zip(row, line, strict=True)]
        for row, line in zip(rows, mask, strict=True)
    ]


def _rows(given: Sequence[list[float] | float], layer: Layer, fan: Fan) -> list[list[float]]:
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
