"""Plain values -> YAML or JSON, laid out for people.

layers:
  - units: 2
    activation: sigmoid
    weights:
      - [0.15, 0.2]               one row a line, each number as short as it can be read back
      - [0.25, 0.3]
    bias: {value: 0.35, shared: true, trainable: false}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from json import dumps
from typing import Any

from msgspec import Struct

from bptrace.config.scalars import resolve

LINE = 88
INDENT = "  "

PLAIN_KEY = re.compile(r"\w+", re.ASCII)
PLAIN_TEXT = re.compile(r"[^\W\d_](?:[\w .()/+-]*[\w.)])?")
"""Texts that no reader of YAML takes for anything else, unless `resolve` does."""

TRUTHS_OF_YAML_1_1 = frozenset({"y", "n", "yes", "no", "on", "off"})
"""Texts to us, and not to every reader of YAML."""

KEPT = "\u3000\xa0"
"""Spaces that Python calls unprintable and people write."""


def yaml_text(value: Any) -> str:
    """A mapping as YAML."""
    return "".join(f"{line}\n" for line in _yaml(value, ""))


def json_text(value: Any) -> str:
    """A mapping as JSON."""
    return _json(value, "") + "\n"


class Notation(Struct, frozen=True):
    """How a key and a text are written."""

    key: Callable[[str], str]
    text: Callable[[str], str]


def _yaml(value: Any, indent: str) -> Iterator[str]:
    """The lines of a list or mapping: an entry takes one, or begins one."""
    for lead, each in _entries(value, indent):
        if _is_one_line(each, lead, YAML):
            yield f"{lead} {_flow(each, YAML)}"
        elif isinstance(value, dict):
            yield lead
            yield from _yaml(each, indent + INDENT)
        else:
            first, *others = _yaml(each, indent + INDENT)
            yield lead + first[len(lead) :]
            yield from others


def _entries(value: Any, indent: str) -> Iterator[tuple[str, Any]]:
    """What stands before each entry, and the entry."""
    if isinstance(value, dict):
        yield from ((f"{indent}{YAML.key(key)}:", each) for key, each in value.items())
    else:
        yield from ((f"{indent}-", each) for each in value)


def _json(value: Any, indent: str) -> str:
    if _is_one_line(value, indent, JSON):
        return _flow(value, JSON)
    inner = indent + INDENT
    if isinstance(value, dict):
        entries = [f"{JSON.key(key)}: {_json(each, inner)}" for key, each in value.items()]
    else:
        entries = [_json(each, inner) for each in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    listed = ",\n".join(inner + each for each in entries)
    return f"{opening}\n{listed}\n{indent}{closing}"


def _is_one_line(value: Any, lead: str, notation: Notation) -> bool:
    """Whether it is a number, a text or a row of them; or a mapping of such that has room."""
    if isinstance(value, dict):
        is_simple = all(_is_one_line(each, lead, notation) for each in value.values())
        return is_simple and len(lead) + len(_flow(value, notation)) < LINE
    return not (isinstance(value, list) and any(isinstance(each, list | dict) for each in value))


def _flow(value: Any, notation: Notation) -> str:
    match value:
        case dict():
            entries = (f"{notation.key(key)}: {_flow(value[key], notation)}" for key in value)
            return "{" + ", ".join(entries) + "}"
        case list():
            return "[" + ", ".join(_flow(each, notation) for each in value) + "]"
        case bool():
            return "true" if value else "false"
        case float():
            return _number(value)
        case int() | Decimal():
            return str(value)
        case _:
            return notation.text(value)


def _number(value: float) -> str:
    """As short as it can be read back; a whole number without its point, but for −0."""
    text = repr(value)
    return text if text == "-0.0" else text.removesuffix(".0")


def _yaml_key(key: str) -> str:
    return key if PLAIN_KEY.fullmatch(key) else _yaml_quoted(key)


def _yaml_text(text: str) -> str:
    is_plain = PLAIN_TEXT.fullmatch(text) and resolve(text) == text
    return text if is_plain and text.lower() not in TRUTHS_OF_YAML_1_1 else _yaml_quoted(text)


def _yaml_quoted(text: str) -> str:
    return _quoted(text, lambda character: f"\\U{ord(character):08x}")


def _json_quoted(text: str) -> str:
    return _quoted(text, lambda character: dumps(character)[1:-1])


def _quoted(text: str, escaped: Callable[[str], str]) -> str:
    """In quotes; what cannot be seen is escaped."""
    characters = dumps(text, ensure_ascii=False)
    return "".join(
        each if each.isprintable() or each in KEPT else escaped(each) for each in characters
    )


YAML = Notation(_yaml_key, _yaml_text)
JSON = Notation(_json_quoted, _json_quoted)
