"""A trace -> Parquet, through pyarrow: one file, or a folder of files that is read as one table.

The header and the summary are in the file's metadata, as JSON, under `bptrace.header` and
`bptrace.summary`. Null is what is not there; NaN is a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from msgspec.json import Encoder

from bptrace.config.experiment import MAX_ITERATIONS
from bptrace.trace.formats import Write
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.rows import header_of, summary_of
from bptrace.trace.selection import Selection
from bptrace.trace.tables.arrow import pyarrow, pyarrow_parquet
from bptrace.trace.tables.blocks import Block, blocks_of
from bptrace.trace.tables.columns import (
    LONG_ERROR_OF_ALL,
    LongName,
    leading_names,
    long_names,
    place_of,
    wide_names,
)
from bptrace.trace.tables.sink import Sink
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import EVERYTHING, Wanted

HEADER, SUMMARY = "bptrace.header", "bptrace.summary"

encode = Encoder(decimal_format="number").encode


def write_parquet(
    trace: Trace, selection: Selection, write: Write, wanted: Wanted = EVERYTHING
) -> None:
    """One file, in constant memory. Raises InputError where pyarrow is missing or the table has too
    many columns; EndedEarly at the end of a run that did."""
    tables = Tables(trace, selection, wanted)
    with tables.writer(Sink(write)) as writer:
        for _, table in tables:
            writer.write_table(table, row_group_size=len(table))
        add_summary(writer, trace)
    trace.check_outcome()


def add_summary(writer: Any, trace: Trace) -> None:
    """To a file that is complete but for that."""
    writer.add_key_value_metadata({SUMMARY: encode(summary_of(trace))})


class Tables:
    """A trace as Arrow tables, one a block of iterations, each with the first of these; and what
    writes such.

    part: none of them reaches from one part of so many iterations into the next. is_done: whether
    there are no more.
    """

    part = MAX_ITERATIONS
    is_done = False

    def __init__(self, trace: Trace, selection: Selection, wanted: Wanted) -> None:
        self._narrowed = narrowed = Narrowed(trace, wanted.only)
        self._selection = selection
        self._shape: _Wide | _Long = _Long(narrowed) if wanted.layout == "long" else _Wide(narrowed)
        metadata = {HEADER: encode(header_of(trace, narrowed))}
        self._schema = pyarrow().schema(self._shape.fields()).with_metadata(metadata)

    @property
    def columns(self) -> int:
        """How many values an iteration has."""
        return len(self._narrowed.whole)

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        from_arrays = pyarrow().Table.from_arrays
        for block in blocks_of(self._narrowed, self._selection, self.part):
            arrays = list(self._shape.arrays(block))
            yield int(block.iteration[0]), from_arrays(arrays, schema=self._schema)
        self.is_done = True

    @contextmanager
    def writer(self, sink: Any) -> Iterator[Any]:
        """A pyarrow.parquet.ParquetWriter. Where something goes wrong it is not closed: what is
        half written should not look like a whole table."""
        writer = pyarrow_parquet().ParquetWriter(
            sink,
            self._schema,
            compression="zstd",
            use_dictionary=self._shape.repeating,
            write_page_checksum=True,
        )
        try:
            yield writer
        except BaseException:
            writer.is_open = False  # or it would close itself
            raise
        writer.close()


class _Wide:
    """A column a value."""

    def __init__(self, narrowed: Narrowed) -> None:
        self._names = wide_names(narrowed)
        self._leading = leading_names(narrowed)
        self._size = narrowed.order.size
        self._with_error = narrowed.with_error_of_all
        step, whole = narrowed.whole.step, narrowed.whole
        self._places = [place_of(step, each) for each in whole.references]
        constant = {each.name for each in step.givens if each.name not in step.states}
        pairs = zip(whole.names, whole.references, strict=True)
        self.repeating = [name for name, each in pairs if each.name in constant]
        """Columns with few different values."""

    def fields(self) -> Iterator[Any]:
        pa = pyarrow()
        samples = pa.int64() if self._size == 1 else pa.list_(pa.int64())
        types = [pa.int64(), pa.int64(), samples]
        for place, name in enumerate(self._names):
            yield pa.field(name, types[place] if place < len(types) else pa.float64())

    def arrays(self, block: Block) -> Iterator[Any]:
        pa = pyarrow()
        yield from (pa.array(block.iteration), pa.array(block.epoch))
        yield pa.array(block.samples[:, 0]) if self._size == 1 else _lists(block)
        if self._with_error:
            yield pa.array(block.error, mask=~block.ends)
        is_ragged = bool((block.length < self._size).any())
        for column, place in enumerate(self._places):
            missing = block.length <= place if is_ragged and place is not None else None
            yield pa.array(block.values[:, column], mask=missing)


class _Long:
    """A row a value."""

    repeating = ("iteration", "sample", "phase", "layer", "name")

    def __init__(self, narrowed: Narrowed) -> None:
        longs = list(long_names(narrowed.whole))
        self._with_error = narrowed.with_error_of_all
        if self._with_error:
            longs.append(LONG_ERROR_OF_ALL)
        self._places = np.array([-1 if each.place is None else each.place for each in longs])
        self._texts = [_Texts(longs, key) for key in ("phase", "layer", "name")]

    def fields(self) -> Iterator[Any]:
        pa = pyarrow()
        yield pa.field("iteration", pa.int64())
        yield pa.field("sample", pa.int64())
        for text, name in zip(self._texts, ("phase", "layer", "name"), strict=True):
            yield pa.field(name, text.type)
        yield pa.field("value", pa.float64())

    def arrays(self, block: Block) -> Iterator[Any]:
        pa = pyarrow()
        places, rows = self._places, len(block.iteration)
        there = places[None, :] < block.length[:, None]
        if self._with_error:
            there[:, -1] = block.ends
        yield pa.array(np.repeat(block.iteration, there.sum(axis=1)))
        samples = block.samples[:, np.maximum(places, 0)]
        none = np.broadcast_to(places < 0, there.shape)
        yield pa.array(samples[there], mask=none[there])
        for text in self._texts:
            yield text.array(np.broadcast_to(text.places, (rows, len(places)))[there])
        values = block.values
        if self._with_error:
            values = np.column_stack([values, block.error])
        yield pa.array(values[there])


class _Texts:
    """One text of every row, as places in a list of the different ones."""

    def __init__(self, longs: list[LongName], key: str) -> None:
        pa = pyarrow()
        texts = [getattr(each, key) for each in longs]
        different = [each for each in dict.fromkeys(texts) if each is not None]
        self._dictionary = pa.array(list(map(str, different)), pa.string())
        self.places = np.array([-1 if each is None else different.index(each) for each in texts])
        self.type = pa.dictionary(pa.int32(), pa.string())

    def array(self, places: Any) -> Any:
        pa = pyarrow()
        indices = pa.array(places.astype(np.int32), mask=places < 0)
        return pa.DictionaryArray.from_arrays(indices, self._dictionary)


def _lists(block: Block) -> Any:
    pa = pyarrow()
    ends = np.concatenate([[0], np.cumsum(block.length)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(block.samples[block.samples > 0]))
