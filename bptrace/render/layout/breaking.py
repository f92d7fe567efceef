"""A formula in parts between which a line may break: before signs; before factors if it must."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

BEFORE_PLUS_OR_MINUS = r"(?= [+\-−] )"
BEFORE_TIMES = r"(?= [×*·] |[·*](?=[\w(]))"
"""Compiled when a line is too long for its page: few pages have one, and all of them start."""


class Breaks(Struct, frozen=True):
    """Where a notation may break.

    terms, factors: match before a sign between terms, between factors. opened, closed: what begins
    and what ends a group, which stays whole. seen: about how many characters wide a text is.
    """

    terms: re.Pattern[str]
    factors: re.Pattern[str]
    opened: str
    closed: str
    seen: Callable[[str], int]

    def parts(self, formula: str, room: int) -> list[str]:
        """The terms of a formula; those that are too wide, factor by factor."""
        return [
            part
            for term in self._split(self.terms, formula)
            for part in ([term] if self.seen(term) <= room else self._split(self.factors, term))
        ]

    def _split(self, signs: re.Pattern[str], text: str) -> list[str]:
        parts: list[str] = []
        for part in signs.split(text):
            if parts and parts[-1].count(self.opened) != parts[-1].count(self.closed):
                parts[-1] += part
            else:
                parts.append(part)
        return parts


def unbroken_parts(text: str, width: int) -> list[str]:
    """The text in parts between which a line may break: before + and −, before × if it must; within
    parentheses only if there is no other way."""
    parts = [text]
    for split in (
        lambda part: _balanced(re.split(BEFORE_PLUS_OR_MINUS, part)),
        lambda part: _balanced(re.split(BEFORE_TIMES, part)),
        lambda part: re.split(BEFORE_PLUS_OR_MINUS, part),
        lambda part: re.split(BEFORE_TIMES, part),
    ):
        parts = [
            piece for part in parts for piece in (split(part) if len(part) > width else [part])
        ]
    return parts


def _balanced(parts: Sequence[str]) -> list[str]:
    """The parts with those put together again that stand in the same parentheses."""
    found: list[str] = []
    for part in parts:
        if found and found[-1].count("(") != found[-1].count(")"):
            found[-1] += part
        else:
            found.append(part)
    return found
