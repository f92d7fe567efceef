"""An equation's instance as text, in symbols and in numbers; and taken apart for a table.

What does not change from iteration to iteration is written once and kept: of a formula in numbers,
the text around the digits, one for each pattern of signs (a sign may take parentheses).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import structs

from bptrace.algebra.derive import LOCAL
from bptrace.algebra.elision import ends_of, is_too_long
from bptrace.algebra.expressions import (
    MINUS_ONE,
    Expression,
    Index,
    Number,
    Product,
    Reference,
    Sum,
    factors_of,
    references_in,
    terms_of,
)
from bptrace.algebra.instances import instantiate
from bptrace.algebra.notation import Notation, write
from bptrace.algebra.steps import Equation, Step
from bptrace.render.glyphs import Glyphs
from bptrace.render.names import DisplayNames
from bptrace.render.numbers import operand
from bptrace.trace.record import Record

ELIDED = Reference("…")
"""Stands for the terms that are left out."""

BEFORE_PLUS_OR_MINUS = r"(?= [+\-−] )"
BEFORE_TIMES = r"(?= [×*·] |[·*](?=\w))"
"""Compiled when a line is too long for its page: few pages have one, and all of them start."""


class Leaf(NamedTuple):
    """A value in a formula and the sign before it."""

    sign: str
    value: Reference | Number


class Formulas:
    """The equations of a step, in the signs of `glyphs`, numbers with so many digits."""

    def __init__(self, step: Step, names: DisplayNames, glyphs: Glyphs, digits: int) -> None:
        self._step = step
        self._names = names
        self._glyphs = glyphs
        self._digits = digits
        self._instances: dict[Reference, Expression] = {}
        self._symbols: dict[Reference, str] = {}
        self._leaves: dict[Reference, list[Leaf] | None] = {}
        self._operands: dict[Reference, list[Reference]] = {}
        self._templates: dict[tuple[Reference, tuple[bool, ...]], str] = {}
        self._locals = {
            (each.right.name, each.at): each
            for each in step.equations
            if each.role == LOCAL and isinstance(each.right, Reference)
        }

    def instance(self, reference: Reference) -> Expression:
        """The right side of a scalar's equation; it must have one."""
        known = self._instances.get(reference)
        if known is None:
            right = instantiate(self._step, reference)
            assert right is not None, reference
            known = self._instances[reference] = right
        return known

    def in_symbols(self, reference: Reference) -> str:
        """`w1·i1 + w2·i2 + b1`"""
        known = self._symbols.get(reference)
        if known is None:
            instance = self.instance(reference)
            has_quotients = any("/" in self._names.of(each) for each in references_in(instance))
            known = self._written(instance, self._symbolic(self._names.of, has_quotients))
            self._symbols[reference] = known
        return known

    def in_general(self, equation: Equation) -> str:
        """As the formula of a whole family, nobody's in particular: `out·(1 − out)`."""

        def name(reference: Reference) -> str:
            return self._names.of_family(self._step.family(reference.name))

        return self._written(equation.right, self._symbolic(name))

    def in_numbers(self, reference: Reference, record: Record) -> str:
        """`0.15 × 0.05 + 0.2 × 0.1 + 0.35`"""
        operands = self._operands.get(reference)
        if operands is None:
            operands = self._operands[reference] = self._operands_of(reference)
        if self._glyphs.typeset is not None:
            notation = self._numeric(lambda each: self.number(record.value(each)))
            return self._written(self.instance(reference), notation)
        texts = [operand(record.value(each), self._digits) for each in operands]
        signs = tuple(text.startswith("-") for text in texts)
        template = self._templates.get((reference, signs))
        if template is None:
            template = self._templates[reference, signs] = self._template(reference, signs)
        return template.format(*(text.removeprefix("-") for text in texts))

    def product_in_symbols(self, factors: Sequence[Reference]) -> str:
        """A product that no equation has, of derivatives: `∂E/∂out_o1 · ∂out_o1/∂net_o1`"""
        return f" {self._glyphs.times.strip()} ".join(map(self._names.of, factors))

    def equation(self, left: str, right: str) -> str:
        """`η = 0.5`, of two formulas."""
        return f"{left} {self._glyphs.equals} {right}"

    def signed(self, sign: str, name: str) -> str:
        """`× ∂net/∂w`, what a column holds; `sign` may be empty."""
        if not sign:
            return name
        typeset = self._glyphs.typeset
        return f"{sign} {name}" if typeset is None else f"{typeset.nothing}{sign} {name}"

    def number(self, value: float) -> str:
        """A value as it stands in a formula: `0.05`, as short as it is exact."""
        return self._names.number(operand(value, self._digits))

    def product_in_numbers(self, factors: Sequence[Reference], record: Record) -> str:
        """The same in numbers."""
        notation = self._numeric(lambda each: self.number(record.value(each)))
        return write(Product(tuple(factors)), notation)

    def leaves(self, reference: Reference) -> list[Leaf] | None:
        """A sum of products of plain values, flat: w, − η, × ∂E/∂w; None if it is more."""
        if reference not in self._leaves:
            self._leaves[reference] = self._flat(self.instance(reference))
        return self._leaves[reference]

    def local_derivative(self, family: str, at: tuple[Index, ...]) -> Equation | None:
        """The local derivative along those axes that is nothing but the family: ∂net/∂w = out."""
        return self._locals.get((family, at))

    def _operands_of(self, reference: Reference) -> list[Reference]:
        shown = _elided(self.instance(reference))
        return [each for each in references_in(shown) if each != ELIDED]

    def _template(self, reference: Reference, signs: tuple[bool, ...]) -> str:
        signed = ("-" if negative else "" for negative in signs)
        texts = (f"{sign}{{{place}}}" for place, sign in enumerate(signed))
        notation = self._numeric(lambda _: next(texts))
        return self._written(self.instance(reference), notation)

    def _numeric(self, value: Callable[[Reference], str]) -> Notation:
        glyphs, typeset = self._glyphs, self._glyphs.typeset
        return Notation(
            reference=value,
            number=self.number,
            times=glyphs.by,
            plus=f" {glyphs.plus} ",
            minus=" - " if typeset is None else f" {glyphs.minus} ",
            negative="-" if typeset is None else typeset.negative,
            functions=glyphs.functions,
            symbols=glyphs.symbols,
            parentheses=glyphs.parentheses,
            call=glyphs.call,
            comma=glyphs.comma,
            same=glyphs.same,
        )

    def _symbolic(self, name: Callable[[Reference], str], spaced: bool = False) -> Notation:
        """spaced: between names that are quotients, a sign needs room: ∂E/∂out · ∂out/∂net."""
        glyphs = self._glyphs
        return structs.replace(
            self._numeric(name),
            number=lambda value: glyphs.half if value == 0.5 else self.number(value),
            times=f" {glyphs.times.strip()} " if spaced else glyphs.times,
            minus=f" {glyphs.minus} ",
            negative=glyphs.minus if glyphs.typeset is None else glyphs.typeset.negative,
            bare_coefficient=glyphs.bare_coefficient,
        )

    def _written(self, expression: Expression, notation: Notation) -> str:
        name = notation.reference
        ellipsis = self._glyphs.ellipsis
        elided = structs.replace(
            notation, reference=lambda each: ellipsis if each == ELIDED else name(each)
        )
        return write(_elided(expression), elided)

    def _flat(self, expression: Expression) -> list[Leaf] | None:
        flat: list[Leaf] = []
        for place, term in enumerate(terms_of(expression)):
            factors = factors_of(term)
            sign = self._glyphs.plus if place else ""
            if factors[0] == MINUS_ONE and len(factors) > 1:
                factors, sign = factors[1:], self._glyphs.minus
            for factor in factors:
                if not isinstance(factor, Reference | Number):
                    return None
                flat.append(Leaf(sign, factor))
                sign = self._glyphs.by.strip()
        return flat


def _elided(expression: Expression) -> Expression:
    """The expression, or the two ends of a long sum."""
    if not isinstance(expression, Sum) or not is_too_long(expression):
        return expression
    ahead, behind = ends_of(expression)
    return Sum((*ahead, ELIDED, *behind))


def unbroken_parts(text: str, width: int) -> list[str]:
    """The text in parts between which a line may break: before + and −; before × if it must."""
    terms = re.split(BEFORE_PLUS_OR_MINUS, text)
    return [
        part
        for term in terms
        for part in ([term] if len(term) <= width else re.split(BEFORE_TIMES, term))
    ]
