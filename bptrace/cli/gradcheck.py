"""`bptrace gradcheck`: every derived gradient against a measurement."""

from __future__ import annotations

from pathlib import Path

import click

from bptrace.checking.gradients.document import gradients_json
from bptrace.checking.gradients.gradcheck import TOLERANCE, GradientCheck, gradcheck
from bptrace.cli.options import (
    JSON,
    MARKDOWN,
    ascii_option,
    format_option,
    output_option,
    precision_option,
)
from bptrace.cli.output import FILE_WIDTH, console_for, opened
from bptrace.cli.reaching import check_reach, force_option
from bptrace.cli.source import trace_of_source
from bptrace.cli.watching import followed
from bptrace.render.checks.gradients import gradient_parts
from bptrace.render.documents.part_lines import part_lines
from bptrace.render.documents.renderers import renderer_of
from bptrace.render.documents.terminal import canvas_for
from bptrace.render.layout.blocks import MOST_ROWS
from bptrace.render.signs.glyphs import Glyphs
from bptrace.render.signs.page import Page, page_for, page_of_step
from bptrace.render.words.english import ENGLISH
from bptrace.render.words.gradients import ENGLISH_GRADIENTS

EXAMPLES = """\b
Examples:
  bptrace gradcheck
  bptrace gradcheck mynet.yaml --iteration 100
  bptrace gradcheck digits --all --format json --output gradients.json
  bptrace gradcheck mazur --step 1e-5 --inputs
"""

FAILED = 1


@click.command(
    "gradcheck",
    epilog=EXAMPLES,
    short_help="Check every derived gradient against a measurement.",
)
@click.argument("source", required=False)
@click.option("--iteration", type=click.IntRange(min=1), default=1, show_default=True, metavar="N")
@click.option(
    "--step",
    type=float,
    metavar="H",
    help="How far each parameter is moved. [default: what suits each; the output says]",
)
@click.option(
    "--tolerance",
    type=float,
    default=TOLERANCE,
    show_default=True,
    metavar="T",
    help="The largest relative error.",
)
@click.option("--inputs", is_flag=True, help="The gradients of the inputs as well.")
@click.option("--all", "all_", is_flag=True, help=f"All of them, not the worst {MOST_ROWS} only.")
@precision_option()
@format_option(MARKDOWN, JSON)
@force_option
@output_option
@ascii_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter an option; click passes them by name
    context: click.Context,
    source: str | None,
    iteration: int,
    step: float | None,
    tolerance: float,
    inputs: bool,
    all_: bool,
    precision: int,
    format_: str,
    force: bool,
    output: Path | None,
    ascii_only: bool,
) -> None:
    """Check the gradient of every trained parameter: derived by the chain rule, and measured by
    moving the parameter a little to either side.

    SOURCE is a config, a trace, an example by name, or - for stdin. Left out: the last run. The
    exit code is 0 where the gradients agree, 1 where one does not.
    """
    trace = trace_of_source(source)
    check_reach(trace, min(iteration, len(trace)), force=force)
    with followed(trace, iteration):
        check = gradcheck(trace, iteration=iteration, step=step, tolerance=tolerance, inputs=inputs)
    most = None if all_ else MOST_ROWS
    with opened(output) as stream:
        if format_ == JSON:
            stream.buffer.write(gradients_json(check))
        elif format_ == MARKDOWN:
            renderer = renderer_of(MARKDOWN)
            page = _page(check, renderer.glyphs, precision, FILE_WIDTH)
            for text in renderer.render(page, gradient_parts(page, ENGLISH_GRADIENTS, check, most)):
                stream.buffer.write(text.encode())
        else:
            canvas = canvas_for(console_for(stream), ascii_only)
            page = _page(check, canvas.glyphs, precision, canvas.width)
            for line in part_lines(page, gradient_parts(page, ENGLISH_GRADIENTS, check, most)):
                stream.write(canvas.text(line) + "\n")
    if not check.agrees:
        context.exit(FAILED)


def _page(check: GradientCheck, glyphs: Glyphs, digits: int, width: int) -> Page:
    page = page_for(check.trace, glyphs, ENGLISH, digits, width)
    return page_of_step(page, check.record.step)
