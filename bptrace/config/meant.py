"""What was probably meant by a value of the wrong type: `yes` for true, `0,5` for 0.5."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import Any

from msgspec import inspect

from bptrace.config.scalars import resolve
from bptrace.config.types import accepts

BOOLEANS = {
    **dict.fromkeys(("yes", "y", "on"), "true"),
    **dict.fromkeys(("no", "n", "off"), "false"),
}
"""Of YAML 1.1: since 1.2 they are texts."""

LONGEST = 40
LARGEST_EXACT = 2**53

PLAIN = inspect.BoolType | inspect.IntType | inspect.FloatType


def value_meant(value: Any, members: Sequence[inspect.Type]) -> list[str]:
    """As it should be written, in a list of one; an empty list where that is anybody's guess."""
    meant: Any = None
    match value:
        case str() if _is_wanted(True, members) and value.lower() in BOOLEANS:
            return [BOOLEANS[value.lower()]]
        case str() if len(value) < LONGEST:
            meant = resolve(re.sub(r"(?<=\d)[,_'](?=\d)", _separator, value.strip()))
        case float() if value.is_integer() and abs(value) < LARGEST_EXACT:
            meant = int(value)
        case {"name": str(name)} if any(_has_word(each, name) for each in members):
            return [name]
    if not _is_wanted(meant, members) or not isfinite(meant):
        return []
    return [str(meant).lower() if isinstance(meant, bool) else repr(meant)]


def _is_wanted(value: object, members: Sequence[inspect.Type]) -> bool:
    return any(isinstance(each, PLAIN) and accepts(each, value) for each in members)


def _separator(match: re.Match[str]) -> str:
    """A comma between digits is a decimal point to many; other marks group thousands."""
    return "." if match.group() == "," else ""


def _has_word(type_: inspect.Type, word: str) -> bool:
    return isinstance(type_, inspect.LiteralType) and word in type_.values
