"""What a comparison found -> blocks; these as lines, or as the parts of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.checking.differing.found import Comparison, Drift, First, Setting
from bptrace.config.source import STDIN
from bptrace.explaining.derivation import Derivation as Explained
from bptrace.render.blocks import Block, Derivation, Heading, Remark, Row, Table
from bptrace.render.filling import fill_all
from bptrace.render.layout import block_lines, ruled
from bptrace.render.lines import Line, Tone, printable
from bptrace.render.page import Page, page_of_step
from bptrace.render.parts import Part, Section
from bptrace.render.texts import Formula, Text, filled, joined
from bptrace.render.words.differences import DifferenceWords
from bptrace.render.worked import step_blocks

MOST_SETTINGS = 12
MOST_NAMES = 8
LONGEST_SETTING = 24
MOST_ULPS = 1e6
"""More say nothing that the relative difference does not."""
AS_FLOAT32 = 1e-5
"""Relative: what a few roundings to float32 may make of a value."""
COMMA = ", "


class Both(NamedTuple):
    """What the two traces are called."""

    ours: str
    theirs: str


class Sheet(Struct, frozen=True):
    """What a comparison is written with. source: what the command line calls our trace."""

    page: Page
    words: DifferenceWords
    found: Comparison
    source: str

    @property
    def both(self) -> Both:
        """What the two are called."""
        return Both(printable(self.found.ours), printable(self.found.theirs))

    def remark(self, phrase: str, *, is_after: bool = False, **values: Text) -> Remark:
        """A sentence of the catalogue."""
        return Remark((filled(phrase, **self.both._asdict(), **values),), is_after)

    def name(self, reference: Reference) -> Formula:
        """A value's name."""
        return Formula(self.page.names.of(reference))

    def names(self, references: Sequence[Reference]) -> Text:
        """The names of some values, the first of them if they are many."""
        shown: list[Text] = [self.name(each) for each in references[:MOST_NAMES]]
        more = [self.page.glyphs.ellipsis] * (len(references) > MOST_NAMES)
        return joined([*shown, *more], COMMA)

    def number(self, value: float) -> Formula:
        """Every digit of a number."""
        return Formula(self.page.names.number(repr(value)))

    def rounded(self, value: float, digits: int = 2) -> Formula:
        """A number of which the size counts."""
        return Formula(self.page.names.number(f"{value:.{digits}g}"))


def difference_lines(sheet: Sheet) -> Iterator[Line]:
    """All of it, for a terminal."""
    yield from ruled(sheet.page, *_title(sheet))
    for blocks in _chapters(sheet):
        yield from block_lines(_page(sheet), blocks, _record(sheet))


def difference_parts(sheet: Sheet) -> Iterator[Part]:
    """All of it, for a document."""
    text, asides = _title(sheet)
    yield Section(text, tuple(asides))
    for blocks in _chapters(sheet):
        yield from fill_all(_page(sheet), blocks, _record(sheet))


def _title(sheet: Sheet) -> tuple[Text, list[Text]]:
    iterations = sheet.words.iterations.of(sheet.found.iterations)
    return filled(sheet.words.title, **sheet.both._asdict()), [iterations]


def _record(sheet: Sheet) -> Any:
    """The iteration that the derivation is of; nothing else has numbers of one."""
    return sheet.found.first.source if sheet.found.first is not None else None


def _page(sheet: Sheet) -> Page:
    first = sheet.found.first
    return sheet.page if first is None else page_of_step(sheet.page, first.source.step)


def _chapters(sheet: Sheet) -> Iterator[list[Block]]:
    """What belongs together."""
    found, words = sheet.found, sheet.words
    if found.settings:
        yield [Heading(words.settings, Tone.TITLE), _settings(sheet)]
    if found.shifted:
        yield [sheet.remark(words.shifted)]
    if found.first is None:
        yield list(_same(sheet))
    else:
        yield list(_first(sheet, found.first))
        yield list(_conclusions(sheet, found.first))
        yield [Heading(words.drift, Tone.TITLE), _drift(sheet)]
    yield list(_missing(sheet))
    if found.first is not None:
        yield list(_hints(sheet, found.first))


def _settings(sheet: Sheet) -> Table:
    """A row a key."""
    settings = sheet.found.settings
    rows = tuple(_setting(sheet, each) for each in settings[:MOST_SETTINGS])
    both = sheet.both
    hidden = max(len(settings) - MOST_SETTINGS, 0)
    headings = (sheet.words.key,)
    columns = both.ours, both.theirs
    return Table(headings, columns, rows, Tone.QUIET, hidden, has_result=False)


def _setting(sheet: Sheet, setting: Setting) -> Row:
    ours, theirs = (_short(sheet, each) for each in (setting.ours, setting.theirs))
    return _row(setting.key, (ours, theirs))


def _row(label: Text, cells: Sequence[str], note: Text = "") -> Row:
    """A row of texts; on a page that is too narrow for the table they follow each other."""
    operands = tuple(map(Formula, cells))
    narrow = Derivation("", label, joined([*operands, *[note] * bool(note)], COMMA), None, 0.0)
    return Row((label,), operands, None, narrow)


def _short(sheet: Sheet, value: object) -> str:
    text = sheet.words.left_out if value is None else printable(str(value))
    is_long = len(text) > LONGEST_SETTING
    return text[: LONGEST_SETTING - 1] + sheet.page.glyphs.ellipsis if is_long else text


def _same(sheet: Sheet) -> Iterator[Block]:
    words, found = sheet.words, sheet.found
    phrase = words.same_bits if found.identical else words.same
    yield sheet.remark(phrase, n=f"{found.compared:,}")
    if found.largest:
        yield sheet.remark(words.nearly_same, is_after=True, largest=sheet.rounded(found.largest))


