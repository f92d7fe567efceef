"""The shapes of weights, masks, biases and their names, against the sizes of the layers.

weights   one row a unit, one column an input; or the same numbers as one flat list
mask      as the weights
bias      one number a unit; or one that is shared
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from msgspec import Struct

from bptrace.config.experiment import Bias, Experiment, Layer, Weights
from bptrace.problems.problem import Finding, Kind, Path


class Setting(Struct, frozen=True):
    """A layer in its network. inputs: how many it has; source: what in the config says so."""

    place: int
    layer: Layer
    inputs: int
    source: Path

    @property
    def path(self) -> Path:
        return ("layers", self.place)

    @property
    def because(self) -> tuple[Path, ...]:
        return (self.source, (*self.path, "units"), (*self.path, "layout"))


def as_list(value: float | list[float]) -> Sequence[float]:
    """A single number stands for a list of one."""
    return value if isinstance(value, list) else [value]


def first_width(experiment: Experiment) -> tuple[int, Path]:
    """How many inputs the network has, and which part of the config says so."""
    match experiment.inputs:
        case int(count):
            return count, ("inputs",)
        case list(names):
            return len(names), ("inputs",)
        case _:
            return len(as_list(experiment.samples[0].input)), ("samples", 0, "input")


def batches_in(experiment: Experiment) -> int:
    """How many batches an epoch has; the last one may be smaller."""
    size, samples = experiment.batch.size, len(experiment.samples)
    return ceil(samples / (samples if size == "full" else size))


def settings(experiment: Experiment) -> Iterator[Setting]:
    """Every layer with the number of its inputs."""
    width, source = first_width(experiment)
    for place, layer in enumerate(experiment.layers):
        yield Setting(place, layer, width, source)
        width, source = layer.units, ("layers", place, "units")


def shapes_in_order(experiment: Experiment) -> Iterator[Finding]:
    """Everything that has another shape than its layer."""
    for setting in settings(experiment):
        yield from _connections(setting)
        yield from _bias(setting)
        yield from _all_names(setting)


def _connections(setting: Setting) -> Iterator[Finding]:
    layer = setting.layer
    shape = (layer.units, setting.inputs)
    shape = shape[::-1] if layer.layout == "columns" else shape
    for key in ("weights", "mask"):
        if isinstance(given := getattr(layer, key), list):
            yield from _matrix(given, shape, (*setting.path, key), setting)
    if isinstance(layer.weights, list) and layer.mask is not None:
        yield from _masked(layer.weights, layer.mask, setting)


def _masked(
    weights: list[list[float] | float], mask: list[list[int]], setting: Setting
) -> Iterator[Finding]:
    """Weights other than 0 where there is no connection."""
    exists = [each for row in mask for each in row]
    because = ((*setting.path, "mask"),)
    for (path, weight), there in zip(_one_by_one(weights), exists, strict=False):
        if weight and not there:
            where = (*setting.path, "weights", *path)
            yield Finding(Kind.MASKED_WEIGHT, where, {"found": weight}, because=because)


def _one_by_one(weights: list[list[float] | float]) -> Iterator[tuple[Path, float]]:
    for place, row in enumerate(weights):
        if isinstance(row, list):
            yield from (((place, at), weight) for at, weight in enumerate(row))
        else:
            yield (place,), row


def _all_names(setting: Setting) -> Iterator[Finding]:
    layer, names = setting.layer, setting.layer.names
    if names is None:
        return
    if names.neurons is not None:
        yield from _names(names.neurons, layer.units, "neurons", setting)
    if names.weights is not None:
        path = (*setting.path, "names", "weights")
        if isinstance(layer.weights, Weights) and layer.weights.tied_to is not None:
            tie = (*setting.path, "weights", "tied_to")
            yield Finding(Kind.NAMED_TIE, path, because=(tie,))
        else:
            yield from _matrix(names.weights, (layer.units, setting.inputs), path, setting)
    if names.biases is not None:
        yield from _bias_names(names.biases, setting)


def _matrix(
    given: Sequence[Sequence[object] | object], shape: tuple[int, int], path: Path, setting: Setting
) -> Iterator[Finding]:
    rows, columns = shape
    lengths = [len(each) for each in given if isinstance(each, list)]
    data = _reason(setting) | {"rows": rows, "columns": columns, "found_rows": len(lengths)}
    if not lengths and len(given) != rows * columns:
        data |= {"needed": rows * columns, "found_count": len(given)}
        yield Finding(Kind.WEIGHT_COUNT, path, data, because=setting.because)
    elif lengths and len(lengths) < len(given):
        yield Finding(Kind.ROWS_AND_NUMBERS, path)
    elif len(set(lengths)) > 1:
        expected = columns if columns in lengths else lengths[0]
        place = next(at for at, length in enumerate(lengths) if length != expected)
        data |= {"row": place + 1, "found_count": lengths[place], "other_count": expected}
        yield Finding(Kind.RAGGED, (*path, place), data)
    elif lengths and (len(lengths), lengths[0]) != shape:
        transposed = (lengths[0], len(lengths)) == shape and path[2:] == ("weights",)
        data["found_columns"] = lengths[0]
        data["layout"] = "rows" if setting.layer.layout == "columns" else "columns"
        kind = Kind.TRANSPOSED if transposed else Kind.WEIGHT_SHAPE
        yield Finding(kind, path, data, because=setting.because)


def _reason(setting: Setting) -> dict[str, object]:
    return {
        "layer": setting.place + 1,
        "units": setting.layer.units,
        "inputs": setting.inputs,
        "source": setting.source,
        "orientation": setting.layer.layout,
    }


def _bias(setting: Setting) -> Iterator[Finding]:
    bias, path = setting.layer.bias, (*setting.path, "bias")
    value = bias.value if isinstance(bias, Bias) else bias
    if isinstance(bias, Bias):
        path = (*path, "value")
    if not isinstance(value, list):
        return
    if isinstance(bias, Bias) and bias.shared:
        yield Finding(Kind.SHARED_LIST, path, because=((*setting.path, "bias", "shared"),))
    elif len(value) != setting.layer.units:
        data = _reason(setting) | {"found_count": len(value)}
        yield Finding(Kind.BIAS_LENGTH, path, data, because=setting.because)


def _names(given: Sequence[str], needed: int, key: str, setting: Setting) -> Iterator[Finding]:
    if len(given) != needed:
        data = _reason(setting) | {"needed": needed, "found_count": len(given), "what": key}
        yield Finding(Kind.NAME_COUNT, (*setting.path, "names", key), data, because=setting.because)


def _bias_names(given: Sequence[str] | str, setting: Setting) -> Iterator[Finding]:
    bias = setting.layer.bias
    because = (*setting.because, (*setting.path, "bias"))
    if bias is False:
        yield Finding(Kind.NAMED_NO_BIAS, (*setting.path, "names", "biases"), because=because)
        return
    shared = isinstance(bias, Bias) and bias.shared
    listed = [given] if isinstance(given, str) else given
    yield from _names(listed, 1 if shared else setting.layer.units, "biases", setting)
