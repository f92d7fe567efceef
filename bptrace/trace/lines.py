"""A file or a pipe -> its lines, from any of those that were read before.

A pipe is kept in a temporary file as far as it was read, and read no further than anybody asks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj
from stat import S_ISREG
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, NamedTuple, Protocol, cast
from weakref import finalize

LONGEST = 256_000_000
"""Bytes of a line that are read at once, whatever the file is."""

IN_MEMORY = 8_000_000
"""Bytes of a pipe that are kept without a file."""


class Place(NamedTuple):
    """Where a line begins: how many bytes and how many lines are before it."""

    bytes: int
    lines: int


BEGINNING = Place(0, 0)


class Lines(Protocol):
    """What can be read line by line, and again. file: where it is, if that has a name."""

    file: Path | None

    def after(self, place: Place) -> Iterator[tuple[bytes, Place]]:
        """Every line from there, and the place behind it."""

    def read(self, size: int, /) -> bytes:
        """So many bytes from the beginning, or all."""

    def whole(self) -> BinaryIO:
        """All of it, as a file in which one can go back; to be left open."""


def lines_of(file: Path) -> Lines:
    """The lines of a file. Raises OSError where it cannot be opened."""
    if S_ISREG(file.stat().st_mode):
        with file.open("rb"):
            return LinesOfFile(file)
    stream = file.open("rb")
    lines = LinesOfPipe(stream)
    finalize(lines, stream.close)
    return lines


class LinesOfFile:
    """Of a file, which is open while it is read."""

    def __init__(self, file: Path) -> None:
        self.file: Path | None = file
        self._file = file

    def whole(self) -> BinaryIO:
        stream = self._file.open("rb")
        finalize(self, stream.close)
        return stream

    def after(self, place: Place) -> Iterator[tuple[bytes, Place]]:
        with self._file.open("rb") as stream:
            stream.seek(place.bytes)
            while line := stream.readline(LONGEST):
                place = Place(place.bytes + len(line), place.lines + 1)
                yield line, place

    def read(self, size: int, /) -> bytes:
        with self._file.open("rb") as stream:
            return stream.read(size)


class LinesOfPipe:
    """Of what can be read only once. file: where its content is, packed."""

    def __init__(self, stream: BinaryIO, file: Path | None = None) -> None:
        self.file = file
        self._stream = stream
        self._kept = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the last reader
        finalize(self, self._kept.close)

    def after(self, place: Place) -> Iterator[tuple[bytes, Place]]:
        while line := self._line(place.bytes):
            place = Place(place.bytes + len(line), place.lines + 1)
            yield line, place

    def read(self, size: int, /) -> bytes:
        self._kept.seek(0)
        begun = self._kept.read(size)
        return begun + self._more(self._stream.read(size if size < 0 else size - len(begun)))

    def whole(self) -> BinaryIO:
        self._kept.seek(0, os.SEEK_END)
        copyfileobj(self._stream, self._kept)
        self._kept.seek(0)
        return cast("BinaryIO", self._kept)

    def _line(self, offset: int) -> bytes:
        self._kept.seek(offset)
        begun = self._kept.readline(LONGEST)
        if begun.endswith(b"\n") or len(begun) == LONGEST:
            return begun
        return begun + self._more(self._stream.readline(LONGEST - len(begun)))

    def _more(self, content: bytes) -> bytes:
        self._kept.seek(0, os.SEEK_END)
        self._kept.write(content)
        return content
