"""The formats that a trace is written in, for programs: one function a format, one line each in
WRITERS.

What writes is imported when its format is asked for: tables for people need not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, cast

from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace

if TYPE_CHECKING:
    from bptrace.trace.wanted import Wanted

Write = Callable[[bytes], object]
Layout = Literal["wide", "long"]
"""Of a table: a column a value, or a row a value."""


class Writer(Protocol):
    """Writes the selected iterations of a trace; of each, what is wanted."""

    def __call__(
        self, trace: Trace, selection: Selection, write: Write, wanted: Wanted = ..., /
    ) -> None: ...


WRITERS: Mapping[str, tuple[str, str]] = {
    "json": ("bptrace.trace.writers", "write_json"),
    "jsonl": ("bptrace.trace.writers", "write_json_lines"),
    "csv": ("bptrace.trace.tables.csv_writer", "write_csv"),
    "parquet": ("bptrace.trace.tables.parquet_writer", "write_parquet"),
    "npz": ("bptrace.trace.tables.npz_writer", "write_npz"),
}
STREAMS = frozenset({"jsonl", "csv"})
"""Written line by line."""
TABLES = frozenset({"csv", "parquet"})
"""In either layout."""


def writer_of(name: str) -> Writer:
    """The format of that name in WRITERS."""
    module, function = WRITERS[name]
    return cast("Writer", getattr(import_module(module), function))
