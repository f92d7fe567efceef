"""`bptrace schema`: lists the JSON Schemas of what bptrace reads and writes, or prints one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from bptrace.cli.listing import two_columns
from bptrace.cli.output import console_for, opened
from bptrace.render.documents.terminal import canvas_for
from bptrace.render.layout.lines import BLANK, Line, Tone
from bptrace.schemas.published import SCHEMAS, schema_text

EXAMPLES = """\b
Examples:
  bptrace schema
  bptrace schema trace
  bptrace schema config --output bptrace.schema.json
"""

WHAT_NEXT = {
    "bptrace schema config -o bptrace.schema.json": "for your editor: it knows every key then",
}


@click.command("schema", epilog=EXAMPLES, short_help="Print the JSON Schema of a format.")
@click.argument("name", required=False)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE")
def command(name: str | None, output: Path | None) -> None:
    """List the JSON Schemas (2020-12) of what bptrace reads and writes; with NAME, print that one.

    With bptrace.schema.json beside a config that has this line at its top, editors complete its
    keys, say what they mean and mark what is wrong:

    \b
      # yaml-language-server: $schema=bptrace.schema.json

    In JSON it is a key: "$schema": "bptrace.schema.json".
    """
    text = None if name is None else schema_text(name)
    with opened(output) as stream:
        if text is not None:
            stream.buffer.write(text.encode())
            return
        canvas = canvas_for(console_for(stream), ascii_only=False)
        for line in _list():
            stream.write(canvas.text(line) + "\n")


def _list() -> Iterator[Line]:
    titles = {name: each.title for name, each in SCHEMAS.items()}
    yield from two_columns(titles, Tone.TITLE, Tone.PLAIN)
    yield BLANK
    yield from two_columns(WHAT_NEXT, Tone.QUIET, Tone.QUIET)
