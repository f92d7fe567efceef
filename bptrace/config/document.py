"""A config that was read: its data, and where each part of it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path as FilePath
from typing import Any

from msgspec import Struct, structs

from bptrace.config.builder import Refused
from bptrace.config.tree import Mapping as MappingNode
from bptrace.config.tree import Node, nearest
from bptrace.errors import ConfigError
from bptrace.problems.problem import Finding, Path, Place, Problem, Span


class Document(Struct, frozen=True):
    """origin: what the config is called, "mynet.yaml". data: as plain values.

    tree: the structure of `text`, worked out when a place is asked for; None where there is no
    text. options: the config paths that an option gave a value to, and the option as written.
    folder: where the paths of files begin that the config names.
    findings: what reading noticed and was not stopped by. suspicions: what it noticed that explains
    a wrong shape, if there is one.
    """

    origin: str
    data: Any
    text: str | None = None
    tree: Callable[[], Node | None] | None = None
    options: dict[Path, str] = {}
    findings: tuple[Finding, ...] = ()
    suspicions: tuple[Finding, ...] = ()
    folder: FilePath = FilePath()

    def folder_of(self, path: Path) -> FilePath:
        """Where the path of a file begins that is named at a place of the config: in an option, at
        the working directory, where somebody typed it."""
        named = (*path, "file")
        is_option = any(named[: len(option)] == option for option in self.options)
        return FilePath() if is_option else self.folder


def check_findings(findings: Sequence[Finding], document: Document) -> None:
    """Raises ConfigError where anything was found, with the places in the document's text."""
    if findings:
        raise ConfigError(problems_of(findings, document))


def problems_of(findings: Sequence[Finding], document: Document) -> tuple[Problem, ...]:
    """The findings with their places, in the order of the text; those in other files are last."""
    try:
        root = document.tree() if document.tree else None
    except Refused as refused:
        return problems_of([refused.finding], structs.replace(document, tree=None))
    layers = document.data.get("layers") if isinstance(document.data, dict) else None
    count = len(layers) if isinstance(layers, list) else 0
    problems = [Problem(each, _place(each, document, root), count) for each in findings]
    return tuple(sorted(problems, key=_order))


def _order(problem: Problem) -> tuple[bool, int]:
    return problem.finding.place is not None, problem.place.span.start


def _place(finding: Finding, document: Document, root: Node | None) -> Place:
    if finding.place is not None:
        return finding.place
    for path, option in reversed(document.options.items()):
        if finding.path[: len(path)] == path:
            return Place(option)
    if finding.span is not None:
        return Place(document.origin, document.text, finding.span)
    if root is None:
        return Place(document.origin)
    span = _span(finding, root)
    if finding.within is not None and document.text is not None:
        span = _within(span, finding.within, document.text)
    return Place(document.origin, document.text, span)


def _within(span: Span, part: Span, text: str) -> Span:
    """A part of a scalar, which may be in quotes; all of it, where it is spelled with escapes."""
    written = text[span.start : span.end]
    quotes = 1 if written[:1] in {'"', "'"} else 0
    if "\\" in written or "''" in written or "\n" in written:
        return span
    start = span.start + quotes
    return Span(start + part.start, start + max(part.end, part.start + 1))


def _span(finding: Finding, root: Node) -> Span:
    """What the caret goes under: a key, a scalar, or the beginning of a list or mapping."""
    *way, last = finding.path or (None,)
    if finding.at == "key" and last is not None:
        holder, _ = nearest(root, tuple(step for step in way if step is not None))
        if isinstance(holder, MappingNode) and str(last) in holder.entries:
            return holder.entries[str(last)].key
    node, _ = nearest(root, finding.path)
    return node.span
