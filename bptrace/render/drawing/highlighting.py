"""`w5`, `h1`, `i1-h1-o1` -> what of a network is to be highlighted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.errors import InputError, UnknownNameError
from bptrace.network.error import ERROR
from bptrace.network.naming import Labels
from bptrace.network.respelled import plain
from bptrace.network.spellings import find, look_up_value

BETWEEN = re.compile(r"->|→|[-:,>]")
PARAMETERS = frozenset({"weight", "bias"})
ENDS = {ERROR, "E_total"}
"""Where every path ends anyway."""

Edge = tuple[int, int, int]
"""The place of the layer that it leads to, from 0 for the inputs; source and target in their
layers."""


class Highlights(Struct, frozen=True):
    """parameters: weights and biases. units: by the places of their layer and in it."""

    parameters: frozenset[Reference] = frozenset()
    units: frozenset[tuple[int, int]] = frozenset()
    edges: frozenset[Edge] = frozenset()


def highlights_of(
    step: Step, labels: Sequence[Labels], names: Iterable[str], paths: Iterable[str]
) -> Highlights:
    """names: of weights, biases and neurons. paths: of neurons, from layer to layer.

    Raises UnknownNameError for a name, InputError for a path that does not lead on.
    """
    parameters: set[Reference] = set()
    units: set[tuple[int, int]] = set()
    edges: set[Edge] = set()
    for name in names:
        unit = _unit(step, labels, name)
        if unit is not None:
            units.add(unit)
        else:
            parameter = _parameter(step, name)
            parameters.add(parameter)
            units |= _ends(step, labels, parameter)
    for path in paths:
        way = _way(step, labels, path)
        units.update(way)
        edges |= {(layer, source, target) for (_, source), (layer, target) in pairwise(way)}
    return Highlights(frozenset(parameters), frozenset(units), frozenset(edges))


def _unit(step: Step, labels: Sequence[Labels], name: str) -> tuple[int, int] | None:
    for number, label in enumerate(labels):
        at = step.names.tables[label.label].position(plain(name))
        if at is not None:
            return number, at[0]
    return None


def _parameter(step: Step, name: str) -> Reference:
    found = find(step, name)
    reference = found.value
    if reference is None or step.family(reference.name).role not in PARAMETERS:
        raise InputError(f'"{name}" is not drawn: name a weight, a bias or a neuron')
    return reference


def _ends(step: Step, labels: Sequence[Labels], parameter: Reference) -> set[tuple[int, int]]:
    """The units that a weight or a bias of one neuron connects, so that they are shown."""
    layers = {label.index: number for number, label in enumerate(labels)}
    family = step.family(parameter.name)
    return {(layers[axis], int(at)) for axis, at in zip(family.at, parameter.at, strict=True)}


def _way(step: Step, labels: Sequence[Labels], path: str) -> list[tuple[int, int]]:
    names = [part.strip() for part in BETWEEN.split(path) if part.strip()]
    if len(names) > 1 and names[-1] in ENDS:
        names.pop()
    if len(names) < 2:
        raise InputError(f'"{path}" is no path: name neurons from layer to layer, i1-h1-o1')
    way = []
    for name in names:
        unit = _unit(step, labels, name)
        if unit is None:
            known = [step.names.tables[each.label].name((0,)) for each in labels]
            raise UnknownNameError(name, known)
        way.append(unit)
    for before, after, source, target in zip(way, way[1:], names, names[1:], strict=False):
        is_next = after[0] == before[0] + 1
        if not is_next or look_up_value(step, f"{source}:{target}") is None:
            raise InputError(f"{path}: no connection leads from {source} to {target}")
    return way
