"""Whether initial values say what their rule takes, no more and no less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite

from bptrace.config.experiment import INIT_PARAMETERS, Bias, Experiment, InitName, Weights
from bptrace.config.rule_parameters import one_of
from bptrace.problems.problem import Finding, Kind, Path

PARAMETERS = tuple(dict.fromkeys(key for takes in INIT_PARAMETERS.values() for key in takes))

SOURCES: Mapping[str, tuple[str, ...]] = {
    "init": PARAMETERS,
    "file": ("array",),
    "tied_to": ("transposed",),
}
"""Where weights come from that are not written out, and what may be said about it."""


def parameters_in_order(experiment: Experiment) -> Iterator[Finding]:
    """Rules without what they take, with what they do not take, and impossible bounds."""
    for place, layer in enumerate(experiment.layers):
        if isinstance(layer.weights, Weights):
            yield from _weights(layer.weights, ("layers", place, "weights"))
        if isinstance(layer.bias, Bias):
            yield from _bias(layer.bias, ("layers", place, "bias"))


def _weights(weights: Weights, path: Path) -> Iterator[Finding]:
    yield from one_of(weights, tuple(SOURCES), path)
    if weights.init is not None:
        yield from _parameters(weights, path)
    given = [source for source in SOURCES if getattr(weights, source) is not None]
    if len(given) == 1:
        (source,) = given
        yield from _of_other_sources(weights, source, path)


def _of_other_sources(weights: Weights, source: str, path: Path) -> Iterator[Finding]:
    for other, takes in SOURCES.items():
        for key in takes:
            if other != source and getattr(weights, key) is not None:
                data = {"rule": source, "key": key, "known": list(SOURCES[source])}
                because = ((*path, source),)
                yield Finding(Kind.PARAMETER_UNUSED, (*path, key), data, "key", because)


def _bias(bias: Bias, path: Path) -> Iterator[Finding]:
    if bias.init is not None:
        yield from _parameters(bias, path)
        return
    for key in PARAMETERS:
        if key != "value" and getattr(bias, key) is not None:
            data = {"key": key, "rule": _rule_with(key)}
            yield Finding(Kind.PARAMETER_WITHOUT_INIT, (*path, key), data, at="key")


def _parameters(init: Weights | Bias, path: Path) -> Iterator[Finding]:
    assert init.init is not None
    takes = INIT_PARAMETERS[init.init]
    rule = (*path, "init")
    for key in PARAMETERS:
        given = getattr(init, key) is not None
        data: dict[str, object] = {"rule": f"init: {init.init}", "key": key}
        if given and key not in takes:
            kind = Kind.VALUE_AND_INIT if key == "value" else Kind.PARAMETER_UNUSED
            data |= {"known": list(takes)} if kind == Kind.PARAMETER_UNUSED else {}
            yield Finding(kind, (*path, key), data, at="key", because=(rule,))
        elif key in takes and takes[key] is None and not given:
            yield Finding(Kind.PARAMETER_MISSING, (*path, key), data, "parent", because=(rule,))
    if isinstance(init.value, list):
        yield Finding(Kind.CONSTANT_LIST, (*path, "value"), because=(rule,))
    if init.low is not None and init.high is not None and init.low > init.high:
        bounds = {"low": init.low, "high": init.high}
        yield Finding(Kind.LOW_ABOVE_HIGH, (*path, "low"), bounds, because=((*path, "high"),))
    elif not isfinite(_reach(init)):
        yield Finding(Kind.TOO_WIDE, rule, because=tuple((*path, key) for key in takes))


def _reach(init: Weights | Bias) -> float:
    """How far apart values may be drawn: bounds; or ten standard deviations, which none exceeds."""
    if init.low is not None and init.high is not None:
        return init.high - init.low
    return abs(init.mean or 0.0) + 10.0 * (init.std or 0.0)


def _rule_with(key: str) -> InitName:
    """The rule that takes a parameter."""
    return next(rule for rule, takes in INIT_PARAMETERS.items() if key in takes)
