"""`bptrace examples`: lists the gallery, or prints one of it as it is, to save and edit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from bptrace.cli.listing import two_columns
from bptrace.cli.output import console_for, opened
from bptrace.config import gallery
from bptrace.config.gallery import data_files, subject_of
from bptrace.errors import InputError
from bptrace.problems.describe import clean, quoted
from bptrace.problems.near import near
from bptrace.render.documents.terminal import canvas_for
from bptrace.render.layout.lines import BLANK, Line, Tone

EXAMPLES = """\b
Examples:
  bptrace examples
  bptrace examples xor
  bptrace examples data/iris.csv
"""

WHAT_NEXT = {
    "bptrace run xor": "runs one",
    "bptrace examples xor > xor.yaml": "saves one, to change it",
}


@click.command(
    "examples",
    epilog=EXAMPLES,
    short_help="List the built-in examples, or print one to save and edit.",
)
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the built-in examples; with NAME, print that one as it is.

    To have one of your own to change, save it: bptrace examples xor > xor.yaml

    The data of an example is found from anywhere. To change that too, save it under the name that
    the config uses, or another one: bptrace examples data/iris.csv > flowers.csv
    """
    with opened(None) as stream:
        if name is not None:
            stream.buffer.write(_file_of(name).read_bytes())
            return
        canvas = canvas_for(console_for(stream), ascii_only=False)
        for line in _list():
            stream.write(canvas.text(line) + "\n")


def _file_of(name: str) -> Path:
    examples = gallery()
    if found := examples.get(name) or data_files().get(name):
        return found
    close = near(name.removesuffix(".yaml"), examples)
    hint = f"; did you mean {quoted(close)}?" if close else ""
    known = ", ".join(examples)
    raise InputError(f'no example is called "{clean(name)}"{hint}\n\nknown: {known}')


def _list() -> Iterator[Line]:
    subjects = {name: subject_of(file) for name, file in gallery().items()}
    yield from two_columns(subjects, Tone.TITLE, Tone.PLAIN)
    yield BLANK
    yield from two_columns(WHAT_NEXT, Tone.QUIET, Tone.QUIET)
