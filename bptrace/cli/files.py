"""A path -> a stream into a file that is never left half written.

whole   a document: written beside the file and put in its place once it is complete, so that who
        reads sees the old one or the new one
lines   a stream: what is in the file ends with a line end, whatever ends the writing
.gz     either, packed
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from bptrace.errors import EndedEarly

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PACKED = ".gz"
DEVICES = ("/", "dev")
BETWEEN_WRITES = 65_536
"""Bytes of whole lines that are held back, so that not each of them is a call of the system."""


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Put in its place at the end, also of a run that ended early; nothing is, where writing
    fails. What is no regular file, a pipe or a device, is written to as it is."""
    target = path.resolve() if path.is_symlink() else path
    beside = None if path.parts[:2] == DEVICES else _beside(target)
    if beside is None:
        with _text(path, target.open("wb")) as stream:
            yield stream
        return
    try:
        try:
            with _text(path, beside.open("wb")) as stream:
                yield stream
        except EndedEarly:
            _put(beside, target)
            raise
        _put(beside, target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def file_of_lines(path: Path) -> Iterator[TextIO]:
    """Written as it comes, whole lines at a time."""
    if path.suffix == PACKED:
        with _text(path, path.open("wb")) as stream:
            yield stream
        return
    lines = _WholeLines(path.open("wb", buffering=0))
    with _text(path, lines) as stream:
        try:
            yield stream
        except EndedEarly:
            raise
        except BaseException:
            lines.only_whole = True
            raise


def _beside(target: Path) -> Path | None:
    """Where to write what is to become that file; None where nothing can, or may, be put in its
    place: a pipe, a file that is not to be written to, what a shell has open as /dev/stdout."""
    if target.exists() and not (target.is_file() and _is_replaceable(target)):
        return None
    return target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")


def _is_replaceable(target: Path) -> bool:
    return os.access(target, os.W_OK) and os.access(target.parent, os.W_OK)


def _put(beside: Path, target: Path) -> None:
    with suppress(OSError):
        shutil.copymode(target, beside)
    beside.replace(target)


@contextmanager
def _text(path: Path, binary: object) -> Iterator[TextIO]:
    """Text over bytes; data formats use its `buffer`. Packed, where the name says so: without the
    time, so that the same run gives the same bytes."""
    file = cast("BinaryIO", binary)
    with file:
        if path.suffix != PACKED:
            with io.TextIOWrapper(file, encoding="utf-8", newline="\n") as stream:
                yield stream
            return
        with (
            gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
            io.TextIOWrapper(cast("BinaryIO", packed), encoding="utf-8", newline="\n") as stream,
        ):
            yield stream


class _WholeLines(io.BufferedIOBase):
    """Hands on what is written to it up to the last line end; where a disk is full, the part of a
    line that it took is taken back.

    only_whole: whether what follows the last line end is dropped when this is closed.
    """

    def __init__(self, raw: io.FileIO) -> None:
        super().__init__()
        self._raw = raw
        self.only_whole = False
        self._held: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, content: ReadableBuffer, /) -> int:
        part = bytes(content)
        self._held.append(part)
        self._size += len(part)
        if self._size >= BETWEEN_WRITES:
            self._hand_on()
        return len(part)

    def close(self) -> None:
        if not self.closed:
            try:
                self._hand_on(rest=not self.only_whole)
            finally:
                self._raw.close()
                super().close()

    def _hand_on(self, *, rest: bool = False) -> None:
        content = b"".join(self._held)
        end = len(content) if rest else content.rfind(b"\n") + 1
        self._held, self._size = [content[end:]], len(content) - end
        written = 0
        try:
            while written < end:
                written += self._raw.write(content[written:end])
        except BaseException:
            self._held, self._size = [], 0
            self._take_back(written - content.rfind(b"\n", 0, written) - 1)
            raise

    def _take_back(self, size: int) -> None:
        with suppress(OSError):
            self._raw.truncate(self._raw.seek(-size, os.SEEK_CUR))
