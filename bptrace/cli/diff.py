"""`bptrace diff`: where two traces differ first, in order of computation."""

from __future__ import annotations

from pathlib import Path

import click

from bptrace.checking.asked import check_asked
from bptrace.checking.differing.comparing import UNITS_OF_FLOAT32, diff
from bptrace.checking.differing.found import Comparison
from bptrace.checking.differing.tolerance import Tolerance
from bptrace.checking.differing.tree import comparison_json
from bptrace.cli.options import (
    JSON,
    ascii_option,
    format_option,
    output_option,
    partial_option,
    precision_option,
)
from bptrace.cli.output import console_for, opened
from bptrace.cli.reaching import force_option
from bptrace.cli.source import trace_of_source
from bptrace.cli.watching import followed
from bptrace.errors import InputError
from bptrace.render.checks.differences import Sheet, difference_lines, difference_parts
from bptrace.render.documents.renderers import RENDERERS, renderer_of
from bptrace.render.documents.shown import USUAL_WIDTH
from bptrace.render.documents.terminal import canvas_for
from bptrace.render.signs.glyphs import Glyphs
from bptrace.render.signs.page import page_for
from bptrace.render.words.differences import ENGLISH as WORDS
from bptrace.render.words.english import ENGLISH

EXAMPLES = """\b
Examples:
  bptrace diff mazur dump.jsonl --map map.yaml
  bptrace diff mynet.yaml trace.jsonl
  bptrace diff mazur charlotte77
  ./train | bptrace diff mynet.yaml - --float32
"""

STDIN = "-"
DIFFERENT = 1
DEFAULT = Tolerance()


@click.command("diff", epilog=EXAMPLES, short_help="Show where two traces differ first.")
@click.argument("a")
@click.argument("b")
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What B calls otherwise, in YAML or JSON, as W1: weights of layer 1, by rows.",
)
@click.option(
    "--rtol",
    type=float,
    default=DEFAULT.relative,
    show_default=True,
    metavar="X",
    help="Relative difference that counts as none.",
)
@click.option(
    "--atol",
    type=float,
    default=DEFAULT.absolute,
    show_default=True,
    metavar="X",
    help="Absolute difference that counts as none.",
)
@click.option("--float32", is_flag=True, help="B was computed in float32.")
@click.option(
    "--ulps",
    type=float,
    metavar="N",
    help=(
        f"With --float32: units of its last place that count as none; {UNITS_OF_FLOAT32:g} where "
        "left out."
    ),
)
@precision_option("Decimals shown in the derivation.")
@format_option(*RENDERERS, JSON)
@partial_option
@force_option
@output_option
@ascii_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter an option; click passes them by name
    context: click.Context,
    a: str,
    b: str,
    map_file: Path | None,
    rtol: float,
    atol: float,
    float32: bool,
    ulps: float | None,
    precision: int,
    format_: str,
    partial: bool,
    force: bool,
    output: Path | None,
    ascii_only: bool,
) -> None:
    """Show the first value, in order of computation, in which B differs from A.

    A is a config, a trace or an example by name. B is one of these too, or the numbers of any
    program: JSON Lines {"iteration": 1, "values": {"w5": 0.4}}, CSV with iteration,name,value or a
    column a name, lines name=value; or - for stdin. Exit code: 0 if all that both have agrees, 1 if
    it does not, 2 if they cannot be compared.
    """
    if a == STDIN == b:
        raise InputError("only one of the two can be read from stdin")
    if ulps is not None and not float32:
        raise InputError("--ulps counts units of a float32's last place: it goes with --float32")
    check_asked("--ulps", ulps, above=True)
    units = float32 if ulps is None else ulps
    ours = trace_of_source(a, partial=partial)
    with followed(ours, len(ours)):
        found = diff(ours, b, rtol=rtol, atol=atol, float32=units, names=map_file, force=force)
    _write(found, a, precision, format_, output, ascii_only)
    for error in (found.ended, found.damage):
        if error is not None:
            click.echo(f"bptrace: {error}", err=True)
    if found.damage is not None and not partial:
        context.exit(found.damage.exit_code)
    context.exit(0 if found.same else DIFFERENT)


def _write(  # noqa: PLR0913, PLR0917 - what to write, and how
    found: Comparison,
    source: str,
    precision: int,
    format_: str,
    output: Path | None,
    ascii_only: bool,
) -> None:
    def sheet(glyphs: Glyphs, width: int) -> Sheet:
        page = page_for(found.trace, glyphs, ENGLISH, precision, width)
        return Sheet(page, WORDS, found, source)

    with opened(output) as stream:
        if format_ == JSON:
            stream.buffer.write(comparison_json(found))
        elif format_ in RENDERERS:
            renderer = renderer_of(format_)
            laid_out = sheet(renderer.glyphs, USUAL_WIDTH)
            for text in renderer.render(laid_out.page, difference_parts(laid_out)):
                stream.buffer.write(text.encode())
        else:
            canvas = canvas_for(console_for(stream), ascii_only)
            for line in difference_lines(sheet(canvas.glyphs, canvas.width)):
                stream.write(canvas.text(line) + "\n")
