"""One iteration: its values by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.network.order import OneSample, SampleOrder
from bptrace.network.spellings import find_value
from bptrace.trace.columns import Columns


class Record(Mapping[str, float]):
    """The values of one iteration, as a mapping from names (`record["dE_dw5"]`) to float64.

    iteration: counts from 1.
    row: what was recorded, in order of computation. Whatever else the step defines is computed
        from it when asked for; iteration and length are of the recorded names only.
    """

    __slots__ = ("_columns", "_order", "iteration", "row")

    def __init__(
        self, columns: Columns, order: SampleOrder | OneSample, iteration: int, row: Sequence[float]
    ) -> None:
        self._columns = columns
        self._order = order
        self.iteration = iteration
        self.row = row

    @property
    def epoch(self) -> int:
        """Which epoch it belongs to, counting from 1."""
        return self._order.epoch(self.iteration)

    @property
    def samples(self) -> tuple[int, ...]:
        """Which samples it saw, counting from 1."""
        return (self._order.place(self.iteration) + 1,)

    def __repr__(self) -> str:
        return f"<Record of iteration {self.iteration:,}, {len(self)} values>"

    def __getitem__(self, name: str) -> float:
        """The value of that name, in any spelling (`record["∂E/∂w5"]`).

        Raises UnknownNameError, which is a KeyError, where there is none.
        """
        place = self._columns.place_of_name.get(name)
        if place is not None:
            return self.row[place]
        return self.value(find_value(self._columns.step, name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.names)

    def __len__(self) -> int:
        return len(self.row)

    def value(self, reference: Reference) -> float:
        """The value of a scalar, recorded or computed from what is recorded."""
        place = self._columns.place_of.get(reference)
        if place is not None:
            return self.row[place]
        known = dict(zip(self._columns.references, self.row, strict=True))
        return evaluate(self._columns.step, reference, known)[reference]


class FirstRecord(Record):
    """The first iteration, of which nothing is computed before it is asked for: one value of a
    large network takes a small part of it, and no compiled program."""

    __slots__ = ("_step", "_values")

    def __init__(
        self, step: Step, order: SampleOrder | OneSample, given: Mapping[Reference, float]
    ) -> None:
        self._step = step
        self._order = order
        self._values = dict(given)
        self.iteration = 1

    def __getitem__(self, name: str) -> float:
        return self.value(find_value(self._step, name))

    def __iter__(self) -> Iterator[str]:
        families = self._step.families
        scalars = (each for family in families for each in self._step.positions(family))
        return map(self._step.names.spell, scalars)

    def __len__(self) -> int:
        return sum(map(self._step.count, self._step.families))

    def value(self, reference: Reference) -> float:
        if reference not in self._values:
            self._values |= evaluate(self._step, reference, self._values)
        return self._values[reference]
