"""What `input` and `target` say -> the places of the columns that they mean.

sepal_length      a name          4      a position, from 1
1-4               positions       all the others
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bptrace.config.config import ALL_THE_OTHERS
from bptrace.config.data_files.columns import Columns
from bptrace.config.data_files.complaints import Complaints
from bptrace.problems.near import near
from bptrace.problems.problem import Kind, Path

RANGE = re.compile(r"(\d{1,9}) *- *(\d{1,9})")
MOST_NAMES = 20
"""Of columns that are listed where one is not found."""

Selector = Sequence[str | int] | str | int


class Selection:
    """The columns of one file, as the config chooses them. origin: what the file is called."""

    def __init__(self, columns: Columns, origin: str, complaints: Complaints) -> None:
        self._names = list(columns.names)
        self._are_named = columns.are_named
        self._origin = origin
        self._complaints = complaints

    def places(self, selector: Selector, path: Path) -> list[int]:
        """The places, from 0, in the order of the selector; what is not there is complained of."""
        if isinstance(selector, str | int):
            return list(self._places(selector, path))
        each = (self._places(one, (*path, at)) for at, one in enumerate(selector))
        return [place for places in each for place in places]

    def others(self, taken: Sequence[int], path: Path) -> list[int]:
        """The places of all columns but those."""
        places = [place for place in range(len(self._names)) if place not in taken]
        if not places:
            self._complaints.about_config(Kind.NO_OTHER_COLUMNS, path, file=self._origin)
        return places

    def are_the_others(self, selector: Selector) -> bool:
        """Whether the selector says so."""
        return selector == ALL_THE_OTHERS and ALL_THE_OTHERS not in self._names

    def _places(self, one: str | int, path: Path) -> Iterator[int]:
        if isinstance(one, str) and self._are_named and one in self._names:
            yield self._names.index(one)
        elif isinstance(one, int):
            yield from self._counted(one, one, path)
        elif positions := RANGE.fullmatch(one.strip()):
            yield from self._counted(int(positions[1]), int(positions[2]), path)
        else:
            self._unknown(one, path)

    def _counted(self, first: int, last: int, path: Path) -> Iterator[int]:
        count = len(self._names)
        if 1 <= first <= last <= count:
            yield from range(first - 1, last)
            return
        wrong = first if not 1 <= first <= count else last
        data = {"found": wrong, "file": self._origin, "count": count}
        kind = Kind.COLUMNS_BACKWARDS if 1 <= last < first <= count else Kind.NO_SUCH_COLUMN
        self._complaints.about_config(kind, path, first=first, last=last, **data)

    def _unknown(self, name: str, path: Path) -> None:
        data: dict[str, object] = {"name": name, "file": self._origin, "count": len(self._names)}
        if not self._are_named:
            self._complaints.about_config(Kind.NAMELESS_COLUMNS, path, **data)
            return
        known = self._names[:MOST_NAMES] + ["…"] * (len(self._names) > MOST_NAMES)
        data |= {"near": near(name, self._names), "known": known}
        self._complaints.about_config(Kind.UNKNOWN_COLUMN, path, **data)