def _first(sheet: Sheet, first: First) -> Iterator[Block]:
    """The value, both numbers, how ours comes about, and what follows from that."""
    words, name = sheet.words, sheet.name(first.reference)
    aside: Text = ""
    if first.called != first.name:
        aside = filled(words.called, name=printable(first.called), **sheet.both._asdict())
    yield Heading(filled(words.first, name=name, n=f"{first.iteration:,}"), Tone.ERROR, aside)
    yield _numbers(sheet, first)
    yield _apart(sheet, first)
    if first.equation != first.reference:
        n = f"{first.iteration:,}"
        yield sheet.remark(words.beginning, is_after=True, name=name, n=n)
    if first.right is not None:
        yield from step_blocks(_page(sheet), _explained(sheet, first))
    hidden = len(first.between) + (first.right is not None) - len(first.working)
    if hidden > 0:
        yield Remark((words.more_lines.of(hidden),), is_after=True)


def _numbers(sheet: Sheet, first: First) -> Table:
    both = sheet.both
    rows = (
        _row(both.ours, [sheet.number(first.ours).signs]),
        _row(both.theirs, [sheet.number(first.theirs).signs]),
    )
    return Table(("",), ("",), rows, Tone.ERROR, has_result=False)


def _apart(sheet: Sheet, first: First) -> Remark:
    words, distance = sheet.words, first.distance
    phrase = words.apart if distance.ulps <= MOST_ULPS else words.far_apart
    return sheet.remark(
        phrase,
        is_after=True,
        absolute=sheet.rounded(distance.absolute),
        relative=sheet.rounded(distance.relative),
        ulps=sheet.rounded(distance.ulps, 3),
    )


def _explained(sheet: Sheet, first: First) -> Explained:
    """The lines that lead to the value, as an explanation of them."""
    record, trace = first.source, sheet.found.trace
    samples = len(trace.experiment.samples)
    origin = trace.origin.source
    return Explained(first.name, origin, record.iteration, record.samples, samples, first.working)


def _conclusions(sheet: Sheet, first: First) -> Iterator[Block]:
    """Where the mistake is, as far as the numbers can tell."""
    words = sheet.words
    if first.right is None:
        yield sheet.remark(words.given)
    elif not first.agreed:
        yield sheet.remark(words.not_given, names=sheet.names(first.not_given))
    else:
        yield _place_of_the_mistake(sheet, first)
        if first.not_given:
            names = sheet.names(first.not_given)
            yield sheet.remark(words.given_too, is_after=True, names=names)
    yield from _alike(sheet, first)
    if sheet.found.tolerance.units is None and first.distance.relative < AS_FLOAT32:
        yield sheet.remark(words.float32, is_after=True)


def _place_of_the_mistake(sheet: Sheet, first: First) -> Remark:
    words, agreed = sheet.words, sheet.names(first.agreed)
    if not first.between:
        return sheet.remark(words.in_this, agreed=agreed)
    between, lines = sheet.names(first.between), str(len(first.between) + 1)
    return sheet.remark(words.in_between, agreed=agreed, between=between, n=lines)


def _alike(sheet: Sheet, first: First) -> Iterator[Block]:
    """What else is equal to the other's number."""
    if any(each.is_negative for each in first.alike):
        yield sheet.remark(sheet.words.other_sign, is_after=True)
    elif first.alike:
        names = sheet.names([each.reference for each in first.alike])
        yield sheet.remark(sheet.words.equal, is_after=True, names=names)


def _drift(sheet: Sheet) -> Table:
    """A row an iteration."""
    words = sheet.words
    width = len(f"{sheet.found.drift[-1].iteration:,}")
    rows = tuple(_drift_row(sheet, each, width) for each in sheet.found.drift)
    columns = (words.compared, words.differing, words.largest, words.where)
    return Table((words.iteration,), columns, rows, Tone.QUIET, has_result=False)


def _drift_row(sheet: Sheet, drift: Drift, width: int) -> Row:
    reference = sheet.page.step.names.find(drift.name) if drift.name else None
    name = sheet.page.names.of(reference) if reference is not None else drift.name
    largest = sheet.rounded(drift.largest).signs if drift.largest else "0"
    cells = (f"{drift.compared:,}", f"{drift.differing:,}", largest, name)
    return _row(f"{drift.iteration:{width},}", cells)


def _missing(sheet: Sheet) -> Iterator[Block]:
    """Names that only one of them has."""
    both, missing = sheet.both, sheet.found.missing
    is_after = False
    for origin, names in ((both.ours, missing.ours), (both.theirs, missing.theirs)):
        if names:
            shown = [*map(printable, names[:MOST_NAMES])]
            more = [sheet.page.glyphs.ellipsis] * (len(names) > MOST_NAMES)
            text = filled(
                sheet.words.only_in,
                origin=origin,
                count=sheet.words.names.of(len(names)),
                names=joined([*shown, *more], COMMA),
            )
            yield Remark((text,), is_after)
            is_after = True


def _hints(sheet: Sheet, first: First) -> Iterator[Block]:
    """What to ask next."""
    words = sheet.words
    if first.right is None or sheet.source == STDIN:
        return
    name = first.source.step.names.spell(first.equation)
    number = first.source.iteration
    iteration = words.at_iteration.format(n=number) if number > 1 else ""
    text = words.explain.format(name=name, source=sheet.source, iteration=iteration)
    yield Remark((text,))
    if number == 1:
        value = repr(first.theirs)
        text = words.check.format(name=name, source=sheet.source, value=value)
        yield Remark((text,), is_after=True)
