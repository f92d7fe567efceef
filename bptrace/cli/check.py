"""`bptrace check`: somebody's numbers against the computed ones, and what explains wrong ones."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TextIO

import click

from bptrace.checking.checked import expected_of, findings_of
from bptrace.checking.findings import Findings
from bptrace.checking.search import where_it_comes_from
from bptrace.cli.counting import Counter
from bptrace.cli.options import JSON, ascii_option, format_option, output_option, partial_option
from bptrace.cli.output import console_for, opened
from bptrace.cli.reaching import check_reach, force_option
from bptrace.cli.source import trace_of_source
from bptrace.cli.watching import followed
from bptrace.config.claim_files import Claims, claims_of_arguments, claims_of_file
from bptrace.config.claims import Claim
from bptrace.config.printed import number_in
from bptrace.config.source import STDIN
from bptrace.errors import InputError
from bptrace.render.checks.check import Options
from bptrace.render.checks.shown import Catalogue, Check, Search
from bptrace.render.documents.answer import MARKDOWN, Answer
from bptrace.render.documents.terminal import canvas_for
from bptrace.render.signs.numbers import MOST_DIGITS
from bptrace.trace.trace import Trace

EXAMPLES = """\b
Examples:
  bptrace check mazur
  bptrace check mazur dE_dw5=0.0822 w5_new=0.359
  bptrace check mazur after:1:E=0.291027924 --format json
  bptrace check han-kamber --all --precision 6
  bptrace check mazur --claims numbers.csv --tolerance 1e-6
  bptrace check mazur --value 0.291027924
  bptrace check --list-mistakes
"""

ASKING_FOR_ELSE = {"value": ("source", "partial", "force"), "list_mistakes": ()}
"""Options that ask for something else than a check, and what goes with them."""
WRITING = ("format_", "output", "ascii_only")

WRONG = 1
"""The exit code where a number is."""


class PrintedNumber(click.ParamType[Decimal]):
    """A number with its digits."""

    name = "number"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        text = str(value).strip()
        number = number_in(text)
        if number is None or not isfinite(float(number)):
            self.fail(f"{text[:40]!r} is no number.", param, ctx)
        return number


@click.command("check", epilog=EXAMPLES, short_help="Check numbers, and find the mistake.")
@click.argument("source", required=False)
@click.argument("numbers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--claims",
    metavar="FILE",
    help="YAML, JSON or CSV with numbers, as under `expected` in a config; - for stdin.",
)
@click.option(
    "--tolerance",
    type=float,
    metavar="T",
    help="How near is near enough. [default: as far as a number is printed]",
)
@click.option("--float32", is_flag=True, help="The numbers are those of a float32 program.")
@click.option("--all", "all_", is_flag=True, help="Show the numbers that hold, too.")
@click.option(
    "--precision",
    type=click.IntRange(1, MOST_DIGITS),
    metavar="N",
    help="Decimals of computed values. [default: two more than were printed]",
)
@format_option(JSON, MARKDOWN)
@click.option(
    "--value",
    type=PrintedNumber(),
    metavar="X",
    help="Say where one number can come from: names, iterations, conventions, mistakes.",
)
@click.option("--list-mistakes", is_flag=True, help="Show the mistakes that are known.")
@partial_option
@force_option
@output_option
@ascii_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter an option; click passes them by name
    context: click.Context,
    source: str | None,
    numbers: tuple[str, ...],
    claims: str | None,
    tolerance: float | None,
    float32: bool,
    all_: bool,
    precision: int | None,
    format_: str,
    value: Decimal | None,
    list_mistakes: bool,
    partial: bool,
    force: bool,
    output: Path | None,
    ascii_only: bool,
) -> None:
    """Check somebody's numbers, and find the mistake that explains the wrong ones.

    SOURCE is a config, a trace, an example by name, or - for stdin. Left out: the last run. The
    numbers are NAME=VALUE, of iteration 1; 3:NAME=VALUE, of iteration 3; after:10:NAME=VALUE, after
    10 updates; and those of --claims FILE. Without any, they are those that the config expects.

    A number holds if it is the computed one, rounded or cut off at its last digit. The exit code is
    0 where all hold, or follow from others that were given; 1 where one does not.
    """
    if source is not None and "=" in source:
        numbers = (source, *numbers)
        source = None
    _check_together(context, numbers)
    answer: Answer
    if list_mistakes:
        answer, is_good = Catalogue(), True
    elif value is not None:
        trace = trace_of_source(source, partial=partial)
        with followed(trace, len(trace)):
            origins = where_it_comes_from(trace, value)
        answer, is_good = Search(trace, origins), bool(origins.occurrences)
    else:
        trace, given = _trace_and_given(source, claims, numbers, partial=partial)
        expected = expected_of(trace, given, tolerance, float32=float32)
        findings = _findings(trace, expected, force=force)
        options = Options(precision, all_, _argument(source))
        answer, is_good = Check(findings, options), findings.all_hold
    with opened(output) as stream:
        _write(answer, stream, format_, ascii_only)
    if not is_good:
        context.exit(WRONG)


def _findings(trace: Trace, expected: Sequence[Claim], *, force: bool) -> Findings:
    """What a check finds, while it shows how far it is. Raises TooMuchError unless it is forced."""
    last = max(each.iteration for each in expected)
    check_reach(trace, last, force=force)
    with followed(trace, last) as bar, Counter() as counter:
        return findings_of(trace, expected, bar.hidden_while(counter))


def _check_together(context: click.Context, numbers: Sequence[str]) -> None:
    """Raises InputError for what one of the options that ask for something else leaves unused."""
    given = [each for each in context.params if _is_given(context, each)]
    for asking, used in ASKING_FOR_ELSE.items():
        unused = [each for each in given if each not in {asking, *used, *WRITING}]
        if asking in given and (unused or numbers):
            other = next(iter(numbers), "") or _option(context, unused[0])
            one = _option(context, asking)
            raise InputError(f"{one} and {other}: give one without the other")


def _is_given(context: click.Context, name: str) -> bool:
    is_said = context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT
    return is_said and name != "numbers" and bool(context.params[name])


def _option(context: click.Context, name: str) -> str:
    """How an option, or an argument, is written."""
    (parameter,) = (each for each in context.command.params if each.name == name)
    return parameter.opts[0] if isinstance(parameter, click.Option) else name.upper()


def _trace_and_given(
    source: str | None, claims: str | None, numbers: Sequence[str], *, partial: bool
) -> tuple[Trace, list[Claims]]:
    """What is checked, and the numbers that it is checked against, where any are given."""
    if source == STDIN == claims:
        raise InputError("SOURCE and --claims are both -: only one of them can be on stdin")
    given = [] if claims is None else [claims_of_file(claims)]
    given += claims_of_arguments(numbers)
    return trace_of_source(source, partial=partial), given


def _argument(source: str | None) -> str | None:
    """How another command is told the same source; None where it cannot be."""
    if source == STDIN:
        return None
    return "" if source is None else shlex.quote(source)


def _write(answer: Answer, stream: TextIO, format_: str, ascii_only: bool) -> None:
    if format_ == JSON:
        stream.buffer.write(answer.json())
    elif format_ == MARKDOWN:
        stream.buffer.write(answer.document().encode())
    else:
        canvas = canvas_for(console_for(stream), ascii_only)
        for line in answer.lines(canvas.glyphs, canvas.width):
            stream.write(canvas.text(line) + "\n")
