"""JSON Lines -> columns: an object a line, its values by name; or a list a line, by position.

{"x": 0.5, "species": "setosa"}          [0.5, "setosa"]          {"input": [0.5, 1], "target": 1}
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from math import isfinite
from typing import Any

from bptrace.config.data_files.complaints import Complaints
from bptrace.problems.problem import Kind, Place, Span

LINE = re.compile(r"[^\r\n]+")
NOTHING = object()


class JsonLines:
    """The columns of a JSON Lines text."""

    def __init__(self, text: str, origin: str, complaints: Complaints) -> None:
        self._text = text
        self._origin = origin
        self._spans: list[Span] = []
        self._records: list[dict[str, Any]] = []
        for line in LINE.finditer(text):
            if line.group().strip():
                self._read(line.group(), Span(*line.span()), complaints)
        complaints.check()
        self.names: Sequence[str] = list(self._records[0]) if self._records else []
        self.count = len(self._records)

    are_named = True

    def _read(self, line: str, span: Span, complaints: Complaints) -> None:
        where = Place(self._origin, self._text, span)
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            at = span.start + min(error.pos, len(line) - 1)
            where = Place(self._origin, self._text, Span(at, at + 1))
            complaints.about(Kind.BAD_ROW, where, detail=error.msg)
            return
        except (ValueError, RecursionError) as error:
            complaints.about(Kind.BAD_ROW, where, detail=str(error))
            return
        if isinstance(record, list):
            record = {str(number): each for number, each in enumerate(record, 1)}
        if not isinstance(record, dict) or not record:
            complaints.about(Kind.NO_RECORD, where, found=record)
            return
        self._records.append(record)
        self._spans.append(span)

    def numbers(self, place: int, complaints: Complaints) -> list[list[float]]:
        name = self.names[place]
        rows = [
            self._row(record.get(name, NOTHING), at, name, complaints)
            for at, record in enumerate(self._records)
        ]
        for at, row in enumerate(rows):
            if row and rows[0] and len(row) != len(rows[0]):
                data = {"column": name, "needed": len(rows[0]), "found_count": len(row)}
                complaints.about(Kind.OTHER_LENGTH, self._where(at, name), **data)
        return [list(column) for column in zip(*rows, strict=False)]

    def words(self, place: int, complaints: Complaints) -> list[str]:
        name = self.names[place]
        words = []
        for at, record in enumerate(self._records):
            value = record.get(name)
            if isinstance(value, list | dict) or value is None:
                complaints.about(Kind.NO_CLASS, self._where(at, name), column=name, found=value)
            words.append(value if isinstance(value, str) else json.dumps(value))
        return words

    def _row(self, value: Any, at: int, name: str, complaints: Complaints) -> list[float]:
        if value is NOTHING:
            complaints.about(Kind.MISSING_FIELD, self._where(at, name), column=name)
            return []
        numbers = value if isinstance(value, list) else [value]
        for each in numbers:
            if not _is_number(each):
                complaints.about(Kind.BAD_VALUE, self._where(at, name), column=name, found=each)
                return []
        return [float(each) for each in numbers]

    def _where(self, at: int, name: str) -> Place:
        """The value of that name; the whole line, where it has none."""
        start, end = self._spans[at]
        key = re.compile(re.escape(json.dumps(name)) + r"\s*:\s*([^,}\s]*)")
        found = key.search(self._text, start, end)
        return Place(self._origin, self._text, Span(*found.span(1)) if found else Span(start, end))


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -1e308 < value < 1e308 or (isinstance(value, float) and isfinite(value))
