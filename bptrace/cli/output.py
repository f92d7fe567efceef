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
from bptrace.render.documents.renderers import RENDERERS

FILE_WIDTH = 80
MOST_COLUMNS = 1_000
"""No terminal is wider; lines as long as somebody's COLUMNS says would fill a memory."""


def check_standalone(format_: str) -> None:
    """InputError where somebody wants a document of its own in a format that has none."""
    if format_ not in RENDERERS:
        raise InputError(f"--standalone is for a document, --format latex; {format_} is none")


def check_not_the_config(config: str, file: Path | None) -> None:
    """Nothing that somebody wrote is overwritten by what is made from it: InputError."""
    source = Path(config)
    if file is not None and file.exists() and source.exists() and file.samefile(source):
        raise InputError(f"{file} is the config: writing there would overwrite it")


@contextmanager
def opened(path: Path | None, *, lines: bool = False) -> Iterator[TextIO]:
    """A text stream to write to; data formats use its `buffer`. InputError if it cannot be.

    A file is whole or not there: it is put in its place at the end. lines: it is there while it is
    written, and ends with a whole line at any time.
    Raises BrokenPipeError where whoever read stdout has enough of it.
    """
    if path is None and sys.stdout is None:
        raise InputError("cannot write to stdout: it is closed")
    try:
        if path is None:
            _replace_what_cannot_be_written(sys.stdout)
            yield sys.stdout
            sys.stdout.flush()
        else:
            # Imported for files: what is printed need not wait for it.
            from bptrace.cli.files import file_of_lines, whole_file  # noqa: PLC0415

            with (file_of_lines if lines else whole_file)(path) as stream:
                yield stream
    except OSError as error:
        if path is None:
            _abandon_stdout()
        if isinstance(error, BrokenPipeError):
            raise
        raise InputError(f"cannot write to {path or 'stdout'}: {error.strerror}") from error


def _abandon_stdout() -> None:
    """What could not be written is dropped; Python must not try again, and complain, at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def console_for(stream: TextIO) -> Console:
    """What rich knows of a stream; a file is as wide as COLUMNS says, or 80."""
    if stream is sys.stdout:
        console = Console(file=stream)
        console.width = min(console.width, MOST_COLUMNS)
        return console
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) else FILE_WIDTH
    width = min(width, MOST_COLUMNS)
    return Console(file=stream, width=width, color_system=None, force_terminal=False)


def _replace_what_cannot_be_written(stream: TextIO) -> None:
    """A title in Chinese must not end a run on a terminal that knows no Chinese."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
