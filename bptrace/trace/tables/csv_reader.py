"""A CSV that `csv_writer` wrote, with what lies beside it -> a trace.

A CSV has no room for a header, and a first line that begins with # would break whoever reads it. So
`bptrace run --output trace.csv` writes the header beside it, where the W3C's CSV on the Web has
programs look for what is to be known of a table: trace.csv-metadata.json.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import MsgspecError, Raw, Struct
from msgspec.json import decode, encode

from bptrace.errors import Flaw, TraceError
from bptrace.trace.lines import BEGINNING, LONGEST, Lines, Place
from bptrace.trace.tables.columns import (
    EPOCH,
    ITERATION,
    LAYER,
    LEADING,
    NAME,
    PHASE,
    SAMPLE,
    SAMPLES,
    VALUE,
)
from bptrace.trace.tables.written import (
    LongRow,
    WideRow,
    WrittenTable,
    number_in,
    whole_number_in,
)
from bptrace.trace.written import unreadable

BESIDE = "-metadata.json"
CONTEXT = "http://www.w3.org/ns/csvw"


TYPES = {
    **dict.fromkeys((ITERATION, EPOCH, SAMPLE), "integer"),
    **dict.fromkeys((SAMPLES, PHASE, LAYER, NAME), "string"),
}


class _Titles(Struct, frozen=True):
    titles: str = ""


class _Schema(Struct, frozen=True):
    columns: tuple[_Titles, ...] = ()


class _Metadata(Struct, frozen=True):
    """As much as is needed of the metadata."""

    notes: tuple[Raw, ...] = ()
    tableSchema: _Schema = _Schema()  # noqa: N815  # as the W3C has it


def beside(file: Path) -> Path:
    """Where the metadata of a CSV is."""
    return file.with_name(file.name + BESIDE)


def metadata(file: Path, names: Sequence[str], notes: Sequence[bytes]) -> bytes:
    """What lies beside a CSV. names: of its columns; notes: the trace's header, its summary."""
    columns = [{"titles": name, "datatype": TYPES.get(name, "double")} for name in names]
    data = {"@context": CONTEXT, "url": file.name, "tableSchema": {"columns": columns}}
    return encode({**data, "notes": [Raw(each) for each in notes]})


def written_csv(lines: Lines, origin: str) -> WrittenTable | None:
    """The trace; None where nothing beside it says that this is one, and of what.

    Raises TraceError where the header cannot be read.
    """
    if lines.file is None or not (file := beside(lines.file)).is_file():
        return None
    names = names_in(lines)
    try:
        found = decode(file.read_bytes(), type=_Metadata)
    except (OSError, MsgspecError, ValueError, RecursionError) as error:
        raise TraceError(str(file), Flaw.NOT_JSON, detail=error) from None
    if [each.titles for each in found.tableSchema.columns] != names or not found.notes:
        raise TraceError(origin, Flaw.OF_ANOTHER_TABLE, beside=file)
    return WrittenTable(origin, bytes(found.notes[0]), str(file), _Csv(lines, names, origin))


def names_in(lines: Lines) -> list[str]:
    """What the columns of a CSV are called."""
    line, _ = next(lines.after(BEGINNING))
    return _cells(line.decode("utf-8-sig", "replace"))


class _Csv:
    """The lines of a CSV."""

    def __init__(self, lines: Lines, names: Sequence[str], origin: str) -> None:
        self.names = names
        self._lines = lines
        self._origin = origin
        _, self._start = next(lines.after(BEGINNING))
        self._reached = 0, self._start
        """An iteration, and where it begins."""

    def wide(self, first: int) -> Iterator[WideRow]:
        leading = [place for place, name in enumerate(self.names) if name in LEADING]
        values = [place for place, name in enumerate(self.names) if name not in LEADING]
        samples = next((place for place in leading if self.names[place] == SAMPLES), None)
        for cells, where in self._rows(first):
            iteration = whole_number_in(cells[0], ITERATION, where)
            length = 1 if samples is None else len(cells[samples].split())
            found = [_number_or_none(cells[at], self.names[at], where) for at in values]
            yield WideRow(iteration, length, found, where)

    def long(self, first: int) -> Iterator[LongRow]:
        for (number, sample, _, _, name, value), where in self._rows(first):
            yield LongRow(
                whole_number_in(number, ITERATION, where),
                whole_number_in(sample, SAMPLE, where) if sample else None,
                name,
                number_in(value, VALUE, where),
                where,
            )

    def _rows(self, first: int) -> Iterator[tuple[list[str], str]]:
        """The cells of every line from an iteration on; those before it are not looked at."""
        reached, place = self._reached if self._reached[0] <= first else (0, self._start)
        for line, where, after in self._lines_after(place):
            _check_line(line, where)
            number = whole_number_in(
                line.partition(b",")[0].decode("utf-8", "replace"), ITERATION, where
            )
            if number != reached:
                reached = number
                self._reached = reached, place
            if number >= first:
                yield self._row(line, where), where
            place = after

    def _lines_after(self, place: Place) -> Iterator[tuple[bytes, str, Place]]:
        """Every line from there, what to call it, and the place behind it."""
        try:
            for line, after in self._lines.after(place):
                yield line, f"{self._origin}:{place.lines + 1}", after
                place = after
        except OSError as error:
            raise unreadable(f"{self._origin}:{place.lines + 1}", error) from None

    def _row(self, line: bytes, where: str) -> list[str]:
        cells = _cells(line.decode("utf-8", "replace"))
        if len(cells) != len(self.names):
            raise TraceError(where, Flaw.RAGGED, needed=len(self.names), found=len(cells))
        return cells


def _check_line(line: bytes, where: str) -> None:
    """Raises TraceError where a line is not whole: a number without its last digits is a number."""
    if len(line) >= LONGEST:
        raise TraceError(where, Flaw.TOO_LONG, most=LONGEST // 1_000_000)
    if not line.endswith(b"\n"):
        raise TraceError(where, Flaw.CUT_OFF)


def _cells(line: str) -> list[str]:
    if '"' not in line:
        return line.rstrip("\r\n").split(",")
    return next(csv.reader([line]), [])


def _number_or_none(cell: str, name: str, where: str) -> float | None:
    return number_in(cell, name, where) if cell else None
