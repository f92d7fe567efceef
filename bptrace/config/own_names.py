"""Whether a config's own names can be names, and are all different, whatever they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bptrace.config.experiment import NAME, Experiment, Names
from bptrace.problems.problem import Finding, Kind, Path

ALLOWED = re.compile(NAME)


def names_in_order(experiment: Experiment) -> Iterator[Finding]:
    """Every name that cannot be one, and every name that was used before."""
    first: dict[str, Path] = {}
    for path, name in own_names(experiment):
        if not ALLOWED.fullmatch(name):
            yield Finding(Kind.NOT_ALLOWED_NAME, path, {"found": name})
        elif name in first:
            data = {"name": name, "first": first[name]}
            yield Finding(Kind.NAME_TWICE, path, data, because=(first[name],))
        else:
            first[name] = path


def own_names(experiment: Experiment) -> Iterator[tuple[Path, str]]:
    """Every name that the config chose, and where."""
    if isinstance(experiment.inputs, list):
        yield from _listed(experiment.inputs, ("inputs",))
    for place, layer in enumerate(experiment.layers):
        if layer.name is not None:
            yield ("layers", place, "name"), layer.name
        if layer.names is not None:
            yield from _of_layer(layer.names, ("layers", place, "names"))


def _of_layer(names: Names, path: Path) -> Iterator[tuple[Path, str]]:
    yield from _listed(names.neurons or (), (*path, "neurons"))
    for place, row in enumerate(names.weights or ()):
        yield from _listed_or_one(row, (*path, "weights", place))
    if names.biases is not None:
        yield from _listed_or_one(names.biases, (*path, "biases"))


def _listed_or_one(names: list[str] | str, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(names, str):
        yield path, names
    else:
        yield from _listed(names, path)


def _listed(names: Iterable[str], path: Path) -> Iterator[tuple[Path, str]]:
    return (((*path, place), name) for place, name in enumerate(names))
