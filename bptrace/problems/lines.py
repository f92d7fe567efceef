"""The lines of a text, by offset: `\\n`, `\\r\\n` and `\\r` end one, as editors count."""

from __future__ import annotations


def line_at(text: str, offset: int) -> int:
    """The number, from 1, of the line in which an offset lies."""
    ends = text.count("\n", 0, offset) + text.count("\r", 0, offset)
    return ends - text.count("\r\n", 0, offset) + 1


def line_start(text: str, offset: int) -> int:
    """The offset at which the line begins in which an offset lies."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """The offset at which the line ends in which an offset lies."""
    ends = [at for at in (text.find("\n", offset), text.find("\r", offset)) if at >= 0]
    return min(ends, default=len(text))


def line_above(text: str, start: int) -> str | None:
    """The line above the one that begins at an offset; None above the first."""
    if start == 0:
        return None
    length_of_break = 2 if text[start - 2 : start] == "\r\n" else 1
    end = start - length_of_break
    return text[line_start(text, end) : end]
