"""The names of an entry -> which values of ours they are; once for all that are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.differing.entries import Entry
from bptrace.checking.differing.meaning import Map
from bptrace.checking.differing.naming import numbers_of, target_of
from bptrace.engine.family_row import FamilyRow
from bptrace.trace.record import Record

FEW = 10
"""So many times fewer values are looked up one by one."""


class Place(NamedTuple):
    """A value that both have: ours, and what the other program calls it."""

    reference: Reference
    name: str
    called: str


class Plan:
    """For entries with the same names: which values of ours are meant, one after the other.

    targets: of each name that means something, with its place in the entry.
    """

    def __init__(self, step: Step, entry: Entry, names: Map) -> None:
        self.step = step
        self.names = entry.names
        self._columns: dict[str, int] = {}
        pairs = list(zip(entry.names, entry.values, strict=True))
        found = [target_of(step, name, value, names) for name, value in pairs]
        self.unknown = [name for name, each in zip(entry.names, found, strict=True) if not each]
        self.targets = [
            (at, each, [place_of(step, one, entry.names[at]) for one in each.references])
            for at, each in enumerate(found)
            if each is not None
        ]
        self.references = frozenset(
            place.reference for _, _, places in self.targets for place in places if place
        )

    def fits(self, step: Step, entry: Entry) -> bool:
        """Whether it is a plan for that entry too."""
        return self.step is step and self.names == entry.names

    def pairs(self, entry: Entry) -> Iterator[tuple[Place, float]]:
        """Every value that is meant, and the other's number."""
        for at, target, places in self.targets:
            value = entry.values[at]
            if len(places) == 1 and isinstance(value, float) and places[0] is not None:
                yield places[0], value * target.sign
                continue
            numbers = numbers_of(value, target, entry.names[at], entry.where)
            for place, number in zip(places, numbers, strict=True):
                if place is not None:
                    yield place, number

    def ours(self, record: Record) -> Callable[[Place], float]:
        """What looks up our values in a record: all at once where they are many, in arrays."""
        row = record.row
        if not isinstance(row, FamilyRow):
            return lambda place: record[place.name]
        if len(self.references) < len(row) // FEW:
            return lambda place: record.value(place.reference)
        if not self._columns:
            self._columns = {name: column for column, name in enumerate(record)}
        columns, values = self._columns, list(row)

        def value(place: Place) -> float:
            column = columns.get(place.name)
            return record.value(place.reference) if column is None else values[column]

        return value


def place_of(step: Step, reference: Reference | None, called: str) -> Place | None:
    if reference is None:
        return None
    return Place(reference, step.names.spell(reference), called)
