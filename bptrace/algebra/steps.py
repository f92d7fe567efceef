"""A training step as data: named, indexed equations in order of computation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import product
from math import prod

from msgspec import Struct, structs

from bptrace.algebra.expressions import Expression, Index, Reference, references_in
from bptrace.algebra.names import NameTable, Spelling

Pairs = Mapping[tuple[Index, Index], frozenset[tuple[int, int]]]
"""Positions along two axes."""


class Phase(StrEnum):
    """When in a training step a value comes into being."""

    GIVEN = "given"
    FORWARD = "forward"
    ERROR = "error"
    BACKWARD = "backward"
    UPDATE = "update"


class Family(Struct, frozen=True):
    """A named family of values, one for every position along its axes.

    role: what its values are to the reader of a table ("net", "delta", "weight"); opaque here.
    layer: whose they are; None where they belong to no layer.
    """

    name: str
    at: tuple[Index, ...]
    phase: Phase
    role: str
    layer: str | None
    spelling: Spelling

    @property
    def reference(self) -> Reference:
        return Reference(self.name, self.at)


class Given(Family, frozen=True):
    """A family whose values come from outside: inputs, targets, parameters, rates."""


class Equation(Family, frozen=True, kw_only=True):
    """A family and what each of its values is equal to; `right` is over the indices of `at`.

    chain: what the chain rule says that it is, where `right` is a shorter form of that: δ = out −
        target, of ∂E/∂out · ∂out/∂net.
    """

    right: Expression
    chain: Expression | None = None


class Step(Struct, frozen=True, dict=True):
    """One training step.

    axes: the length of every axis.
    states: which value is the next iteration's which, {"W_o": "W_o_new"}.
    absent: where along two axes there is no connection. What has both axes, a weight, its gradient,
        does not exist there; where it would be multiplied, it counts as 0.
    """

    givens: tuple[Given, ...]
    equations: tuple[Equation, ...]
    axes: Mapping[Index, int]
    states: Mapping[str, str]
    names: NameTable
    absent: Pairs = {}

    @property
    def families(self) -> tuple[Family, ...]:
        return (*self.givens, *self.equations)

    @cached_property
    def _by_name(self) -> Mapping[str, Family]:
        return {family.name: family for family in self.families}

    def family(self, name: str) -> Family:
        """The family of that name; KeyError where there is none."""
        return self._by_name[name]

    def equation(self, name: str) -> Equation | None:
        """The equation of that name; None where the name is given, not computed."""
        family = self._by_name.get(name)
        return family if isinstance(family, Equation) else None

    def with_equations(self, *more: Equation, **changes: object) -> Step:
        """This step with equations appended, and their names added to the name table."""
        names = self.names.with_spellings((each.reference, each.spelling) for each in more)
        return structs.replace(self, equations=self.equations + more, names=names, **changes)

    def positions(self, family: Family) -> Iterator[Reference]:
        """References to every value of a family that exists, in the order of its axes."""
        ranges = (range(self.axes[index]) for index in family.at)
        references = (Reference(family.name, at) for at in product(*ranges))
        return filter(self.exists, references) if self._gaps(family) else references

    def count(self, family: Family) -> int:
        """How many values a family has."""
        full = prod(self.axes[index] for index in family.at)
        for left, right, missing in self._gaps(family):
            pairs = self.axes[family.at[left]] * self.axes[family.at[right]]
            full = full // pairs * (pairs - len(missing))
        return full

    def exists(self, reference: Reference) -> bool:
        """Whether there is such a value: not where a connection is missing."""
        at = reference.at
        gaps = self._gaps(self.family(reference.name))
        return not any((at[left], at[right]) in missing for left, right, missing in gaps)

    def _gaps(self, family: Family) -> Sequence[tuple[int, int, frozenset[tuple[int, int]]]]:
        """The places of two axes of a family along which connections are missing, and where."""
        at = family.at
        return [
            (at.index(left), at.index(right), missing)
            for (left, right), missing in self.absent.items()
            if left in at and right in at
        ]

    def needed_for(self, *roots: str) -> frozenset[str]:
        """The names of all families on which the roots depend, themselves included."""
        needed = set(roots)
        for equation in reversed(self.equations):
            if equation.name in needed:
                needed.update(each.name for each in references_in(equation.right))
        return frozenset(needed)
