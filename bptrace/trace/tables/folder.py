"""A folder of Parquet files that is one table, as something that was opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bptrace.trace.lines import Place


def parts_of(folder: Path) -> list[Path]:
    """The files of a table that is in a folder, in order of their names, which is that of the
    iterations; what begins with . or _ is none, as everywhere."""
    return sorted(each for each in folder.glob("*.parquet") if not each.name.startswith((".", "_")))


class Folder:
    """The table in a folder. It has no lines; it begins as its first file does."""

    def __init__(self, folder: Path) -> None:
        self.file: Path | None = folder
        self.parts = parts_of(folder)

    def after(self, _place: Place) -> Iterator[tuple[bytes, Place]]:
        """None."""
        return iter(())

    def read(self, size: int, /) -> bytes:
        """The beginning of its first file."""
        with self.whole() as stream:
            return stream.read(size)

    def whole(self) -> BinaryIO:
        """Its first file."""
        return self.parts[0].open("rb")
