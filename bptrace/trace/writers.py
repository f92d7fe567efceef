"""A trace -> JSON or JSON Lines, in constant memory; every float64 survives bit for bit."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.json import Encoder

from bptrace.trace.formats import Write
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.record import Record
from bptrace.trace.rows import (
    Iteration,
    header_of,
    iteration_of,
    quick_iterations,
    summary_of,
)
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import EVERYTHING, Wanted

MOST_OF_A_TYPE = 2_000
"""Values of so many names are encoded faster as a type of their own than as a mapping."""


def write_json_lines(
    trace: Trace, selection: Selection, write: Write, wanted: Wanted = EVERYTHING
) -> None:
    """One record a line: header, the selected iterations, summary. Raises EndedEarly at the end of
    a run that did; everything up to there is written, a summary too."""
    encode = Encoder(decimal_format="number").encode  # claims keep their digits: 0.350
    narrowed = Narrowed(trace, wanted.only)
    write(encode(header_of(trace, narrowed)) + b"\n")
    for line in _iterations(narrowed, selection):
        write(line + b"\n")
    write(encode(summary_of(trace)) + b"\n")
    trace.check_outcome()


def write_json(
    trace: Trace, selection: Selection, write: Write, wanted: Wanted = EVERYTHING
) -> None:
    """One document, `{"header": …, "iterations": […], "summary": …}`; else as write_json_lines."""
    encode = Encoder(decimal_format="number").encode  # claims keep their digits: 0.350
    narrowed = Narrowed(trace, wanted.only)
    write(b'{"header": ' + encode(header_of(trace, narrowed)) + b',\n"iterations": [')
    separator = b"\n"
    for line in _iterations(narrowed, selection):
        write(separator + line)
        separator = b",\n"
    write(b'],\n"summary": ' + encode(summary_of(trace)) + b"}\n")
    trace.check_outcome()


def _iterations(narrowed: Narrowed, selection: Selection) -> Iterator[bytes]:
    encode = Encoder().encode
    names = narrowed.whole.names
    quick = quick_iterations(names) if len(names) <= MOST_OF_A_TYPE else _not_quick
    for record, error in narrowed.rows(selection):
        iteration = quick(record) if error is None else None
        yield encode(iteration or iteration_of(record, error, names))


def _not_quick(_record: Record) -> Iteration | None:
    """For records of many values there is no faster way."""
    return None
