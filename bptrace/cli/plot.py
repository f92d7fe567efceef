"""`bptrace plot`: values of a trace as curves over its iterations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from bptrace.cli.changed import changed_trace, set_option
from bptrace.cli.counts import Count
from bptrace.cli.options import JSON, TERMINAL, ascii_option, output_option, precision_option
from bptrace.cli.output import FILE_WIDTH, check_not_the_config, console_for, opened
from bptrace.cli.reaching import check_reach_of, force_option
from bptrace.cli.watching import watched
from bptrace.config.experiment import MAX_ITERATIONS
from bptrace.config.gallery import gallery
from bptrace.config.source import STDIN
from bptrace.errors import InputError, UnknownNameError
from bptrace.render.documents.terminal import canvas_for
from bptrace.render.plotting.page import plot_lines
from bptrace.render.signs.glyphs import UNICODE
from bptrace.render.signs.page import page_for
from bptrace.render.words.english import ENGLISH
from bptrace.render.words.plotting import ENGLISH_PLOTTING
from bptrace.trace.curves.curve import Curves, ScaleName, Scales
from bptrace.trace.curves.json import curves_json
from bptrace.trace.curves.reading import curves_of
from bptrace.trace.curves.scales import scales_of
from bptrace.trace.selection import ALL, Selection, parse_selection
from bptrace.trace.trace import Trace

EXAMPLES = """\b
Examples:
  bptrace plot
  bptrace plot mazur w5 w6 w7 w8
  bptrace plot xor E out_o1 --set eta=1
  bptrace plot mazur 'delta_*' --show 1-100 --log none
  bptrace plot deep-tanh E --format svg --output fall.svg
"""

SVG = "svg"
LOGARITHMIC: Mapping[str, tuple[ScaleName, ScaleName]] = {
    "none": ("linear", "linear"),
    "x": ("log", "linear"),
    "y": ("linear", "log"),
    "xy": ("log", "log"),
}
ENDINGS = frozenset({".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv", ".parquet", ".npz"})
PACKED = ".gz"


@click.command("plot", epilog=EXAMPLES, short_help="Draw values over the iterations, as curves.")
@click.argument("words", nargs=-1, metavar="[SOURCE] [NAME]...")
@click.option(
    "--iterations", type=Count(MAX_ITERATIONS), metavar="N", help="How many iterations to train."
)
@set_option
@click.option("--show", metavar="WHICH", help="The iterations to draw: 1-100,every:10,last.")
@click.option(
    "--every",
    type=click.IntRange(min=1),
    metavar="N",
    help="The same as --show first,every:N,last.",
)
@click.option(
    "--log",
    type=click.Choice(["x", "y", "xy", "none", "auto"]),
    default="auto",
    show_default=True,
    help="Which axes go by powers of ten; auto: those on which that shows more.",
)
@precision_option()
@click.option(
    "--format",
    "format_",
    type=click.Choice([TERMINAL, SVG, JSON]),
    help="In the terminal, as a picture, or the points. [default: as FILE ends, else terminal]",
)
@force_option
@output_option
@ascii_option
def command(  # noqa: PLR0913, PLR0917 - one parameter an option; click passes them by name
    words: tuple[str, ...],
    iterations: int | None,
    assignments: tuple[str, ...],
    show: str | None,
    every: int | None,
    log: str,
    precision: int,
    format_: str | None,
    force: bool,
    output: Path | None,
    ascii_only: bool,
) -> None:
    """Draw how values change over the iterations.

    NAME is anything in the trace, in any spelling, or a pattern: w5, dE/dw5, 'delta_*', layer:h,
    E_all. Left out: E, or E_all where there are several samples. SOURCE is a config, a trace, an
    example by name, or - for stdin. Left out: the last run.
    """
    format_ = format_ or _format_of(output)
    selection = _selection(show, every)
    source, names = split(words)
    if source is not None:
        check_not_the_config(source, output)
    changes = [*assignments, *([] if iterations is None else [f"iterations={iterations}"])]
    trace = changed_trace(source, changes)
    check_reach_of(trace, selection, force=force)
    with watched(trace.training, len(trace)) as bar:
        curves = _curves(trace, names, selection, has_source=source is not None)
        bar.hide()
    scales = _scales(curves, log)
    with opened(output) as stream:
        if format_ == JSON:
            stream.buffer.write(curves_json(trace, curves, scales))
        elif format_ == SVG:
            # Imported for pictures: matplotlib takes a second.
            from bptrace.render.plotting.svg import curves_svg  # noqa: PLC0415

            page = page_for(trace, UNICODE, ENGLISH, precision, FILE_WIDTH)
            stream.buffer.write(curves_svg(page, ENGLISH_PLOTTING, trace, curves, scales))
        else:
            canvas = canvas_for(console_for(stream), ascii_only)
            page = page_for(trace, canvas.glyphs, ENGLISH, precision, canvas.width)
            for line in plot_lines(page, ENGLISH_PLOTTING, trace, curves, scales):
                stream.write(canvas.text(line) + "\n")
    if curves.ended is not None:
        raise curves.ended


def split(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """The source, if one is named first or last, and the names."""
    names = [part for word in words for part in word.split(",") if part]
    if words and is_source(words[0]):
        return words[0], names[len([part for part in words[0].split(",") if part]) :]
    if len(words) > 1 and is_source(words[-1]):
        return words[-1], names[: -len([part for part in words[-1].split(",") if part])]
    return None, names


def is_source(word: str) -> bool:
    """Whether a word is a config, a trace or an example rather than a name of a value."""
    path = Path(word.removesuffix(PACKED))
    if word == STDIN or word in gallery() or path.suffix in ENDINGS:
        return True
    try:
        return Path(word).exists()
    except (OSError, ValueError):
        return False


def _curves(
    trace: Trace, names: Sequence[str], selection: Selection, *, has_source: bool
) -> Curves:
    try:
        return curves_of(trace, names, selection)
    except UnknownNameError as error:
        if has_source or error.name != names[0] or error.near:
            raise
        raise InputError(
            f'"{names[0]}" is neither a config, a trace or an example, nor a value of the '
            f"{trace.origin.source}"
        ) from None


def _scales(curves: Curves, log: str) -> Scales:
    if log == "auto":
        return scales_of(curves)
    across, up = LOGARITHMIC[log]
    smallest = [each.smallest for each in curves.drawn]
    if up == "log" and any(each is not None and each.value <= 0.0 for each in smallest):
        raise InputError(f"--log {log}: a logarithmic axis has no place for 0 or less")
    return Scales(across, up)


def _selection(show: str | None, every: int | None) -> Selection:
    if show is not None and every is not None:
        raise InputError("--every N is short for --show first,every:N,last: give one of them")
    if every is not None:
        return Selection(("first", f"every:{every}", "last"))
    return ALL if show is None else parse_selection(show)


def _format_of(output: Path | None) -> str:
    suffix = "" if output is None else output.suffix.lower()
    return {".svg": SVG, ".json": JSON}.get(suffix, TERMINAL)
