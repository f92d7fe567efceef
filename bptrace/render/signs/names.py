"""Values as people write them: ∂E/∂out_h1, δ_o1, w5⁺; and their families: ∂E/∂out, δ, w⁺."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bptrace.algebra.derive import SHARE
from bptrace.algebra.expressions import Index, Reference
from bptrace.algebra.names import Entry, Spelling
from bptrace.algebra.steps import Family, Step
from bptrace.network.naming import PLACE
from bptrace.network.respelled import error_shared_back
from bptrace.render.signs.glyphs import Glyphs
from bptrace.render.signs.typesetting import Part, typeset_name, typeset_number

SYMBOLS = {"input": "i", "weight": "w", "bias": "b"}
"""What a family is called for short, by its role."""
OF_ALL_SAMPLES = {"w", "b"}
"""Of these, no sample has its own."""
SIGNS = {"d", "_d", "_via_"}
"""Parts of a name that stand for no value."""
DERIVATIVE_OF_E = {"dE_d": ("d", "E", "_d")}

Spelled = tuple[list[tuple[str, str | Entry]], str]
"""The parts of a name, each with what its spelling has there; the place of its sample, if any."""


class DisplayNames:
    """The names of a step's values, with the signs of `glyphs`.

    placed: a value that each sample of a batch has says of which it is, `net_h1@3`.
    """

    def __init__(self, step: Step, glyphs: Glyphs, placed: bool = True) -> None:
        self._step = step
        self._names = step.names
        self._glyphs = glyphs
        self._placed = placed
        self._known: dict[Reference, str] = {}
        self._short = {
            each.name: SYMBOLS[each.role] for each in step.givens if each.role in SYMBOLS
        }

    def of(self, reference: Reference) -> str:
        """The name of one value."""
        known = self._known.get(reference)
        if known is None:
            spelled, place = self._spelled(reference)
            written = self._written(Part(text, isinstance(part, Entry)) for text, part in spelled)
            if place and self._placed:
                written = self._with_place(spelled, place)
            known = self._known[reference] = written
        return known

    def own(self, reference: Reference) -> str:
        """What the value belongs to, as a table's first column says it: o1 of delta_o1, w5."""
        spelled, _ = self._spelled(reference)
        return self.alone(next(text for text, part in spelled if isinstance(part, Entry)))

    def last(self, reference: Reference) -> str:
        """What its name ends with: o1 of dE_dout_h1_via_o1."""
        parts, _ = self._parts(reference)
        return self.alone(parts[-1][0])

    def place(self, reference: Reference) -> str:
        """Which of its batch's samples it is of: `@3`; nothing where all have it in common."""
        _, place = self._spelled(reference)
        return place and f"{PLACE}{place}"

    def alone(self, name: str) -> str:
        """A name that somebody chose or counted, of a neuron, a weight or a bias."""
        return self._written([Part(name, is_entry=True)])

    def literal(self, name: str) -> str:
        """A name of a run's own, that no equation has: `E_all`."""
        head, underscore, tail = name.partition("_")
        return self._written([Part(head + underscore, is_entry=False), Part(tail, is_entry=True)])

    def of_family(self, family: Family) -> str:
        """The name without anybody's: `∂out/∂net`, `w`."""
        return self._written(self._general(family.spelling))

    def of_layer(self, family: Family) -> str:
        """The name with the layer that its values belong to: `δ_h`, `∂E/∂out_o`."""
        tables = {each: each for part in _entries(family.spelling) for each in part.at}
        return self._indexed(family, {index: self._table(family, index) for index in tables})

    def with_indices(self, family: Family, indices: Mapping[Index, str]) -> str:
        """The name for any of its neurons: `∂out_k/∂net_l`."""
        return self._indexed(family, indices)

    def number(self, digits: str) -> str:
        """A number, of digits as `render.numbers` writes them."""
        return typeset_number(digits, self._glyphs)

    def _spelled(self, reference: Reference) -> Spelled:
        """The parts of a name as people write it, and the place of its sample."""
        return self._as_in_the_article(reference) or self._parts(reference)

    def _parts(self, reference: Reference) -> Spelled:
        """The parts of a name as the step spells it."""
        spelling = self._names.spelling(reference.name)
        pairs = list(zip(self._names.parts(reference), spelling, strict=True))
        if PLACE in spelling:
            return pairs[: spelling.index(PLACE)], pairs[-1][0]
        return pairs, ""

    def _as_in_the_article(self, reference: Reference) -> Spelled | None:
        """∂E_o2/∂out_h1, of what reaches h1 through o2."""
        if self._step.family(reference.name).role != SHARE:
            return None
        ends = error_shared_back(self._step, reference)
        if ends is None:
            return None
        (error, place), (variable, _) = map(self._spelled, ends)
        return [("d", "d"), *error, ("_d", "_d"), *variable], place

    def _general(self, spelling: Spelling) -> Iterator[Part]:
        """Nobody's: a part that ends in _ takes an index, which is left out."""
        takes_index = False
        for part in _without_place(spelling):
            if isinstance(part, str):
                yield Part(part.rstrip("_"), is_entry=False)
                takes_index = part.endswith("_")
            elif not takes_index:
                yield Part(self._short.get(part.table, ""), is_entry=True)

    def _indexed(self, family: Family, indices: Mapping[Index, str]) -> str:
        return self._written(
            Part(part, is_entry=False)
            if isinstance(part, str)
            else Part(
                self._short.get(part.table) or ",".join(indices[each] for each in part.at),
                is_entry=True,
            )
            for part in _without_place(family.spelling)
        )

    def _table(self, family: Family, index: Index) -> str:
        return next(each.table for each in _entries(family.spelling) if index in each.at)

    def _with_place(self, spelled: list[tuple[str, str | Entry]], place: str) -> str:
        typeset = self._glyphs.typeset
        if typeset is None:
            parts = (Part(text, isinstance(part, Entry)) for text, part in spelled)
            return f"{self._written(parts)}{PLACE}{place}"
        above = typeset.place.format(place)
        return self._written(
            Part(each, isinstance(part, Entry), above if self._is_of_a_sample(each, part) else "")
            for text, part in spelled
            for each in DERIVATIVE_OF_E.get(text, (text,))
        )

    def _is_of_a_sample(self, text: str, part: str | Entry) -> bool:
        if isinstance(part, Entry):
            return self._short.get(part.table) not in OF_ALL_SAMPLES
        return text not in SIGNS

    def _written(self, parts: Iterable[Part]) -> str:
        if self._glyphs.typeset is None:
            signs = self._glyphs.parts
            return "".join(
                part.text if part.is_entry else signs.get(part.text, part.text) for part in parts
            )
        named = (part for part in parts if part.text)
        return typeset_name(named, self._glyphs, self._glyphs.typeset)


def _without_place(spelling: Spelling) -> Spelling:
    return spelling[: spelling.index(PLACE)] if PLACE in spelling else spelling


def _entries(spelling: Spelling) -> Iterator[Entry]:
    return (part for part in _without_place(spelling) if isinstance(part, Entry))
