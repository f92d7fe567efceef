"""CSV -> columns: separated by commas, semicolons or tabs, with or without a row of names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from math import isfinite

from msgspec import Struct

from bptrace.config.data_files.complaints import Complaints
from bptrace.problems.problem import Kind, Place, Span

DELIMITERS = "\t;,"
LINE_END = re.compile(r"\r\n|\r|\n")


class Row(Struct, frozen=True):
    """A row of the file; line counts from 1."""

    line: int
    cells: list[str]


class Delimited:
    """The columns of a CSV text."""

    def __init__(self, text: str, origin: str, header: bool | None, complaints: Complaints) -> None:
        self._text = text
        self._origin = origin
        self._delimiter = delimiter_of(text)
        rows = list(self._rows(complaints))
        first = rows[0].cells if rows else []
        has_header = header if header is not None else not any(map(is_number, first))
        self._data = rows[1:] if has_header else rows
        self.are_named = has_header
        self.names: Sequence[str] = [
            each.strip() if has_header else str(number) for number, each in enumerate(first, 1)
        ]
        self.count = len(self._data)
        self._check_lengths(rows, complaints)

    def numbers(self, place: int, complaints: Complaints) -> list[list[float]]:
        cells = [row.cells[place] for row in self._data]
        try:
            numbers = [float(cell) for cell in cells]
        except ValueError:
            numbers = []
        if len(numbers) != len(cells) or not all(map(isfinite, numbers)) or "_" in self._text:
            return [list(self._one_by_one(place, complaints))]
        return [numbers]

    def words(self, place: int, complaints: Complaints) -> list[str]:
        words = [row.cells[place].strip() for row in self._data]
        for row, word in zip(self._data, words, strict=True):
            if not word:
                self._complain(Kind.EMPTY_CELL, row, place, complaints)
        return words

    def _one_by_one(self, place: int, complaints: Complaints) -> Iterator[float]:
        """The numbers; where the first is none, the column is one of words: that is said once."""
        for row in self._data:
            cell = row.cells[place].strip()
            if is_number(cell) and isfinite(float(cell)):
                yield float(cell)
                continue
            kind = Kind.BAD_CELL if cell else Kind.EMPTY_CELL
            is_all = row is self._data[0] and any(map(str.isalpha, cell))
            hint = "column of words" if is_all else ""
            self._complain(kind, row, place, complaints, found=cell, hint=hint)
            if is_all:
                return

    def _complain(
        self, kind: str, row: Row, place: int, complaints: Complaints, **data: object
    ) -> None:
        where = Place(self._origin, self._text, self._span(row, place))
        complaints.about(kind, where, column=self.names[place], **data)

    def _rows(self, complaints: Complaints) -> Iterator[Row]:
        """The rows that are not empty."""
        reader = csv.reader(
            io.StringIO(self._text, newline=""), delimiter=self._delimiter, skipinitialspace=True
        )
        line = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield Row(line, cells)
                line = reader.line_num + 1
        except csv.Error as error:
            place = Place(self._origin, self._text, self._line(line))
            complaints.about(Kind.BAD_ROW, place, detail=str(error))

    def _check_lengths(self, rows: Sequence[Row], complaints: Complaints) -> None:
        needed = len(self.names)
        for row in rows:
            if len(row.cells) != needed:
                span = self._span(row, min(needed, len(row.cells) - 1))
                place = Place(self._origin, self._text, span)
                data = {"needed": needed, "found_count": len(row.cells), "line": rows[0].line}
                complaints.about(Kind.RAGGED_ROW, place, **data)
        complaints.check()

    def _line(self, line: int) -> Span:
        """Where a line is."""
        starts = [0, *(each.end() for each in LINE_END.finditer(self._text))]
        start = starts[line - 1]
        end = LINE_END.search(self._text, start)
        return Span(start, end.start() if end else len(self._text))

    def _span(self, row: Row, place: int) -> Span:
        """Where a cell is."""
        start, end = self._line(row.line)
        quoted = rf'\s*"(?:[^"]|"")*"|[^{re.escape(self._delimiter)}]*'
        at = start
        for _ in range(place):
            cell = re.compile(quoted).match(self._text, at, end)
            assert cell is not None, "it matches an empty text"
            at = min(cell.end() + 1, end)
        cell = re.compile(quoted).match(self._text, at, end)
        assert cell is not None, "it matches an empty text"
        blanks = len(cell.group()) - len(cell.group().lstrip())
        return Span(min(at + blanks, end), at + max(len(cell.group().rstrip()), blanks + 1))


def delimiter_of(text: str) -> str:
    """What separates the cells: what is most often in the first line that is not empty."""
    line = next((each for each in io.StringIO(text) if each.strip()), "")
    return max(DELIMITERS, key=lambda each: (line.count(each), each == ","))


def is_number(cell: str) -> bool:
    """Whether it is a number, finite or not."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell
