"""A check of gradients -> the parts of a document: what was checked, the worst, the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from bptrace.algebra.expressions import Reference
from bptrace.checking.gradients.gradcheck import Gradient, GradientCheck, Judgement
from bptrace.checking.gradients.moving import Crossing
from bptrace.checking.gradients.slopes import FIRST_STEP
from bptrace.render.documents.parts import Digits, Grid, GridRow, Part, Section
from bptrace.render.explained.figure import neuron
from bptrace.render.layout.blocks import MOST_ROWS, Heading, Remark
from bptrace.render.layout.cells import FORMULA, finite_or_sign
from bptrace.render.layout.lines import Tone, printable
from bptrace.render.run.samples import samples_text
from bptrace.render.signs.numbers import result
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, filled, joined
from bptrace.render.words import Plural
from bptrace.render.words.gradients import GradientWords

FAILURES = frozenset({Judgement.DIFFERS, Judgement.UNCLEAR})
MOST_KINKS = 3
MOST_NOTES = 8
SLOPE_DIGITS = 6


def gradient_parts(
    page: Page, words: GradientWords, check: GradientCheck, most: int | None = MOST_ROWS
) -> Iterator[Part]:
    """What was checked, a table of the worst, the verdict. most: rows; None: all."""
    yield _section(page, words, check)
    if not check.gradients:
        yield Heading(words.nothing, Tone.PLAIN)
    else:
        shown = check.gradients[:most]
        yield Remark((words.how,))
        yield _grid(page, words, check, shown)
        yield from _notes_on_kinks(page, words, shown)
        yield Heading(_verdict(words, check), _tone(check))
        yield from (Remark((each,)) for each in _counted(words, check))
        yield from (Remark((each,)) for each in _reasons(words, check))
    if check.untrained:
        yield Remark((words.untrained.of(check.untrained),))


def _section(page: Page, words: GradientWords, check: GradientCheck) -> Section:
    record, trace = check.record, check.trace
    asides: list[Text] = [page.words.iteration_of.format(n=record.iteration)]
    total = len(trace.experiment.samples)
    if total > 1:
        asides.append(samples_text(page, record.samples, total))
    return Section(words.title, (*asides, printable(trace.origin.source)))


def _grid(
    page: Page, words: GradientWords, check: GradientCheck, shown: Sequence[Gradient]
) -> Grid:
    hidden = len(check.gradients) - len(shown)
    more = filled(words.more, ellipsis=Formula(page.glyphs.ellipsis), n=f"{hidden:,}")
    return Grid(
        (words.moved, ""),
        (words.derived, words.measured, words.relative_error, words.step),
        tuple(_row(page, words, each) for each in shown),
        Tone.GRADIENT,
        more if hidden else "",
        has_result=False,
    )


def _row(page: Page, words: GradientWords, gradient: Gradient) -> GridRow:
    values = (
        finite_or_sign(page, result(each, page.digits))
        for each in (gradient.derived, gradient.measured)
    )
    error = gradient.relative_error
    return GridRow(
        (Formula(page.names.of(gradient.of)), _ends(page, gradient.of)),
        (*map(Digits, values), Digits(_short(error)), Digits(_short(gradient.step))),
        words.verdicts[gradient.verdict],
        Tone.ERROR if gradient.verdict in FAILURES else Tone.QUIET,
    )


def _short(value: float) -> str:
    return f"{value:.1e}" if value else "0"


def _ends(page: Page, parameter: Reference) -> Text:
    """Of a weight, the neurons that it connects."""
    family = page.step.family(parameter.name)
    if family.role != "weight":
        return ""
    layer = [each.label for each in page.labels].index(str(family.layer))
    unit, source = map(int, parameter.at)
    ends = neuron(page, layer - 1, source), neuron(page, layer, unit)
    return Formula(page.glyphs.arrow.join(map(page.names.alone, ends)))


def _verdict(words: GradientWords, check: GradientCheck) -> str:
    counts, total = check.counts, len(check.gradients)
    if check.verdict is Judgement.AGREES:
        return words.agree_where_any if Judgement.KINK in counts else words.agree.of(total)
    phrase = words.differ if check.verdict is Judgement.DIFFERS else words.unclear
    return _of(phrase, counts[check.verdict], total=f"{total:,}")


def _of(plural: Plural, count: int, **values: str) -> str:
    """A phrase with a count and more in it."""
    phrase = plural.one if count == 1 else plural.many
    return phrase.format(n=f"{count:,}", **values)


def _tone(check: GradientCheck) -> Tone:
    return Tone.RESULT if check.agrees else Tone.ERROR


def _counted(words: GradientWords, check: GradientCheck) -> Iterator[str]:
    for judgement, count in check.counts.items():
        worst = max(each.relative_error for each in check.gradients if each.verdict is judgement)
        text = words.worst.format(error=_short(worst), tolerance=f"{check.tolerance:g}")
        yield _of(words.counts[judgement], count, worst=text)


def _reasons(words: GradientWords, check: GradientCheck) -> Iterator[Text]:
    """Why gradients may not be E's; what was not measured; how long the steps were."""
    if check.verdict is Judgement.DIFFERS and check.is_sequential:
        yield words.sequential
    if check.afterwards:
        yield words.after.format(names=", ".join(check.afterwards))
    if check.step is None:
        yield words.chosen_steps.format(step=_short(FIRST_STEP))
    else:
        yield words.given_step.format(step=f"{check.step:g}")


def _notes_on_kinks(
    page: Page, words: GradientWords, shown: Sequence[Gradient]
) -> Iterator[Remark]:
    """What is 0 where, of the gradients that are shown, with the slopes on either side; once for
    those of which the same is to be said."""
    together: dict[Text, list[Text]] = {}
    for gradient in shown:
        if gradient.kinks:
            note = _note(page, words, gradient)
            together.setdefault(note, []).append(Formula(page.names.of(gradient.of)))
    for note, names in list(together.items())[:MOST_NOTES]:
        yield Remark((joined([joined(names, ", "), note], ": "),))
    if len(together) > MOST_NOTES:
        n = f"{len(together) - MOST_NOTES:,}"
        yield Remark((filled(words.all_of_them, ellipsis=Formula(page.glyphs.ellipsis), n=n),))


def _note(page: Page, words: GradientWords, gradient: Gradient) -> Text:
    kinks = [_kink(page, words, each) for each in gradient.kinks[:MOST_KINKS]]
    if len(gradient.kinks) > MOST_KINKS:
        kinks.append(words.more_kinks.format(n=len(gradient.kinks) - MOST_KINKS))
    return filled(
        words.slopes,
        kinks=joined(kinks, ", "),
        left=_slope(page, gradient.left),
        right=_slope(page, gradient.right),
        derived=_slope(page, gradient.derived),
    )


def _kink(page: Page, words: GradientWords, kink: Crossing) -> Text:
    below, here, above = kink.values
    return filled(
        words.across_kink if here else words.at_kink,
        place=Formula(page.formulas.of_values(kink.place)),
        function=words.formula if kink.function == FORMULA else kink.function,
        below=_slope(page, below),
        above=_slope(page, above),
    )


def _slope(page: Page, value: float) -> Text:
    digits = f"{value + 0.0:.{SLOPE_DIGITS}g}"
    return Formula(page.names.number(digits)) if isfinite(value) else digits
