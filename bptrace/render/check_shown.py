"""A check that shows itself: as text, in rich, in a notebook; and `bptrace.check`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike

from rich.console import Console, ConsoleOptions
from rich.text import Text

from bptrace.algebra.names import NameTable
from bptrace.algebra.steps import Step
from bptrace.checking.checked import expected_of, findings_of
from bptrace.checking.findings import Findings
from bptrace.config.claim_files import claims_of_file, claims_of_mapping
from bptrace.render.check import Report, check_parts
from bptrace.render.check_json import check_json
from bptrace.render.check_lines import check_lines
from bptrace.render.glyphs import ASCII, UNICODE, Glyphs
from bptrace.render.lines import Line
from bptrace.render.mistakes import mistakes_parts
from bptrace.render.numbers import DEFAULT_DIGITS
from bptrace.render.page import Page, page_for
from bptrace.render.renderers import renderer_of
from bptrace.render.shown import USUAL_WIDTH
from bptrace.render.terminal import STYLES, Canvas, canvas_for
from bptrace.render.words.checking import ENGLISH_CHECK
from bptrace.render.words.english import ENGLISH
from bptrace.render.words.mistakes_english import ENGLISH_MISTAKES
from bptrace.sources import open_source
from bptrace.trace.trace import Trace

MARKDOWN = "markdown"


class Check:
    """What was found about somebody's numbers.

    findings: the data; all_hold: whether they all hold, or follow from others of theirs. `str`
    gives plain text; a notebook and rich show it by themselves.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    @property
    def all_hold(self) -> bool:
        return self.findings.all_hold

    def report(
        self,
        glyphs: Glyphs,
        width: int = USUAL_WIDTH,
        digits: int | None = None,
        all_: bool = False,
        source: str | None = None,
    ) -> Report:
        """How it is written, with some signs."""
        trace = self.findings.trace
        page = page_for(trace, glyphs, ENGLISH, digits or DEFAULT_DIGITS, width)
        return Report(page, ENGLISH_CHECK, ENGLISH_MISTAKES, self.findings, digits, all_, source)

    def lines(self, report: Report) -> Iterator[Line]:
        """All of it, as lines."""
        return check_lines(report.page, check_parts(report))

    def document(self, format_: str, digits: int | None = None, *, all_: bool = False) -> str:
        """It in a format of RENDERERS, to be pasted."""
        renderer = renderer_of(format_)
        report = self.report(renderer.glyphs, digits=digits, all_=all_)
        return "".join(renderer.render(report.page, check_parts(report)))

    def json(self) -> bytes:
        """It as JSON: every claim with its verdict, then what explains the wrong ones."""
        report = self.report(ASCII)
        return check_json(report.page, report.words, report.mistakes, self.findings)

    def __str__(self) -> str:
        canvas = Canvas(USUAL_WIDTH, UNICODE, {})
        return "\n".join(map(canvas.text, self.lines(self.report(UNICODE))))

    def _repr_markdown_(self) -> str:
        return self.document(MARKDOWN)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        glyphs = canvas_for(console, ascii_only=False).glyphs
        for line in self.lines(self.report(glyphs, options.max_width)):
            yield Text.assemble(*((text, STYLES[tone]) for text, tone in line))


def check(
    source: Trace | str | PathLike[str] | Mapping[str, object],
    claims: Mapping[str, object] | str | PathLike[str] | None = None,
    *,
    tolerance: float | None = None,
    float32: bool = False,
) -> Check:
    """Somebody's numbers against the computed ones, and the mistakes that explain wrong ones.

    source: a trace, or what `run` takes. claims: as under `expected` in a config, or a file with
    them; left out: what the config itself expects. tolerance: how near is near enough, for all that
    say nothing else; left out: they hold as far as they are printed. float32: they are a float32
    program's.
    Raises ConfigError where a claim is none, InputError where there is nothing to check.
    """
    trace = source if isinstance(source, Trace) else open_source(source)
    given = []
    if isinstance(claims, Mapping):
        given.append(claims_of_mapping(claims))
    elif claims is not None:
        given.append(claims_of_file(claims))
    return Check(findings_of(trace, expected_of(trace, given, tolerance, float32=float32)))


def catalogue_lines(canvas: Canvas) -> Iterator[Line]:
    """The mistakes that are known, as lines."""
    page = _page_without_network(canvas.glyphs, canvas.width)
    return check_lines(page, mistakes_parts(page, ENGLISH_CHECK, ENGLISH_MISTAKES))


def catalogue_document(format_: str) -> str:
    """The same in a format of RENDERERS."""
    renderer = renderer_of(format_)
    page = _page_without_network(renderer.glyphs, USUAL_WIDTH)
    parts = mistakes_parts(page, ENGLISH_CHECK, ENGLISH_MISTAKES)
    return "".join(renderer.render(page, parts))


def _page_without_network(glyphs: Glyphs, width: int) -> Page:
    nothing = Step((), (), {}, {}, NameTable({}, {}))
    return Page(nothing, (), glyphs, ENGLISH, DEFAULT_DIGITS, width)
