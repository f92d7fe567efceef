"""What the user named -> the text of a config, whatever that turns out to be.

-             stdin
mazur         a file of that name; else the example of that name
mynet.yaml    a file
"""

from __future__ import annotations

import codecs
import sys
from os import PathLike
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from bptrace.config.builder import Refused
from bptrace.config.gallery import gallery, namesake
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind

MAX_BYTES = 16_000_000
STDIN = "-"
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Content(Protocol):
    """What was opened before, to be read from its beginning all the same."""

    def read(self, size: int, /) -> bytes: ...


class Source(Struct, frozen=True):
    """origin: what to call it. file: where to read; None is stdin. content: where it is open."""

    origin: str
    file: Path | None
    content: Content | None = None

    @property
    def is_json(self) -> bool:
        """Whether its name says so."""
        return self.file is not None and self.file.suffix.lower() == ".json"

    @property
    def folder(self) -> Path:
        """Where the paths of files begin that it names; of stdin, the current folder."""
        return Path() if self.file is None else self.file.parent


def find_source(source: str | PathLike[str]) -> Source:
    """Where to read what the user named; whether it can be read is not known yet."""
    if not isinstance(source, str | PathLike):
        kind = type(source).__name__
        raise TypeError(f"a config is a path, the name of an example, or a dict, not {kind}")
    if source == STDIN:
        return Source("stdin", None)
    file = Path(source)
    example = gallery().get(source) if isinstance(source, str) else None
    if example is None:
        return Source(str(file), file)
    if _is_file(file):
        return Source(f"./{file}", file)
    other = namesake(str(source))
    return Source(f"built-in {source}" + (f", not ./{other}" if other else ""), example)


def _is_file(file: Path) -> bool:
    """Whether there is something to read: a file, or a device or pipe that acts as one."""
    try:
        return file.exists() and not file.is_dir()
    except (OSError, ValueError):
        return False


def read_text(source: Source) -> str:
    """The text of a source. Raises Refused where it cannot be read or is no text."""
    try:
        return _decoded(_content_of(source))
    except FileNotFoundError:
        near_names = _near_names(source.file) if source.file is not None else []
        raise _refused(Kind.NOT_FOUND, near=near_names) from None
    except IsADirectoryError:
        raise _refused(Kind.DIRECTORY) from None
    except PermissionError:
        raise _refused(Kind.NO_PERMISSION) from None
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise _refused(Kind.UNREADABLE, detail=detail) from None


def _content_of(source: Source) -> bytes:
    if source.content is not None:
        return _bounded(source.content)
    if source.file is not None:
        with source.file.open("rb") as stream:
            return _bounded(stream)
    if sys.stdin is None:
        raise OSError("it is closed")
    return _bounded(sys.stdin.buffer)


def _bounded(stream: Content) -> bytes:
    """All of it, or the news that it does not end in time."""
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _refused(Kind.TOO_LARGE, most=MAX_BYTES // 1_000_000)
    return content


def _decoded(content: bytes) -> str:
    is_utf_16 = content.startswith(UTF_16_MARKS)
    try:
        text = content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        name = "UTF-16" if is_utf_16 else "UTF-8"
        at = len(content) - len(error.object) + error.start
        raise _refused(Kind.NOT_UNICODE, encoding=name, at=at) from None
    if "\0" in text:
        raise _refused(Kind.BINARY, at=content.index(0))
    return text


def _near_names(file: Path) -> list[str]:
    """Files in that folder and gallery names that may have been meant."""
    try:
        files = [each.name for each in file.parent.iterdir() if not each.name.startswith(".")]
    except OSError:
        files = []
    found = [str(file.parent / each) for each in near(file.name, files)]
    return [*near(file.name, gallery()), *found]


def _refused(kind: str, **data: object) -> Refused:
    return Refused(Finding(kind, (), data))
