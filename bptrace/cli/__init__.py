"""The command line: one module a command, one line each in COMMANDS.

A command parses, calls the library, prints. It is imported when it is called, not before.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from bptrace.errors import BptraceError
from bptrace.version import __version__

COMMANDS: Mapping[str, str] = {
    "run": "bptrace.cli.run",
    "explain": "bptrace.cli.explain",
    "check": "bptrace.cli.check",
    "gradcheck": "bptrace.cli.gradcheck",
    "diff": "bptrace.cli.diff",
    "examples": "bptrace.cli.examples",
    "init": "bptrace.cli.init",
}
INTERRUPTED = 130

GARBAGE_THRESHOLD = 100_000
"""Imports make many objects that stay: looking through them for garbage on the way costs some
percent of the start."""


class Commands(click.Group):
    """The commands by name; what ends one early ends the program with the right exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command = import_module(COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        gc.set_threshold(GARBAGE_THRESHOLD)
        try:
            return super().invoke(ctx)
        except BptraceError as error:
            click.echo(f"bptrace: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            ctx.exit(0)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bptrace", message="%(prog)s %(version)s")
def main() -> None:
    """Shows backpropagation happening: every value of every training iteration.

    \b
      bptrace run                   the worked example, as chain-rule tables
      bptrace init                  a config of your own, mynet.yaml, to change
      bptrace run mynet.yaml        your own network
      bptrace examples              more networks to start from
      bptrace run --help            what else it can do
    """
