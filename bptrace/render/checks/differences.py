"""What a comparison found -> blocks; these as lines, or as the parts of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.checking.differing.found import Comparison, Drift, First
from bptrace.config.source import STDIN
from bptrace.explaining.derivation import Derivation as Explained
from bptrace.render.documents.filling import fill_all
from bptrace.render.documents.parts import Cell, Digits, Grid, GridRow, Part, Section
from bptrace.render.explained.worked import step_blocks
from bptrace.render.layout.blocks import Block, Heading, Remark
from bptrace.render.layout.laid_out import GAP, INDENT, block_lines, ruled
from bptrace.render.layout.lines import (
    BLANK,
    Line,
    Span,
    Tone,
    left_column,
    number_column,
    printable,
    wide,
)
from bptrace.render.signs.page import Page, page_of_step
from bptrace.render.signs.texts import Formula, Text, filled, joined, plain
from bptrace.render.words.differences import DifferenceWords

MOST_SETTINGS = 12
MOST_NAMES = 8
LONGEST_SETTING = 24
MOST_ULPS = 1e6
"""More say nothing that the relative difference does not."""
BY_ROUNDING = 1e-12
AS_FLOAT32 = 1e-5
"""Relative: what a few roundings may make of a value, and what a few to float32 may."""
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
        more = [Formula(self.page.glyphs.ellipsis)] * (len(references) > MOST_NAMES)
        return joined([*shown, *more], COMMA)

    def rounded(self, value: float, digits: int = 2) -> Formula:
        """A number of which the size counts."""
        return Formula(self.page.names.number(f"{value:.{digits}g}"))


def difference_lines(sheet: Sheet) -> Iterator[Line]:
    """All of it, for a terminal."""
    yield from ruled(sheet.page, *_title(sheet))
    chapters: list[list[Block | Grid]] = [*_chapters(sheet), [*_hints(sheet)]]
    for chapter in chapters:
        before: Block | Grid | None = None
        for each in chapter:
            if isinstance(each, Grid):
                yield from [BLANK] * (not isinstance(before, Heading))
                yield from _grid_lines(sheet, each)
            else:
                yield from block_lines(_page(sheet), [each], _record(sheet))
            before = each


def difference_parts(sheet: Sheet) -> Iterator[Part]:
    """All of it, for a document."""
    text, asides = _title(sheet)
    yield Section(text, tuple(asides))
    page, record = _page(sheet), _record(sheet)
    for chapter in _chapters(sheet):
        for each in chapter:
            if isinstance(each, Grid):
                yield each
            else:
                yield from fill_all(page, [each], record)


def _title(sheet: Sheet) -> tuple[Text, list[Text]]:
    iterations = sheet.words.iterations.of(sheet.found.iterations)
    return filled(sheet.words.title, **sheet.both._asdict()), [iterations]


def _record(sheet: Sheet) -> Any:
    """The iteration that the derivation is of; nothing else has numbers of one."""
    return sheet.found.first.source if sheet.found.first is not None else None


def _page(sheet: Sheet) -> Page:
    first = sheet.found.first
    return sheet.page if first is None else page_of_step(sheet.page, first.source.step)


def _chapters(sheet: Sheet) -> Iterator[list[Block | Grid]]:
    """What belongs together."""
    found, words = sheet.found, sheet.words
    if found.settings:
        yield [Heading(words.settings, Tone.TITLE), *_settings(sheet)]
    if found.shifted:
        yield [sheet.remark(words.shifted)]
    if found.first is None:
        yield list(_same(sheet))
    else:
        yield list(_first(sheet, found.first))
        yield list(_conclusions(sheet, found.first))
        yield [Heading(words.drift, Tone.TITLE, words.drift_aside), _drift(sheet)]
    yield list(_missing(sheet))


def _settings(sheet: Sheet) -> Iterator[Block | Grid]:
    """A row a key."""
    settings = sheet.found.settings
    rows = tuple(
        GridRow((each.key, _short(sheet, each.ours), _short(sheet, each.theirs)), ())
        for each in settings[:MOST_SETTINGS]
    )
    yield Grid((sheet.words.key, *sheet.both), (), rows, Tone.QUIET, has_result=False)
    if len(settings) > MOST_SETTINGS:
        more = sheet.words.more_settings.of(len(settings) - MOST_SETTINGS)
        yield Remark((more,), is_after=True)


def _grid_lines(sheet: Sheet, grid: Grid) -> Iterator[Line]:
    """A table; where the page is too narrow, a line or two a row."""
    headings = [*map(plain, (*grid.headings, *grid.columns))]
    rows = [(*map(plain, row.labels), *map(_text, row.numbers)) for row in grid.rows]
    columns = [
        (left_column if place < len(grid.headings) else number_column)(heading, texts)
        for place, (heading, *texts) in enumerate(zip(headings, *rows, strict=True))
    ]
    if len(INDENT) + sum(wide(column[0]) + len(GAP) for column in columns) <= sheet.page.width:
        heading, *lines = (INDENT + GAP.join(cells) for cells in zip(*columns, strict=True))
        yield from [(Span(heading, grid.tone),)] * bool(heading.strip())
        yield from ((Span(line),) for line in lines)
        return
    for label, *texts in rows:
        named = (f"{name} {text}".strip() for name, text in zip(headings[1:], texts, strict=True))
        yield from _remark_lines(sheet, (label, *named))


def _remark_lines(sheet: Sheet, parts: tuple[str, ...]) -> Iterator[Line]:
    return block_lines(_page(sheet), [Remark(parts, is_after=True)], _record(sheet))


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Digits) else plain(cell)


def _short(sheet: Sheet, value: object) -> Text:
    text = sheet.words.left_out if value is None else printable(str(value))
    if len(text) <= LONGEST_SETTING:
        return text
    return text[: LONGEST_SETTING - 3], Formula(sheet.page.glyphs.ellipsis)


def _same(sheet: Sheet) -> Iterator[Block]:
    words, found = sheet.words, sheet.found
    phrase = words.same_bits if found.identical else words.same
    yield sheet.remark(phrase, n=f"{found.compared:,}")
    if found.largest:
        phrase = words.by_rounding if found.largest < BY_ROUNDING else words.at_most
        yield sheet.remark(phrase, is_after=True, largest=sheet.rounded(found.largest))


def _first(sheet: Sheet, first: First) -> Iterator[Block | Grid]:
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


def _numbers(sheet: Sheet, first: First) -> Grid:
    numbers = (first.ours, first.theirs)
    rows = tuple(
        GridRow((origin,), (Digits(repr(number)),))
        for origin, number in zip(sheet.both, numbers, strict=True)
    )
    return Grid(("",), ("",), rows, Tone.ERROR, has_result=False)


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
    if first.should_be is not None:
        value = Formula(sheet.page.names.number(repr(first.should_be)))
        yield sheet.remark(words.does_not_follow, is_after=True, value=value)
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
        other = first.alike[0].iteration
        if other != first.iteration:
            yield sheet.remark(sheet.words.of_iteration, is_after=True, n=f"{other:,}")
            return
        names = sheet.names([each.reference for each in first.alike])
        yield sheet.remark(sheet.words.equal, is_after=True, names=names)


def _drift(sheet: Sheet) -> Grid:
    """A row an iteration: how many were compared and differ, how far at most, in which."""
    words, drift = sheet.words, sheet.found.drift
    width = len(f"{drift[-1].iteration:,}")
    rows = tuple(
        GridRow((f"{each.iteration:{width},}", _worst(sheet, each)), _drifted(each))
        for each in drift
    )
    columns = (words.compared, words.differing, words.largest)
    return Grid((words.iteration, words.where), columns, rows, Tone.QUIET, has_result=False)


def _worst(sheet: Sheet, drift: Drift) -> Text:
    reference = sheet.page.step.names.find(drift.name) if drift.name else None
    return sheet.name(reference) if reference is not None else drift.name


def _drifted(drift: Drift) -> tuple[Digits, ...]:
    largest = f"{drift.largest:.2g}"
    return tuple(map(Digits, (f"{drift.compared:,}", f"{drift.differing:,}", largest)))


def _missing(sheet: Sheet) -> Iterator[Block]:
    """Names that only one of them has."""
    both, missing = sheet.both, sheet.found.missing
    is_after = False
    for origin, names in ((both.ours, missing.ours), (both.theirs, missing.theirs)):
        if names:
            shown = [*map(printable, names[:MOST_NAMES])]
            more = [Formula(sheet.page.glyphs.ellipsis)] * (len(names) > MOST_NAMES)
            text = filled(
                sheet.words.only_in,
                origin=origin,
                count=sheet.words.names.of(len(names)),
                names=joined([*shown, *more], COMMA),
            )
            yield Remark((text,), is_after)
            is_after = True


def _hints(sheet: Sheet) -> Iterator[Block]:
    """What to ask next."""
    words, first = sheet.words, sheet.found.first
    if first is None or first.right is None or sheet.source == STDIN:
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
