"""Where one number can come from -> the parts of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.checking.search import Occurrence, Origins
from bptrace.network.spellings import look_up_value
from bptrace.render.checks.claimed import moment_of, said
from bptrace.render.documents.parts import Digits, Grid, GridRow, Part, Section
from bptrace.render.layout.blocks import MOST_ROWS, Heading, Remark
from bptrace.render.layout.lines import Tone, printable
from bptrace.render.signs.page import Page
from bptrace.render.signs.printed_numbers import computed_digits, expected_digits
from bptrace.render.signs.texts import Formula, Text, filled
from bptrace.render.words.checking import CheckWords
from bptrace.render.words.mistakes import MistakesWords

AS_IT_IS = 1.0


def origins_parts(
    page: Page, words: CheckWords, mistakes: MistakesWords, source: str, origins: Origins
) -> Iterator[Part]:
    """Every value that is the number, by what makes it so; else what is nearest."""
    number = expected_digits(origins.number)
    yield Section(words.where.format(number=number), (printable(source),))
    for alike in _alike(origins.occurrences):
        first = alike[0]
        titles = [said(page, mistakes.title(each.mistake, each.about)) for each in first.changes]
        if titles:
            slugs = ", ".join(each.mistake for each in first.changes)
            yield Heading(words.if_so.format(what=slugs), Tone.TITLE)
            yield from (Remark((each,)) for each in titles)
        if first.factor != AS_IT_IS:
            factor = page.formulas.number(first.factor)
            yield Heading(filled(words.times, factor=Formula(factor)), Tone.TITLE)
        yield _table(page, words, origins, alike)
    if not origins.occurrences:
        yield Heading(words.nowhere.format(number=number), Tone.TITLE)
        if origins.nearest is not None:
            yield Remark((words.nearest,))
            yield _table(page, words, origins, [origins.nearest])


def _alike(occurrences: Sequence[Occurrence]) -> list[list[Occurrence]]:
    """Those of the same training, of the same factor, together."""
    found: dict[object, list[Occurrence]] = {}
    for each in occurrences:
        changes = tuple((change.mistake, *change.about.items()) for change in each.changes)
        found.setdefault((each.factor, changes), []).append(each)
    return list(found.values())


def _table(
    page: Page, words: CheckWords, origins: Origins, occurrences: Sequence[Occurrence]
) -> Grid:
    hidden = len(occurrences) - MOST_ROWS
    more = filled(words.more_values, ellipsis=Formula(page.glyphs.ellipsis), n=f"{hidden:,}")
    return Grid(
        ("", "", words.value),
        (words.computed,),
        tuple(_row(page, words, origins, each) for each in occurrences[:MOST_ROWS]),
        Tone.QUIET,
        more if hidden > 0 else "",
        has_result=False,
    )


def _row(page: Page, words: CheckWords, origins: Origins, occurrence: Occurrence) -> GridRow:
    reference = look_up_value(page.step, occurrence.name)
    name: Text = occurrence.name if reference is None else Formula(page.names.of(reference))
    again = words.again.of(occurrence.again) if occurrence.again else ""
    sign = page.glyphs.holds if origins.occurrences else ""
    digits = Digits(computed_digits(occurrence.value, origins.number))
    return GridRow((sign, moment_of(words, occurrence), name), (digits,), again, Tone.PLAIN)
