"""Lines `name = value` -> the tree of what is expected, each part with its place.

w5 = 0.4              of iteration 1
iteration = 2         those below are of iteration 2
after = 10            those below are so after 10 updates
3:E = 0.29            as on the command line
"""

from __future__ import annotations

import re

from bptrace.config.builder import Builder, Refused
from bptrace.config.claim_rows import lines_in
from bptrace.config.claim_tree import Cell, ClaimTree
from bptrace.config.claims import AFTER
from bptrace.config.number_files import ASSIGNMENT, ITERATION
from bptrace.config.tree import Scalar
from bptrace.problems.problem import Finding, Kind, Span

AS_WRITTEN = re.compile(r"(?:(?P<during>\d+):|after:(?P<after>\d+):)?(?P<name>.+)", re.DOTALL)
"""`E`, `3:E`, `after:1:E`; a name may have a colon itself, but begins with no digit: `h1:o1`."""


def are_assignments(text: str) -> bool:
    """Whether a text is such lines: its first one is, and no YAML."""
    first = next(lines_in(text), None)
    return (
        first is not None
        and ASSIGNMENT.fullmatch(first.group()) is not None
        and (": " not in first.group())
    )


def read_assignments(text: str) -> Builder:
    """The builder with the tree. Raises Refused where a line cannot be read."""
    tree = ClaimTree(text)
    moment: dict[str, Cell] = {}
    for line in lines_in(text):
        found = ASSIGNMENT.fullmatch(line.group())
        if found is None:
            span = Span(line.start(), line.end())
            raise Refused(Finding(Kind.NOT_A_CLAIM, (), span=span))
        name, value = (_cell(line, found, each) for each in ("name", "value"))
        if name.text in {ITERATION, AFTER}:
            moment = {name.text: value}
            continue
        own, name = _moment_in(name)
        own = own or moment
        tree.put(name, Scalar(value.text, value.span), own.get(ITERATION), own.get(AFTER))
    return tree.finished()


def _cell(line: re.Match[str], found: re.Match[str], part: str) -> Cell:
    return Cell(found[part], Span(line.start() + found.start(part), line.start() + found.end(part)))


def _moment_in(name: Cell) -> tuple[dict[str, Cell], Cell]:
    """`3:E` -> iteration 3, and E."""
    found = AS_WRITTEN.fullmatch(name.text)
    assert found is not None, "a name is not empty"
    own = {
        key: Cell(found[group], name.span)
        for key, group in ((ITERATION, "during"), (AFTER, "after"))
        if found[group] is not None
    }
    return own, Cell(found["name"].strip(), name.span)
