"""Values as people write them: ∂E/∂out_h1, δ_o1, w5⁺; and their families: ∂E/∂out, δ, w⁺."""

from __future__ import annotations

from collections.abc import Iterable

from bptrace.algebra.expressions import Reference
from bptrace.algebra.names import Entry
from bptrace.algebra.steps import Family, Step
from bptrace.render.glyphs import Glyphs
from bptrace.render.typesetting import Part, typeset_name, typeset_number

SYMBOLS = {"input": "i", "weight": "w", "bias": "b"}
"""What a family is called for short, by its role."""


class DisplayNames:
    """The names of a step's values, with the signs of `glyphs`."""

    def __init__(self, step: Step, glyphs: Glyphs) -> None:
        self._names = step.names
        self._glyphs = glyphs
        self._known: dict[Reference, str] = {}
        self._short = {
            each.name: SYMBOLS[each.role] for each in step.givens if each.role in SYMBOLS
        }

    def of(self, reference: Reference) -> str:
        """The name of one value."""
        known = self._known.get(reference)
        if known is None:
            spelling = self._names.spelling(reference.name)
            parts = zip(self._names.parts(reference), spelling, strict=True)
            written = self._written(Part(text, isinstance(each, Entry)) for text, each in parts)
            known = self._known[reference] = written
        return known

    def own(self, reference: Reference) -> str:
        """What the value belongs to, as a table's first column says it: o1 of delta_o1, w5."""
        spelling = self._names.spelling(reference.name)
        parts = self._names.parts(reference)
        pairs = zip(parts, spelling, strict=True)
        return self.alone(next(part for part, spelled in pairs if isinstance(spelled, Entry)))

    def last(self, reference: Reference) -> str:
        """What its name ends with: o1 of dE_dout_h1_via_o1."""
        return self.alone(self._names.parts(reference)[-1])

    def alone(self, name: str) -> str:
        """A name that somebody chose or counted, of a neuron, a weight or a bias."""
        return self._written([Part(name, is_entry=True)])

    def literal(self, name: str) -> str:
        """A name of a run's own, that no equation has: `E_all`."""
        head, underscore, tail = name.partition("_")
        return self._written([Part(head + underscore, is_entry=False), Part(tail, is_entry=True)])

    def of_family(self, family: Family) -> str:
        """The name without anybody's: `∂out/∂net`, `w`."""
        return self._written(self._general(each) for each in family.spelling)

    def number(self, digits: str) -> str:
        """A number, of digits as `render.numbers` writes them."""
        return typeset_number(digits, self._glyphs)

    def _general(self, part: str | Entry) -> Part:
        if isinstance(part, Entry):
            return Part(self._short.get(part.table, ""), is_entry=True)
        return Part(part.rstrip("_"), is_entry=False)

    def _written(self, parts: Iterable[Part]) -> str:
        if self._glyphs.typeset is None:
            signs = self._glyphs.parts
            return "".join(
                part.text if part.is_entry else signs.get(part.text, part.text) for part in parts
            )
        named = (part for part in parts if part.text)
        return typeset_name(named, self._glyphs, self._glyphs.typeset)
