"""`bptrace run`: trains a network and prints the chain-rule tables, or writes the trace."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import get_args

import click

import bptrace
from bptrace.cli import last_run
from bptrace.cli.counts import Count
from bptrace.cli.output import (
    FILE_WIDTH,
    check_not_the_config,
    check_standalone,
    console_for,
    opened,
)
from bptrace.cli.watching import watched
from bptrace.config.experiment import MAX_ITERATIONS, MAX_SEED
from bptrace.config.source import STDIN
from bptrace.config.written import config_text
from bptrace.engine.choice import AnyEngine
from bptrace.errors import ConfigError, InputError, TraceError
from bptrace.render.documents.renderers import RENDERERS, Render, renderer_of
from bptrace.render.documents.terminal import canvas_for, write_report
from bptrace.render.signs.numbers import DEFAULT_DIGITS, MOST_DIGITS
from bptrace.render.signs.page import Page, page_for
from bptrace.render.words.english import ENGLISH
from bptrace.trace.formats import TABLES, WRITERS, Layout, Write
from bptrace.trace.selection import ALL, FIRST, Selection, parse_selection
from bptrace.trace.trace import Trace

TERMINAL = "terminal"
ENDINGS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".npz": "npz",
}
"""What a file's name says of its format; a .gz after it, that it is packed."""
WIDE: Layout = "wide"
LONG: Layout = "long"

MANY_VALUES = 100_000
MANY_VALUES_IN_ALL = 10_000_000

EXAMPLES = """\b
Examples:
  bptrace run
  bptrace run --show 1-3,last --precision 5
  bptrace run --set w5=0.9 --set optimizer.learning_rate=0.1
  bptrace run xor --seed 7 --save-config drawn.yaml
  bptrace run --format html --output mazur.html
  bptrace run mazur --iterations 100 --output trace.jsonl.gz
  bptrace run mazur --only E,w5,layer:h --show every:100 --format csv
"""


@click.command(
    "run",
    epilog=EXAMPLES,
    short_help="Train a network; print its chain-rule tables or write its trace.",
)
@click.argument("config", default="mazur")
@click.option(
    "--iterations", type=Count(MAX_ITERATIONS), metavar="N", help="How many iterations to train."
)
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a key of the config (optimizer.learning_rate=0.1) or a value of the trace "
    "(w5=0.9, i1=0.2, eta=0.1). May be given several times.",
)
@click.option("--seed", type=Count(MAX_SEED), metavar="N", help="Draw other initial weights.")
@click.option(
    "--show",
    metavar="WHICH",
    help="The iterations to print or write: 1-3,every:1000,last,all in any combination. "
    "[default: 1 for people, all for data]",
)
@click.option(
    "--precision",
    type=click.IntRange(1, MOST_DIGITS),
    default=DEFAULT_DIGITS,
    metavar="N",
    show_default=True,
    help="Decimals shown in tables; data has every digit.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice([TERMINAL, *RENDERERS, *WRITERS]),
    help="Tables for people, a document, or the trace for programs. "
    "[default: as FILE ends, .jsonl, .csv.gz …; else terminal]",
)
@click.option(
    "--only",
    metavar="NAMES",
    help="Of the trace, the values to write: 'w5,dE_*,layer:h,phase:update'.",
)
@click.option(
    "--layout",
    type=click.Choice([WIDE, LONG]),
    help="Of CSV and Parquet: a column a value (wide, the default), or a row a value (long).",
)
@click.option(
    "--standalone", is_flag=True, help="LaTeX as a document that compiles, not as a fragment."
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to a file. [default: stdout]",
)
@click.option(
    "--save-config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the config as it ran, drawn weights included, as YAML or (.json) JSON.",
)
@click.option(
    "--engine",
    type=click.Choice(get_args(AnyEngine)),
    default="auto",
    show_default=True,
    help="How the equations are evaluated: one by one, or as arrays; auto takes what is faster.",
)
@click.option(
    "--force", is_flag=True, help="Begin even what takes absurdly much memory, time or room."
)
@click.option("--ascii", "ascii_only", is_flag=True, help="Write tables in plain ASCII.")
def command(  # noqa: PLR0913, PLR0917 - one parameter an option; click passes them by name
    config: str,
    iterations: int | None,
    assignments: tuple[str, ...],
    seed: int | None,
    show: str | None,
    precision: int,
    format_: str | None,
    only: str | None,
    layout: Layout | None,
    standalone: bool,
    output: Path | None,
    save_config: Path | None,
    engine: AnyEngine,
    force: bool,
    ascii_only: bool,
) -> None:
    """Train a network and print every value as chain-rule tables, then how E falls.

    CONFIG is a YAML or JSON file, - for stdin, or an example by name. Left out: the worked example
    (mazur).
    """
    given = {"iterations": iterations, "seed": seed}
    options = [f"{key}={value}" for key, value in given.items() if value is not None]
    format_ = format_ or _format_of(output)
    selection = _selection(show, format_)
    _check_options(format_, only, layout, standalone)
    trace = _trace_of(config, [*assignments, *options], engine)
    if show is not None:
        selection.check(len(trace))
    if not force:
        _check_cost(trace, selection, format_, output)
    for file in (output, save_config):
        check_not_the_config(config, file)
    if save_config is not None:
        _save_config(trace, save_config)
    last_run.keep(trace)
    if format_ in WRITERS:
        # Imported for programs: the terminal need not wait for it.
        from bptrace.cli.writing import write_trace  # noqa: PLC0415
        from bptrace.trace.wanted import parse_wanted  # noqa: PLC0415

        wanted = parse_wanted(only, layout or WIDE)
        write_trace(trace, selection, wanted, format_, output)
        return
    with (
        opened(output, lines=format_ == TERMINAL) as stream,
        watched(trace.training, len(trace)) as bar,
    ):
        if format_ == TERMINAL:
            canvas = canvas_for(console_for(stream), ascii_only)
            page = page_for(trace, canvas.glyphs, ENGLISH, precision, canvas.width)
            write = bar.hidden_while(stream.write) if stream.isatty() else stream.write
            write_report(trace, selection, page, canvas, write)
        else:
            renderer = renderer_of(format_)
            page = page_for(trace, renderer.glyphs, ENGLISH, precision, FILE_WIDTH)
            render = renderer.render_standalone if standalone else renderer.render
            _write_document(trace, selection, page, render, stream.buffer.write)


