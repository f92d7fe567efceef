"""The right word for one that is nearly right: "sigmod" -> "sigmoid"."""

from __future__ import annotations

from collections.abc import Iterable


def near(word: str, known: Iterable[str], most: int = 1) -> list[str]:
    """The known words that somebody who wrote `word` may have meant, the nearest first."""
    from difflib import get_close_matches  # noqa: PLC0415  # start-up time: nothing may be wrong

    by_lower = {each.lower(): each for each in known}
    found = get_close_matches(word.lower()[:100], by_lower, n=most, cutoff=0.7)
    return [by_lower[each] for each in found]
