"""A trace -> JSON or JSON Lines, in constant memory; every float64 survives bit for bit."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.json import Encoder

from bptrace.errors import EndedEarly
from bptrace.trace.formats import Write
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

MOST_OF_A_TYPE = 2_000
"""Values of so many names are encoded faster as a type of their own than as a mapping."""


def write_json_lines(trace: Trace, selection: Selection, write: Write) -> None:
    """One record a line: header, the selected iterations, summary. Raises EndedEarly at the end of
    a run that did; everything up to there is written, a summary too."""
    encode = Encoder(decimal_format="number").encode  # claims keep their digits: 0.350
    write(encode(header_of(trace)) + b"\n")
    for line in _iterations(trace, selection):
        write(line + b"\n")
    write(encode(summary_of(trace)) + b"\n")
    trace.check_outcome()


def write_json(trace: Trace, selection: Selection, write: Write) -> None:
    """One document, `{"header": …, "iterations": […], "summary": …}`; else as write_json_lines."""
    encode = Encoder(decimal_format="number").encode  # claims keep their digits: 0.350
    write(b'{"header": ' + encode(header_of(trace)) + b',\n"iterations": [')
    separator = b"\n"
    for line in _iterations(trace, selection):
        write(separator + line)
        separator = b",\n"
    write(b'],\n"summary": ' + encode(summary_of(trace)) + b"}\n")
    trace.check_outcome()


def _iterations(trace: Trace, selection: Selection) -> Iterator[bytes]:
    encode = Encoder().encode
    names = trace.columns(trace.order.size).names
    quick = quick_iterations(names) if len(names) <= MOST_OF_A_TYPE else _not_quick
    try:
        for record in trace.select(selection):
            error = trace.error_at_epoch_end(record)
            iteration = quick(record) if error is None else None
            yield encode(iteration or iteration_of(record, error, names))
    except EndedEarly:
        return  # the summary says so


def _not_quick(_record: Record) -> Iteration | None:
    """For records of many values there is no faster way."""
    return None
