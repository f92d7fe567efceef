"""`bptrace.check`; and what else is answered about somebody's numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike

from bptrace.algebra.names import NameTable
from bptrace.algebra.steps import Step
from bptrace.checking.checked import expected_of, findings_of
from bptrace.checking.findings import Findings
from bptrace.checking.search import Origins
from bptrace.config.claim_files import claims_of_file, claims_of_mapping
from bptrace.render.checks.check import Options, check_parts
from bptrace.render.checks.data.check import check_json
from bptrace.render.checks.data.mistakes import mistakes_json
from bptrace.render.checks.data.origins import origins_json
from bptrace.render.checks.mistakes import mistakes_parts
from bptrace.render.checks.origins import origins_parts
from bptrace.render.documents.answer import Answer
from bptrace.render.documents.parts import Part
from bptrace.render.documents.shown import USUAL_WIDTH
from bptrace.render.signs.glyphs import ASCII, Glyphs
from bptrace.render.signs.numbers import DEFAULT_DIGITS
from bptrace.render.signs.page import Page, page_for
from bptrace.render.words.checking import ENGLISH_CHECK
from bptrace.render.words.english import ENGLISH
from bptrace.render.words.mistakes_english import ENGLISH_MISTAKES
from bptrace.sources import open_source
from bptrace.trace.trace import Trace


class Check(Answer):
    """What was found about somebody's numbers.

    findings: the data; all_hold: whether they all hold, or follow from others of theirs. `str`
    gives plain text; a notebook and rich show it by themselves.
    """

    def __init__(self, findings: Findings, options: Options | None = None) -> None:
        self.findings = findings
        self._options = options or Options()

    @property
    def all_hold(self) -> bool:
        return self.findings.all_hold

    def page(self, glyphs: Glyphs, width: int) -> Page:
        digits = self._options.digits or DEFAULT_DIGITS
        return page_for(self.findings.trace, glyphs, ENGLISH, digits, width)

    def parts(self, page: Page) -> Iterator[Part]:
        return check_parts(page, ENGLISH_CHECK, ENGLISH_MISTAKES, self.findings, self._options)

    def json(self) -> bytes:
        page = self.page(ASCII, USUAL_WIDTH)
        return check_json(page, ENGLISH_CHECK, ENGLISH_MISTAKES, self.findings)


class Search(Answer):
    """Where a number can come from."""

    def __init__(self, trace: Trace, origins: Origins) -> None:
        self.trace = trace
        self.origins = origins

    def page(self, glyphs: Glyphs, width: int) -> Page:
        return page_for(self.trace, glyphs, ENGLISH, DEFAULT_DIGITS, width)

    def parts(self, page: Page) -> Iterator[Part]:
        source = self.trace.origin.source
        return origins_parts(page, ENGLISH_CHECK, ENGLISH_MISTAKES, source, self.origins)

    def json(self) -> bytes:
        return origins_json(ENGLISH_MISTAKES, self.trace.origin.source, self.origins)


class Catalogue(Answer):
    """The mistakes that are known."""

    def page(self, glyphs: Glyphs, width: int) -> Page:
        nothing = Step((), (), {}, {}, NameTable({}, {}))
        return Page(nothing, (), glyphs, ENGLISH, DEFAULT_DIGITS, width)

    def parts(self, page: Page) -> Iterator[Part]:
        return mistakes_parts(page, ENGLISH_CHECK, ENGLISH_MISTAKES)

    def json(self) -> bytes:
        return mistakes_json(ENGLISH_MISTAKES)


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
