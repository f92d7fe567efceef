"""NPZ -> columns: each array is one, its first axis the samples, the others one number each."""

from __future__ import annotations

from collections.abc import Sequence

from bptrace.config.data_files.complaints import Complaints
from bptrace.config.data_files.numbers import flat_numbers
from bptrace.config.data_files.opening import Archive
from bptrace.problems.problem import Kind, Place


class Arrays:
    """The arrays of an NPZ file."""

    are_named = True

    def __init__(self, archive: Archive, origin: str) -> None:
        self._archive = archive
        self._where = Place(origin)
        self.names: Sequence[str] = archive.names

    def numbers(self, place: int, complaints: Complaints) -> list[list[float]]:
        name = self.names[place]
        flat = flat_numbers(self._archive.array(name), name, self._where, complaints)
        columns: list[list[float]] = [] if flat is None else flat.T.tolist()
        return columns

    def words(self, place: int, complaints: Complaints) -> list[str]:
        name = self.names[place]
        array = self._archive.array(name)
        if array.ndim != 1:
            complaints.about(Kind.NOT_ONE_CLASS, self._where, array=name, axes=array.ndim)
            return []
        return [each.decode() if isinstance(each, bytes) else str(each) for each in array.tolist()]
