"""Every way in which a config's own names would give two values of the trace one name.

Names are checked where they are spelled: on the step itself, built with the layers called {0}, {1}
and so on, which clash with nothing, while neurons, weights and biases keep the names they have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, structs

from bptrace.algebra.names import all_positions
from bptrace.algebra.steps import Step
from bptrace.config import Document, check_findings
from bptrace.config.experiment import Experiment, Names, Tied
from bptrace.config.own_names import own_names
from bptrace.network.build import build_step
from bptrace.network.naming import INPUTS, label_layers, name_tables
from bptrace.problems.problem import Finding, Kind, Path

REACHED_ONLY = ("E_all", "E_total")
"""Names of values that no equation of the step has."""


class Spelled(Struct, frozen=True):
    """A name, what it is the name of, and the parts that it is made of."""

    name: str
    role: str
    parts: tuple[str, ...]


class Owner(Struct, frozen=True):
    """A name that the config chose, and where."""

    path: Path
    name: str


def check_names(experiment: Experiment, document: Document) -> None:
    """Raises ConfigError where names of a resolved experiment clash."""
    check_findings(name_problems(experiment), document)


def name_problems(experiment: Experiment) -> list[Finding]:
    """What clashes in a resolved experiment, once for each name that the config chose."""
    if next(own_names(experiment), None) is None:
        return []
    findings = list(_layer_clashes(experiment))
    if not findings:
        step = build_step(_with_numbered_layers(experiment))
        findings = [*_family_clashes(experiment, step), *_scalar_clashes(experiment, step)]
    first: dict[Path, Finding] = {}
    for finding in findings:
        first.setdefault(finding.path, finding)
    return list(first.values())


def _layer_clashes(experiment: Experiment) -> Iterator[Finding]:
    """Layers that are called like another, like the inputs, or like another's weights."""
    labels = label_layers(experiment)
    taken = {INPUTS.label: -1}
    for place, each in enumerate(labels):
        for name in (each.label, each.weights, each.bias):
            other = taken.setdefault(name, place)
            if other != place:
                yield _of_layer(experiment, (place, other), name)


def _of_layer(experiment: Experiment, places: tuple[int, ...], clash: str) -> Finding:
    """The finding for the last of those layers that has a name of its own."""
    named = [place for place in sorted(places) if place >= 0 and experiment.layers[place].name]
    data = {"name": experiment.layers[named[-1]].name, "clash": clash}
    return Finding(Kind.SAME_FAMILY, ("layers", named[-1], "name"), data)


def _with_numbered_layers(experiment: Experiment) -> Experiment:
    tables = name_tables(experiment)
    labels = [each.label for each in label_layers(experiment)]
    numbered = {label: f"{{{place}}}" for place, label in enumerate(labels)}
    layers = []
    for layer, label in zip(experiment.layers, labels, strict=True):
        neurons = [tables[label].name(at) for at in all_positions((layer.units,))]
        names = structs.replace(layer.names or Names(), neurons=neurons)
        weights = layer.weights
        if isinstance(weights, Tied):
            weights = structs.replace(weights, tied_to=numbered[weights.tied_to])
        layers.append(structs.replace(layer, name=numbered[label], names=names, weights=weights))
    return structs.replace(experiment, layers=layers)


def _family_clashes(experiment: Experiment, step: Step) -> Iterator[Finding]:
    """Families that would have one name with the layers called as they are."""
    labels = [each.label for each in label_layers(experiment)]
    taken: dict[str, str] = {}
    for family in step.families:
        name = family.name.format(*labels)
        other = taken.setdefault(name, family.name)
        if other != family.name:
            places = [at for at in range(len(labels)) if f"{{{at}}}" in other + family.name]
            yield _of_layer(experiment, tuple(places), name)


def _scalar_clashes(experiment: Experiment, step: Step) -> Iterator[Finding]:
    owners = _owners(experiment)
    taken = {name: Spelled(name, "total", ()) for name in REACHED_ONLY}
    for spelled in (*_neurons(experiment), *_scalars(step)):
        other = taken.setdefault(spelled.name, spelled)
        if other is spelled:
            continue
        owner = next(owners[part] for part in (*spelled.parts, *other.parts) if part in owners)
        roles = {"first": other.role, "second": spelled.role}
        data = {"name": owner.name, "clash": spelled.name, **roles}
        yield Finding(Kind.SAME_NAME, owner.path, data)


def _neurons(experiment: Experiment) -> Iterator[Spelled]:
    """Neurons have names, though no value is called by them alone."""
    tables = name_tables(experiment)
    for layer, labels in zip(experiment.layers, label_layers(experiment), strict=True):
        for at in all_positions((layer.units,)):
            name = tables[labels.label].name(at)
            yield Spelled(name, "neuron", (name,))


def _scalars(step: Step) -> Iterator[Spelled]:
    for family in step.families:
        for reference in step.positions(family):
            parts = step.names.parts(reference)
            yield Spelled("".join(parts), family.role, parts)


def _owners(experiment: Experiment) -> Mapping[str, Owner]:
    """Whose the parts of names are that the config chose or that follow from such a name."""
    owners = {name: Owner(path, name) for path, name in own_names(experiment)}
    tables = name_tables(experiment)
    for layer, labels in zip(experiment.layers, label_layers(experiment), strict=True):
        owner = owners.get(layer.name or "")
        for at in all_positions((layer.units,)):
            neuron = tables[labels.label].name(at)
            if owner is not None:
                owners.setdefault(neuron, owner)
            if neuron in owners:
                owners.setdefault(f"b_{neuron}", owners[neuron])
    return owners
