"""A path that a config names -> the file's text, or its arrays by name.

What cannot be opened is a problem of the key that names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, BinaryIO

from bptrace.config.data_files.complaints import Unusable
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind, Path

if TYPE_CHECKING:
    from typing import Any

    from numpy import ndarray

    Array = ndarray[Any, Any]

MOST_BYTES = 256_000_000


def is_archive(file: FilePath) -> bool:
    """Whether its name says that it holds arrays."""
    return file.suffix.lower() == ".npz"


def read_text(file: FilePath, path: Path) -> str:
    """The text of a file in UTF-8. path: of the key that names it. Raises Unusable."""
    content = _read(file, path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(Kind.FILE_NOT_TEXT, file, path, at=error.start) from None
    if "\0" in text:
        raise _refused(Kind.FILE_NOT_TEXT, file, path, at=text.index("\0"))
    return text


class Archive:
    """The arrays of an NPZ file, each unpacked when it is asked for. Raises Unusable."""

    def __init__(self, file: FilePath, path: Path) -> None:
        import zipfile  # noqa: PLC0415  # start-up time: few configs name arrays

        self._file = file
        self._path = path
        self._content = BytesIO(_read(file, path))
        try:
            with zipfile.ZipFile(self._content) as archive:
                self._sizes = {
                    each.filename.removesuffix(".npy"): each.file_size
                    for each in archive.infolist()
                }
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise self._failed(error) from None

    @property
    def names(self) -> list[str]:
        """What the arrays are called, in the order of the file."""
        return list(self._sizes)

    def array(self, name: str) -> Array:
        """The array of one of those names."""
        import zlib  # noqa: PLC0415  # start-up time
        from zipfile import BadZipFile  # noqa: PLC0415

        import numpy  # noqa: PLC0415

        if self._sizes[name] > MOST_BYTES:
            raise _too_large(self._file, self._path)
        self._content.seek(0)
        failures = (BadZipFile, zlib.error, ValueError, OSError, EOFError, MemoryError, KeyError)
        try:
            with numpy.load(self._content, allow_pickle=False) as arrays:
                found: Array = arrays[name]
        except failures as error:
            raise self._failed(error) from None
        return found

    def _failed(self, error: BaseException) -> Unusable:
        return _refused(Kind.FILE_NOT_ARRAYS, self._file, self._path, detail=str(error))


@contextmanager
def opened(file: FilePath, path: Path) -> Iterator[BinaryIO]:
    """The open file. Raises Unusable where that is not possible."""
    try:
        with file.open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise _refused(Kind.FILE_NOT_FOUND, file, path, near=_near_names(file)) from None
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise _refused(Kind.FILE_UNREADABLE, file, path, detail=detail.lower()) from None


def _read(file: FilePath, path: Path) -> bytes:
    with opened(file, path) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _too_large(file, path)
    return content


def _near_names(file: FilePath) -> list[str]:
    """Files in that folder that may have been meant."""
    try:
        return near(file.name, [each.name for each in file.parent.iterdir()])
    except OSError:
        return []


def _too_large(file: FilePath, path: Path) -> Unusable:
    return _refused(Kind.FILE_TOO_LARGE, file, path, most=MOST_BYTES // 1_000_000)


def _refused(kind: str, file: FilePath, path: Path, **data: object) -> Unusable:
    return Unusable([Finding(kind, path, {"file": str(file), **data})])
