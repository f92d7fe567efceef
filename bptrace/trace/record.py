"""One iteration: its values by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Step
from bptrace.engine.columns import Columns
from bptrace.engine.family_row import FamilyRow
from bptrace.network.order import OneSample, SampleOrder
from bptrace.network.spellings import find_value
from bptrace.network.values import Nested


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
    def step(self) -> Step:
        """The equations of this iteration: of as many samples as it saw."""
        return self._columns.step

    @property
    def samples(self) -> tuple[int, ...]:
        """Which samples it saw, counting from 1."""
        return tuple([place + 1 for place in self._order.batch(self.iteration)])

    def has(self, columns: Columns) -> bool:
        """Whether these are its recorded values."""
        return self._columns is columns

    def __repr__(self) -> str:
        return f"<Record of iteration {self.iteration:,}, {len(self)} values>"

    def __getitem__(self, name: str) -> float:
        """The value of that name, in any spelling (`record["∂E/∂w5"]`).

        Raises UnknownNameError, which is a KeyError, where there is none.
        """
        if not isinstance(self.row, FamilyRow):
            place = self._columns.place_of_name.get(name)
            if place is not None:
                return self.row[place]
        return self.value(find_value(self.step, name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.names)

    def __len__(self) -> int:
        return len(self.row)

    def value(self, reference: Reference) -> float:
        """The value of a scalar, recorded or computed from what is recorded."""
        value = self._columns.value(self.row, reference)
        if value is not None:
            return value
        known = _Known(self._columns, self.row)
        return evaluate(self.step, reference, known)[reference]

    def family(self, name: str) -> Nested:
        """All values of a family, in the order of its axes; 0 where a connection is missing."""
        if isinstance(self.row, FamilyRow) and name in self.row.arrays:
            return cast("Nested", self.row.arrays[name])
        return self._nested(self.step.family(name), ())

    def _nested(self, family: Family, at: tuple[int, ...]) -> Nested:
        if len(at) < len(family.at):
            length = self.step.axes[family.at[len(at)]]
            return [self._nested(family, (*at, place)) for place in range(length)]
        reference = Reference(family.name, at)
        return self.value(reference) if self.step.exists(reference) else 0.0


class _Known(Mapping[Reference, float]):
    """The scalars of a record, by reference."""

    def __init__(self, columns: Columns, row: Sequence[float]) -> None:
        self._columns = columns
        self._row = row

    def __getitem__(self, reference: Reference) -> float:
        value = self._columns.value(self._row, reference)
        if value is None:
            raise KeyError(reference)
        return value

    def __iter__(self) -> Iterator[Reference]:
        return iter(self._columns.references)

    def __len__(self) -> int:
        return len(self._columns)


class RecordOnDemand(Record):
    """An iteration of which nothing is computed before it is asked for: one value of a large
    network takes a small part of it, and no compiled program.

    given: a value for all that its step does not compute.
    """

    __slots__ = ("_step", "_values")

    def __init__(
        self,
        step: Step,
        order: SampleOrder | OneSample,
        iteration: int,
        given: Mapping[Reference, float],
    ) -> None:
        self._step = step
        self._order = order
        self._values = dict(given)
        self.iteration = iteration

    def __getitem__(self, name: str) -> float:
        return self.value(find_value(self._step, name))

    @property
    def step(self) -> Step:
        return self._step

    def __iter__(self) -> Iterator[str]:
        families = self._step.families
        scalars = (each for family in families for each in self._step.positions(family))
        return map(self._step.names.spell, scalars)

    def __len__(self) -> int:
        return sum(map(self._step.count, self._step.families))

    def family(self, name: str) -> Nested:
        return self._nested(self.step.family(name), ())

    def value(self, reference: Reference) -> float:
        if reference not in self._values:
            self._values |= evaluate(self._step, reference, self._values)
        return self._values[reference]
