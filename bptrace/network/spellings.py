"""A name in any spelling that people use -> what it means: a value, a neuron, a layer.

w5   dE_dw5   h1:o1   ∂E/∂w₅   η         a value: as the step calls it, or as people write it
net_h1@1                                 of the first sample of an iteration
h1                                       a neuron: its net and its out
h1                                       in a deep network a layer: all its neurons

What the step itself calls a value always means that value, whatever else it could be read as; so
does the name of a neuron or a layer.
"""

from __future__ import annotations

from itertools import chain
from typing import Literal

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.names import all_positions
from bptrace.algebra.steps import Step
from bptrace.errors import UnknownNameError
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.respelled import arrow_in, layer_of_index, plain, respelled

SAMPLE = "@"
LONGEST = 400
"""No name is longer: it has at most four parts that a config chose, of 40 characters each."""


Named = Literal["value", "weight", "neuron", "layer"]
"""What kind of thing a name is the name of; a weight is a value that is named by its ends."""


class Found(Struct, frozen=True):
    """What a name means.

    name: what the step calls it. references: a value or a weight has one; a neuron its net and its
    out; a layer those of all its neurons, neuron by neuron (the input layer: its values).
    """

    kind: Named
    name: str
    references: tuple[Reference, ...]

    @property
    def value(self) -> Reference | None:
        """The one value that is meant; None where it is a neuron or a layer."""
        is_value = self.kind in {"value", "weight"}
        return self.references[0] if is_value else None


def find(step: Step, text: str) -> Found:
    """What a name in any spelling means. Raises UnknownNameError."""
    found = look_up(step, text)
    if found is None:
        from bptrace.network.near_names import unknown_name  # noqa: PLC0415  # start-up time

        raise unknown_name(step, text)
    return found


def find_value(step: Step, text: str) -> Reference:
    """The one value that a name means. Raises UnknownNameError, for a neuron with its values."""
    found = find(step, text)
    if found.value is None:
        raise UnknownNameError(text, list(map(step.names.spell, found.references[:3])))
    return found.value


def look_up(step: Step, text: str) -> Found | None:
    """What a name in any spelling means; None where it means nothing."""
    if len(text) > LONGEST:
        return None
    name = plain(text)
    whole, separator, place = name.partition(SAMPLE)
    found = _meaning(step, name)
    if found or not separator:
        return found
    found = _meaning(step, whole)
    return _of_sample(step, found, place) if found else None


def look_up_value(step: Step, text: str) -> Reference | None:
    """The one value that a name means; None where it means nothing, a neuron or a layer."""
    found = look_up(step, text)
    return found.value if found else None


def _meaning(step: Step, name: str) -> Found | None:
    value_or_neurons = _value(step, name) or _neuron(step, name) or _layer(step, name)
    return value_or_neurons or _respelled(step, name)


def _value(step: Step, name: str) -> Found | None:
    reference = step.names.find(name)
    return Found("value", name, (reference,)) if reference else None


def _respelled(step: Step, name: str) -> Found | None:
    reference = respelled(step, name)
    if reference is None:
        return None
    is_weight = arrow_in(name) and step.family(reference.name).role == "weight"
    return Found("weight" if is_weight else "value", step.names.spell(reference), (reference,))


def _neuron(step: Step, name: str) -> Found | None:
    for label in layer_of_index(step).values():
        at = step.names.tables[label].position(name)
        if at is not None:
            return Found("neuron", name, _of_neuron(step, label, at))
    return None


def _layer(step: Step, name: str) -> Found | None:
    index = next((each for each, label in layer_of_index(step).items() if label == name), None)
    if index is None:
        return None
    neurons = (_of_neuron(step, name, at) for at in all_positions((step.axes[index],)))
    return Found("layer", name, tuple(chain.from_iterable(neurons)))


def _of_neuron(step: Step, label: str, at: tuple[int, ...]) -> tuple[Reference, ...]:
    families = (each for each in step.families if each.layer == label)
    shown = (each for each in families if each.role in {"input", "net", "out"})
    return tuple(Reference(each.name, (0, *at)) for each in shown)


def _of_sample(step: Step, found: Found, place: str) -> Found | None:
    """The same for the sample at a place of the iteration's, counting from 1."""
    if place not in map(str, range(1, step.axes[SAMPLE_INDEX] + 1)):
        return None
    references = []
    for each in found.references:
        indices = step.family(each.name).at
        if SAMPLE_INDEX not in indices:
            return None
        at = dict(zip(indices, each.at, strict=True)) | {SAMPLE_INDEX: int(place) - 1}
        references.append(Reference(each.name, tuple(at.values())))
    return Found(found.kind, found.name, tuple(references))
