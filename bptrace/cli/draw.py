"""`bptrace draw`: the network as a figure."""

from __future__ import annotations

from pathlib import Path

import click

from bptrace.cli.changed import changed_trace, set_option
from bptrace.cli.options import TERMINAL, ascii_option, output_option
from bptrace.cli.output import FILE_WIDTH, check_not_the_config, console_for, opened
from bptrace.cli.reaching import check_reach, force_option
from bptrace.errors import InputError
from bptrace.explaining.asking import place_of_sample, record_to_explain
from bptrace.render.documents.terminal import canvas_for
from bptrace.render.drawing.drawing import (
    Shown,
    draw_svg,
    draw_terminal,
    draw_tikz,
)
from bptrace.render.drawing.highlighting import highlights_of
from bptrace.render.signs.glyphs import UNICODE, Glyphs
from bptrace.render.signs.numbers import MOST_DIGITS
from bptrace.render.signs.page import Page, page_for, page_of_step
from bptrace.render.signs.tex_glyphs import TEX
from bptrace.render.words.drawing import ENGLISH_DRAWING
from bptrace.render.words.english import ENGLISH
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

EXAMPLES = """\b
Examples:
  bptrace draw
  bptrace draw mazur --values --path i1-h1-o1
  bptrace draw mazur --iteration 10000 --highlight w5
  bptrace draw xor --values --sample 2 --output xor.svg
  bptrace draw three-layers --format tikz --standalone --output net.tex
"""

SVG, TIKZ = "svg", "tikz"
ENDINGS = {".svg": SVG, ".tex": TIKZ, ".tikz": TIKZ}
DIGITS = 4
"""Decimals that a circle has room for."""


@click.command("draw", epilog=EXAMPLES, short_help="Draw the network as a figure.")
@click.argument("source", required=False)
@click.option("--values", is_flag=True, help="With the values of an iteration: the first.")
@click.option(
    "--iteration", type=click.IntRange(min=1), metavar="N", help="With the values of another one."
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="K",
    help="Of another sample than the first that the iteration saw.",
)
@click.option(
    "--path", "paths", multiple=True, metavar="PATH", help="Highlight a way: i1-h1-o1. Repeatable."
)
@click.option(
    "--highlight",
    "names",
    multiple=True,
    metavar="NAME",
    help="Highlight a weight, a bias or a neuron. Repeatable.",
)
@set_option
@click.option(
    "--precision",
    type=click.IntRange(1, MOST_DIGITS),
    default=DIGITS,
    show_default=True,
    metavar="N",
    help="Decimals shown.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice([TERMINAL, SVG, TIKZ]),
    help="In the terminal, or as a picture.  [default: as FILE ends, .svg or .tex; else terminal]",
)
@click.option("--standalone", is_flag=True, help="TikZ as a document that compiles.")
@force_option
@output_option
@ascii_option
def command(  # noqa: PLR0913, PLR0917 - one parameter an option; click passes them by name
    source: str | None,
    values: bool,
    iteration: int | None,
    sample: int | None,
    paths: tuple[str, ...],
    names: tuple[str, ...],
    assignments: tuple[str, ...],
    precision: int,
    format_: str | None,
    standalone: bool,
    force: bool,
    output: Path | None,
    ascii_only: bool,
) -> None:
    """Draw the network: its neurons layer by layer, the names of its weights and biases.

    SOURCE is a config, a trace, an example by name, or - for stdin. Left out: the last run.
    """
    ending = "" if output is None else output.suffix.lower()
    format_ = format_ or ENDINGS.get(ending, TERMINAL)
    if standalone and format_ != TIKZ:
        raise InputError(f"--standalone is for a document, --format {TIKZ}; {format_} is none")
    if source is not None:
        check_not_the_config(source, output)
    trace = changed_trace(source, assignments)
    record = None
    if values or iteration is not None or sample is not None:
        check_reach(trace, min(iteration or 1, len(trace)), force=force)
        record = record_to_explain(trace, iteration or 1, sample)
    place = 0 if record is None else place_of_sample(record, sample)
    labels = _page(trace, UNICODE, precision, FILE_WIDTH, record).labels
    shown = Shown(trace, highlights_of(trace.step, labels, names, paths), record, place)
    with opened(output) as stream:
        if format_ == SVG:
            page = _page(trace, UNICODE, precision, FILE_WIDTH, record)
            stream.buffer.write(draw_svg(page, ENGLISH_DRAWING, shown).encode())
        elif format_ == TIKZ:
            page = _page(trace, TEX, precision, FILE_WIDTH, record)
            text = draw_tikz(page, ENGLISH_DRAWING, shown, standalone=standalone)
            stream.buffer.write(text.encode())
        else:
            canvas = canvas_for(console_for(stream), ascii_only)
            page = _page(trace, canvas.glyphs, precision, canvas.width, record)
            for line in draw_terminal(page, ENGLISH_DRAWING, shown):
                stream.write(canvas.text(line) + "\n")


def _page(trace: Trace, glyphs: Glyphs, digits: int, width: int, record: Record | None) -> Page:
    page = page_for(trace, glyphs, ENGLISH, digits, width)
    return page if record is None else page_of_step(page, record.step)
