"""Values as people write them: ∂E/∂out_h1, δ_o1, w5⁺; and their families: ∂E/∂out, δ, w⁺."""

from __future__ import annotations

from bptrace.algebra.expressions import Reference
from bptrace.algebra.names import Entry
from bptrace.algebra.steps import Family, Step
from bptrace.render.glyphs import Glyphs

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
            parts = self._names.parts(reference)
            known = self._known[reference] = "".join(map(self._sign, parts))
        return known

    def own(self, reference: Reference) -> str:
        """What the value belongs to, as a table's first column says it: o1 of delta_o1, w5."""
        spelling = self._names.spelling(reference.name)
        parts = self._names.parts(reference)
        pairs = zip(parts, spelling, strict=True)
        return next(part for part, spelled in pairs if isinstance(spelled, Entry))

    def of_family(self, family: Family) -> str:
        """The name without anybody's: `∂out/∂net`, `w`."""
        return "".join(map(self._general, family.spelling))

    def _sign(self, part: str) -> str:
        return self._glyphs.parts.get(part, part)

    def _general(self, part: str | Entry) -> str:
        if isinstance(part, str):
            return self._sign(part).rstrip("_")
        return self._short.get(part.table, "")
