"""What a check finds -> the parts of a document: what does not hold, and what explains it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bptrace.checking.diagnosing.misprints import EXCHANGED
from bptrace.checking.findings import Findings, Misprint, Rounded, Unavailable
from bptrace.config.claims import DURING
from bptrace.render.checks.claimed import moment_of, name_of, sign_of
from bptrace.render.checks.diagnosis import diagnosis_parts
from bptrace.render.documents.parts import Digits, Grid, GridRow, Part, Section
from bptrace.render.layout.blocks import MOST_ROWS, Heading, Remark
from bptrace.render.layout.lines import Tone, printable
from bptrace.render.signs.page import Page
from bptrace.render.signs.printed_numbers import computed_digits, expected_digits, units
from bptrace.render.signs.texts import Formula, Text, filled, joined
from bptrace.render.words.checking import CheckWords
from bptrace.render.words.mistakes import MistakesWords


class Options(Struct, frozen=True):
    """How a check is written.

    digits: decimals of computed values; None: as many as tell. all: the numbers that hold have a
    row too. source: what the command line calls the trace, for a hint; None: nothing.
    """

    digits: int | None = None
    all: bool = False
    source: str | None = None


class Report(Struct, frozen=True):
    """A check that is being written."""

    page: Page
    words: CheckWords
    findings: Findings
    options: Options

    @property
    def rows(self) -> list[int]:
        """The places of the verdicts that have a row."""
        verdicts = self.findings.verdicts
        return [place for place, each in enumerate(verdicts) if self.options.all or not each.ok]


def check_parts(
    page: Page,
    words: CheckWords,
    mistakes: MistakesWords,
    findings: Findings,
    options: Options,
) -> Iterator[Part]:
    """What was checked, a table of what does not hold, what holds, what explains the rest."""
    report = Report(page, words, findings, options)
    total = words.numbers.of(len(findings.verdicts) + len(findings.unavailable))
    yield Section(words.title, (total, printable(findings.trace.origin.source)))
    if report.rows:
        yield _table(report)
    yield from (Remark((each,), is_after=True) for each in _summary(report))
    yield from diagnosis_parts(page, words, mistakes, findings)
    yield from _next(report)


def _table(report: Report) -> Grid:
    words, rows = report.words, report.rows
    shown = rows if report.options.all else rows[:MOST_ROWS]
    hidden = len(rows) - len(shown)
    phrase = words.more.one if hidden == 1 else words.more.many
    more = filled(phrase, n=f"{hidden:,}", ellipsis=Formula(report.page.glyphs.ellipsis))
    return Grid(
        ("", "", words.value),
        (words.expected, words.computed, words.off),
        tuple(_row(report, place) for place in shown),
        Tone.QUIET,
        more if hidden else "",
        has_result=False,
    )


def _row(report: Report, place: int) -> GridRow:
    page, findings = report.page, report.findings
    verdict = findings.verdicts[place]
    claim = verdict.claim
    return GridRow(
        (sign_of(page, verdict), moment_of(report.words, claim), name_of(page, claim)),
        (
            Digits(expected_digits(claim.number)),
            Digits(computed_digits(verdict.computed, claim.number, report.options.digits)),
            Digits("" if verdict.ok else units(verdict.units_off)),
        ),
        _remark(report, place),
        _tone(findings, place),
    )


def _tone(findings: Findings, place: int) -> Tone:
    """The first wrong one stands out among the wrong ones, those among the others."""
    if not findings.verdicts[place].is_wrong:
        return Tone.QUIET
    return Tone.ERROR if place == findings.wrong[0] else Tone.PLAIN


def _remark(report: Report, place: int) -> Text:
    """Why a number by itself is wrong."""
    findings, words = report.findings, report.words
    rounded = next((each for each in findings.rounded if each.verdict == place), None)
    if rounded is not None:
        return rounding_text(report.page, words, rounded)
    misprint = next((each for each in findings.misprints if each.verdict == place), None)
    return misprint_text(report.page, words, findings, misprint) if misprint else ""


def misprint_text(page: Page, words: CheckWords, findings: Findings, misprint: Misprint) -> Text:
    """What was printed for what, and how one knows."""
    meant = expected_digits(misprint.meant)
    if misprint.differing is None:
        assert misprint.used is not None
        used = name_of(page, findings.verdicts[misprint.used].claim)
        return filled(words.used, meant=meant, name=used)
    phrase = words.exchanged if misprint.differing == EXCHANGED else words.misprint
    return phrase.format(meant=meant)


def rounding_text(page: Page, words: CheckWords, rounded: Rounded) -> Text:
    """What was rounded on the way to a number."""
    digits = (words.significant if rounded.significant else words.decimals).of(rounded.digits)
    if rounded.operands:
        phrase = words.cut_off if rounded.cut_off else words.rounded
        names = [Formula(page.names.of(each)) for each in rounded.operands]
        template = phrase.one if len(names) == 1 else phrase.many
        text = filled(template, names=joined(names, ", "), digits=digits)
    else:
        everywhere = words.cut_off_everywhere if rounded.cut_off else words.rounded_everywhere
        text = everywhere.format(digits=digits)
    return text if rounded.exactly else filled(words.perhaps, text=text)


def _summary(report: Report) -> Iterator[Text]:
    """How many hold and follow, and what the table means."""
    words, findings = report.words, report.findings
    verdicts = findings.verdicts
    holding = sum(each.ok for each in verdicts)
    following = sum(each.follows for each in verdicts)
    if report.rows:
        yield words.off_by
    if holding:
        yield f"{report.page.glyphs.holds} {_holding(report, holding)}"
    if following:
        yield f"{report.page.glyphs.follows} {words.follow.of(following)}"
    yield from (_missing(report, each) for each in findings.unavailable)
    if len(findings.wrong) > 1:
        claim = verdicts[findings.wrong[0]].claim
        name = name_of(report.page, claim)
        yield filled(words.first, name=name, moment=moment_of(words, claim))


def _holding(report: Report, count: int) -> str:
    words, verdicts = report.words, report.findings.verdicts
    if count == len(verdicts):
        text = words.all_hold.of(count)
    else:
        text = words.hold.of(count) if report.options.all else words.others_hold
    is_near = any(each.claim.tolerance is not None for each in verdicts)
    return (words.how_near if is_near else words.how).format(text=text)


def _missing(report: Report, unavailable: Unavailable) -> Text:
    words, claim = report.words, unavailable.claim
    why = words.not_in_batch if unavailable.why is None else str(unavailable.why)
    name = name_of(report.page, claim)
    said = filled(words.unavailable, name=name, moment=moment_of(words, claim), why=why)
    return joined([report.page.glyphs.wrong, said], " ")


def _next(report: Report) -> Iterator[Part]:
    """How to see the first wrong one computed."""
    findings = report.findings
    if report.options.source is None or not findings.wrong:
        return
    verdict = findings.verdicts[findings.wrong[0]]
    if verdict.reference is None or verdict.claim.moment != DURING:
        return
    name = report.page.step.names.spell(verdict.reference)
    words, iteration = report.words, verdict.claim.iteration
    phrase = words.explain if iteration == 1 else words.explain_later
    what = f"{name} {report.options.source}".rstrip()
    yield Heading(phrase.format(arguments=what, n=iteration), Tone.QUIET)
