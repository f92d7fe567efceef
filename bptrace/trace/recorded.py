"""A written trace and the equations of its config -> a trace: what is recorded, and all the rest.

recorded      as the file has them
not recorded  a value of a recorded iteration: computed from what is recorded of it
              an iteration: replayed from the config in the header
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isclose, isnan
from typing import NamedTuple

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.config.experiment import MAX_ITERATIONS
from bptrace.engine.columns import Columns, columns_of
from bptrace.errors import TraceError
from bptrace.network.order import SampleOrder
from bptrace.trace.quick_reading import Row
from bptrace.trace.record import Record, RecordOnDemand
from bptrace.trace.trace import Trace
from bptrace.trace.written import WrittenTrace

TOLERANCE = 1e-12
"""Relative. Another machine's exp or tanh is off by 1e-16, which training hardly makes more of."""


class Disagreement(NamedTuple):
    """A value that is recorded, and what the config in the header gives."""

    name: str
    recorded: float
    computed: float


class Whole(NamedTuple):
    """How many iterations of a file can be read, and what ends them, if that is damage."""

    iterations: int
    damage: TraceError | None


class RecordedTrace(Trace):
    """A trace that was written to a file. What a record of it has is what the file says.

    computed: the trace that the config in its header gives. generator: what wrote the file.
    """

    def __init__(self, written: WrittenTrace, computed: Trace) -> None:
        super().__init__(
            computed.experiment,
            lambda length: computed.columns(length).step,
            lambda _columns, _alone: computed.training,
            computed.origin,
        )
        self.computed = computed
        self.generator = written.generator
        self._written = written
        self._alike = 0, 0

    @property
    def first(self) -> Record:
        return self[1]

    def records(self, first: int, last: int) -> Iterator[Record]:
        """The records of iterations `first` to `last`; those that are not recorded, replayed."""
        due = first
        for iteration, values in self._written.iterations(first, last):
            yield from self._replayed(due, iteration - 1)
            yield self._record(iteration, values)
            due = iteration + 1
        yield from self._replayed(due, last)

    def after(self, updates: int) -> Record:
        """As of any trace; at the weights that are recorded, where the last update is."""
        if not updates or not self.is_recorded(updates):
            return self.computed.after(updates)
        record = self[updates]
        step = record.step
        scalars = (each for given in step.givens for each in step.positions(given))
        given = {
            each: record.value(Reference(step.states.get(each.name, each.name), each.at))
            for each in scalars
        }
        return RecordOnDemand(step, self.order, updates, given)

    def is_recorded(self, iteration: int) -> bool:
        """Whether an iteration is in the file; if not, it is replayed."""
        return next(self._written.iterations(iteration, iteration), None) is not None

    @property
    def whole(self) -> Whole:
        """How much of the file is whole: reads all of it. Raises TraceError at the damage, unless
        what is whole was asked for."""
        iterations = sum(1 for _ in self._written.iterations(1, MAX_ITERATIONS))
        return Whole(iterations, self._written.damage)

    def disagreements(self, iteration: int) -> list[Disagreement]:
        """The recorded values of an iteration that are not what the config in the header gives, in
        order of computation: the first one is what others may follow from."""
        if not self.is_recorded(iteration):
            return []
        computed = self.computed[iteration]
        pairs = ((name, value, computed[name]) for name, value in self[iteration].items())
        return [Disagreement(*each) for each in pairs if _differ(*each[1:])]

    def _replayed(self, first: int, last: int) -> Iterator[Record]:
        if first <= last:
            yield from self.computed.records(first, last)

    def _record(self, iteration: int, values: Mapping[str, float]) -> Record:
        columns = self.columns(self.order.length(iteration))
        if isinstance(values, Row) and self._are_names(values.names, columns):
            return Record(columns, self.order, iteration, values.row)
        if values.keys() != columns.place_of_name.keys():
            return self._record_of_others(columns.step, iteration, values)
        row = tuple(values[name] for name in columns.names)
        return Record(columns, self.order, iteration, row)

    def _are_names(self, names: Sequence[str], columns: Columns) -> bool:
        """Whether names are those of the columns, in that order; remembered, because it is asked
        for every iteration."""
        if self._alike != (id(names), id(columns)):
            if names != columns.names:
                return False
            self._alike = id(names), id(columns)
        return True

    def _record_of_others(self, step: Step, iteration: int, values: Mapping[str, float]) -> Record:
        """Of more or fewer values than are usual."""
        pairs = ((step.names.find(name), value) for name, value in values.items())
        known = {reference: value for reference, value in pairs if reference is not None}
        columns = columns_of(step, known)
        return _RecordOfSome(self.computed, columns, self.order, iteration, tuple(known.values()))


class _RecordOfSome(Record):
    """What is not recorded follows from what is, and from the given values of the iteration, which
    is replayed for them when they are needed."""

    __slots__ = ("_computed", "_known")

    def __init__(
        self,
        computed: Trace,
        columns: Columns,
        order: SampleOrder,
        iteration: int,
        row: Sequence[float],
    ) -> None:
        super().__init__(columns, order, iteration, row)
        self._computed = computed
        self._known: dict[Reference, float] = {}

    def value(self, reference: Reference) -> float:
        value = self._columns.value(self.row, reference)
        if value is not None:
            return value
        if not self._known:
            replayed, step = self._computed[self.iteration], self.step
            givens = (each for given in step.givens for each in step.positions(given))
            self._known = {each: replayed.value(each) for each in givens}
            self._known |= zip(self._columns.references, self.row, strict=True)
        if reference not in self._known:
            self._known |= evaluate(self.step, reference, self._known)
        return self._known[reference]


def _differ(recorded: float, computed: float) -> bool:
    are_nan = isnan(recorded) and isnan(computed)
    return not are_nan and not isclose(recorded, computed, rel_tol=TOLERANCE)
