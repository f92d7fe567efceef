"""Where bytes go, as a file that libraries can write to."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Sink(io.RawIOBase):
    """Hands on what is written to it, and cannot go back."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        super().__init__()
        self._write = write

    def writable(self) -> bool:
        return True

    def write(self, content: ReadableBuffer, /) -> int:
        part = bytes(content)
        self._write(part)
        return len(part)
