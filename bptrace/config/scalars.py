"""The text of a plain YAML scalar -> its value, by the core schema of YAML 1.2.

`yes`, `on` and `012:30` are texts, `1e-3` and `.5e3` are numbers. (YAML 1.2.2, 10.3.2.) Beyond
it, a number may have the digits of a Chinese keyboard and the minus sign of a typesetter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf, nan

Value = str | int | float | bool | None

MAX_DIGITS = 1000
"""Longer whole numbers are refused unread: they cost time and are never meant."""

CONSTANTS: Mapping[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), nan),
}
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
BASES = {"0o": 8, "0x": 16}
ORDINARY = str.maketrans(
    {
        **{chr(ord("０") + digit): str(digit) for digit in range(10)},
        **dict.fromkeys("−‐‑‒–—﹣－", "-"),
        **{"＋": "+", "．": ".", "ｅ": "e", "Ｅ": "E"},
    }
)


def resolve(text: str) -> Value:
    """The value of a scalar without quotes; OverflowError for more than MAX_DIGITS digits."""
    value = _resolve(ordinary(text))
    return text if isinstance(value, str) else value


def ordinary(text: str) -> str:
    """A number with ordinary digits and signs; what it makes of other texts means nothing."""
    return text if text.isascii() else text.translate(ORDINARY)


def _resolve(text: str) -> Value:
    if text in CONSTANTS:
        return CONSTANTS[text]
    if INTEGER.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise OverflowError
        return int(text, BASES.get(text[:2], 10))
    if FLOAT.fullmatch(text):
        return float(text)
    return text
