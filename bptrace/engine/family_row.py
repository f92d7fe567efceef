"""A record as arrays, one a family, that reads like one value a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, overload

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Step
from bptrace.network.naming import SAMPLE_INDEX


class FamilyRow(Sequence[float]):
    """The values of an iteration, family by family.

    arrays: by family, float64, in the order of its axes, or a float where it has none; the axis of
        the samples is left out where an iteration sees one. They are nobody else's: keep them,
        change them.
    """

    __slots__ = ("_families", "_step", "arrays")

    def __init__(self, step: Step, families: Sequence[Family], arrays: Mapping[str, Any]) -> None:
        self._step = step
        self._families = families
        self.arrays = arrays

    def value(self, reference: Reference) -> float | None:
        """The value of a scalar; None where it is not in the record."""
        array = self.arrays.get(reference.name)
        if array is None:
            return None
        at = self._place(self._step.family(reference.name), reference)
        return float(array[at] if at else array)

    def __len__(self) -> int:
        return sum(map(self._step.count, self._families))

    def __iter__(self) -> Iterator[float]:
        for family in self._families:
            yield from self._values(family)

    @overload
    def __getitem__(self, place: int) -> float: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[float]: ...
    def __getitem__(self, place: int | slice) -> float | Sequence[float]:
        if isinstance(place, slice):
            return list(self)[place]
        return next(islice(self, place % len(self), None))

    def _values(self, family: Family) -> Iterator[float]:
        step, array = self._step, self.arrays[family.name]
        if isinstance(array, float):
            yield array
        elif array.size == step.count(family):
            yield from array.ravel().tolist()
        else:
            for each in step.positions(family):
                yield float(array[self._place(family, each)])

    def _place(self, family: Family, reference: Reference) -> tuple[Any, ...]:
        if self._step.axes[SAMPLE_INDEX] > 1:
            return reference.at
        places = zip(family.at, reference.at, strict=True)
        return tuple(place for index, place in places if index != SAMPLE_INDEX)
