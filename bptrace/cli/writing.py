"""The trace of a run -> a file, a folder or stdout, in a format for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from msgspec.json import Encoder

from bptrace.cli.files import whole_file
from bptrace.cli.output import opened
from bptrace.cli.watching import watched
from bptrace.errors import EndedEarly, InputError
from bptrace.trace.formats import STREAMS, TABLES, writer_of
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.rows import header_of, summary_of
from bptrace.trace.selection import Selection
from bptrace.trace.tables.columns import LONG, wide_names
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import Wanted

CSV, PARQUET = "csv", "parquet"

encode = Encoder(decimal_format="number").encode


def write_trace(
    trace: Trace, selection: Selection, wanted: Wanted, format_: str, output: Path | None
) -> None:
    """To a file, to stdout, or Parquet to a folder: one that is there, or a name without an ending.

    Raises InputError where it cannot be written, EndedEarly at the end of a run that did.
    """
    narrowed = Narrowed(trace, wanted.only)  # what is wrong with it is said before a file is opened
    names = _names_of_columns(narrowed, wanted) if format_ in TABLES else []
    if format_ == PARQUET and output is not None and _is_folder(output):
        _write_folder(trace, selection, wanted, output)
        return
    with (
        opened(output, lines=format_ in STREAMS) as stream,
        watched(trace.training, len(trace)),
        _described(trace, narrowed, output, names)
        if format_ == CSV and output is not None and output.is_file()
        else nullcontext(),
    ):
        writer_of(format_)(trace, selection, stream.buffer.write, wanted)


def _is_folder(output: Path) -> bool:
    """Or becomes one: a name without an ending that nothing has, no device either."""
    return output.is_dir() or not (output.suffix or output.exists())


def _names_of_columns(narrowed: Narrowed, wanted: Wanted) -> Sequence[str]:
    return LONG if wanted.layout == "long" else wide_names(narrowed)


def _write_folder(trace: Trace, selection: Selection, wanted: Wanted, folder: Path) -> None:
    # Imported for folders: pyarrow takes its time.
    from bptrace.trace.tables.dataset import write_dataset  # noqa: PLC0415

    try:
        with watched(trace.training, len(trace)):
            write_dataset(trace, selection, folder, wanted)
    except OSError as error:
        raise InputError(f"cannot write to {folder}: {error.strerror or error}") from error


@contextmanager
def _described(
    trace: Trace, narrowed: Narrowed, file: Path, names: Sequence[str]
) -> Iterator[None]:
    """What was run, and in the end how it ended, in a file beside a CSV, which has no room."""
    from bptrace.trace.tables.csv_reader import beside, metadata  # noqa: PLC0415  # for files only

    header = encode(header_of(trace, narrowed))

    def write(*notes: bytes) -> None:
        with whole_file(beside(file)) as stream:
            stream.buffer.write(metadata(file, names, notes))

    write(header)
    try:
        yield
    except EndedEarly:
        write(header, encode(summary_of(trace)))
        raise
    write(header, encode(summary_of(trace)))
