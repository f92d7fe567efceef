"""What a page consists of, before any numbers are in it: headings, remarks, derivations, tables.

A block names the values that it shows. It is made once a run; a format fills it with the numbers of
one iteration after the other.
"""

from __future__ import annotations

from msgspec import Struct

from bptrace.algebra.expressions import Expression, Number, Reference
from bptrace.explaining.kinks import Kink
from bptrace.render.layout.lines import Line, Tone
from bptrace.render.signs.texts import Formula, Text

MOST_ROWS = 20
"""A block of more says how many it leaves out."""


class Heading(Struct, frozen=True):
    """The title of a section; `aside` is a remark on the same line."""

    text: Text
    tone: Tone
    aside: Text = ""


class Remark(Struct, frozen=True):
    """A quiet line: the formulas that a table's columns come from, side by side; a sentence.

    is_after: it says something of what stands before it, not of what comes.
    """

    parts: tuple[Text, ...]
    is_after: bool = False


class Derivation(Struct, frozen=True):
    """One value: what it is, its formula in symbols, its formula in numbers, itself.

    label: whose value it is, said once for several in a row. symbols: empty where the name says it.
    numbers: the scalar whose equation is also shown with numbers put in, a formula that no equation
    has, or the factors of such a product; None for no such line. value: of a scalar, or a number
    that no scalar has. joined: symbols and numbers on one line, `δ_o1·w5 = 0.138498562 × 0.4`.
    before: other formulas of the same value, from which the symbols follow.
    """

    label: Text
    name: Text
    symbols: Text
    numbers: Expression | tuple[Reference, ...] | None
    value: Reference | float
    joined: bool = False
    before: tuple[Text, ...] = ()


class Derivations(Struct, frozen=True):
    """Derivations under one another."""

    items: tuple[Derivation, ...]
    tone: Tone
    hidden: int = 0


class Row(Struct, frozen=True):
    """A row of a table: whose it is, the operands, what they give; `note` where they give nothing.

    operands: a Formula among them stands for those that are left out. fallback: the same row as a
    derivation, for a page that is too narrow for the table.
    """

    labels: tuple[Text, ...]
    operands: tuple[Reference | Number | Formula, ...]
    value: Reference | Number | None
    fallback: Derivation
    note: str = ""


class Table(Struct, frozen=True):
    """Rows of like equations; `headings` over the labels, `columns` over operands and result.

    has_result: the last column is what the others give; false: of operands only.
    """

    headings: tuple[str, ...]
    columns: tuple[Text, ...]
    rows: tuple[Row, ...]
    tone: Tone
    hidden: int = 0
    has_result: bool = True


class Legend(Struct, frozen=True):
    """The formula of a table, with the values of what is the same in all of its rows."""

    formula: Formula
    values: tuple[Reference, ...]


class Kinks(Struct, frozen=True):
    """Kinks of functions, by which a table goes: said where a value is exactly at one of them."""

    kinks: tuple[Kink, ...]
    tone: Tone = Tone.GRADIENT


class ChainRule(Struct, frozen=True):
    """A derivative as a product of derivatives: ∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂net_o1 · ….

    Each is the name of a derivative, in the signs of its page, to be set as a fraction.
    """

    left: str
    factors: tuple[str, ...]


class Figure(Struct, frozen=True):
    """Lines of text that stand as they are: a network, drawn."""

    lines: tuple[Line, ...]


class Fact(Struct, frozen=True):
    """A number that no equation has, with its name and a remark."""

    label: Text
    value: float
    remark: Text = ""


class Facts(Struct, frozen=True):
    """Numbers beside one another, to be compared; with so many significant digits."""

    items: tuple[Fact, ...]
    tone: Tone
    digits: int


Block = Heading | Remark | Derivations | Table | Legend | Kinks | ChainRule | Figure | Facts
