"""`bptrace code`: the training step of a network as a program of its own."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from bptrace.cli.changed import changed_trace
from bptrace.cli.counts import Count
from bptrace.cli.options import output_option
from bptrace.cli.output import check_not_the_config, opened
from bptrace.cli.reaching import check_reach_of, force_option
from bptrace.cli.source import WORKED_EXAMPLE
from bptrace.config.experiment import MAX_ITERATIONS
from bptrace.errors import InputError
from bptrace.programs.c import Real
from bptrace.programs.code import LanguageName, code
from bptrace.programs.expected import expected_text
from bptrace.trace.selection import parse_selection

EXAMPLES = """\b
Examples:
  bptrace code
  bptrace code --to c --output step.c
  bptrace code softmax --to numpy --iterations 3
  bptrace code mazur --to c --real float
  bptrace code mazur --format c-header --show 1,100 --output expected.h
"""
PROGRAM, HEADER = "program", "c-header"


@click.command("code", epilog=EXAMPLES, short_help="Write the training step as a program.")
@click.argument("source", default=WORKED_EXAMPLE)
@click.option(
    "--to",
    type=click.Choice(get_args(LanguageName)),
    help="The language: one line a value in python, c and javascript, one line a layer in numpy; "
    "torch has its own gradients.  [default: python]",
)
@click.option(
    "--iterations",
    type=Count(MAX_ITERATIONS),
    metavar="N",
    help="How many iterations the program runs.  [default: the first 10]",
)
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a key of the config or a value, as in bptrace run.",
)
@click.option(
    "--real",
    type=click.Choice(get_args(Real)),
    default="double",
    show_default=True,
    help="What numbers are in C: float is for small machines.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice([PROGRAM, HEADER]),
    default=PROGRAM,
    show_default=True,
    help="A program; or a C header with the values that it should compute, for a unit test.",
)
@click.option(
    "--show",
    metavar="WHICH",
    help="The iterations of a header: 1-3,every:1000,last,all.  [default: the first 10]",
)
@force_option
@output_option
def command(  # noqa: PLR0913, PLR0917 - one parameter an option; click passes them by name
    source: str,
    to: LanguageName | None,
    iterations: int | None,
    assignments: tuple[str, ...],
    real: Real,
    format_: str,
    show: str | None,
    force: bool,
    output: Path | None,
) -> None:
    """Write the training step of a network as a program that stands on its own.

    It prints E and the new parameters of each iteration, the numbers of `bptrace run`. SOURCE is a
    config, a trace, an example by name, or - for stdin. Left out: the worked example (mazur).
    """
    if format_ == HEADER and to not in {None, "c"}:
        raise InputError(f"--format {HEADER} is for C, not for {to}")
    if format_ == PROGRAM and show is not None:
        raise InputError(f"--show is for --format {HEADER}; a program runs --iterations")
    selection = None if show is None else parse_selection(show)
    changes = [] if iterations is None else [f"iterations={iterations}"]
    trace = changed_trace(source, [*assignments, *changes])
    if format_ == HEADER:
        if selection is not None:
            check_reach_of(trace, selection, force=force)
        text = expected_text(trace, selection, real)
    else:
        text = code(trace, to=to or "python", iterations=iterations, real=real)
    check_not_the_config(source, output)
    with opened(output) as stream:
        stream.buffer.write(text.encode())
