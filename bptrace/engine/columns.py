"""Which scalars of a step a record holds, in order of computation.

Everything, in a small network. In a large one only what E and the update take; the rest (one path's
share, a copy of an input under the name ∂net/∂w, each sample's own gradient of a weight) is
computed from it when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Step
from bptrace.engine.family_row import FamilyRow
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE, SAMPLE_INDEX

MOST_WEIGHTS_OF_A_SMALL_NETWORK = 250
"""Times the samples of a batch."""


class Columns:
    """The scalars of a step that a record holds, by place.

    families: whole ones, if it holds nothing else.
    """

    def __init__(
        self, step: Step, references: Iterable[Reference], families: Sequence[Family] = ()
    ) -> None:
        self.step = step
        self.families = tuple(families)
        self._references = references

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What stands at each place."""
        return tuple(self._references)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """How each is spelled."""
        return tuple(map(self.step.names.spell, self.references))

    @cached_property
    def place_of_name(self) -> Mapping[str, int]:
        """The place of a name."""
        return {each: place for place, each in enumerate(self.names)}

    @cached_property
    def place_of(self) -> Mapping[Reference, int]:
        """The place of a scalar."""
        return {each: place for place, each in enumerate(self.references)}

    def value(self, row: Sequence[float], reference: Reference) -> float | None:
        """A scalar's value in a record; None where that does not hold it."""
        if isinstance(row, FamilyRow):
            return row.value(reference)
        place = self.place_of.get(reference)
        return None if place is None else row[place]

    def __len__(self) -> int:
        return sum(map(self.step.count, self.families)) if self.families else len(self.references)


def columns_of(step: Step, references: Iterable[Reference]) -> Columns:
    """Those scalars, as columns."""
    return Columns(step, references)


def columns_of_families(step: Step, families: Sequence[Family]) -> Columns:
    """All scalars of those families, as columns."""
    references = (each for family in families for each in step.positions(family))
    return Columns(step, references, families)


def is_small(step: Step) -> bool:
    """Whether everything is recorded, and every scalar's equation is in the header."""
    weights = (each for each in step.givens if each.role in {"weight", "bias"})
    trained = sum(step.count(each) for each in weights if each.name in step.states)
    return trained * step.axes[SAMPLE_INDEX] <= MOST_WEIGHTS_OF_A_SMALL_NETWORK


def recorded_families(step: Step) -> Sequence[Family]:
    """The families that a record holds."""
    if is_small(step):
        return step.families
    needed = step.needed_for(ERROR, *step.states.values())
    return [each for each in step.families if each.name in needed and not _is_reduced(each)]


def recorded_columns(step: Step) -> Columns:
    """The scalars that a record holds."""
    return columns_of_families(step, recorded_families(step))


def error_column(step: Step) -> Columns:
    """E, and nothing else."""
    return columns_of_families(step, [step.family(ERROR)])


def _is_reduced(family: Family) -> bool:
    """Whether only its sum over the batch is of use: a gradient of each sample for each weight."""
    return family.name.endswith(PLACE) and len(family.at) > 1
