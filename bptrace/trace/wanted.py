"""What of every iteration is to be written: `w5,dE_*,layer:h` -> references, in order.

w5   dE/dw5   h1:o1        a value, in any spelling; of a batch, that of each sample
h1                         a neuron or a layer: its net and its out
dE_*   w[1-4]              all recorded values that are called like that
layer:h   phase:backward   all recorded values of a layer, of a phase
E_all                      E of all samples, at the end of each epoch
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Phase, Step
from bptrace.engine.columns import recorded_families
from bptrace.errors import InputError, UnknownNameError
from bptrace.network.error import ERROR_OF_ALL
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.near_names import unknown_name
from bptrace.network.respelled import plain
from bptrace.network.spellings import at_place, find
from bptrace.problems.near import near
from bptrace.trace.formats import Layout

GLOB = frozenset("*?[")
LAYER, PHASE = "layer:", "phase:"
AS_SPELLED = (("∂", "d"), ("δ_", "delta_"), ("δ", "delta_"), ("η", "eta"), ("/d", "_d"))
AFTER_UPDATE = (("+", "_new"), ("⁺", "_new"))


class Wanted(Struct, frozen=True):
    """only: which values, by the parts that they were asked for in; none: all that are recorded.
    layout: of a table, a column a value or a row a value."""

    only: tuple[str, ...] = ()
    layout: Layout = "wide"


EVERYTHING = Wanted()


def parse_wanted(only: str | None, layout: Layout = "wide") -> Wanted:
    """`w5,dE_*,layer:h`. Raises InputError where nothing is named."""
    if only is None:
        return Wanted((), layout)
    parts = tuple(part.strip() for part in only.split(",") if part.strip())
    if not parts:
        raise InputError("--only names no value: expected w5, dE_*, layer:h, phase:backward …")
    return Wanted(parts, layout)


def wants_error_of_all(only: Sequence[str]) -> bool:
    """Whether E_all, which no iteration has a value for but the last of an epoch, is asked for."""
    return not only or any(fnmatchcase(ERROR_OF_ALL, plain(part)) for part in only)


def wanted_references(step: Step, only: Iterable[str]) -> list[Reference]:
    """The values that are asked for, each once, in order of computation.

    Raises InputError for a layer or a phase that there is not, UnknownNameError for a name.
    """
    found = {each for part in only for each in _meant_by(step, part)}
    order = {family.name: place for place, family in enumerate(step.families)}
    return sorted(found, key=lambda each: (order[each.name], each.at))


def _meant_by(step: Step, part: str) -> Iterable[Reference]:
    if part.startswith(LAYER):
        layers = dict.fromkeys(each.layer for each in step.families if each.layer is not None)
        return _of_families(step, part, list(layers))
    if part.startswith(PHASE):
        return _of_families(step, part, list(map(str, Phase)))
    if GLOB & set(part):
        return _like(step, part)
    return [] if plain(part) == ERROR_OF_ALL else _named(step, part)


def _of_families(step: Step, part: str, known: Sequence[str]) -> Iterator[Reference]:
    """What is recorded of a layer or of a phase."""
    kind, _, name = part.partition(":")
    if name not in known:
        nearest = near(name, known)
        hint = f"did you mean {kind}:{nearest[0]}?" if nearest else f"there are {', '.join(known)}"
        raise InputError(f'no {kind} is called "{name}"; {hint}')
    for family in recorded_families(step):
        if name == (family.layer if kind == "layer" else family.phase):
            yield from step.positions(family)


def _like(step: Step, pattern: str) -> list[Reference]:
    """What is recorded and called like a pattern, which may be written as people write names."""
    spelled = plain(pattern)
    for sign, ours in AS_SPELLED:
        spelled = spelled.replace(sign, ours)
    for sign, ours in AFTER_UPDATE:
        spelled = spelled.removesuffix(sign) + ours if spelled.endswith(sign) else spelled
    found = [each for each in _recorded(step) if fnmatchcase(step.names.spell(each), spelled)]
    if not found and not fnmatchcase(ERROR_OF_ALL, spelled):
        raise UnknownNameError(pattern, unknown_name(step, spelled.strip("*?")).near)
    return found


def _recorded(step: Step) -> Iterator[Reference]:
    for family in recorded_families(step):
        yield from step.positions(family)


def _named(step: Step, text: str) -> Iterator[Reference]:
    found = find(step, text)
    places = range(step.axes[SAMPLE_INDEX]) if found.of_each else (None,)
    for place in places:
        at = found if place is None else at_place(step, found, place)
        yield from at.references


def family_of(step: Step, references: Sequence[Reference]) -> Iterator[tuple[Family, int, int]]:
    """The families of references in order, and from where to where theirs are."""
    start = 0
    for end in range(1, len(references) + 1):
        if end == len(references) or references[end].name != references[start].name:
            yield step.family(references[start].name), start, end
            start = end
