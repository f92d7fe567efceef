"""What a command was given -> a trace: of a config, or as it was written. Its content decides.

mazur   mynet.yaml   {a dict}      a config: computed from it
trace.jsonl   trace.json           a trace: as recorded, and computed where it is not
-                                  either of them, from stdin
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from functools import partial
from os import PathLike
from typing import BinaryIO, TextIO, cast

from msgspec import structs

from bptrace.api import experiment_of, run, trace_of, trace_of_loaded
from bptrace.config.loading import load, load_part
from bptrace.config.source import Source, find_source
from bptrace.errors import Flaw, TraceError
from bptrace.trace.lines import Lines, LinesOfPipe, lines_of
from bptrace.trace.reading import WrittenTrace, written_trace
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.trace import Origin, Trace

PACKED = ".gz"


def open_source(source: str | PathLike[str] | Mapping[str, object]) -> Trace:
    """The trace of a config or a trace: a file, a gallery name, `-` for stdin; or of a dict.

    Raises ConfigError or TraceError, which say what is wrong with it.
    """
    if isinstance(source, Mapping):
        return run(source)
    found = find_source(source)
    try:
        lines = opened(found)
        written = written_trace(lines, found.origin)
    except (OSError, ValueError):
        return run(source)  # which says why it cannot be read
    if written is not None:
        return _recorded(written)
    return trace_of_loaded(load(structs.replace(found, content=lines)))


def read_trace(source: str | PathLike[str] | TextIO | BinaryIO) -> RecordedTrace:
    """The trace that `bptrace run --format jsonl` (or `json`) wrote: a file, or a stream.

    Raises TraceError where it cannot be read, ConfigError where the config in it is none.
    """
    if isinstance(source, str | PathLike):
        found = find_source(source)
        return _read(found.origin, partial(opened, found))
    return _read("a stream", partial(LinesOfPipe, _in_bytes(source)))


def _read(origin: str, opened: Callable[[], Lines]) -> RecordedTrace:
    try:
        written = written_trace(opened(), origin)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or error
        raise TraceError(origin, Flaw.UNREADABLE, detail=detail) from None
    if written is None:
        raise TraceError(origin, Flaw.NOT_A_TRACE)
    return _recorded(written)


def opened(source: Source) -> Lines:
    """The lines of a source, whatever they are; unpacked, where its name ends in .gz.

    Raises OSError, or ValueError, where it cannot be read; reading on may too.
    """
    if source.file is not None and source.file.suffix == PACKED:
        from bptrace.trace.packed import unpacked  # noqa: PLC0415  # start-up time: few are

        return unpacked(source.file)
    if source.file is not None:
        return lines_of(source.file)
    if sys.stdin is None:
        raise OSError("it is closed")
    return LinesOfPipe(sys.stdin.buffer)


def _in_bytes(stream: TextIO | BinaryIO) -> BinaryIO:
    if not isinstance(stream, io.TextIOBase):
        return cast("BinaryIO", stream)
    buffer = getattr(stream, "buffer", None)
    return cast("BinaryIO", buffer) if buffer else io.BytesIO(stream.read().encode())


def _recorded(written: WrittenTrace) -> RecordedTrace:
    """What is recorded, over what the config in the header gives."""
    loaded = load_part(written.config, f"{written.origin}, the config in its header")
    computed = trace_of(experiment_of(loaded), Origin(written.origin), written.engine)
    return RecordedTrace(written, computed)
