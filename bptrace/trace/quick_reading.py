"""Iterations on lines of their own -> rows, at nearly the speed at which JSON is decoded at all.

Most iterations of a trace have the same names, with a number each: they are decoded as a type of
their own, made from the first of them. Whatever is otherwise is left to who reads it slowly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import MsgspecError, Raw, defstruct
from msgspec.json import Decoder
from msgspec.structs import astuple

MOST_OF_A_TYPE = 2_000


class Row(Mapping[str, float]):
    """The values of an iteration by name. names: the same object for all iterations that are alike;
    row: the values in that order."""

    __slots__ = ("_by_name", "names", "row")

    def __init__(self, names: tuple[str, ...], row: Sequence[float]) -> None:
        self.names = names
        self.row = row
        self._by_name: dict[str, float] | None = None

    def __getitem__(self, name: str) -> float:
        if self._by_name is None:
            self._by_name = dict(zip(self.names, self.row, strict=True))
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


class QuickReader:
    """Reads records that have exactly these names, each with a finite value."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        fields = [f"value_{place}" for place in range(len(names))]
        values = defstruct(
            "Values",
            [(each, float) for each in fields],
            rename=dict(zip(fields, names, strict=True)),
            forbid_unknown_fields=True,
            gc=False,
        )
        record = defstruct("Iteration", [("record", str), ("iteration", int), ("values", values)])
        self._decode = Decoder(record).decode

    def read(self, content: bytes | Raw) -> tuple[int, Row] | None:
        """An iteration and its values; None where it has to be read otherwise."""
        try:
            found = self._decode(content)
        except (MsgspecError, ValueError, RecursionError):
            return None
        if found.record != "iteration":  # type: ignore[attr-defined]
            return None
        return found.iteration, Row(self._names, astuple(found.values))  # type: ignore[attr-defined]


def quick_reader(names: Sequence[str]) -> QuickReader | None:
    """For records with these names; None where they are so many that it does not pay."""
    return QuickReader(names) if 0 < len(names) <= MOST_OF_A_TYPE else None
