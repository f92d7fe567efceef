"""Numbers of another program -> one entry an iteration, as they come.

{"iteration": 1, "values": {"w5": 0.4}}      JSON Lines, with or without `values`; a list of these
iteration,name,value                         CSV, one value a line
iteration,w5,w6                              CSV, one iteration a line
w5 = 0.4                                     of iteration 1, or of the one named before: iteration=2

Iterations ascend; lines of one iteration that follow each other belong together. Nothing is kept
but the entry at hand.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import MsgspecError, Struct
from msgspec.json import decode

from bptrace.config.data_files.delimited import delimiter_of
from bptrace.config.number_files import (
    ASSIGNMENT,
    BESIDE,
    COMMENT,
    ITERATION,
    NAME,
    RECORD,
    VALUE,
    VALUES,
)
from bptrace.config.scalars import ordinary
from bptrace.errors import Flaw, TraceError
from bptrace.trace.lines import BEGINNING, LONGEST, Lines

NO_VALUES = BESIDE | {ITERATION, "E_all"}
"""Keys and columns that are no values of the step."""

Value = float | None | Sequence["Value"]
"""A number, None where JSON has none for it, or rows of them."""


class Entry(Struct, frozen=True):
    """Values of one iteration, by name. where: "dump.jsonl:3", its line."""

    iteration: int
    names: tuple[str, ...]
    values: tuple[Any, ...]
    where: str


class Line(Struct, frozen=True):
    """A line of a text that is not empty."""

    text: str
    where: str


def text_lines(lines: Lines, origin: str) -> Iterator[Line]:
    """Every line that says something. Raises TraceError for what is no text, or too long."""
    for number, content in enumerate(_contents(lines, origin), start=1):
        where = f"{origin}:{number}"
        if len(content) >= LONGEST:
            raise TraceError(where, Flaw.TOO_LONG, most=LONGEST // 1_000_000)
        try:
            text = content.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise TraceError(where, Flaw.NOT_JSON, detail=error) from None
        if text.strip() and not text.startswith(COMMENT):
            yield Line(text, where)


def _contents(lines: Lines, origin: str) -> Iterator[bytes]:
    try:
        for content, _ in lines.after(BEGINNING):
            yield content
    except OSError as error:
        raise TraceError(origin, Flaw.UNREADABLE, detail=error) from None


def in_order(entries: Iterable[Entry]) -> Iterator[Entry]:
    """One entry an iteration. Raises TraceError where iterations do not ascend; what came before
    that, or before whatever is wrong with the entries, has been handed on by then."""
    parts: list[Entry] = []
    for entry in _checked(entries):
        if isinstance(entry, Entry) and parts and parts[0].iteration == entry.iteration:
            parts.append(entry)
            continue
        if parts:
            yield _joined(parts)
        if isinstance(entry, TraceError):
            raise entry
        parts = [entry]
    if parts:
        yield _joined(parts)


def _checked(entries: Iterable[Entry]) -> Iterator[Entry | TraceError]:
    """The entries, then what is wrong with the next."""
    before = -1
    try:
        for entry in entries:
            if entry.iteration < before:
                data = {"iteration": entry.iteration, "before": before}
                raise TraceError(entry.where, Flaw.NOT_ASCENDING, **data)
            before = entry.iteration
            yield entry
    except TraceError as error:
        yield error


def _joined(parts: Sequence[Entry]) -> Entry:
    first, *others = parts
    if not others:
        return first
    return Entry(
        first.iteration,
        tuple(name for part in parts for name in part.names),
        tuple(value for part in parts for value in part.values),
        first.where,
    )


def from_json_lines(lines: Iterable[Line]) -> Iterator[Entry]:
    """An object a line; whatever is not an iteration of a trace is passed over."""
    before = 0
    for line in lines:
        entry = entry_of(json_of(line.text, line.where), before, line.where)
        if entry is not None:
            before = entry.iteration
            yield entry


def from_json(records: Iterable[Any], origin: str) -> Iterator[Entry]:
    """Such objects, one after the other."""
    before = 0
    for number, record in enumerate(records):
        entry = entry_of(record, before, f"{origin}: {number}")
        if entry is not None:
            before = entry.iteration
            yield entry


def json_of(text: str, where: str) -> Any:
    """The data of a JSON text, with NaN and Infinity as Python writes them. Raises TraceError."""
    try:
        return decode(text)
    except (MsgspecError, RecursionError) as error:
        is_cut_off = "truncated" in str(error)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        if is_cut_off:
            raise TraceError(where, Flaw.CUT_OFF) from None
        raise TraceError(where, Flaw.NOT_JSON, detail=error) from None


def entry_of(record: Any, before: int, where: str) -> Entry | None:
    """The entry of a JSON object; without a number it is of the iteration after the one before."""
    if not isinstance(record, dict):
        raise TraceError(where, Flaw.NO_OBJECT)
    if RECORD in record and record[RECORD] != ITERATION:
        return None
    values = record.get(VALUES)
    if not isinstance(values, dict):
        values = {name: value for name, value in record.items() if name not in NO_VALUES}
    not_finite = record.get("not_finite")
    if isinstance(not_finite, dict):
        values = {**values, **not_finite}
    number = record.get(ITERATION, before + 1)
    return Entry(_iteration(number, where), tuple(values), tuple(values.values()), where)


def from_csv(lines: Iterable[Line]) -> Iterator[Entry]:
    """A value a line, or an iteration a line, by what the first line names."""
    lines = iter(lines)
    first = next(lines, None)
    if first is None:
        return
    delimiter = delimiter_of(first.text)
    names = [each.strip() for each in _cells(first, delimiter)]
    lower = [each.lower() for each in names]
    is_long = NAME in lower and VALUE in lower
    read = _long_row(lower) if is_long else _wide_row(names, lower)
    before = 0
    for line in lines:
        cells = _cells(line, delimiter)
        if len(cells) != len(names):
            flaw, counts = Flaw.RAGGED, {"needed": len(names), "found": len(cells)}
            raise TraceError(line.where, flaw, **counts)
        entry = read(cells, 0 if is_long else before, line.where)
        before = entry.iteration
        yield entry


ReadRow = Callable[[Sequence[str], int, str], Entry]


def _long_row(columns: Sequence[str]) -> ReadRow:
    name, value = columns.index(NAME), columns.index(VALUE)
    iteration = columns.index(ITERATION) if ITERATION in columns else None

    def read(cells: Sequence[str], before: int, where: str) -> Entry:
        number = before + 1 if iteration is None else _iteration(cells[iteration], where)
        called = cells[name].strip()
        return Entry(number, (called,), (number_in(cells[value], called, where),), where)

    return read


def _wide_row(names: Sequence[str], lower: Sequence[str]) -> ReadRow:
    iteration = lower.index(ITERATION) if ITERATION in lower else None
    columns = [(at, name) for at, name in enumerate(names) if name not in NO_VALUES]
    columns = [(at, name) for at, name in columns if at != iteration]
    all_names = tuple(name for _, name in columns)

    def read(cells: Sequence[str], before: int, where: str) -> Entry:
        number = before + 1 if iteration is None else _iteration(cells[iteration], where)
        given = [(name, cells[at]) for at, name in columns if cells[at].strip()]
        called = all_names if len(given) == len(columns) else tuple(name for name, _ in given)
        values = tuple(number_in(cell, name, where) for name, cell in given)
        return Entry(number, called, values, where)

    return read


def _cells(line: Line, delimiter: str) -> Sequence[str]:
    try:
        return next(csv.reader([line.text], delimiter=delimiter, skipinitialspace=True))
    except csv.Error as error:
        raise TraceError(line.where, Flaw.NOT_JSON, detail=error) from None


def from_assignments(lines: Iterable[Line]) -> Iterator[Entry]:
    """A value a line, `w5 = 0.4`; `iteration = 2` says of which iteration those below are."""
    iteration = 1
    for line in lines:
        found = ASSIGNMENT.fullmatch(line.text.rstrip("\r\n"))
        if found is None:
            raise TraceError(line.where, Flaw.NO_ASSIGNMENT)
        name, text = found["name"], found["value"]
        if name == ITERATION:
            iteration = _iteration(text, line.where)
            continue
        is_list = text.startswith("[")
        value = json_of(text, line.where) if is_list else number_in(text, name, line.where)
        yield Entry(iteration, (name,), (value,), line.where)


def number_in(text: str, name: str, where: str) -> float:
    """The number that a text says, `nan` and `inf` among them. Raises TraceError."""
    try:
        return float(ordinary(text.strip()))
    except ValueError:
        raise TraceError(where, Flaw.NOT_A_NUMBER, name=name, found=repr(text[:40])) from None


def _iteration(value: Any, where: str) -> int:
    """The number of an iteration; pandas writes it as 1.0."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if not 0 <= number < 2**53 or number % 1 or isinstance(value, bool):
        raise TraceError(where, Flaw.NO_ITERATION, found=repr(value)[:40])
    return int(number)


READERS: Mapping[str, Callable[[Iterable[Line]], Iterator[Entry]]] = {
    "json": from_json_lines,
    "csv": from_csv,
    "assignments": from_assignments,
}
