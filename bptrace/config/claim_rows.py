"""CSV with a number a row -> the tree of what is expected, each part with its place.

iteration,after,name,value
1,,net_h1,0.3775
,10000,E,0.000035085

Columns in any order, separated by commas, semicolons or tabs; name and value are enough. Without a
row of names, the columns are name and value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bptrace.config.builder import Builder, Refused
from bptrace.config.claims import AFTER
from bptrace.config.printed import as_printed, is_number
from bptrace.config.scalars import resolve
from bptrace.config.tree import Entry, Node, Scalar
from bptrace.config.tree import Mapping as MappingNode
from bptrace.problems.lines import line_at
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind, Span

NAME, VALUE, ITERATION = "name", "value", "iteration"
COLUMNS = (ITERATION, AFTER, NAME, VALUE)
DELIMITERS = ",;\t"
LINE = re.compile(r"[^\r\n]+")
YAML = re.compile(r"^\s*[{\[]|:(\s|$)")


class Cell(Struct, frozen=True):
    """What is between two commas, without blanks and quotes, and where."""

    text: str
    span: Span


Row = Sequence[Cell]


def is_delimited(text: str) -> bool:
    """Whether a text is CSV: its first line has a comma, and is no YAML."""
    first = next(_lines(text), None)
    if first is None:
        return False
    return any(each in first.group() for each in DELIMITERS) and not YAML.search(first.group())


def read_rows(text: str) -> Builder:
    """The builder with the tree. Raises Refused where a row cannot be read."""
    builder = Builder(text, are_claims=True)
    rows = list(_rows(text))
    heading = [each.text.lower() for each in rows[0]]
    if len(heading) == 2 and is_number(resolve(heading[1])):
        columns: Mapping[str, int] = {NAME: 0, VALUE: 1}
    else:
        columns = _columns(rows.pop(0))
    root = _Block(Span(0, len(text)))
    for row in rows:
        _put(builder, root, row, columns)
    builder.root = root.node()
    return builder


def _columns(heading: Row) -> Mapping[str, int]:
    """The place of each column."""
    names = [each.text.lower() for each in heading]
    for cell, name in zip(heading, names, strict=True):
        if name not in COLUMNS:
            data = {"key": cell.text, "near": near(name, COLUMNS), "known": list(COLUMNS)}
            raise _refused(Kind.UNKNOWN_KEY, cell.span, **data)
    for name in (NAME, VALUE):
        if name not in names:
            span = Span(heading[0].span.start, heading[-1].span.end)
            raise _refused(Kind.CLAIMS_COLUMN, span, column=name, known=list(COLUMNS))
    return {name: place for place, name in enumerate(names)}


class _Block:
    """The numbers of a moment, as they are found."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.entries: dict[str, tuple[Span, Node | _Block]] = {}

    def below(self, cell: Cell, key: str = "") -> _Block:
        """The block under a key, made where there is none."""
        _, found = self.entries.setdefault(key or cell.text, (cell.span, _Block(cell.span)))
        assert isinstance(found, _Block)
        return found

    def node(self) -> MappingNode:
        """The finished block."""
        entries = {
            key: Entry(span, each.node() if isinstance(each, _Block) else each)
            for key, (span, each) in self.entries.items()
        }
        value = {key: each.node.value for key, each in entries.items()}
        return MappingNode(value, self.span, 1 + len(entries), entries=entries)


def _put(builder: Builder, root: _Block, row: Row, columns: Mapping[str, int]) -> None:
    """A row's number, where it belongs."""
    if len(row) != len(columns):
        span = row[min(len(columns), len(row) - 1)].span
        needed, found = len(columns), len(row)
        raise _refused(Kind.CLAIM_ROW, span, needed=needed, found_count=found)
    cells = {key: row[place] for key, place in columns.items()}
    block = _block_of(root, cells)
    name, value = cells[NAME], cells[VALUE]
    if name.text in block.entries:
        line = line_at(builder.text, block.entries[name.text][0].start)
        data = {"key": name.text, "line": line, "hint": ""}
        builder.findings.append(Finding(Kind.DUPLICATE_KEY, (), data, span=name.span))
    number = as_printed(value.text, resolve(value.text))
    block.entries.setdefault(name.text, (name.span, Scalar(number, value.span)))


def _block_of(root: _Block, cells: Mapping[str, Cell]) -> _Block:
    """Of the moment that a row is of; without one, it is iteration 1."""
    during, after = cells.get(ITERATION), cells.get(AFTER)
    if after is not None and after.text:
        if during is not None and during.text:
            raise _refused(Kind.CLAIM_OF_TWO, after.span)
        return root.below(after, AFTER).below(after)
    return root.below(during) if during is not None and during.text else root


def _rows(text: str) -> Iterator[Row]:
    """The rows in which there is anything; a comment is none."""
    first = next(_lines(text)).group()
    delimiter = max(DELIMITERS, key=first.count)
    for line in _lines(text):
        yield list(_cells(line, delimiter))


def _lines(text: str) -> Iterator[re.Match[str]]:
    for line in LINE.finditer(text):
        if line.group().strip() and not line.group().lstrip().startswith("#"):
            yield line


def _cells(line: re.Match[str], delimiter: str) -> Iterator[Cell]:
    at = line.start()
    for part in line.group().split(delimiter):
        written = part.strip()
        start = at + part.find(written)
        yield Cell(written.strip("\"'"), Span(start, start + max(len(written), 1)))
        at += len(part) + 1


def _refused(kind: str, span: Span, **data: object) -> Refused:
    return Refused(Finding(kind, (), data, span=span))
