"""Numbers as they are found in a text, one by one -> the tree of what is expected, by moment."""

from __future__ import annotations

from msgspec import Struct

from bptrace.config.builder import Builder, Refused
from bptrace.config.claims import AFTER
from bptrace.config.tree import Entry, Node
from bptrace.config.tree import Mapping as MappingNode
from bptrace.problems.lines import line_at
from bptrace.problems.problem import Finding, Kind, Span


class Cell(Struct, frozen=True):
    """A piece of a text, without the blanks and quotes around it, and where it is."""

    text: str
    span: Span
    quoted: bool = False


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


class ClaimTree:
    """The numbers of all moments, as they are found in a text."""

    def __init__(self, text: str) -> None:
        self._builder = Builder(text, are_claims=True)
        self._root = _Block(Span(0, len(text)))

    def put(self, name: Cell, number: Node, during: Cell | None, after: Cell | None) -> None:
        """A number where it belongs; without an iteration or a number of updates, it is of
        iteration 1. Raises Refused where it is said to be of two moments."""
        block = self._block_of(during, after)
        if name.text in block.entries:
            line = line_at(self._builder.text, block.entries[name.text][0].start)
            data = {"key": name.text, "line": line, "hint": ""}
            finding = Finding(Kind.DUPLICATE_KEY, (), data, span=name.span)
            self._builder.findings.append(finding)
        block.entries.setdefault(name.text, (name.span, number))

    def _block_of(self, during: Cell | None, after: Cell | None) -> _Block:
        if after is not None and after.text:
            if during is not None and during.text:
                raise Refused(Finding(Kind.CLAIM_OF_TWO, (), span=after.span))
            return self._root.below(after, AFTER).below(after)
        return self._root.below(during) if during is not None and during.text else self._root

    def finished(self) -> Builder:
        """The builder with the tree."""
        self._builder.root = self._root.node()
        return self._builder
