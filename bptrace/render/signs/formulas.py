"""An equation's instance as text, in symbols and in numbers; and taken apart for a table.

What does not change from iteration to iteration is written once and kept: of a formula in numbers,
the text around the digits, one for each pattern of signs (a sign may take parentheses).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite, pi
from typing import NamedTuple

from msgspec import structs

from bptrace.algebra.derive import LOCAL
from bptrace.algebra.expressions import (
    MINUS_ONE,
    Expression,
    Index,
    Number,
    Product,
    Reference,
    factors_of,
    references_in,
    terms_of,
)
from bptrace.algebra.instances import instantiate
from bptrace.algebra.notation import Notation, write
from bptrace.algebra.steps import Equation, Step
from bptrace.explaining.written import ELIDED, as_written, elided
from bptrace.render.signs.glyphs import Glyphs
from bptrace.render.signs.names import DisplayNames
from bptrace.render.signs.numbers import operand
from bptrace.render.signs.rewriting import grouped, without_roots_of_sums
from bptrace.trace.record import Record


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
            known = self._symbols[reference] = self.of_values(self.instance(reference))
        return known

    def of_values(self, instance: Expression) -> str:
        """A formula over values that no equation has: `target_o1 − out_o1`."""
        spaced = any("/" in self._names.of(each) for each in references_in(instance))
        notation = self.symbolic(self._names.of, spaced)
        return self._written(grouped(instance, self._step), notation)

    def of_values_in_numbers(self, instance: Expression, record: Record) -> str:
        """The same in numbers."""
        notation = self._numeric(lambda each: self.number(record.value(each)))
        return self._written(instance, notation)

    @property
    def minus(self) -> str:
        """The sign before a formula in symbols."""
        typeset = self._glyphs.typeset
        return self._glyphs.minus if typeset is None else typeset.negative

    def in_numbers(self, reference: Reference, record: Record) -> str:
        """`0.15 × 0.05 + 0.2 × 0.1 + 0.35`"""
        operands = self._operands.get(reference)
        if operands is None:
            operands = self._operands[reference] = self._operands_of(reference)
        if self._glyphs.typeset is not None:
            notation = self._numeric(lambda each: self.number(record.value(each)))
            return self._written(self.instance(reference), notation)
        texts = [self._operand(record.value(each)) for each in operands]
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
        if self._glyphs.typeset is None:
            return self._operand(value)
        return self._names.number(operand(value, self._digits))

    def _operand(self, value: float) -> str:
        text = operand(value, self._digits)
        return text if isfinite(value) else text.replace("inf", self._glyphs.infinity)

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
        """The values in a formula, in the order in which they are written."""
        found: list[Reference] = []

        def noted(each: Reference) -> str:
            found.append(each)
            return each.name

        self._written(self.instance(reference), self._numeric(noted))
        return found

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
            sum_over=f"{glyphs.sum} {{body}}",
        )

    def symbolic(self, name: Callable[[Reference], str], spaced: bool = False) -> Notation:
        """How a formula is written in symbols.

        spaced: between names that are quotients, a sign needs room: ∂E/∂out · ∂out/∂net.
        """
        glyphs = self._glyphs
        constants = {0.5: glyphs.half, pi: glyphs.pi}
        return structs.replace(
            self._numeric(name),
            number=lambda value: constants.get(value) or self.number(value),
            times=f" {glyphs.times.strip()} " if spaced else glyphs.times,
            minus=f" {glyphs.minus} ",
            negative=self.minus,
            bare_coefficient=glyphs.bare_coefficient,
        )

    def _written(self, expression: Expression, notation: Notation) -> str:
        name = notation.reference
        ellipsis = self._glyphs.ellipsis
        shortened = structs.replace(
            notation, reference=lambda each: ellipsis if each == ELIDED else name(each)
        )
        readable = elided(as_written(expression))
        if self._glyphs.typeset is not None:
            readable = without_roots_of_sums(readable)
        return write(readable, shortened)

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
