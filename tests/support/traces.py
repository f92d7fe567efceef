"""Traces as they are written, and read again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import bptrace
from bptrace.errors import Diverged
from bptrace.trace.formats import writer_of
from bptrace.trace.record import Record
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.selection import parse_selection
from bptrace.trace.trace import Trace
from tests.support.networks import trace_of, worked_example

FORMATS = ["json", "jsonl"]


def text_of(trace: Trace, format_: str = "jsonl", show: str = "all") -> bytes:
    parts: list[bytes] = []
    with suppress(Diverged):
        writer_of(format_)(trace, parse_selection(show), parts.append)
    return b"".join(parts)


def records_of(trace: Trace) -> list[Record]:
    """Every record, up to the one in which a run diverged."""
    records: list[Record] = []
    with suppress(Diverged):
        for record in trace:
            records.append(record)
    return records


def read(content: bytes) -> RecordedTrace:
    return bptrace.read_trace(io.BytesIO(content))


SHORT = worked_example(iterations=3)
LINES = text_of(trace_of(SHORT)).splitlines(keepends=True)


def edited(line: int, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The trace with one of its lines changed, counting from 0."""
    data = json.loads(LINES[line])
    change(data)
    return b"".join([*LINES[:line], json.dumps(data).encode() + b"\n", *LINES[line + 1 :]])
