"""Where a command's output goes: stdout or a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from rich.console import Console

from bptrace.errors import InputError

FILE_WIDTH = 80


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """A text stream to write to; data formats use its `buffer`. InputError if it cannot be."""
    if path is None:
        _replace_what_cannot_be_written(sys.stdout)
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
    except OSError as error:
        raise InputError(f"cannot write to {path}: {error.strerror}") from error


def console_for(stream: TextIO) -> Console:
    """What rich knows of a stream; a file is as wide as COLUMNS says, or 80."""
    if stream is sys.stdout:
        return Console(file=stream)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) else FILE_WIDTH
    return Console(file=stream, width=width, color_system=None, force_terminal=False)


def _replace_what_cannot_be_written(stream: TextIO) -> None:
    """A title in Chinese must not end a run on a terminal that knows no Chinese."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
