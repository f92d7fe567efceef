"""The only place that spells the names of scalars: ("W_o", (0, 0)) <-> "w5"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from msgspec import Struct, structs

from bptrace.algebra.expressions import Index, Reference

Bindings = dict[Index, int]


class Numbered(Struct, frozen=True):
    """Names by counting: prefix and a number, by position, the last index fastest."""

    prefix: str
    first: int
    shape: tuple[int, ...]

    def name(self, at: Sequence[int]) -> str:
        number = 0
        for position, length in zip(at, self.shape, strict=True):
            number = number * length + position
        return f"{self.prefix}{self.first + number}"

    def position(self, name: str) -> tuple[int, ...] | None:
        digits = name.removeprefix(self.prefix)
        if not (name.startswith(self.prefix) and digits.isdecimal() and digits.isascii()):
            return None
        count = prod(self.shape)
        if len(digits) > len(str(self.first + count)):
            return None  # int() refuses thousands of digits
        number = int(digits) - self.first
        if not 0 <= number < count or str(int(digits)) != digits:
            return None
        at = []
        for length in reversed(self.shape):
            number, remainder = divmod(number, length)
            at.append(remainder)
        return tuple(reversed(at))


class Listed(Struct, frozen=True):
    """Names as somebody chose them, by position."""

    names: Mapping[tuple[int, ...], str]

    def name(self, at: Sequence[int]) -> str:
        return self.names[tuple(at)]

    def position(self, name: str) -> tuple[int, ...] | None:
        return next((at for at, each in self.names.items() if each == name), None)


Table = Numbered | Listed


class Entry(Struct, frozen=True):
    """The part of a name that a table supplies: `w5` in `dE_dw5`, `o1` in `net_o1`."""

    table: str
    at: tuple[Index, ...]


Spelling = tuple[str | Entry, ...]
"""How the scalars of a family are written: literal parts and table entries in turn."""


def respelled(spelling: Spelling, indices: Mapping[Index, Index]) -> Spelling:
    """The spelling over other indices."""
    return tuple(
        part
        if isinstance(part, str)
        else Entry(part.table, tuple(indices.get(index, index) for index in part.at))
        for part in spelling
    )


class NameTable(Struct, frozen=True):
    """Spells every scalar of a step and finds it again.

    tables: the names people count or choose: of neurons, weights, biases.
    spellings: for every family, its indices and how its scalars are written.
    """

    tables: Mapping[str, Table]
    spellings: Mapping[str, tuple[tuple[Index, ...], Spelling]]

    def with_spellings(self, more: Iterable[tuple[Reference, Spelling]]) -> NameTable:
        added = {reference.name: (reference.at, spelling) for reference, spelling in more}
        return structs.replace(self, spellings={**self.spellings, **added})

    def spelling(self, family: str) -> Spelling:
        return self.spellings[family][1]

    def parts(self, reference: Reference) -> tuple[str, ...]:
        """The name in parts, literal ones and table entries as the spelling has them."""
        indices, spelling = self.spellings[reference.name]
        bound = dict(zip(indices, reference.at, strict=True))
        return tuple(
            part
            if isinstance(part, str)
            else self.tables[part.table].name([int(bound[index]) for index in part.at])
            for part in spelling
        )

    def spell(self, reference: Reference) -> str:
        """`delta_o[0,1]` -> "delta_o2"."""
        return "".join(self.parts(reference))

    def find(self, name: str) -> Reference | None:
        """ "delta_o2" -> `delta_o[0,1]`; None where no scalar has that name."""
        for family, (indices, spelling) in self.spellings.items():
            for bound in self._match(name, spelling):
                return Reference(family, tuple(bound.get(index, 0) for index in indices))
        return None

    def _match(self, name: str, spelling: Spelling) -> Iterator[Bindings]:
        """Every way to read `name` as that spelling, as positions of the indices."""
        if not spelling:
            if not name:
                yield {}
            return
        part, rest = spelling[0], spelling[1:]
        if isinstance(part, str):
            if name.startswith(part):
                yield from self._match(name.removeprefix(part), rest)
            return
        for end in _ends(name, rest):
            at = self.tables[part.table].position(name[:end])
            if at is None:
                continue
            bound = dict(zip(part.at, at, strict=True))
            for others in self._match(name[end:], rest):
                if all(others.get(index, bound[index]) == bound[index] for index in bound):
                    yield {**others, **bound}


def _ends(name: str, rest: Spelling) -> Iterator[int]:
    """Where a table entry may end, given what must follow it."""
    if not rest:
        yield len(name)
        return
    separator = rest[0]
    assert isinstance(separator, str), "two table entries need a literal between them"
    end = name.find(separator)
    while end >= 0:
        yield end
        end = name.find(separator, end + 1)


def all_positions(shape: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every position of an array of that shape, the last index fastest."""
    return product(*map(range, shape))
