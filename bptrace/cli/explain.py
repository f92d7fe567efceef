"""`bptrace explain`: any value of a trace as a hand calculation."""

from __future__ import annotations

from pathlib import Path

import click

import bptrace
from bptrace.cli.options import (
    JSON,
    ascii_option,
    format_option,
    output_option,
    partial_option,
    precision_option,
)
from bptrace.cli.output import check_standalone, console_for, opened
from bptrace.cli.reaching import check_reach, force_option
from bptrace.cli.source import trace_of_source
from bptrace.explaining.tree import explanation_json
from bptrace.explaining.values import ALL
from bptrace.render.documents.renderers import RENDERERS
from bptrace.render.documents.terminal import canvas_for
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.trace import Trace

EXAMPLES = """\b
Examples:
  bptrace explain w5
  bptrace explain w1 --iteration 10000 --paths
  bptrace explain delta_h1 mazur --depth all
  bptrace explain delta_o1@2 batch
  bptrace explain h1:o1 xor --iteration 3 --format json
  bptrace explain w5 mazur --format latex --standalone --output w5.tex
"""

ALL_OF_IT = "all"


class Depth(click.ParamType[int]):
    """How many definitions deep: a number from 1, or `all`."""

    name = "depth"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        text = str(value)
        if text == ALL_OF_IT:
            return ALL
        if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text)):
            self.fail(f"{text[:40]!r} is neither a number from 1 nor {ALL_OF_IT!r}.", param, ctx)
        return int(text)


@click.command("explain", epilog=EXAMPLES, short_help="Show one value as a hand calculation.")
@click.argument("name")
@click.argument("source", required=False)
@click.option("--iteration", type=click.IntRange(min=1), default=1, show_default=True, metavar="N")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="K",
    help="Of another sample than the first that the iteration saw.",
)
@click.option(
    "--depth",
    type=Depth(),
    default="1",
    show_default=True,
    metavar="D",
    help="How many definitions deep; all: down to weights and inputs.",
)
@click.option("--paths", is_flag=True, help="Every path from a weight to E as one product.")
@precision_option()
@format_option(*RENDERERS, JSON)
@click.option("--standalone", is_flag=True, help="LaTeX as a document that compiles.")
@partial_option
@force_option
@output_option
@ascii_option
def command(  # noqa: PLR0913, PLR0917 - one parameter an option; click passes them by name
    name: str,
    source: str | None,
    iteration: int,
    sample: int | None,
    depth: int,
    paths: bool,
    precision: int,
    format_: str,
    standalone: bool,
    partial: bool,
    force: bool,
    output: Path | None,
    ascii_only: bool,
) -> None:
    """Show how one value comes about: symbols, numbers, result.

    NAME is anything in the trace, in any spelling: w5, h1:o1, dE/dw5, delta_h1, E. SOURCE is a
    config, a trace, an example by name, or - for stdin. Left out: the last run.
    """
    if standalone:
        check_standalone(format_)
    trace = trace_of_source(source, partial=partial)
    check_reach(trace, min(iteration, len(trace)), force=force)
    explained = bptrace.explain(
        trace, name, iteration=iteration, sample=sample, depth=depth, paths=paths
    )
    _say_where_they_differ(trace, iteration)
    with opened(output) as stream:
        if format_ == JSON:
            stream.buffer.write(explanation_json(explained.record.step, explained.derivation))
        elif format_ in RENDERERS:
            text = explained.document(format_, precision, standalone=standalone)
            stream.buffer.write(text.encode())
        else:
            canvas = canvas_for(console_for(stream), ascii_only)
            for line in explained.lines(explained.page(canvas, precision)):
                stream.write(canvas.text(line) + "\n")


def _say_where_they_differ(trace: Trace, iteration: int) -> None:
    """A trace that was read is taken as it is; where its own config gives other values, whoever
    reads the explanation should know."""
    if not isinstance(trace, RecordedTrace):
        return
    if not trace.is_recorded(iteration):
        click.echo(f"bptrace: iteration {iteration} is not recorded: replayed", err=True)
    differing = trace.disagreements(iteration)
    if differing:
        first, *others = differing
        click.echo(
            f"bptrace: recorded values are shown; {first.name} is {first.recorded!r} there, and "
            f"{first.computed!r} by the trace's own config (another machine, or an edited file)"
            + (f"; {len(others)} more differ" if others else ""),
            err=True,
        )
