"""A trace of which some values are wanted -> records that have nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import prod

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Step
from bptrace.engine.columns import Columns, columns_of
from bptrace.engine.family_row import FamilyRow
from bptrace.errors import EndedEarly
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.order import SampleOrder
from bptrace.trace.record import Record
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import family_of, wanted_references, wants_error_of_all

Row = Sequence[float]
Pick = Callable[[Record], Row]


class Narrowed:
    """Some values of a trace's iterations, or all that are recorded.

    is_everything: whether it is all of them. with_error_of_all: whether E_all is among them.
    columns: of an iteration that sees so many samples.
    """

    def __init__(self, trace: Trace, only: Sequence[str] = ()) -> None:
        self._trace = trace
        self.is_everything = not only
        self.with_error_of_all = len(trace.experiment.samples) > 1 and wants_error_of_all(only)
        self._wanted = tuple(wanted_references(trace.step, only))
        self.columns = lru_cache(maxsize=None)(trace.columns if not only else self._columns)
        self._pick = lru_cache(maxsize=None)(self._picks)

    def rows(self, selection: Selection) -> Iterator[tuple[Record, float | None]]:
        """The selected iterations, each with E_all where that is wanted and the iteration ends an
        epoch; up to where training ends."""
        try:
            for record in self._trace.select(selection):
                error = self._trace.error_at_epoch_end(record) if self.with_error_of_all else None
                yield self.record(record), error
        except EndedEarly:
            return  # the summary says so

    @property
    def order(self) -> SampleOrder:
        """Which samples an iteration sees."""
        return self._trace.order

    @property
    def whole(self) -> Columns:
        """The columns of an iteration that sees as many samples as any."""
        return self.columns(self._trace.order.size)

    def record(self, record: Record) -> Record:
        """The record with nothing but what is wanted."""
        if self.is_everything:
            return record
        length = self._trace.order.length(record.iteration)
        row = self._pick(length)(record)
        return Record(self.columns(length), self._trace.order, record.iteration, row)

    def _columns(self, length: int) -> Columns:
        step = self._trace.columns(length).step
        return columns_of(step, [each for each in self._wanted if _is_within(step, each, length)])

    def _picks(self, length: int) -> Pick:
        recorded, wanted = self._trace.columns(length), self.columns(length).references
        by_value = _one_by_one(wanted)
        families = {each.name for each in recorded.families}
        if not all(each.name in families for each in wanted):
            return by_value
        of_arrays = _of_arrays(recorded.step, wanted)
        of_tuples = _of_tuples(recorded, wanted)

        def pick(record: Record) -> Row:
            if not record.has(recorded):
                return by_value(record)
            if isinstance(record.row, FamilyRow):
                return of_arrays(record.row)
            return of_tuples(record.row)

        return pick


def _is_within(step: Step, reference: Reference, length: int) -> bool:
    """Whether an iteration that sees so many samples has that value."""
    at = step.family(reference.name).at
    return SAMPLE_INDEX not in at or int(reference.at[at.index(SAMPLE_INDEX)]) < length


def _one_by_one(wanted: Sequence[Reference]) -> Pick:
    """What is not recorded is computed from what is."""
    return lambda record: [record.value(each) for each in wanted]


def _of_tuples(recorded: Columns, wanted: Sequence[Reference]) -> Callable[[Row], Row]:
    places: list[int] = []

    def pick(row: Row) -> Row:
        if not places:  # a large network's are worked out where they are needed
            places.extend(map(recorded.place_of.__getitem__, wanted))
        return [row[place] for place in places]

    return pick


def _of_arrays(step: Step, wanted: Sequence[Reference]) -> Callable[[FamilyRow], Row]:
    parts: list[tuple[str, list[int] | None]] = []
    for family, start, end in family_of(step, wanted):
        places = [_place(step, family, each) for each in wanted[start:end]]
        is_whole = len(places) == prod(step.axes[axis] for axis in family.at)
        parts.append((family.name, None if is_whole else places))

    def pick(row: FamilyRow) -> Row:
        values: list[float] = []
        for name, places in parts:
            array = row.arrays[name]
            if isinstance(array, float):
                values.append(array)
            else:
                flat = array.ravel()
                values.extend((flat if places is None else flat[places]).tolist())
        return values

    return pick


def _place(step: Step, family: Family, reference: Reference) -> int:
    """Where in a family's array, laid out flat, a value stands."""
    place = 0
    for axis, position in zip(family.at, reference.at, strict=True):
        place = place * step.axes[axis] + int(position)
    return place
