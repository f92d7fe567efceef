"""Texts in which commas seem to be meant as decimal points: `[0,05, 0,10]` is four numbers."""

from __future__ import annotations

import re

PAIR = r"[-+]?\d+,\d+"
PAIRS = re.compile(rf"\[\s*{PAIR}(?:,\s+{PAIR})*\s*\]")
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
NUMBER = r"\s*[-+−]?\d*,\d+(?:[eE][-+−]?\d+)?\s*"
THOUSANDS = r"\s*[-+−]?[1-9]\d{0,2},\d{3}\s*"
"""These two are compiled when they are needed, which is seldom: every start would wait."""


def with_points(listed: str) -> str | None:
    """A list of whole numbers with points for every other comma, where those have no space after
    them, as decimal commas would not: `[0,05, 0,10]`, `[1,2, 3,4]`; None for any other text."""
    return DECIMAL_COMMA.sub(".", listed) if PAIRS.fullmatch(listed) else None


def are_decimal(listed: str) -> bool:
    """Whether those commas can be nothing else: a number after one begins with a needless 0, or
    the numbers before them are all 0 and some after them have several digits."""
    pairs = re.findall(r"(\d+),(\d+)", listed)
    has_needless_0 = any(after[0] == "0" and len(after) > 1 for _, after in pairs)
    are_fractions = len(pairs) > 1 and any(len(after) > 1 for _, after in pairs)
    return has_needless_0 or (are_fractions and all(before == "0" for before, _ in pairs))


def with_point(text: str) -> str:
    """A number with a point for its decimal comma: `0,298` -> `0.298`; any other text as it is."""
    return text.replace(",", ".") if re.fullmatch(NUMBER, text) else text


def may_be_thousands(text: str) -> bool:
    """Whether the comma of a number may as well be between its thousands: `1,234`."""
    return re.fullmatch(THOUSANDS, text) is not None
