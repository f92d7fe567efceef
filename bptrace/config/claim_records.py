"""JSON in which an iteration is an object, as programs write it -> the tree of what is expected.

{"iteration": 1, "values": {"E": 0.298}}     an object a line, with or without `values`
[{"iteration": 1, "E": 0.298}, …]            a list of them

Without a number, an object is of the iteration after the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import structs

from bptrace.config.builder import Builder, Refused
from bptrace.config.claim_rows import lines_in
from bptrace.config.claim_tree import Cell, ClaimTree
from bptrace.config.claims import AFTER
from bptrace.config.json_reader import read_json
from bptrace.config.number_files import BESIDE, ITERATION, RECORD, VALUES
from bptrace.config.tree import Entry, Listing, Mapping, Node, Scalar
from bptrace.problems.problem import Finding, Kind, Span

OBJECT = re.compile(r"\s*\{.*\}\s*")


def are_lines_of_json(text: str) -> bool:
    """Whether a text has an object a line: the first two, or the only one with `values` in it."""
    lines = lines_in(text)
    first, second = next(lines, None), next(lines, None)
    if first is None or OBJECT.fullmatch(first.group()) is None:
        return False
    if second is None:
        return f'"{VALUES}"' in first.group()
    return OBJECT.fullmatch(second.group()) is not None


def read_json_lines(text: str) -> Builder:
    """The builder with the tree. Raises Refused where a line cannot be read."""
    return _of_records(text, list(_records(text)))


def regrouped(builder: Builder) -> Builder:
    """The same of a text that was read as a whole, if it is a list of such objects, or one; else
    what was read as it is."""
    root = builder.root
    if isinstance(root, Listing) and all(isinstance(each, Mapping) for each in root.items):
        return _of_records(builder.text, root.items)
    if isinstance(root, Mapping) and VALUES in root.entries:
        return _of_records(builder.text, [root])
    return builder


def _records(text: str) -> Iterator[Node]:
    for line in lines_in(text):
        try:
            root = read_json(line.group(), are_claims=True).root
        except Refused as refused:
            finding = refused.finding
            span = _moved(finding.span or Span(0, 1), line.start())
            raise Refused(structs.replace(finding, span=span)) from None
        if root is not None:
            yield _moved_node(root, line.start())


def _of_records(text: str, records: Sequence[Node]) -> Builder:
    tree, iteration = ClaimTree(text), 0
    for record in records:
        if not isinstance(record, Mapping):
            raise Refused(Finding(Kind.CLAIMS_SHAPE, (), {"found": record.value}, span=record.span))
        if record.entries and _says(record, RECORD) in {None, ITERATION}:
            during, after = _moment(record, ITERATION), _moment(record, AFTER)
            if during is None and after is None:
                during = Cell(str(iteration + 1), record.span)
            iteration = int(during.text) if during and during.text.isdecimal() else iteration
            for key, entry in _values(record).items():
                tree.put(Cell(key, entry.key), entry.node, during, after)
    return tree.finished()


def _values(record: Mapping) -> dict[str, Entry]:
    """What an object says of its iteration."""
    within = record.entries.get(VALUES)
    if within is not None and isinstance(within.node, Mapping):
        return dict(within.node.entries)
    beside = {ITERATION, AFTER, *BESIDE}
    return {key: each for key, each in record.entries.items() if key not in beside}


def _moment(record: Mapping, key: str) -> Cell | None:
    entry = record.entries.get(key)
    return None if entry is None else Cell(str(entry.node.value), entry.node.span)


def _says(record: Mapping, key: str) -> object:
    entry = record.entries.get(key)
    return None if entry is None else entry.node.value


def _moved_node(node: Node, by: int) -> Node:
    """A part of a line, at its place in the text."""
    span = _moved(node.span, by)
    match node:
        case Mapping(entries=entries):
            moved = {
                key: Entry(_moved(each.key, by), _moved_node(each.node, by))
                for key, each in entries.items()
            }
            return structs.replace(node, span=span, entries=moved)
        case Listing(items=items):
            return structs.replace(
                node, span=span, items=tuple(_moved_node(each, by) for each in items)
            )
        case _:
            return Scalar(node.value, span)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
