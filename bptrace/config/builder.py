"""Events of a reader, in order -> a tree; iterative, bounded in depth and size.

open mapping · scalar "units" · scalar 2 · scalar "weights" · open list · … · close · close
"""

from __future__ import annotations

from collections.abc import Sequence

from bptrace.config.printed import EXPECTED, as_printed
from bptrace.config.tree import Entry, Listing, Mapping, Node, Scalar
from bptrace.problems.lines import line_at
from bptrace.problems.problem import Finding, Kind, Path, Span

MAX_DEPTH = 50
MAX_VALUES = 3_000_000


class Refused(Exception):  # noqa: N818  # as in "reading was refused"; it never reaches a user
    """Reading cannot go on. earlier: what had been found before."""

    def __init__(self, finding: Finding, earlier: Sequence[Finding] = ()) -> None:
        super().__init__(finding)
        self.finding = finding
        self.earlier = earlier


class _Open:
    """A list or mapping of which the end has not been seen."""

    def __init__(self, start: int, is_mapping: bool, anchor: str | None) -> None:
        self.start = start
        self.is_mapping = is_mapping
        self.anchor = anchor
        self.items: list[Node] = []
        self.entries: dict[str, Entry] = {}
        self.key: str | None = None
        self.key_span = Span(0, 0)

    def finished(self, end: int) -> Node:
        span = Span(self.start, end)
        if self.is_mapping:
            nodes = {key: entry.node for key, entry in self.entries.items()}
            size = 1 + sum(node.size for node in nodes.values())
            value = {key: node.value for key, node in nodes.items()}
            return Mapping(value, span, size, entries=self.entries)
        size = 1 + sum(node.size for node in self.items)
        return Listing([node.value for node in self.items], span, size, items=tuple(self.items))


class Builder:
    """Collects nodes into a tree. root: the finished one; findings: what does not stop reading;
    suspicions: what is only wrong if it has the wrong shape. are_claims: every number is one that
    somebody printed."""

    def __init__(self, text: str, *, are_claims: bool = False) -> None:
        self.text = text
        self._are_claims = are_claims
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.suspicions: list[Finding] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._values = 0

    @property
    def path(self) -> Path:
        """Where in the config the next value goes."""
        steps = ((each.key if each.is_mapping else len(each.items)) for each in self._open)
        return tuple(step for step in steps if step is not None)

    @property
    def opened_at(self) -> int:
        """Where the innermost list or mapping begins."""
        return self._open[-1].start

    def refuse(self, kind: str, span: Span, **data: object) -> Refused:
        """The exception to raise for something that ends reading."""
        return Refused(Finding(kind, self.path, data, span=span), self.findings)

    def open_list(self, start: int, anchor: str | None = None) -> None:
        self._begin(_Open(start, False, anchor))

    def open_mapping(self, start: int, anchor: str | None = None) -> None:
        self._begin(_Open(start, True, anchor))

    def _begin(self, opened: _Open) -> None:
        span = Span(opened.start, opened.start + 1)
        if self._expects_key():
            raise self.refuse(Kind.COMPOUND_KEY, span)
        if len(self._open) >= MAX_DEPTH:
            raise self.refuse(Kind.TOO_DEEP, span, most=MAX_DEPTH)
        if opened.anchor is not None:
            self._anchors[opened.anchor] = None
        self._open.append(opened)

    def close(self, end: int) -> None:
        """The innermost list or mapping ends."""
        opened = self._open.pop()
        node = opened.finished(end)
        self._remember(opened.anchor, node)
        self._put(node)

    def scalar(self, text: str, value: object, span: Span, anchor: str | None = None) -> None:
        """A scalar: a key where one is due, else a value."""
        node = Scalar(as_printed(text, value) if self._is_claim() else value, span)
        self._remember(anchor, node)
        if self._expects_key():
            self._set_key(text, span)
        else:
            self._count(node, span)
            self._put(node)

    def alias(self, anchor: str, span: Span) -> None:
        """The node of an anchor, once more."""
        if anchor not in self._anchors:
            raise self.refuse(Kind.UNKNOWN_ALIAS, span, alias=anchor, known=list(self._anchors))
        node = self._anchors[anchor]
        if node is None:
            raise self.refuse(Kind.SELF_ALIAS, span, alias=anchor)
        if self._expects_key():
            raise self.refuse(Kind.COMPOUND_KEY, span)
        self._count(node, span)
        self._put(node)

    def _remember(self, anchor: str | None, node: Node) -> None:
        if anchor is not None:
            self._anchors[anchor] = node

    def _expects_key(self) -> bool:
        return bool(self._open) and self._open[-1].is_mapping and self._open[-1].key is None

    def _set_key(self, key: str, span: Span) -> None:
        innermost = self._open[-1]
        first = innermost.entries.get(key)
        innermost.key, innermost.key_span = key, span
        if first is not None:
            line = line_at(self.text, first.key.start)
            is_block = self.text[innermost.start : innermost.start + 1] != "{"
            is_entry = is_block and len(self._open) > 1 and not self._open[-2].is_mapping
            data = {"key": key, "line": line, "hint": "new entry" if is_entry else ""}
            self.findings.append(Finding(Kind.DUPLICATE_KEY, self.path, data, span=span))

    def _is_claim(self) -> bool:
        """Whether the next value is one that somebody printed, whose digits count."""
        return self._are_claims or (len(self._open) > 1 and self._open[0].key == EXPECTED)

    def _count(self, node: Node, span: Span) -> None:
        self._values += node.size
        if self._values > MAX_VALUES:
            raise self.refuse(Kind.TOO_MANY_VALUES, span, most=MAX_VALUES)

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        innermost = self._open[-1]
        if not innermost.is_mapping:
            innermost.items.append(node)
            return
        assert innermost.key is not None
        innermost.entries.setdefault(innermost.key, Entry(innermost.key_span, node))
        innermost.key = None
