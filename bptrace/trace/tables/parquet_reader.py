"""Parquet that `parquet_writer` wrote, a file or a folder of them -> a trace.

Row groups that are before what is asked for are not read; the one that was read last is kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from functools import partial as bound
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

from bptrace.errors import Flaw, TraceError
from bptrace.trace.lines import Lines
from bptrace.trace.tables.arrow import pyarrow, pyarrow_parquet
from bptrace.trace.tables.columns import ITERATION, LEADING, LONG, NAME, SAMPLE, SAMPLES, VALUE
from bptrace.trace.tables.folder import Folder
from bptrace.trace.tables.parquet_writer import HEADER
from bptrace.trace.tables.written import LongRow, WideRow, WrittenTable

ROWS_AT_ONCE = 1_000

T = TypeVar("T")


class _Group(NamedTuple):
    """A row group: of which file, its place in there, and its last iteration."""

    file: int
    place: int
    last: int


def written_parquet(lines: Lines, origin: str, *, partial: bool = False) -> WrittenTable:
    """partial: whether the files of a folder before a damaged one will do.

    Raises TraceError where it cannot be read, InputError where pyarrow is missing.
    """
    parts = lines.parts if isinstance(lines, Folder) else []
    files: Sequence[Path | BinaryIO] = parts or [lines.whole()]
    names = [f"{origin}/{each.name}" for each in parts] or [origin]
    opened, damage = _all_opened(files, names)
    if damage is not None and not (partial and opened):
        raise damage
    header = (opened[0].schema_arrow.metadata or {}).get(HEADER.encode())
    if header is None or ITERATION not in opened[0].schema_arrow.names:
        raise TraceError(names[0], Flaw.NOT_A_TRACE)
    return WrittenTable(origin, header, names[0], _Parquet(opened, names, lines, damage))


def _all_opened(
    files: Sequence[Path | BinaryIO], names: Sequence[str]
) -> tuple[list[Any], TraceError | None]:
    """The files up to the first damaged one, and what is wrong with that."""
    opened: list[Any] = []
    for file, name in zip(files, names, strict=True):
        try:
            opened.append(_read(bound(_opened, file), name))
        except TraceError as damage:
            return opened, damage
    return opened, None


def _opened(file: Path | BinaryIO) -> Any:
    return pyarrow_parquet().ParquetFile(file, page_checksum_verification=True)


class _Parquet:
    """The rows of one or several files. damage: what comes after them, if that is damaged."""

    def __init__(
        self,
        files: Sequence[Any],
        origins: Sequence[str],
        lines: Lines,
        damage: TraceError | None = None,
    ) -> None:
        self._open = lines  # closed with the last reader
        self._damage = damage
        self._files = files
        self._origins = origins
        self.names: Sequence[str] = _names_in(files[0].schema_arrow)
        self._groups = [
            group
            for file in range(len(files))
            for group in _read(bound(self._groups_of, file), origins[file])
        ]
        self._table = lru_cache(maxsize=1)(self._read_group)

    def _groups_of(self, file: int) -> list[_Group]:
        metadata = self._files[file].metadata
        place = self._files[file].schema_arrow.names.index(ITERATION)
        groups = []
        for number in range(metadata.num_row_groups):
            statistics = metadata.row_group(number).column(place).statistics
            has_last = statistics is not None and statistics.has_min_max
            groups.append(_Group(file, number, statistics.max if has_last else 2**63))
        return groups

    def _read_group(self, group: _Group) -> dict[str, Any]:
        read = bound(self._files[group.file].read_row_group, group.place)
        table = _read(read, self._where(group))
        columns = dict(zip(table.schema.names, table.columns, strict=True))
        if not columns.keys() >= set(self.names):
            raise TraceError(self._where(group), Flaw.OTHER_COLUMNS)
        return columns

    def _where(self, group: _Group) -> str:
        return f"{self._origins[group.file]}, row group {group.place + 1}"

    def _tables(self, first: int) -> Iterator[tuple[_Group, dict[str, Any], int]]:
        """The row groups with what is asked for, and from which row."""
        for group in self._groups:
            if group.last < first:
                continue
            table = self._table(group)
            iterations = _read(table[ITERATION].to_numpy, self._where(group))
            yield group, table, bisect_left(iterations, first)
        if self._damage is not None:
            raise self._damage

    def wide(self, first: int) -> Iterator[WideRow]:
        """Columns that somebody added and that are no numbers are no values."""
        values = [each for each in self.names if each not in LEADING]
        samples = [SAMPLES] if SAMPLES in self.names else []
        for where, (numbers, *columns) in self._parts(first, [ITERATION, *samples, *values]):
            lengths = [1] * len(numbers)
            if samples:
                lengths = [len(each or ()) for each in columns.pop(0)]
            for each in zip(numbers, lengths, zip(*columns, strict=True), strict=True):
                yield WideRow(*each, where)

    def long(self, first: int) -> Iterator[LongRow]:
        for where, columns in self._parts(first, (ITERATION, SAMPLE, NAME, VALUE)):
            for iteration, sample, name, value in zip(*columns, strict=True):
                if value is None:
                    raise TraceError(where, Flaw.NO_VALUE, name=name)
                yield LongRow(iteration, sample, name, value, where)

    def _parts(self, first: int, names: Sequence[str]) -> Iterator[tuple[str, list[list[Any]]]]:
        """Some thousand rows at a time as lists, and where they are."""
        for group, table, start in self._tables(first):
            where = self._where(group)
            for begin in range(start, len(table[ITERATION]), ROWS_AT_ONCE):
                columns = _read(bound(_lists, table, names, begin), where)
                if None in columns[0]:
                    raise TraceError(where, Flaw.NO_VALUE, name=ITERATION)
                yield where, columns


def _lists(table: dict[str, Any], names: Sequence[str], begin: int) -> list[list[Any]]:
    return [table[name].slice(begin, ROWS_AT_ONCE).to_pylist() for name in names]


def _names_in(schema: Any) -> list[str]:
    """The columns that may be values, and those that never are."""
    types = pyarrow(".types")
    return [
        each.name
        for each in schema
        if each.name in {*LEADING, *LONG}
        or types.is_floating(each.type)
        or types.is_integer(each.type)
    ]


def _read(read: Callable[[], T], where: str) -> T:
    """Whatever pyarrow makes of a damaged file is said of that file."""
    try:
        return read()
    except (pyarrow().ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise TraceError(where, Flaw.NOT_PARQUET, detail=_first_line(error)) from None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
