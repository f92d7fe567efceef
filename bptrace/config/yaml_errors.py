"""A syntax error of YAML -> what its writer can do about it.

libyaml says where it could not go on; the cause is often a line above, and has other words:

units:2                   a space is missing after the colon
activation: relu          ← "mapping values are not allowed in this context"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from bptrace.config.builder import MAX_DEPTH
from bptrace.config.meant import GLUED, apart, why_glued
from bptrace.problems.lines import line_at, line_end, line_start
from bptrace.problems.problem import Finding, Kind, Span

GLUED_LINE = re.compile(rf"^[ \t]*(?:- +)?(?P<all>{GLUED.pattern})", re.MULTILINE)
GLUED_DASH = re.compile(r"^[ \t]*(?P<dash>-(?=[^\W\d]\w*:))", re.MULTILINE)
OPENED = re.compile(r"(?:^|[:,\-\[{])[ \t]*(?P<character>[【［｛])(?=[\s\[{\d.-])", re.MULTILINE)
SEPARATED = re.compile(r"(?P<character>[，、；：])")
QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|#.*")
ORDINARY = {"，": ",", "、": ",", "；": ",", "：": ":", "【": "[", "［": "[", "｛": "{"}


class Failure(Struct, frozen=True):
    """Where reading ended, and what libyaml says. begun: where the part began that it was in; its
    beginning, the line above and what was read since are `suspects`; quotes are blanked there."""

    text: str
    at: int
    detail: str
    context: str
    begun: int | None
    suspects: str
    start: int

    def span(self, match: re.Match[str], group: str) -> Span:
        """The place in the text of something that was found in the suspects."""
        return Span(self.start + match.start(group), self.start + match.end(group))


def explained(error: Any, text: str) -> Finding:
    """What is wrong with a text that YAML's syntax does not allow, with its place."""
    failure = _failure(error, text)
    return next(finding for cause in CAUSES for finding in cause(failure))


def _failure(error: Any, text: str) -> Failure:
    mark, begin = error.problem_mark or error.context_mark, error.context_mark
    at = min(mark.index, len(text)) if mark else 0
    begun = begin.index if begin else None
    above = line_start(text, max(line_start(text, at) - 1, 0))
    start = min(above, line_start(text, begun) if begun is not None else above)
    suspects = QUOTED.sub(lambda match: " " * len(match[0]), text[start : line_end(text, at)])
    detail, context = str(error.problem or error.context), str(error.context or "")
    return Failure(text, at, detail, context, begun, suspects, start)


def _tab(failure: Failure) -> Iterator[Finding]:
    if failure.text[failure.at : failure.at + 1] == "\t":
        yield _found(Kind.TAB, failure)


def _depth(failure: Failure) -> Iterator[Finding]:
    if failure.detail == "exceeded maximum nesting depth":
        yield _found(Kind.TOO_DEEP, failure, most=MAX_DEPTH)


def _quote(failure: Failure) -> Iterator[Finding]:
    if failure.context == "while scanning a quoted scalar" and failure.begun is not None:
        yield Finding(Kind.OPEN_QUOTE, (), span=Span(failure.begun, failure.begun + 1))


def _glued(failure: Failure) -> Iterator[Finding]:
    for match in GLUED_LINE.finditer(failure.suspects):
        data = {"hint": why_glued(match), "meant": [apart(match)]}
        yield Finding(Kind.GLUED_COLON, (), data, span=failure.span(match, "all"))
    for match in GLUED_DASH.finditer(failure.suspects):
        yield Finding(Kind.GLUED_DASH, (), span=failure.span(match, "dash"))


def _full_width(failure: Failure) -> Iterator[Finding]:
    """Brackets where a value begins; commas and colons only between brackets."""
    for pattern in [OPENED, SEPARATED] if "flow" in failure.context else [OPENED]:
        for match in pattern.finditer(failure.suspects):
            character = match["character"]
            span = failure.span(match, "character")
            if span.start <= failure.at:
                data = {"character": character, "ordinary": ORDINARY[character]}
                yield Finding(Kind.FULL_WIDTH, (), data, span=span)


def _comma(failure: Failure) -> Iterator[Finding]:
    """Something follows on the same line where only a comma or a bracket may."""
    before = failure.text[line_start(failure.text, failure.at) : failure.at].strip()
    follows = failure.text[failure.at : line_end(failure.text, failure.at)].strip()
    if "flow" in failure.context and "','" in failure.detail and before and follows:
        yield _found(Kind.NO_COMMA, failure, detail=failure.detail)


def _entry(failure: Failure) -> Iterator[Finding]:
    if failure.detail == "did not find expected '-' indicator" and failure.begun is not None:
        yield _found(Kind.NO_ENTRY, failure, line=line_at(failure.text, failure.begun))


def _colon(failure: Failure) -> Iterator[Finding]:
    if failure.detail == "mapping values are not allowed in this context":
        yield _found(Kind.MAPPING_VALUES, failure)


def _other(failure: Failure) -> Iterator[Finding]:
    if failure.context and failure.begun is not None and failure.detail != failure.context:
        line = line_at(failure.text, failure.begun)
        data = {"detail": failure.detail, "context": failure.context, "line": line}
        yield _found(Kind.SYNTAX_IN, failure, **data)
    yield _found(Kind.SYNTAX, failure, detail=failure.detail)


CAUSES: tuple[Callable[[Failure], Iterator[Finding]], ...] = (
    _tab,
    _depth,
    _quote,
    _glued,
    _full_width,
    _comma,
    _entry,
    _colon,
    _other,
)


def _found(kind: str, failure: Failure, **data: object) -> Finding:
    """At the place where reading ended."""
    return Finding(kind, (), data, span=Span(failure.at, failure.at + 1))
