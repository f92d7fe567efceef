"""What programs in C, JavaScript and plain Python have in common: blocks of assignments.

A `Dialect` says how a language writes an assignment; the rest of a program is each language's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import dropwhile, groupby

from msgspec import Struct

from bptrace.algebra.notation import Notation
from bptrace.programs.listing import Block, Line, Listing, Start
from bptrace.programs.plan import Plan
from bptrace.programs.text import INDENT, assigned, filled, listed, pieces_of
from bptrace.programs.words import ADDED_UP, FROM_0, MEAN, NEXT, PHASES, remark_on_start

Remarks = Callable[[Iterable[str]], Iterator[str]]


class Dialect(Struct, frozen=True):
    """How a language writes assignments.

    comment: lines as comments. define: what stands before a variable that is assigned once; begin:
    before one that changes. end: after a statement. brackets: around what takes several lines.
    """

    notation: Notation
    comment: Remarks
    define: str
    begin: str
    end: str
    brackets: tuple[str, str]

    def number(self, value: float) -> str:
        return self.notation.number(value)

    def statement(self, before: str, line: Line) -> Iterator[str]:
        """An assignment, or what else begins so, on as many lines as it takes."""
        return assigned(before, pieces_of(line.right, self.notation), self.end, "", self.brackets)

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        """All assignments, phase after phase."""
        for phase, several in groupby(blocks, key=lambda each: each.phase):
            yield ""
            yield from self.comment([f"== {PHASES[phase]} =="])
            for block in several:
                yield from self.comment([block.remark])
                for line in block.lines:
                    yield from self.statement(f"{self.define}{line.variable} = ", line)

    def starts(self, starts: Iterable[Start]) -> Iterator[str]:
        """What a program begins with."""
        for start in starts:
            yield ""
            yield from self.comment([remark_on_start(start.role, start.layer)])
            before = self.begin if start.changes else self.define
            for name, value in start.values:
                yield f"{before}{name} = {self.number(value)}{self.end}"

    def zeros(self, listing: Listing) -> Iterator[str]:
        """Before the loop over a batch."""
        yield from self.comment([FROM_0])
        for each in listing.added:
            yield f"{self.begin}{each.variable} = {self.number(0.0)}{self.end}"

    def of_a_sample(self, listing: Listing) -> Iterator[str]:
        """Within the loop over a batch."""
        yield from dropwhile(lambda line: not line, self.blocks(listing.of_sample))
        yield ""
        yield from self.comment([ADDED_UP])
        for line in listing.added:
            yield from self.statement(f"{line.variable} += ", line)

    def means(self, listing: Listing, length: str) -> Iterator[str]:
        """After the loop over a batch."""
        if listing.means:
            yield ""
            yield from self.comment([MEAN])
            yield from (f"{name} /= {length}{self.end}" for name in listing.means)

    def successors(self, listing: Listing) -> Iterator[str]:
        """At the end of an iteration."""
        if listing.successors:
            yield ""
            yield from self.comment([NEXT])
            yield from (f"{old} = {new}{self.end}" for old, new in listing.successors)


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Lines one step further in."""
    return (INDENT + line if line else "" for line in lines)


def rows_of(plan: Plan, number: Callable[[float], str]) -> Iterator[list[str]]:
    """Inputs and targets of each sample."""
    for parts in zip(*plan.samples.values(), strict=True):
        yield [number(value) for part in parts for value in part]


def table(rows: Iterable[Sequence[str]], opening: str, closing: str) -> Iterator[str]:
    """Rows of numbers, each within brackets."""
    for row in rows:
        yield from filled([opening, *listed(row), f"{closing},"], INDENT)


def order_table(plan: Plan, opening: str, closing: str) -> Iterator[str]:
    """Which samples each iteration sees: a place each, or a row of them."""
    if plan.size == 1:
        return filled([f"{place}, " for (place,) in plan.batches], INDENT)
    return table(([*map(str, batch)] for batch in plan.batches), opening, closing)


def columns_by_sample(listing: Listing) -> list[tuple[str, ...]]:
    """The variables of each sample of a batch, where each is written out."""
    width = sum(len(rows[0]) for rows in listing.plan.samples.values())
    columns = listing.columns
    return [columns[at : at + width] for at in range(0, len(columns), width)]
