"""Records -> blocks of many iterations as arrays, for formats that are written column by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from bptrace.config.experiment import MAX_ITERATIONS
from bptrace.engine.family_row import FamilyRow
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.record import Record
from bptrace.trace.selection import Selection
from bptrace.trace.tables.columns import place_of

VALUES_IN_A_BLOCK = 2_000_000
"""16 MB of float64."""
MOST_ROWS = 250_000
ROWS_AT_ONCE = 256
"""Python's floats are turned into arrays so many records at a time: they take four times as much
memory."""


class Block(NamedTuple):
    """Some iterations, valid until the next block is asked for.

    iteration, epoch, length: int64, (n,); length is the number of samples. samples: int64, (n, size
    of a batch), 0 where there is none. error: float64, (n,), E_all where ends is true. values:
    float64, (n, columns), NaN where a smaller batch has none.
    """

    iteration: Any
    epoch: Any
    length: Any
    samples: Any
    error: Any
    ends: Any
    values: Any


def blocks_of(
    narrowed: Narrowed, selection: Selection, part: int = MAX_ITERATIONS
) -> Iterator[Block]:
    """The selected iterations, in blocks of about two million values; none of them reaches from one
    part of so many iterations into the next."""
    filling = _Filling(narrowed, rows_of_a_block(len(narrowed.whole)))
    end = part
    for record, error in narrowed.rows(selection):
        if record.iteration > end:
            end = part_of(record.iteration, part)[1]
            if filling.rows:
                yield filling.block()
        filling.add(record, error)
        if filling.is_full:
            yield filling.block()
    if filling.rows:
        yield filling.block()


def rows_of_a_block(columns: int) -> int:
    """So many iterations of so many values make a block."""
    return max(1, min(MOST_ROWS, VALUES_IN_A_BLOCK // max(columns, 1)))


def part_of(iteration: int, part: int) -> tuple[int, int]:
    """The first and the last iteration of the part to which one belongs."""
    before = (iteration - 1) // part * part
    return before + 1, before + part


class _Filling:
    """A block that is being filled. Its values lie column by column."""

    def __init__(self, narrowed: Narrowed, most: int) -> None:
        size, columns = narrowed.order.size, len(narrowed.whole)
        self.rows = 0
        self._most = most
        self._size = size
        self._numbers = np.zeros((most, 3), dtype=np.int64)
        self._samples = np.zeros((most, size), dtype=np.int64)
        self._error = np.full(most, np.nan)
        self._ends = np.zeros(most, dtype=np.bool_)
        self._values = np.empty((most, columns), order="F")
        self._pending: list[Sequence[float]] = []
        self._places = lru_cache(maxsize=None)(lambda length: _places(narrowed, length))

    @property
    def is_full(self) -> bool:
        return self.rows == self._most

    def add(self, record: Record, error: float | None) -> None:
        row, samples = self.rows, record.samples
        self._numbers[row] = record.iteration, record.epoch, len(samples)
        self._samples[row, : len(samples)] = samples
        self._samples[row, len(samples) :] = 0
        self._ends[row] = error is not None
        self._error[row] = np.nan if error is None else error
        self.rows += 1
        if len(samples) < self._size:
            self._add_shorter(record)
        else:
            self._pending.append(_flat(record.row))
            if len(self._pending) == ROWS_AT_ONCE:
                self._settle(self.rows)

    def _add_shorter(self, record: Record) -> None:
        self._settle(self.rows - 1)
        self._values[self.rows - 1] = np.nan
        self._values[self.rows - 1, self._places(len(record.samples))] = _flat(record.row)

    def _settle(self, end: int) -> None:
        if self._pending:
            self._values[end - len(self._pending) : end] = self._pending
            self._pending = []

    def block(self) -> Block:
        """What was added since the last one."""
        self._settle(self.rows)
        n, self.rows = self.rows, 0
        numbers = self._numbers[:n].T
        others = (self._samples, self._error, self._ends, self._values)
        return Block(*numbers, *(each[:n] for each in others))


def _places(narrowed: Narrowed, length: int) -> Any:
    """Where the values of a shorter batch stand among those of a whole one."""
    whole = narrowed.whole
    places = ((at, place_of(whole.step, each)) for at, each in enumerate(whole.references))
    return np.array([at for at, place in places if place is None or place < length], dtype=np.intp)


def _flat(row: Sequence[float]) -> Any:
    if not isinstance(row, FamilyRow):
        return row
    arrays: Iterable[Any] = row.arrays.values()
    flat = np.concatenate([np.ravel(each) for each in arrays])
    return flat if len(flat) == len(row) else list(row)
