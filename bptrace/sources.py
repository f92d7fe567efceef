"""What a command was given -> a trace: of a config, or as it was written. Its content decides.

mazur   mynet.yaml   {a dict}      a config: computed from it
trace.jsonl   trace.json           a trace: as recorded, and computed where it is not
-                                  either of them, from stdin
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from msgspec import structs

from bptrace.api import experiment_of, run, trace_of, trace_of_loaded
from bptrace.config.loading import load, load_part
from bptrace.config.source import Source, find_source
from bptrace.config.written import written as config_of
from bptrace.errors import Flaw, TraceError
from bptrace.trace.lines import Lines, LinesOfPipe, lines_of
from bptrace.trace.reading import WrittenTrace, written_trace
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.trace import Origin, Trace

PACKED = ".gz"
TABLE = b"iteration,"
"""How a CSV of a trace begins."""


def open_source(
    source: str | PathLike[str] | Mapping[str, object],
    *,
    partial: bool = False,
    assignments: Sequence[str] = (),
) -> Trace:
    """The trace of a config or a trace: a file, a gallery name, `-` for stdin; or of a dict.

    partial: whether what is whole of a damaged trace will do; what is not is computed. assignments:
    changes to the config, that of a trace too, of which nothing recorded is left then.
    Raises ConfigError or TraceError, which say what is wrong with it.
    """
    if isinstance(source, Mapping):
        return run(source, assignments=assignments)
    found = find_source(source)
    try:
        lines = opened(found)
        written = written_trace(lines, found.origin, partial=partial)
        is_table = written is None and lines.read(len(TABLE)) == TABLE
    except (OSError, ValueError) as error:
        if found.file is not None and found.file.suffix == PACKED and found.file.is_file():
            raise _unreadable(found.origin, error) from None
        return run(source, assignments=assignments)  # which says why it cannot be read
    if written is not None:
        recorded = _recorded(written)
        return changed(recorded, assignments) if assignments else recorded
    if is_table:
        raise _without_header(lines, found.origin)
    content = structs.replace(found, content=lines)
    return trace_of_loaded(load(content, assignments=assignments))


def changed(trace: Trace, assignments: Sequence[str]) -> Trace:
    """What the config of a trace gives with changes. Raises ConfigError where one is none."""
    experiment = run(config_of(trace.experiment), assignments=assignments).experiment
    return trace_of(experiment, trace.origin)


def read_trace(
    source: str | PathLike[str] | TextIO | BinaryIO, *, partial: bool = False
) -> RecordedTrace:
    """The trace that `bptrace run --output FILE` wrote, in any format: a file, a folder of Parquet
    files, or a stream.

    partial: whether what is whole of a damaged trace will do.
    Raises TraceError where it cannot be read, ConfigError where the config in it is none.
    """
    if isinstance(source, str | PathLike):
        found = find_source(source)
        return _read(found.origin, lambda: opened(found), partial)
    return _read("a stream", lambda: LinesOfPipe(_in_bytes(source)), partial)


def _read(origin: str, opened: Callable[[], Lines], partial: bool) -> RecordedTrace:
    try:
        lines = opened()
        written = written_trace(lines, origin, partial=partial)
    except (OSError, ValueError) as error:
        raise _unreadable(origin, error) from None
    if written is None:
        if lines.read(len(TABLE)) == TABLE:
            raise _without_header(lines, origin)
        raise TraceError(origin, Flaw.NOT_A_TRACE)
    return _recorded(written)


def _unreadable(origin: str, error: Exception) -> TraceError:
    return TraceError(origin, Flaw.UNREADABLE, detail=getattr(error, "strerror", None) or error)


def _without_header(lines: Lines, origin: str) -> TraceError:
    """What to say of a CSV that nothing beside it says the config of."""
    from bptrace.trace.tables.csv_reader import beside  # noqa: PLC0415  # start-up time

    if lines.file is None:
        return TraceError(origin, Flaw.NO_HEADER_OF_STREAM)
    return TraceError(origin, Flaw.NO_HEADER, beside=beside(lines.file).name)


def opened(source: Source) -> Lines:
    """The lines of a source, whatever they are; unpacked, where its name ends in .gz.

    Raises OSError, or ValueError, where it cannot be read; reading on may too.
    """
    if source.file is not None and source.file.suffix == PACKED:
        from bptrace.trace.packed import unpacked  # noqa: PLC0415  # start-up time: few are

        return unpacked(source.file)
    if source.file is not None and source.file.is_dir():
        return _folder(source.file)
    if source.file is not None:
        return lines_of(source.file)
    if sys.stdin is None:
        raise OSError("it is closed")
    return LinesOfPipe(sys.stdin.buffer)


def _folder(folder: Path) -> Lines:
    """The table in a folder. Raises OSError where there is none."""
    from bptrace.trace.tables.folder import Folder  # noqa: PLC0415  # start-up time: few are

    opened = Folder(folder)
    return opened if opened.parts else lines_of(folder)


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