def _trace_of(config: str, assignments: Sequence[str], engine: AnyEngine) -> Trace:
    try:
        return bptrace.run(config, assignments=assignments, engine=engine)
    except ConfigError:
        _check_not_a_trace(config)
        raise


def _check_not_a_trace(config: str) -> None:
    """InputError where what is no config is a trace, which one may well have taken for its own."""
    # Imported when something is wrong: a run need not wait for it.
    from bptrace.sources import open_source  # noqa: PLC0415
    from bptrace.trace.recorded import RecordedTrace  # noqa: PLC0415

    with suppress(ConfigError, TraceError):
        if config != STDIN and isinstance(open_source(config), RecordedTrace):
            raise InputError(
                f"{config} is a trace, not a config: bptrace explain NAME {config} reads it; "
                f"--set start_from={config} goes on from where it ended"
            )


def _check_options(format_: str, only: str | None, layout: Layout | None, standalone: bool) -> None:
    """InputError where an option says nothing about what is written."""
    if format_ not in WRITERS:
        _check_for_tables(only=only, layout=layout)
    elif layout is not None and format_ not in TABLES:
        raise InputError(f"--layout is for a table, --format csv or parquet; {format_} is none")
    if standalone:
        check_standalone(format_)


def _format_of(output: Path | None) -> str:
    """The format that a file's name says; tables for people where it says none."""
    endings = [] if output is None else [each.lower() for each in output.suffixes]
    if endings[-1:] == [".gz"]:
        endings.pop()
    return ENDINGS.get(endings[-1], TERMINAL) if endings else TERMINAL


def _check_cost(trace: Trace, selection: Selection, format_: str, output: Path | None) -> None:
    """TooMuchError where a run would not end, or not fit; most need not wait for the estimate."""
    values = len(trace.columns(trace.order.size))
    if values > MANY_VALUES or len(trace) * values > MANY_VALUES_IN_ALL:
        from bptrace.trace.cost import DATA, PAGES, check_cost  # noqa: PLC0415  # start-up time

        writing = DATA if format_ in WRITERS else PAGES
        check_cost(trace, selection, writing, to_file=output is not None)


def _check_for_tables(**given: str | None) -> None:
    for option, value in given.items():
        if value is not None:
            formats = ", ".join(WRITERS)
            raise InputError(f"--{option} is for the trace as data: --format {formats}")


def _selection(show: str | None, format_: str) -> Selection:
    if show is not None:
        return parse_selection(show)
    return ALL if format_ in WRITERS else FIRST


def _save_config(trace: Trace, file: Path) -> None:
    with opened(file) as stream:
        stream.write(config_text(trace.experiment, json=file.suffix == ".json"))


def _write_document(
    trace: Trace, selection: Selection, page: Page, render: Render, write: Write
) -> None:
    # Imported when a document is asked for: the terminal need not wait for it.
    from bptrace.render.documents.document import report_parts  # noqa: PLC0415

    for text in render(page, report_parts(page, trace, selection)):
        write(text.encode())
    trace.check_outcome()
