"""A formula in parts between which a line may break: before signs; before factors if it must."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct


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
