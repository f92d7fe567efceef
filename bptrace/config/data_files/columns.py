"""What every kind of file gives: columns, each a name and, in each row, one number or several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bptrace.config.data_files.complaints import Complaints


class Columns(Protocol):
    """The columns of a file that was opened; places count from 0."""

    names: Sequence[str]
    """what they are called; `1`, `2` … where they have no names"""
    are_named: bool

    def numbers(self, place: int, complaints: Complaints) -> list[list[float]]:
        """The column's numbers: one list, or as many as there are numbers in each row."""

    def words(self, place: int, complaints: Complaints) -> list[str]:
        """What is in the column, as texts: the classes of one-hot targets."""
