"""The command line: one module a command, one line each in COMMANDS.

A command parses, calls the library, prints. It is imported when it is called, not before.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import Any, TextIO

import click

from bptrace.errors import BptraceError
from bptrace.version import __version__

COMMANDS: Mapping[str, str] = {
    "run": "bptrace.cli.run",
    "explain": "bptrace.cli.explain",
    "check": "bptrace.cli.check",
    "gradcheck": "bptrace.cli.gradcheck",
    "diff": "bptrace.cli.diff",
    "plot": "bptrace.cli.plot",
    "draw": "bptrace.cli.draw",
    "code": "bptrace.cli.code",
    "examples": "bptrace.cli.examples",
    "init": "bptrace.cli.init",
    "schema": "bptrace.cli.schema",
}
INTERRUPTED = 130
TERMINATED = 143
UNWRITABLE = 2
LONGEST_SIZE = 10
"""Digits."""


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

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """As any group's; help, a version or a complaint that cannot be written is no traceback."""
        if sys.stderr is None:  # click would write complaints to stdout
            sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - open as long as we run
        _forget_sizes_that_are_none()
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.filename is None:
                _abandon(sys.stdout)
                _complain(f"cannot write: {error.strerror}")
            else:  # a file that was there when the command looked, and is not any more
                from bptrace.problems.describe import clean  # noqa: PLC0415  # start-up time

                _complain(f"{clean(str(error.filename))}: {error.strerror}")
            sys.exit(UNWRITABLE)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BptraceError as error:
            _complain(str(error))
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            ctx.exit(0)
        except RuntimeError as error:  # as Python 3.11 wraps what is raised while a class is made
            if not isinstance(error.__cause__, KeyboardInterrupt):
                raise
            ctx.exit(INTERRUPTED)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        found = super().resolve_command(ctx, args)
        _obey_signals()
        return found


def _forget_sizes_that_are_none() -> None:
    """Of a terminal: rich takes any digits for a number, ² and five thousand of them too."""
    for name in ("COLUMNS", "LINES"):
        text = os.environ.get(name, "0")
        if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_SIZE):
            del os.environ[name]


def _obey_signals() -> None:
    """Ctrl-C and a request to end unwind what is under way: no file is left half written."""
    with suppress(ValueError):  # not the main thread: whoever runs us there sees to signals
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _terminated)
        sys.unraisablehook = _again if hasattr(signal, "SIGALRM") else sys.unraisablehook


def _again(lost: sys.UnraisableHookArgs) -> None:
    """A Ctrl-C that came in a callback of Python's own, where nobody can raise anything: pressed
    again in a moment, when that is over."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.01)
    else:
        sys.__unraisablehook__(lost)


def _terminated(_number: int, _frame: FrameType | None) -> None:
    sys.exit(TERMINATED)


def _complain(message: str) -> None:
    """On stderr; where nothing can be written there, the exit code has to say it."""
    try:
        click.echo(f"bptrace: {message}", err=True)
    except OSError:
        _abandon(sys.stderr)


def _abandon(stream: TextIO | None) -> None:
    """What could not be written is dropped; Python must not try again, and complain, at its end."""
    if stream is not None:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
