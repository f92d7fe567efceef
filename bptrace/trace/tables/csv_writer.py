"""A trace -> CSV, as a stream: a line of names, then a line an iteration, or a value.

Numbers are written so that reading them gives the same bits; inf, -inf and nan as Python's float
and most programs read them. A cell is empty where a smaller batch has no such sample, and where an
iteration ends no epoch. RFC 4180, but for the line ends, which are \\n.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec.json import Encoder

from bptrace.trace.formats import Write
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.record import Record
from bptrace.trace.selection import Selection
from bptrace.trace.tables.columns import LONG, LONG_ERROR_OF_ALL, LongName, long_names, wide_names
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import EVERYTHING, Wanted

encode = Encoder().encode


def write_csv(
    trace: Trace, selection: Selection, write: Write, wanted: Wanted = EVERYTHING
) -> None:
    """Raises EndedEarly at the end of a run that did; everything up to there is written."""
    narrowed = Narrowed(trace, wanted.only)
    lines = _long if wanted.layout == "long" else _wide
    for line in lines(narrowed, selection):
        write(line)
    trace.check_outcome()


def _wide(narrowed: Narrowed, selection: Selection) -> Iterator[bytes]:
    yield _line_of_texts(wide_names(narrowed))
    names = narrowed.whole.names
    for record, error in narrowed.rows(selection):
        samples = b" ".join([b"%d" % each for each in record.samples])
        leading = b"%d,%d,%b," % (record.iteration, record.epoch, samples)
        if narrowed.with_error_of_all:
            leading += b"," if error is None else _number(error) + b","
        yield leading + _cells(record, names) + b"\n"


def _cells(record: Record, names: Sequence[str]) -> bytes:
    if len(record) == len(names):
        return _in_a_row(record.row)
    own = dict(zip(record, _numbers(record.row), strict=True))
    return b",".join([own.get(name, b"") for name in names])


def _long(narrowed: Narrowed, selection: Selection) -> Iterator[bytes]:
    yield _line_of_texts(LONG)
    beginnings = lru_cache(maxsize=None)(
        lambda length: list(map(_middle, long_names(narrowed.columns(length))))
    )
    of_all = _middle(LONG_ERROR_OF_ALL)
    for record, error in narrowed.rows(selection):
        samples = record.samples
        middles = beginnings(len(samples))
        values = zip(middles, _numbers(record.row), strict=True)
        lines = [middle(record.iteration, samples) + value for middle, value in values]
        if error is not None:
            lines.append(of_all(record.iteration, samples) + _number(error))
        yield b"\n".join([*lines, b""])


Middle = Callable[[int, Sequence[int]], bytes]


def _middle(long: LongName) -> Middle:
    """Everything on a line before the value."""
    texts = _line_of_texts([long.phase, long.layer or "", long.name]).rstrip(b"\n")
    place = long.place
    if place is None:
        return lambda iteration, _samples: b"%d,,%b," % (iteration, texts)
    return lambda iteration, samples: b"%d,%d,%b," % (iteration, samples[place], texts)


def _numbers(row: Sequence[float]) -> list[bytes]:
    """Each as the shortest text that stands for the same bits."""
    return _in_a_row(row).split(b",") if len(row) else []


def _in_a_row(row: Sequence[float]) -> bytes:
    total = sum(row)
    if total - total == 0.0:
        return encode(tuple(row))[1:-1]
    return b",".join(map(_number, row))


def _number(value: float) -> bytes:
    return repr(float(value)).encode()


def _line_of_texts(texts: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(texts)
    return line.getvalue().encode()
