"""What was probably meant by a value of the wrong type: `yes` for true, `0,5` for 0.5."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import inspect

from bptrace.config.scalars import resolve

BOOLEANS = {
    **dict.fromkeys(("yes", "y", "on"), "true"),
    **dict.fromkeys(("no", "n", "off"), "false"),
}
"""Of YAML 1.1: since 1.2 they are texts."""


def value_meant(value: Any, members: Sequence[inspect.Type]) -> list[str]:
    """As it should be written, in a list of one; an empty list where that is anybody's guess."""
    wanted = {type(each) for each in members}
    meant: object = None
    match value:
        case str() if inspect.BoolType in wanted and value.lower() in BOOLEANS:
            return [BOOLEANS[value.lower()]]
        case str() if len(value) < 40:
            meant = resolve(re.sub(r"(?<=\d)[,_'](?=\d)", _separator, value.strip()))
        case float() if value.is_integer() and abs(value) < 1e16:
            meant = int(value)
        case {"name": str(name)} if any(_has_word(each, name) for each in members):
            return [name]
    is_number = isinstance(meant, int | float) and not isinstance(meant, bool)
    fits = inspect.IntType in wanted if isinstance(meant, int) else inspect.FloatType in wanted
    if isinstance(meant, bool):
        return [str(meant).lower()] if inspect.BoolType in wanted else []
    return [repr(meant)] if is_number and (fits or inspect.FloatType in wanted) else []


def _separator(match: re.Match[str]) -> str:
    """A comma between digits is a decimal point to many; other marks group thousands."""
    return "." if match.group() == "," else ""


def _has_word(type_: inspect.Type, word: str) -> bool:
    return isinstance(type_, inspect.LiteralType) and word in type_.values
