"""`bptrace init`: writes a config to start from, with a comment for every key."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from bptrace.cli.output import opened
from bptrace.config.gallery import starter
from bptrace.config.source import STDIN
from bptrace.errors import InputError

EXAMPLES = """\b
Examples:
  bptrace init
  bptrace init perceptron.yaml
  bptrace init -
"""


@click.command(
    "init",
    epilog=EXAMPLES,
    short_help="Write a commented config to start from.",
)
@click.argument("file", default=starter().name)
def command(file: str) -> None:
    """Write a small network with a comment for every key: change it, and run it.

    FILE is what it shall be called, - for stdout. A file that exists is left as it is.
    """
    content = starter().read_text(encoding="utf-8")
    if file == STDIN:
        with opened(None) as stream:
            stream.buffer.write(content.encode())
        return
    run = f"bptrace run {shlex.quote(file)}"
    _create(Path(file), content.replace(f"bptrace run {starter().name}", run))
    click.echo(f"{file} is written. Next: {run}", err=True)


def _create(file: Path, content: str) -> None:
    if file.suffix.lower() == ".json":
        raise InputError(f"{file} would be read as JSON, which has no comments: call it .yaml")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(content)
    except FileExistsError:
        raise InputError(f"{file} exists, and stays as it is: give another name") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot write to {file}: {reason}") from error
