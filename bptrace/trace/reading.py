"""A written trace -> its config and its iterations, one at a time; see `rows` for the format.

JSON Lines are scanned up to the iteration that is asked for, and on from there for the next; a JSON
document is held in memory.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar

from msgspec import MsgspecError, Raw, Struct
from msgspec.json import decode

from bptrace.config.source import UTF_16_MARKS
from bptrace.engine.choice import EngineName
from bptrace.errors import Flaw, TraceError
from bptrace.network.naming import PLACE
from bptrace.trace.lines import BEGINNING, LONGEST, Lines, Place
from bptrace.trace.rows import FORMAT, VERSION
from bptrace.version import __version__

HEAD_BYTES = 4096
HEAD = re.compile(r'\ufeff?\s*\{\s*"(header|record|columns|config|families)"\s*:')
"""How a document begins, and how a first line does, its keys as written or sorted."""

T = TypeVar("T")


class _Format(Struct):
    """As much of a header as says whether the rest can be read."""

    format: str
    version: int
    generator: str = "another bptrace"


class _Engine(Struct, frozen=True):
    """Of the conventions: what computed the values."""

    engine: EngineName = "scalar"


class _Config(Struct):
    """Of a header: what was run, as JSON, and how."""

    config: Raw
    conventions: _Engine = _Engine()


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
    """The records after the header, wherever they are."""

    def after(self, place: Place) -> Iterator[tuple[bytes | Raw, Place]]:
        """Every record from there, and the place behind it."""

    def where(self, place: Place) -> str:
        """What to call the record at a place."""


class _Reached(NamedTuple):
    """How far somebody read: past that iteration, up to that place."""

    iteration: int
    place: Place


class WrittenTrace:
    """A trace as it was written.

    origin: what to call it. config: what was run, as JSON text. generator: what wrote it. engine:
    what computed it.
    """

    def __init__(self, origin: str, header: bytes | Raw, start: Place, entries: _Entries) -> None:
        where = entries.where(BEGINNING)
        self.origin = origin
        self.generator = _readable_format(header, where).generator
        config = _decoded(header, _Config, where)
        self.config = _text(config.config, where)
        self.engine = config.conventions.engine
        self._entries = entries
        self._start = self._reached = _Reached(0, start)

    def iterations(self, first: int, last: int) -> Iterator[tuple[int, Mapping[str, float]]]:
        """The iterations from `first` to `last` that were written, and their values by name.

        Raises TraceError where one up to there cannot be read.
        """
        before, place = self._reached if self._reached.iteration < first else self._start
        for content, after in self._entries.after(place):
            where = self._entries.where(place)
            iteration = _number(content, before, where)
            self._reached = _Reached(before, place)
            if iteration is None or iteration > last:
                return
            if iteration >= first:
                yield iteration, _values(content, where)
            before, place = iteration, after


def written_trace(lines: Lines, origin: str) -> WrittenTrace | None:
    """The trace in a file or pipe; None where that holds something else.

    Raises TraceError for a trace that cannot be read.
    """
    match _first_key(lines.read(HEAD_BYTES), origin):
        case None:
            return None
        case "header":
            content = lines.read(-1).removeprefix(BOM_UTF8)
            last_line = content.count(b"\n") + 1
            document = _decoded(content, _Document, f"{origin}:{last_line}")
            return WrittenTrace(origin, document.header, BEGINNING, _Listed(document, origin))
        case _:
            line, start = next(lines.after(BEGINNING))
            header = line.removeprefix(BOM_UTF8)
            return WrittenTrace(origin, header, start, _OnLines(lines, origin))


class _OnLines:
    """Records on lines of their own."""

    def __init__(self, lines: Lines, origin: str) -> None:
        self._lines = lines
        self._origin = origin

    def after(self, place: Place) -> Iterator[tuple[bytes, Place]]:
        for line, after in self._lines.after(place):
            if len(line) >= LONGEST:
                raise TraceError(self.where(place), Flaw.TOO_LONG, most=LONGEST // 1_000_000)
            if line.strip():
                yield line, after
            place = after

    def where(self, place: Place) -> str:
        return f"{self._origin}:{place.lines + 1}"


class _Listed:
    """Records in a list of a document."""

    def __init__(self, document: _Document, origin: str) -> None:
        self._records: Sequence[Raw] = document.iterations
        self._origin = origin

    def after(self, place: Place) -> Iterator[tuple[Raw, Place]]:
        for number in range(place.lines, len(self._records)):
            yield self._records[number], Place(0, number + 1)

    def where(self, place: Place) -> str:
        return f"{self._origin}: iterations.{place.lines}"


def _first_key(head: bytes, origin: str) -> str | None:
    """With which key something begins that may be a trace."""
    is_utf_16 = head.startswith(UTF_16_MARKS)
    begins = HEAD.match(head.decode("utf-16" if is_utf_16 else "utf-8", "ignore"))
    if begins and is_utf_16:
        raise TraceError(origin, Flaw.UTF_16)
    return begins[1] if begins else None


def _readable_format(header: bytes | Raw, where: str) -> _Format:
    found = _decoded(header, _Format, where)
    if found.format != FORMAT:
        raise TraceError(where, Flaw.NOT_A_TRACE)
    if found.version != VERSION:
        raise TraceError(
            where,
            Flaw.NEWER,
            version=found.version,
            generator=found.generator,
            own=__version__,
            known=VERSION,
        )
    return found


def _number(content: bytes | Raw, before: int, where: str) -> int | None:
    """Which iteration a record is of; None for the summary."""
    found = _decoded(content, _Kind, where)
    if found.record == "summary":
        return None
    if found.record != "iteration" or found.iteration < 1:
        raise TraceError(where, Flaw.NOT_A_RECORD)
    if found.iteration <= before:
        raise TraceError(where, Flaw.NOT_ASCENDING, iteration=found.iteration, before=before)
    return found.iteration


def _values(content: bytes | Raw, where: str) -> Mapping[str, float]:
    found = _decoded(content, _Values, where)
    values = {}
    for name, value in found.values.items():
        if value is not None:
            values[name] = value
        elif name in found.not_finite:
            values[name] = float(found.not_finite[name])
        elif not _is_beyond(name, len(found.samples)):
            raise TraceError(where, Flaw.NO_NUMBER, name=name)
    return values


def _is_beyond(name: str, samples: int) -> bool:
    """Whether a value is of a sample that a smaller batch does not have: net_h1@3 of two."""
    _, separator, place = name.rpartition(PLACE)
    return bool(separator) and place.isdecimal() and int(place) > samples


def _text(content: Raw, where: str) -> str:
    try:
        return str(bytes(content), "utf-8")
    except UnicodeDecodeError as error:
        raise TraceError(where, Flaw.NOT_JSON, detail=error) from None


def _decoded(content: bytes | Raw, type_: type[T], where: str) -> T:
    try:
        return decode(content, type=type_)
    except (MsgspecError, ValueError, RecursionError) as error:
        if "truncated" in str(error):
            raise TraceError(where, Flaw.CUT_OFF) from None
        raise TraceError(where, Flaw.NOT_JSON, detail=error) from None
