"""Rows of a table -> the iterations of a trace, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import groupby
from typing import NamedTuple, Protocol

from bptrace.errors import Flaw, TraceError
from bptrace.network.error import ERROR_OF_ALL
from bptrace.network.naming import PLACE
from bptrace.network.order import SampleOrder
from bptrace.network.values import order_of
from bptrace.trace.tables.columns import LEADING, LONG
from bptrace.trace.written import Values, WrittenTrace, check_ascending, is_beyond

_Found = tuple[int, str, Callable[[], Values]]
"""An iteration, where it is, and its values, which may be damaged."""


class WideRow(NamedTuple):
    """A row of a wide table. samples: how many the iteration saw. values: of the names that are no
    leading ones; None where there is none. where: what to call the row."""

    iteration: int
    samples: int
    values: Sequence[float | None]
    where: str


class LongRow(NamedTuple):
    """A row of a long table."""

    iteration: int
    sample: int | None
    name: str
    value: float
    where: str


class Rows(Protocol):
    """A table that was written. names: of its columns."""

    names: Sequence[str]

    def wide(self, first: int) -> Iterator[WideRow]:
        """Its rows from an iteration, or from some before it."""

    def long(self, first: int) -> Iterator[LongRow]:
        """The same, of a long table."""


class WrittenTable(WrittenTrace):
    """A trace that was written as a table, in either layout."""

    def __init__(self, origin: str, header: bytes, where: str, rows: Rows) -> None:
        super().__init__(origin, header, where)
        self._rows = rows
        self._is_long = tuple(rows.names) == LONG
        self._names = [each for each in rows.names if each not in LEADING]

    def read(self, first: int, last: int) -> Iterator[tuple[int, Values]]:
        before = 0
        for iteration, where, values in self._long(first) if self._is_long else self._wide(first):
            check_ascending(iteration, before, where)
            if iteration > last:
                return
            if iteration >= first:
                yield iteration, values()
            before = iteration

    def _wide(self, first: int) -> Iterator[_Found]:
        for row in self._rows.wide(first):
            yield row.iteration, row.where, partial(self._named, row)

    def _long(self, first: int) -> Iterator[_Found]:
        for iteration, group in groupby(self._rows.long(first), lambda row: row.iteration):
            rows = list(group)
            yield iteration, rows[0].where, partial(self._placed, rows)

    def _named(self, row: WideRow) -> Values:
        if None not in row.values:
            return dict(zip(self._names, row.values, strict=True))  # type: ignore[arg-type]
        values = {}
        for name, value in zip(self._names, row.values, strict=True):
            if value is not None:
                values[name] = value
            elif not is_beyond(name, row.samples):
                raise TraceError(row.where, Flaw.NO_VALUE, name=name)
        return values

    def _placed(self, rows: Sequence[LongRow]) -> Values:
        """The values by the names that say whose place in the batch it is."""
        if self._order.size == 1:
            return {row.name: row.value for row in rows if row.name != ERROR_OF_ALL}
        batch = self._order.batch(rows[0].iteration)
        values: dict[str, float] = {}
        for row in rows:
            if row.sample is not None:
                values[_free_name(row, batch, values)] = row.value
            elif row.name != ERROR_OF_ALL:
                values[row.name] = row.value
        return values

    @cached_property
    def _order(self) -> SampleOrder:
        return order_of(self.experiment)


def _free_name(row: LongRow, batch: Iterable[int], values: Values) -> str:
    """A sample may come twice in a batch: then its values do, too."""
    for place, sample in enumerate(batch, start=1):
        name = f"{row.name}{PLACE}{place}"
        if sample + 1 == row.sample and name not in values:
            return name
    raise TraceError(row.where, Flaw.NOT_ITS_SAMPLE, sample=row.sample, name=row.name)


def number_in(cell: str, name: str, where: str) -> float:
    """A number as text. Raises TraceError."""
    try:
        return float(cell)
    except ValueError:
        raise TraceError(where, Flaw.NOT_A_NUMBER, name=name, found=cell[:40] or "empty") from None


def whole_number_in(cell: str, name: str, where: str) -> int:
    """A whole number as text. Raises TraceError."""
    if cell.isascii() and cell.isdecimal() and len(cell) < 20:
        return int(cell)
    number_in(cell or "nothing", name, where)
    raise TraceError(where, Flaw.NOT_A_NUMBER, name=name, found=cell[:40])
