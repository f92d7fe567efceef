"""What explains wrong numbers -> the parts of a document that say so.

One mistake explains the last four: updated_output_weights
  the hidden deltas were computed with output weights that had already been updated
    should be   ∂E/∂out_h1 = δ_o1·w5  + δ_o2·w7
    was         ∂E/∂out_h1 = δ_o1·w5⁺ + δ_o2·w7⁺
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.algebra.expressions import Expression
from bptrace.checking.findings import Findings, Group, Hypothesis, Rewriting
from bptrace.render.checks.claimed import moment_of, name_of, said
from bptrace.render.documents.parts import Grid, GridRow, Part
from bptrace.render.layout.blocks import Heading, Remark
from bptrace.render.layout.lines import Tone
from bptrace.render.signs.numbers import result
from bptrace.render.signs.page import Page, page_of_step
from bptrace.render.signs.texts import Formula, Text, filled, joined
from bptrace.render.words.checking import CheckWords
from bptrace.render.words.mistakes import MistakesWords

MOST_ALIKE = 8
"""Of mistakes that cannot be told apart, so many are shown."""
MOST_NAMES = 8


def diagnosis_parts(
    page: Page, words: CheckWords, mistakes: MistakesWords, findings: Findings
) -> Iterator[Part]:
    """Each mistake that explains something, with what it cannot be told from; what none does."""
    diagnosis = _Diagnosis(page, words, mistakes, findings)
    explained: set[int] = set()
    for group in findings.groups:
        places = set(group.hypotheses[0].explains)
        yield from diagnosis.group(group, is_other=places <= explained)
        explained |= places
    explained.update(each.verdict for each in findings.rounded)
    explained.update(each.verdict for each in findings.misprints)
    missing = [each for each in findings.wrong if each not in explained]
    if missing:
        yield Heading(diagnosis.unexplained(missing), Tone.TITLE)


def slugs_of(hypothesis: Hypothesis) -> list[str]:
    """The mistakes of which it consists, each once."""
    return list(dict.fromkeys(each.mistake for each in hypothesis.changes))


class _Diagnosis:
    """What is said of the wrong numbers of a check."""

    def __init__(
        self, page: Page, words: CheckWords, mistakes: MistakesWords, findings: Findings
    ) -> None:
        self._page = page
        self._words = words
        self._mistakes = mistakes
        self._findings = findings

    def group(self, group: Group, *, is_other: bool) -> Iterator[Part]:
        """The first of a group in full, the others in short. is_other: the numbers that it explains
        are explained already."""
        first, *others = group.hypotheses
        yield Heading(self._heading(first, is_other), Tone.TITLE)
        yield from self._titles(first)
        yield from self._comparison(first)
        yield from (Remark((each,)) for each in self._beginner(first))
        yield Remark((self._outcome(first),))
        yield from self._contradicted(first)
        if group.is_vague:
            yield Remark((self._words.vague,))
        if others:
            yield Heading(self._words.alike, Tone.PLAIN)
            known = [self._equations(first)]
            for each in others[:MOST_ALIKE]:
                yield Heading(self._slugs(each), Tone.RESULT)
                yield from self._titles(each)
                equations = self._equations(each)
                if equations not in known:
                    yield from self._comparison(each)
                known.append(equations)
            yield from self._telling(group)

    def unexplained(self, places: Sequence[int]) -> Text:
        """What is said of numbers that nothing explains."""
        words, count = self._words, len(places)
        if count < len(self._findings.wrong):
            phrase = words.unexplained.one if count == 1 else words.unexplained.many
            return filled(phrase, n=self._count(count), names=self._names(places))
        alone, pairs = self._findings.tried
        plural = words.nothing_fits if pairs else words.nothing_fits_alone
        phrase = plural.one if count == 1 else plural.many
        return filled(phrase, alone=f"{alone:,}", pairs=f"{pairs:,}")

    def _heading(self, hypothesis: Hypothesis, is_other: bool) -> Text:
        words, what = self._words, self._slugs(hypothesis)
        if is_other:
            return filled(words.or_else, what=what)
        phrase = words.together[min(len(hypothesis.changes), len(words.together))]
        text = filled(phrase, which=self._which(hypothesis), what=what)
        return filled(words.nearly, text=text) if hypothesis.nearly else text

    def _slugs(self, hypothesis: Hypothesis) -> str:
        first, *others = slugs_of(hypothesis)
        return self._words.slugs.format(one=first, other=others[0]) if others else first

    def _which(self, hypothesis: Hypothesis) -> Text:
        """Which of the wrong numbers: `the last four`."""
        words, wrong, places = self._words, list(self._findings.wrong), list(hypothesis.explains)
        count = len(places)
        if places == wrong:
            phrase = words.which_one if count == 1 else words.which_all
            phrase = words.which_both if count == 2 else phrase
        elif count == 1:
            return self._names(places)
        elif places == wrong[-count:]:
            phrase = words.which_last
        else:
            phrase = words.which_first if places == wrong[:count] else words.which_some
        return filled(phrase, n=self._count(count), m=self._count(len(wrong)))

    def _count(self, count: int) -> str:
        return self._words.counts.get(count, str(count))

    def _names(self, places: Sequence[int]) -> Text:
        verdicts = self._findings.verdicts
        names: list[Text] = [name_of(self._page, verdicts[each].claim) for each in places]
        if len(names) > MOST_NAMES:
            names[MOST_NAMES:] = [Formula(self._page.glyphs.ellipsis)]
        return joined(names, ", ")

    def _titles(self, hypothesis: Hypothesis) -> Iterator[Part]:
        for each in hypothesis.changes:
            yield Remark((said(self._page, self._mistakes.title(each.mistake, each.about)),))

    def _beginner(self, hypothesis: Hypothesis) -> Iterator[str]:
        """What to do instead, once for a mistake that is made in two places."""
        texts = (self._mistakes.beginner(each.mistake, each.about) for each in hypothesis.changes)
        yield from dict.fromkeys(said(self._page, each) for each in texts)

    def _outcome(self, hypothesis: Hypothesis) -> Text:
        words, count = self._words, len(hypothesis.explains)
        phrase = words.come_near if hypothesis.nearly else words.come_out
        text = filled(phrase.one if count == 1 else phrase.many, which=self._which(hypothesis))
        text = filled(words.with_it[min(len(hypothesis.changes), len(words.with_it))], text=text)
        following = len(hypothesis.follows_too)
        return joined([text, words.follow_too.of(following)] if following else [text], " ")

    def _contradicted(self, hypothesis: Hypothesis) -> Iterator[Part]:
        """The right numbers that a mistake would make wrong."""
        count = len(hypothesis.contradicts)
        if count:
            words = self._words.contradicted
            names = self._names(hypothesis.contradicts)
            phrase = words.one if count == 1 else words.many
            yield Remark((filled(phrase, n=self._count(count), names=names),))

    def _comparison(self, hypothesis: Hypothesis) -> Iterator[Part]:
        """Each equation as it should be, and as it was."""
        labels = self._words.should_be, self._words.was
        for both in self._equations(hypothesis):
            rows = tuple(
                GridRow((label, Formula(text)), ())
                for label, text in zip(labels, both, strict=True)
            )
            yield Grid(("", ""), (), rows, Tone.GRADIENT, has_result=False)

    def _equations(self, hypothesis: Hypothesis) -> list[tuple[str, str]]:
        return list(map(self._both, hypothesis.rewritten))

    def _both(self, rewriting: Rewriting) -> tuple[str, str]:
        page = self._page
        pages = page, page_of_step(page, rewriting.step)
        rights = rewriting.before, rewriting.after
        values = rewriting.values or (None, None)
        before, after = (
            _equation(*each, rewriting) for each in zip(pages, rights, values, strict=True)
        )
        return before, after

    def _telling(self, group: Group) -> Iterator[Part]:
        """What to compute, and what it would be with each."""
        words, page, tells = self._words, self._page, group.tells
        if tells is None:
            yield Remark((words.nothing_tells,))
            return
        reference = page.step.names.find(tells.name)
        name: Text = tells.name if reference is None else Formula(page.names.of(reference))
        yield Remark((filled(words.tells, name=name, moment=moment_of(words, tells)),))
        by_value: dict[str, list[str]] = {}
        for value, each in zip(tells.values, group.hypotheses, strict=True):
            by_value.setdefault(result(value, page.digits), []).append(self._label(each, group))
        for text, labels in list(by_value.items())[:MOST_ALIKE]:
            what = words.alternatives.join(labels[:MOST_ALIKE])
            yield Remark((words.tells_value.format(value=text, what=what),))

    def _label(self, hypothesis: Hypothesis, group: Group) -> str:
        """What it is called; with what it is about where another one is called the same."""
        slugs = self._slugs(hypothesis)
        if [self._slugs(each) for each in group.hypotheses].count(slugs) == 1:
            return slugs
        about = (value for each in hypothesis.changes for value in each.about.values())
        return self._words.about.format(slug=slugs, about=", ".join(about))


def _equation(
    page: Page, right: Expression | None, value: float | None, rewriting: Rewriting
) -> str:
    """`∂E/∂out_h1 = δ_o1·w5 + δ_o2·w7`; of what is given, its value."""
    name = page.names.of(rewriting.reference)
    if right is not None:
        return page.formulas.equation(name, page.formulas.of_values(right))
    assert value is not None  # what is given has one
    return page.formulas.equation(name, page.formulas.number(value))
