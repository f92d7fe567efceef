"""CSV -> the tree of what is expected, each part with its place.

iteration,after,name,value         a number a row
1,,net_h1,0.3775
,10000,E,0.000035085

iteration,net_h1,E                 an iteration a row; without that column, the first row is 1
1,0.3775,0.298371109

Columns in any order, separated by commas, semicolons or tabs; name and value are enough. Without a
row of names, the columns are name and value. Where a semicolon separates, a comma is a decimal one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bptrace.config.builder import Builder, Refused
from bptrace.config.claim_tree import Cell, ClaimTree
from bptrace.config.claims import AFTER
from bptrace.config.decimal_commas import may_be_thousands, with_point
from bptrace.config.number_files import BESIDE, COMMENT, ITERATION, NAME, VALUE
from bptrace.config.printed import number_in
from bptrace.config.tree import Scalar
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind, Span

COLUMNS = (ITERATION, AFTER, NAME, VALUE)
DELIMITERS = ",;\t"
SEMICOLON = ";"
LINE = re.compile(r"[^\r\n]+")
YAML = re.compile(r"^\s*[{\[]|:(\s|$)")
QUOTES = "\"'"
IN_QUOTES = r"[ \t]*(?:\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*')[ \t]*"

Row = Sequence[Cell]


def is_delimited(text: str) -> bool:
    """Whether a text is CSV: its first line has a comma, and is no YAML."""
    first = next(lines_in(text), None)
    if first is None:
        return False
    return any(each in first.group() for each in DELIMITERS) and not YAML.search(first.group())


def lines_in(text: str) -> Iterator[re.Match[str]]:
    """The lines that say something; a comment is none."""
    for line in LINE.finditer(text):
        if line.group().strip() and not line.group().lstrip().startswith(COMMENT):
            yield line


def read_rows(text: str) -> Builder:
    """The builder with the tree. Raises Refused where a row cannot be read."""
    tree = ClaimTree(text)
    delimiter = max(DELIMITERS, key=next(lines_in(text)).group().count)
    rows = [list(_cells(line, delimiter)) for line in lines_in(text)]
    heading = rows[0]
    if any(number_in(with_point(each.text)) is not None for each in heading):
        columns: Mapping[str, int] = {NAME: 0, VALUE: 1}
    else:
        rows.pop(0)
        names = [each.text.lower() for each in heading]
        columns = _columns(heading) if NAME in names or VALUE in names else {}
    for number, row in enumerate(rows, start=1):
        _check_length(row, len(columns) or len(heading), delimiter)
        if columns:
            _put(tree, row, columns, delimiter)
        else:
            _put_all(tree, heading, row, number, delimiter)
    return tree.finished()


def _columns(heading: Row) -> Mapping[str, int]:
    """The place of each column of a table with a number a row."""
    names = [each.text.lower() for each in heading]
    for cell, name in zip(heading, names, strict=True):
        if name not in COLUMNS and name not in BESIDE:
            data = {"key": cell.text, "near": near(name, COLUMNS), "known": list(COLUMNS)}
            raise _refused(Kind.UNKNOWN_KEY, cell.span, **data)
    for name in (NAME, VALUE):
        if name not in names:
            span = Span(heading[0].span.start, heading[-1].span.end)
            raise _refused(Kind.CLAIMS_COLUMN, span, column=name, known=list(COLUMNS))
    return {name: place for place, name in enumerate(names)}


def _check_length(row: Row, needed: int, delimiter: str) -> None:
    if len(row) == needed:
        return
    span, found = row[min(needed, len(row) - 1)].span, len(row)
    last = f"{row[-2].text},{row[-1].text}" if found > 1 else ""
    is_comma = delimiter == "," and found == needed + 1 and with_point(last) != last
    data = {"needed": needed, "found_count": found, "hint": "decimal comma" if is_comma else ""}
    raise _refused(Kind.CLAIM_ROW, span, **data)


def _put(tree: ClaimTree, row: Row, columns: Mapping[str, int], delimiter: str) -> None:
    """The number of a row."""
    cells = {key: row[place] for key, place in columns.items()}
    number = _number(cells[VALUE], delimiter)
    tree.put(cells[NAME], number, cells.get(ITERATION), cells.get(AFTER))


def _put_all(tree: ClaimTree, heading: Row, row: Row, number: int, delimiter: str) -> None:
    """All numbers of a row, of one iteration; an empty cell has none."""
    names = [each.text.lower() for each in heading]
    cells = dict(zip(names, row, strict=True))
    during, after = cells.get(ITERATION), cells.get(AFTER)
    if during is None and after is None:
        during = Cell(str(number), row[0].span)
    for cell, name in zip(row, heading, strict=True):
        if name.text.lower() not in {ITERATION, AFTER, *BESIDE} and cell.text:
            tree.put(name, _number(cell, delimiter), during, after)


def _number(cell: Cell, delimiter: str) -> Scalar:
    """What a cell says, with a point for a comma that can only be a decimal one."""
    is_decimal = delimiter == SEMICOLON or not may_be_thousands(cell.text)
    return Scalar((with_point(cell.text) if is_decimal else cell.text) or None, cell.span)


def _cells(line: re.Match[str], delimiter: str) -> Iterator[Cell]:
    cell = re.compile(rf"{IN_QUOTES}(?={delimiter}|$)|[^{delimiter}]*")
    at, text = 0, line.group()
    while at <= len(text):
        found = cell.match(text, at)
        assert found is not None, "it matches an empty text"
        written = found.group().strip()
        start = line.start() + found.start() + found.group().find(written)
        span = Span(start, start + max(len(written), 1))
        yield Cell(written.strip(QUOTES), span)
        at = found.end() + 1


def _refused(kind: str, span: Span, **data: object) -> Refused:
    return Refused(Finding(kind, (), data, span=span))
