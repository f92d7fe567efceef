"""The trace of a run -> a file, a folder or stdout, in a format for programs."""

from __future__ import annotations

from pathlib import Path

from bptrace.cli.output import opened
from bptrace.cli.watching import watched
from bptrace.trace.formats import STREAMS, TABLES, writer_of
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.selection import Selection
from bptrace.trace.tables.columns import wide_names
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import Wanted


def write_trace(
    trace: Trace, selection: Selection, wanted: Wanted, format_: str, output: Path | None
) -> None:
    """Raises InputError where it cannot be written, EndedEarly at the end of a run that did."""
    _check(trace, wanted, format_)
    with (
        opened(output, lines=format_ in STREAMS) as stream,
        watched(trace.training, len(trace)),
    ):
        writer_of(format_)(trace, selection, stream.buffer.write, wanted)


def _check(trace: Trace, wanted: Wanted, format_: str) -> None:
    """What cannot be written is said before a file is opened, and emptied."""
    narrowed = Narrowed(trace, wanted.only)
    if format_ in TABLES and wanted.layout == "wide":
        wide_names(narrowed)
