"""What was named -> numbers, iteration by iteration, and the experiment that gives them, if known.

trace.jsonl   trace.json.gz       what is recorded
mynet.yaml   mazur                what it computes
dump.jsonl   dump.csv   a.txt     another program's; - is stdin
a list of dicts, a dict           the same in Python; or a trace
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from bptrace.api import experiment_of, run, trace_of_loaded
from bptrace.checking.differing.entries import (
    READERS,
    Entry,
    from_json,
    in_order,
    json_of,
    text_lines,
)
from bptrace.config.data_files.delimited import DELIMITERS
from bptrace.config.experiment import Experiment
from bptrace.config.loading import load, load_part
from bptrace.config.number_files import ASSIGNMENT, COMMENT, ITERATION, NAME, RECORD, VALUE, VALUES
from bptrace.config.source import UTF_16_MARKS, Source, find_source
from bptrace.errors import EndedEarly, Flaw, TraceError
from bptrace.sources import PACKED, opened
from bptrace.trace.lines import Lines
from bptrace.trace.reading import written_trace
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

if TYPE_CHECKING:
    from bptrace.trace.written import WrittenTrace

FOREVER = 2**53
HEAD_BYTES = 65_536
LAYERS, HEADER = "layers", "header"
"""Keys that only a config has, and only a trace in one piece."""
CONFIGS = frozenset({".yaml", ".yml"})
TABLES = frozenset({".csv", ".tsv"})
TEXTS = frozenset({".jsonl", ".ndjson", ".txt", ".log", ".dat"})
JSON_BEGINS = ("{", "[")

OtherSource = str | PathLike[str] | Mapping[str, object] | Iterable[Mapping[str, object]] | Trace


class Other(Struct, frozen=True):
    """origin: what to call it. entries: in ascending order of iterations; they can be read once.
    experiment: whose numbers these are, where that is known. computed: the trace, where nobody
    recorded them."""

    origin: str
    entries: Iterator[Entry]
    experiment: Experiment | None = None
    computed: Trace | None = None


def open_other(source: OtherSource) -> Other:
    """The numbers of a trace, a config or another program.

    Raises ConfigError or TraceError, which say what is wrong; reading on may raise the latter.
    """
    if isinstance(source, Trace):
        return _computed(source)
    if isinstance(source, Mapping):
        return _computed(run(source)) if LAYERS in source else _in_python([source], "a dict")
    if not isinstance(source, str | PathLike):
        return _in_python(source, "a list")
    found = find_source(source)
    try:
        return _read(found, opened(found))
    except (OSError, ValueError) as error:
        if isinstance(source, str) and not Path(source).exists():
            return _computed(run(source))  # which says why it cannot be read
        detail = getattr(error, "strerror", None) or error
        raise TraceError(found.origin, Flaw.UNREADABLE, detail=detail) from None


def _read(found: Source, lines: Lines) -> Other:
    head = lines.read(HEAD_BYTES)
    if head.startswith(UTF_16_MARKS):
        raise TraceError(found.origin, Flaw.UTF_16)
    kind = _kind_of(head.decode("utf-8-sig", "ignore"), found, lines)
    if kind in {None, "document"}:
        written = written_trace(lines, found.origin)
        if written is not None:
            return _recorded(written)
    if kind is None:
        return _computed(trace_of_loaded(load(structs.replace(found, content=lines))))
    if kind == "document":
        return _document(found, lines)
    return Other(found.origin, in_order(READERS[kind](text_lines(lines, found.origin))))


def _recorded(written: WrittenTrace) -> Other:
    loaded = load_part(written.config, written.origin)
    return Other(written.origin, _entries_in(written), experiment_of(loaded))


def _entries_in(written: WrittenTrace) -> Iterator[Entry]:
    origin = written.origin
    try:
        for iteration, values in written.iterations(1, FOREVER):
            yield Entry(iteration, tuple(values), tuple(values.values()), origin)
    except OSError as error:
        raise TraceError(origin, Flaw.UNREADABLE, detail=error) from None


def _computed(trace: Trace) -> Other:
    return Other(trace.origin.source, _entries_of(trace), trace.experiment, trace)


def _entries_of(trace: Trace) -> Iterator[Entry]:
    """Up to where training ends; whether it should have ended there, the other trace knows."""
    origin = trace.origin.source
    try:
        for record in trace:
            yield Entry(record.iteration, tuple(record), tuple(record.row), origin)
    except EndedEarly:
        return


def _document(found: Source, lines: Lines) -> Other:
    """JSON that takes more than a line: a config, or one or several iterations."""
    text = lines.read(-1).decode("utf-8-sig", "replace")
    document = json_of(text, found.origin)
    if isinstance(document, dict) and LAYERS in document:
        return _computed(trace_of_loaded(load(structs.replace(found, content=lines))))
    if isinstance(document, dict) and isinstance(document.get("iterations"), list):
        document = document["iterations"]
    records = document if isinstance(document, list) else [document]
    return Other(found.origin, in_order(from_json(records, found.origin)))


def _in_python(records: Iterable[Mapping[str, object]], origin: str) -> Other:
    """Records of a trace, or dicts like the objects of JSON, with NumPy's arrays in them."""
    return Other(origin, in_order(from_json(map(_plain, records), origin)))


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return {ITERATION: value.iteration, VALUES: dict(value)}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    to_list = getattr(value, "tolist", None)
    return to_list() if to_list is not None else value


def _kind_of(head: str, found: Source, lines: Lines) -> str | None:
    """How another program's numbers are written, by how they begin; None for anything else.

    json: an object a line; document: JSON as a whole; csv, assignments. Raises TraceError where a
    file is certainly no config, and none of these either.
    """
    endings = [each.lower() for each in found.file.suffixes] if found.file is not None else []
    ending = next((each for each in reversed(endings) if each != PACKED), "")
    starts = (line for line in head.splitlines() if line.strip() and not line.startswith(COMMENT))
    first = next(starts, "")
    if first.lstrip().startswith(JSON_BEGINS):
        return _kind_of_json(next(text_lines(lines, found.origin)).text)
    if ending in CONFIGS or found.origin.startswith("built-in "):
        return None
    if ending in TABLES or _is_table(first):
        return "csv"
    if ASSIGNMENT.fullmatch(first) is not None and ": " not in first:
        return "assignments"
    if ending in TEXTS or not first:
        raise TraceError(found.origin, Flaw.NO_NUMBERS)
    return None


def _kind_of_json(first: str) -> str | None:
    """By its first line, which may be all of it."""
    try:
        record = json_of(first, "")
    except TraceError:
        return "document"
    if not isinstance(record, dict) or HEADER in record:
        return "document"
    if RECORD in record and record[RECORD] != ITERATION:
        return None
    return "document" if LAYERS in record and VALUES not in record else "json"


def _is_table(line: str) -> bool:
    cells = {each.strip().strip('"').lower() for each in re.split(f"[{DELIMITERS}]", line)}
    return len(cells) > 1 and (ITERATION in cells or {NAME, VALUE} <= cells)
