"""What a document consists of: blocks with the numbers put in, ready to be set in any format.

Overview                                  what is run
Section                                   one iteration, how E falls, what is explained
├── Heading, Remark                       as in `blocks`
├── Working ── Worked                     h1  net = w1·i1 + …  = 0.15 × 0.05 + …  = 0.377500000
├── Grid ── GridRow                       rows of numbers under headings
├── Display                               ∂E/∂w5 = ∂E/∂out_o1 · …, as on paper
└── Figure                                lines that stand as they are
"""

from __future__ import annotations

from msgspec import Struct

from bptrace.render.layout.blocks import Figure, Heading, Remark
from bptrace.render.layout.lines import Tone
from bptrace.render.run.overview import Overview
from bptrace.render.signs.texts import Formula, Text


class Section(Struct, frozen=True):
    """A chapter of a document; asides say what it starts from."""

    text: Text
    asides: tuple[Text, ...] = ()


class Digits(Struct, frozen=True):
    """A number, as `render.numbers` writes it."""

    text: str


Cell = Digits | Text
"""A number in a table, or the words in its place; empty where there is neither."""


class Worked(Struct, frozen=True):
    """A value: whose and what it is, what it is equal to step by step, its digits."""

    label: Text
    name: Text
    steps: tuple[Text, ...]
    value: Digits


class Working(Struct, frozen=True):
    """Values under one another; `left_out` says how many are not shown."""

    items: tuple[Worked, ...]
    tone: Tone
    left_out: Text = ""


class GridRow(Struct, frozen=True):
    """Labels, numbers, a remark and its tone; the last number is what the others give."""

    labels: tuple[Text, ...]
    numbers: tuple[Cell, ...]
    remark: Text = ""
    tone: Tone = Tone.QUIET


class Grid(Struct, frozen=True):
    """A table: headings over the labels, columns over the numbers.

    working: the same as formulas, for a page that is too narrow for the table. has_result: the
    last number of a row is what the others give.
    """

    headings: tuple[Text, ...]
    columns: tuple[Text, ...]
    rows: tuple[GridRow, ...]
    tone: Tone
    left_out: Text = ""
    working: Working | None = None
    has_result: bool = True


class Display(Struct, frozen=True):
    """A formula on a line of its own."""

    formula: Formula


Part = Overview | Section | Heading | Remark | Working | Grid | Display | Figure
