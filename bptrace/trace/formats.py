"""The formats that a trace is written in, for programs: one function a format, one line each in
WRITERS.

What writes is imported when its format is asked for: tables for people need not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace

Write = Callable[[bytes], object]
Writer = Callable[[Trace, Selection, Write], None]

WRITERS: Mapping[str, tuple[str, str]] = {
    "json": ("bptrace.trace.writers", "write_json"),
    "jsonl": ("bptrace.trace.writers", "write_json_lines"),
}


def writer_of(name: str) -> Writer:
    """The format of that name in WRITERS."""
    module, function = WRITERS[name]
    return cast("Writer", getattr(import_module(module), function))
