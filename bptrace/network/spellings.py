"""A name in any spelling that people use -> what it means: a value, a neuron, a layer.

w5   dE_dw5   h1:o1   ∂E/∂w₅   η         a value: as the step calls it, or as people write it
net_h1@3   dE_dw5@3   dE@3/dw5           of the third sample of a batch
h1   h1@3                                a neuron: its net and its out
h1                                       in a deep network a layer: all its neurons

In a batch, E and dE_dw5 are of the batch; what only its samples have, such as net_h1, means that of
each of them. What the step itself calls a value always means that value, whatever else it could be
read as; so does the name of a neuron or a layer.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Literal

from msgspec import Struct, structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.names import all_positions
from bptrace.algebra.steps import Step
from bptrace.errors import UnknownNameError
from bptrace.network.naming import PLACE, SAMPLE_INDEX
from bptrace.network.respelled import arrow_in, layer_of_index, plain, respelled

LONGEST = 400
"""No name is longer: it has at most four parts that a config chose, of 40 characters each."""
MOST_NEAR = 3

Named = Literal["value", "weight", "neuron", "layer"]
"""What kind of thing a name is the name of; a weight is a value that is named by its ends."""


class Found(Struct, frozen=True):
    """What a name means.

    name: what the step calls it. references: a value or a weight has one; a neuron its net and its
    out; a layer those of all its neurons, neuron by neuron (the input layer: its values). of_each:
    each sample of the batch has such values; the references are those of the first.
    """

    kind: Named
    name: str
    references: tuple[Reference, ...]
    of_each: bool = False

    @property
    def value(self) -> Reference | None:
        """The one value that is meant; None where there are several."""
        is_value = self.kind in {"value", "weight"} and not self.of_each
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
        raise UnknownNameError(text, list(map(step.names.spell, _values_of(step, found))))
    return found.value


def look_up(step: Step, text: str) -> Found | None:
    """What a name in any spelling means; None where it means nothing."""
    if len(text) > LONGEST:
        return None
    written = plain(text)
    value = _value(step, written)
    if value is not None:
        return value
    name, place = _without_place(written)
    bare = _without_places(step)
    found = _value(bare, name) or _neuron(bare, name) or _layer(bare, name)
    found = found or _respelled(bare, name)
    return found and _of_sample(step, found, place)


def at_place(step: Step, found: Found, place: int) -> Found:
    """What a name means, for the sample at a place of the batch, from 0."""
    references = tuple(_at_place(step, each, place) for each in found.references)
    name = _name_of(step, found.kind, found.name, references)
    return structs.replace(found, name=name, references=references)


def look_up_value(step: Step, text: str) -> Reference | None:
    """The one value that a name means; None where it means nothing, or several."""
    found = look_up(step, text)
    return found.value if found else None


def _value(step: Step, name: str) -> Found | None:
    reference = step.names.find(name)
    if reference is None or not step.exists(reference):
        return None  # what goes over a connection that is missing has a name, but is none
    return Found("value", name, (reference,))


def _respelled(step: Step, name: str) -> Found | None:
    reference = respelled(step, name)
    if reference is None or not step.exists(reference):
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


# Samples of a batch


def _without_place(name: str) -> tuple[str, str]:
    """`dE@3/dw5` without its place, and that; several different ones stay where they are."""
    places = re.findall(f"{PLACE}([0-9]+)", name)
    place = places[0] if places else ""
    is_one = len(set(places)) == 1 and len(places) == name.count(PLACE)
    if not is_one or f"{PLACE}{place}{PLACE}" in name:
        return name, ""
    return name.replace(f"{PLACE}{place}", ""), place


def _without_places(step: Step) -> Step:
    """The step with names for its first sample that do not say so; where the batch has a value as
    well as its samples, the name is the batch's."""
    spellings = {
        family.name: (family.at, family.spelling[: family.spelling.index(PLACE)])
        for family in step.families
        if PLACE in family.spelling and not family.name.endswith(PLACE)
    }
    if not spellings:
        return step
    others = {
        name: spelled for name, spelled in step.names.spellings.items() if not name.endswith(PLACE)
    }
    return structs.replace(step, names=structs.replace(step.names, spellings=others | spellings))


def _of_sample(step: Step, found: Found, place: str) -> Found | None:
    """The same for the sample at a place of the iteration's, counting from 1; without a place, for
    each sample of a batch whatever the batch itself has not."""
    references = found.references
    if place:
        if place not in map(str, range(1, step.axes[SAMPLE_INDEX] + 1)):
            return None
        references = tuple(_at_place(step, each, int(place) - 1) for each in references)
        if not all(SAMPLE_INDEX in step.family(each.name).at for each in references):
            return None
    first = step.family(references[0].name)
    of_each = not place and PLACE in first.spelling
    name = _name_of(step, found.kind, found.name, references)
    return Found(found.kind, name, references, of_each)


def _name_of(step: Step, kind: Named, name: str, references: tuple[Reference, ...]) -> str:
    return step.names.spell(references[0]) if kind in {"value", "weight"} else name


def _at_place(step: Step, reference: Reference, place: int) -> Reference:
    """A value of the sample at a place, or its part of a value of the batch; others as they are."""
    family = step.family(reference.name)
    if SAMPLE_INDEX in family.at:
        at = dict(zip(family.at, reference.at, strict=True)) | {SAMPLE_INDEX: place}
        return Reference(reference.name, tuple(at.values()))
    of_sample = f"{reference.name}{PLACE}"
    is_reduced = step.equation(of_sample) is not None
    return Reference(of_sample, (place, *reference.at)) if is_reduced else reference


def _values_of(step: Step, found: Found) -> list[Reference]:
    """Some of the values of which one may be meant."""
    if not found.of_each or len(found.references) > 1:
        return list(found.references[:MOST_NEAR])
    places = range(min(step.axes[SAMPLE_INDEX], MOST_NEAR))
    return [_at_place(step, found.references[0], place) for place in places]
