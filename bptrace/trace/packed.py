"""A file that gzip packed -> its lines, unpacked as far as they are read."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import finalize

from bptrace.trace.lines import LinesOfPipe

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def unpacked(file: Path) -> LinesOfPipe:
    """The lines of a packed file. Raises OSError where it cannot be opened; reading does where it
    is damaged or cut off."""
    stream = io.BufferedReader(_Unpacked(file))
    lines = LinesOfPipe(stream, file)
    finalize(lines, stream.close)
    return lines


class _Unpacked(io.RawIOBase):
    """What is in the file, byte by byte; whatever is wrong with it is an OSError."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._packed = gzip.open(file, "rb")  # noqa: SIM115 - closed with this

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        try:
            return self._packed.readinto(buffer)
        except (EOFError, zlib.error) as error:
            raise OSError(str(error)) from None

    def close(self) -> None:
        self._packed.close()
        super().close()
