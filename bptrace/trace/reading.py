"""A written trace -> its config and its iterations, one at a time, whatever its format.

Its content says what it is. Here are JSON Lines and JSON, see `rows`; JSON Lines are scanned up to
the iteration that is asked for, and on from there for the next; a JSON document is held in memory.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Literal, NamedTuple, Protocol

from msgspec import Raw, Struct

from bptrace.config.source import UTF_16_MARKS
from bptrace.errors import Flaw, TraceError
from bptrace.trace.lines import BEGINNING, LONGEST, Lines, Place
from bptrace.trace.quick_reading import QuickReader, quick_reader
from bptrace.trace.written import (
    Values,
    WrittenTrace,
    check_ascending,
    decoded,
    is_beyond,
    unreadable,
)

__all__ = ["WrittenTrace", "written_trace"]

HEAD_BYTES = 4096
HEAD = re.compile(r'\ufeff?\s*\{\s*"(header|record|columns|config|families)"\s*:')
"""How a document begins, and how a first line does, its keys as written or sorted."""

PARQUET, ZIP = b"PAR1", b"PK\x03\x04"


class _Kind(Struct):
    """Of any record."""

    record: str = ""
    iteration: int = 0


class _Values(Struct):
    """Of an iteration."""

    values: dict[str, float | None]
    samples: list[int] = []
    not_finite: dict[str, Literal["inf", "-inf", "nan"]] = {}


class _Document(Struct):
    """A trace in one piece."""

    header: Raw
    iterations: list[Raw] = []


class _Entries(Protocol):
    """The records after the header, wherever they are. head: what to call the header."""

    head: str

    def after(self, place: Place) -> Iterator[tuple[bytes | Raw, Place]]:
        """Every record from there, and the place behind it."""

    def where(self, place: Place) -> str:
        """What to call the record at a place."""


class _Reached(NamedTuple):
    """How far somebody read: past that iteration, up to that place."""

    iteration: int
    place: Place


class WrittenJson(WrittenTrace):
    """Records in JSON, wherever they are."""

    def __init__(self, origin: str, header: bytes | Raw, start: Place, entries: _Entries) -> None:
        super().__init__(origin, header, entries.head)
        self._entries = entries
        self._start = self._reached = _Reached(0, start)
        self._quick: QuickReader | None = None

    def read(self, first: int, last: int) -> Iterator[tuple[int, Values]]:
        before, place = self._reached if self._reached.iteration < first else self._start
        for content, after in self._entries.after(place):
            read = self._quickly(content) if before >= first - 1 else None
            iteration, values = read or self._slowly(content, before, first, place)
            self._reached = _Reached(before, place)
            if iteration is None or iteration > last:
                return
            if read is not None and iteration <= before:
                check_ascending(iteration, before, self._entries.where(place))
            if values is not None:
                yield iteration, values
            before, place = iteration, after

    def _quickly(self, content: bytes | Raw) -> tuple[int, Values] | None:
        return self._quick.read(content) if self._quick is not None else None

    def _slowly(
        self, content: bytes | Raw, before: int, first: int, place: Place
    ) -> tuple[int | None, Values | None]:
        """Which iteration a record is of, none for the summary; its values from `first` on."""
        where = self._entries.where(place)
        iteration = _number(content, before, where)
        if iteration is None or iteration < first:
            return iteration, None
        values = _values(content, where)
        if self._quick is None:
            self._quick = quick_reader(tuple(values))
        return iteration, values


def written_trace(lines: Lines, origin: str, *, partial: bool = False) -> WrittenTrace | None:
    """The trace in a file or pipe; None where that holds something else.

    partial: whether what is whole of a damaged one will do.
    Raises TraceError for a trace that cannot be read.
    """
    written: WrittenTrace | None
    head = lines.read(HEAD_BYTES)
    if head.startswith(PARQUET):
        from bptrace.trace.tables.parquet_reader import written_parquet  # noqa: PLC0415  # pyarrow

        written = written_parquet(lines, origin, partial=partial)
    elif head.startswith(ZIP):
        from bptrace.trace.tables.npz_reader import written_npz  # noqa: PLC0415  # NumPy

        written = written_npz(lines, origin, partial=partial)
    elif head.startswith((b"iteration,", BOM_UTF8 + b"iteration,")):
        from bptrace.trace.tables.csv_reader import written_csv  # noqa: PLC0415  # few are

        written = written_csv(lines, origin)
    else:
        written = _written_json(lines, head, origin, partial)
    if written is not None:
        written.is_partial = partial
    return written


def _written_json(lines: Lines, head: bytes, origin: str, partial: bool) -> WrittenTrace | None:
    match _first_key(head, origin):
        case None:
            return None
        case "header":
            content = _whole_lines(lines) if partial else lines.read(-1)
            return _written_document(content.removeprefix(BOM_UTF8), origin, partial)
        case _:
            line, start = next(lines.after(BEGINNING))
            header = line.removeprefix(BOM_UTF8)
            return WrittenJson(origin, header, start, _OnLines(lines, origin))


def _whole_lines(lines: Lines) -> bytes:
    """Up to where nothing more can be read, of what is packed."""
    whole: list[bytes] = []
    with suppress(OSError):
        whole.extend(line for line, _ in lines.after(BEGINNING))
    return b"".join(whole)


def _written_document(content: bytes, origin: str, partial: bool) -> WrittenTrace:
    last_line = content.count(b"\n") + 1
    try:
        document = decoded(content, _Document, f"{origin}:{last_line}")
    except TraceError as damage:
        if not partial or (begun := _Begun.of(content, origin, damage)) is None:
            raise
        return WrittenJson(origin, begun.header, BEGINNING, begun)
    return WrittenJson(origin, document.header, BEGINNING, _Listed(document.iterations, origin))


class _OnLines:
    """Records on lines of their own."""

    def __init__(self, lines: Lines, origin: str) -> None:
        self._lines = lines
        self._origin = origin
        self.head = self.where(BEGINNING)

    def after(self, place: Place) -> Iterator[tuple[bytes, Place]]:
        try:
            for line, after in self._lines.after(place):
                if len(line) >= LONGEST:
                    raise TraceError(self.where(place), Flaw.TOO_LONG, most=LONGEST // 1_000_000)
                if line.strip():
                    yield line, after
                place = after
        except OSError as error:
            raise unreadable(self.where(place), error) from None

    def where(self, place: Place) -> str:
        return f"{self._origin}:{place.lines + 1}"


class _Listed:
    """Records in a list of a document."""

    def __init__(self, records: Sequence[bytes | Raw], origin: str) -> None:
        self._records = records
        self._origin = origin
        self.head = f"{origin}, header"

    def after(self, place: Place) -> Iterator[tuple[bytes | Raw, Place]]:
        for number in range(place.lines, len(self._records)):
            yield self._records[number], Place(0, number + 1)

    def where(self, place: Place) -> str:
        return f"{self._origin}: iterations.{place.lines}"


class _Begun(_Listed):
    """Those of a damaged document that are whole, each on its line, as `writers` writes them."""

    BEGINS = b'{"header": '
    LISTS = b'"iterations": ['

    def __init__(
        self, header: bytes, records: Sequence[bytes], origin: str, damage: TraceError
    ) -> None:
        super().__init__(records, origin)
        self.header = header
        self._damage = damage

    @classmethod
    def of(cls, content: bytes, origin: str, damage: TraceError) -> _Begun | None:
        """None where nobody can say what is whole."""
        header, _, rest = content.partition(b",\n" + cls.LISTS)
        if not header.startswith(cls.BEGINS):
            return None
        lines = rest.splitlines()
        records = (line.removesuffix(b"]").removesuffix(b",") for line in islice(lines, 1, None))
        return cls(header.removeprefix(cls.BEGINS), list(records), origin, damage)

    def after(self, place: Place) -> Iterator[tuple[bytes | Raw, Place]]:
        yield from super().after(place)
        raise self._damage


def _first_key(head: bytes, origin: str) -> str | None:
    """With which key something begins that may be a trace."""
    is_utf_16 = head.startswith(UTF_16_MARKS)
    begins = HEAD.match(head.decode("utf-16" if is_utf_16 else "utf-8", "ignore"))
    if begins and is_utf_16:
        raise TraceError(origin, Flaw.UTF_16)
    return begins[1] if begins else None


def _number(content: bytes | Raw, before: int, where: str) -> int | None:
    """Which iteration a record is of; None for the summary."""
    found = decoded(content, _Kind, where)
    if found.record == "summary":
        return None
    if found.record != "iteration":
        raise TraceError(where, Flaw.NOT_A_RECORD)
    check_ascending(found.iteration, before, where)
    return found.iteration


def _values(content: bytes | Raw, where: str) -> Mapping[str, float]:
    found = decoded(content, _Values, where)
    values = {}
    for name, value in found.values.items():
        if value is not None:
            values[name] = value
        elif name in found.not_finite:
            values[name] = float(found.not_finite[name])
        elif not is_beyond(name, len(found.samples)):
            raise TraceError(where, Flaw.NO_NUMBER, name=name)
    return values
