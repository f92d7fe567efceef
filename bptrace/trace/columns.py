"""Which scalars of a step a record holds, in order of computation.

Everything, in a small network. In a large one only what E and the update take; the rest (one path's
share, a copy of an input under the name ∂net/∂w) is computed from it when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Step
from bptrace.network.build import ERROR

MOST_WEIGHTS_OF_A_SMALL_NETWORK = 250


class Columns(Struct, frozen=True):
    """The scalars of a step that a record holds: by place, and the place by name and reference."""

    step: Step
    references: tuple[Reference, ...]
    names: tuple[str, ...]
    place_of_name: Mapping[str, int]
    place_of: Mapping[Reference, int]


def is_small(step: Step) -> bool:
    """Whether everything is recorded, and every scalar's equation is in the header."""
    states = (step.family(name) for name in step.states)
    return sum(step.count(family) for family in states) <= MOST_WEIGHTS_OF_A_SMALL_NETWORK


def recorded_families(step: Step) -> Sequence[Family]:
    """The families that a record holds."""
    if is_small(step):
        return step.families
    needed = step.needed_for(ERROR, *step.states.values())
    return [each for each in step.families if each.name in needed]


def recorded_columns(step: Step) -> Columns:
    """The scalars that a record holds."""
    families = recorded_families(step)
    return columns_of(step, [each for family in families for each in step.positions(family)])


def columns_of(step: Step, references: Iterable[Reference]) -> Columns:
    """Those scalars, as columns."""
    references = tuple(references)
    names = tuple(map(step.names.spell, references))
    return Columns(
        step,
        references,
        names,
        {each: place for place, each in enumerate(names)},
        {each: place for place, each in enumerate(references)},
    )
