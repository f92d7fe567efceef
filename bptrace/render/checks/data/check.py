"""What a check finds -> JSON: every claim with its verdict; what explains the wrong ones, best
first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from msgspec import UNSET, UnsetType, json

from bptrace.algebra.expressions import Expression, Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Step
from bptrace.checking.findings import (
    Findings,
    Group,
    Hypothesis,
    Rewriting,
    Rounded,
    Unavailable,
)
from bptrace.explaining.written import ELIDED, as_written, elided
from bptrace.render.checks.check import misprint_text, rounding_text
from bptrace.render.checks.data.documents import (
    CheckedClaim,
    CheckedNumbers,
    Diagnosis,
    NumberOfMoment,
    Tried,
)
from bptrace.render.signs.glyphs import ASCII
from bptrace.render.signs.page import Page
from bptrace.render.signs.printed_numbers import expected_digits
from bptrace.render.signs.texts import plain
from bptrace.render.words.checking import CheckWords
from bptrace.render.words.mistakes import MistakesWords

ROUNDED, ROUNDED_SIGNIFICANT, CUT_OFF = "rounded", "rounded_significant", "cut_off"
MISPRINT = "misprint"
ENCODER = json.Encoder(decimal_format="number")


def check_json(page: Page, words: CheckWords, mistakes: MistakesWords, findings: Findings) -> bytes:
    """One document; names and equations in ASCII. page: in ASCII."""
    diagnoses = [
        *_diagnoses(findings, mistakes),
        *_rounded(page, words, findings),
        *_misprints(page, words, findings),
    ]
    document = CheckedNumbers(
        source=findings.trace.origin.source,
        claims=list(_claims(findings)),
        diagnoses=sorted(diagnoses, key=lambda each: -each.explains),
        tried=Tried(*findings.tried),
    )
    return json.format(ENCODER.encode(document), indent=2) + b"\n"


def _claims(findings: Findings) -> Iterator[CheckedClaim]:
    spell = findings.trace.step.names.spell
    for each in findings.verdicts:
        yield CheckedClaim(
            when=each.claim.moment,
            iteration=each.claim.iteration,
            name=each.claim.name if each.reference is None else spell(each.reference),
            expected=each.claim.number,
            computed=each.computed if isfinite(each.computed) else None,
            units_of_last_digit=each.units_off if isfinite(each.units_off) else None,
            ok=each.ok,
            follows=each.follows,
        )
    yield from map(_unavailable, findings.unavailable)


def _unavailable(missing: Unavailable) -> CheckedClaim:
    """A claim about a value that there is none of."""
    return CheckedClaim(
        when=missing.claim.moment,
        iteration=missing.claim.iteration,
        name=missing.claim.name,
        expected=missing.claim.number,
        computed=None,
        units_of_last_digit=None,
        ok=False,
        follows=False,
        unavailable=None if missing.why is None else str(missing.why),
    )


def _diagnoses(findings: Findings, mistakes: MistakesWords) -> Iterator[Diagnosis]:
    for number, group in enumerate(findings.groups, start=1):
        for each in group.hypotheses:
            yield _diagnosis(findings, mistakes, each, group, number)


def _diagnosis(
    findings: Findings, mistakes: MistakesWords, hypothesis: Hypothesis, group: Group, number: int
) -> Diagnosis:
    changes = hypothesis.changes
    before, after = _both(findings.trace.step, hypothesis.rewritten)
    return Diagnosis(
        ids=[each.mistake for each in changes],
        explains=len(hypothesis.explains),
        of=len(findings.wrong),
        title="; ".join(mistakes.title(each.mistake, each.about) for each in changes),
        before=before,
        after=after,
        beginner=[mistakes.beginner(each.mistake, each.about) for each in changes],
        about=[each.about for each in changes],
        numbers=[_number(findings, place) for place in hypothesis.explains],
        contradicts=[_number(findings, place) for place in hypothesis.contradicts],
        nearly=hypothesis.nearly,
        group=number,
        vague=group.is_vague,
        tell_apart=_tells(group),
    )


def _number(findings: Findings, place: int) -> NumberOfMoment:
    """Which claim is meant."""
    verdict = findings.verdicts[place]
    claim, spell = verdict.claim, findings.trace.step.names.spell
    name = claim.name if verdict.reference is None else spell(verdict.reference)
    return NumberOfMoment(claim.moment, claim.iteration, name)


def _tells(group: Group) -> NumberOfMoment | UnsetType:
    """What to compute to tell the mistakes of a group apart."""
    tells = group.tells
    return UNSET if tells is None else NumberOfMoment(tells.moment, tells.iteration, tells.name)


def _both(step: Step, rewritten: Sequence[Rewriting]) -> tuple[str | None, str | None]:
    """What is rewritten, before and after, as equations."""
    if not rewritten:
        return None, None
    before = (_equation(step, each, each.before, 0) for each in rewritten)
    after = (_equation(each.step, each, each.after, 1) for each in rewritten)
    return "; ".join(before), "; ".join(after)


def _equation(step: Step, rewriting: Rewriting, right: Expression | None, place: int) -> str:
    def spelled(each: Reference) -> str:
        return ASCII.ellipsis if each == ELIDED else step.names.spell(each)

    if right is not None:
        text = write(elided(as_written(right)), ascii_notation(spelled))
    else:
        assert rewriting.values is not None, "what is given has a value"
        text = repr(rewriting.values[place])
    return f"{step.names.spell(rewriting.reference)} {ASCII.equals} {text}"


def _rounded(page: Page, words: CheckWords, findings: Findings) -> Iterator[Diagnosis]:
    """What was rounded on the way, by how; each way a group of its own."""
    ways = enumerate(_by_how(findings).items(), start=len(findings.groups) + 1)
    for group, ((digits, significant, cut_off), alike) in ways:
        texts = dict.fromkeys(plain(rounding_text(page, words, each)) for each in alike)
        yield Diagnosis(
            ids=[CUT_OFF if cut_off else ROUNDED_SIGNIFICANT if significant else ROUNDED],
            explains=len(alike),
            of=len(findings.wrong),
            title="; ".join(texts),
            before=None,
            after=None,
            about=[{"digits": digits, "significant": significant}],
            numbers=[_number(findings, each.verdict) for each in alike],
            group=group,
        )


def _by_how(findings: Findings) -> Mapping[tuple[int, bool, bool], Sequence[Rounded]]:
    """Numbers by how those before them were rounded."""
    found: dict[tuple[int, bool, bool], list[Rounded]] = {}
    for each in findings.rounded:
        found.setdefault((each.digits, each.significant, each.cut_off), []).append(each)
    return found


def _misprints(page: Page, words: CheckWords, findings: Findings) -> Iterator[Diagnosis]:
    """What is wrong in print only, where nothing else is found: groups after all others."""
    others = len(findings.groups) + len(_by_how(findings))
    for group, misprint in enumerate(findings.misprints, start=others + 1):
        yield Diagnosis(
            ids=[MISPRINT],
            explains=1,
            of=len(findings.wrong),
            title=plain(misprint_text(page, words, findings, misprint)),
            before=None,
            after=None,
            about=[{"meant": expected_digits(misprint.meant)}],
            numbers=[_number(findings, misprint.verdict)],
            group=group,
        )
