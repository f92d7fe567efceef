"""A trace -> JSON or JSON Lines, in constant memory; every float64 survives bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.json import Encoder

from bptrace.errors import EndedEarly
from bptrace.trace.rows import header_of, iteration_of, summary_of
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace

Write = Callable[[bytes], object]
Writer = Callable[[Trace, Selection, Write], None]


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


WRITERS: dict[str, Writer] = {"json": write_json, "jsonl": write_json_lines}


def _iterations(trace: Trace, selection: Selection) -> Iterator[bytes]:
    encode = Encoder().encode
    names = trace.columns(trace.order.size).names
    try:
        for record in trace.select(selection):
            yield encode(iteration_of(record, trace.error_at_epoch_end(record), names))
    except EndedEarly:
        return  # the summary says so
