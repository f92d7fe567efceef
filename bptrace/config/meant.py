"""What was probably meant by a value of the wrong type, and why it was read as something else.

yes           true
0,5           0.5          a comma is no decimal point
1 2 3         1, 2, 3      commas are missing
units:2       units: 2     a space is missing
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from msgspec import Struct, inspect

from bptrace.config.decimal_commas import DECIMAL_COMMA
from bptrace.config.scalars import ordinary, resolve
from bptrace.config.types import accepts, members_of

BOOLEANS = {
    **dict.fromkeys(("yes", "y", "on"), "true"),
    **dict.fromkeys(("no", "n", "off"), "false"),
}
"""Of YAML 1.1: since 1.2 they are texts."""

LONGEST = 80
LARGEST_EXACT = 2**53
FULL_WIDTH_COMMAS = "，、；"

GLUED = re.compile(r"(?P<key>[^\W\d]\w*)(?P<colon>:(?=[^\s:/])|：)[ \t]*(?P<value>.*)")
"""A key and its value in one word."""

BETWEEN_NUMBERS = re.compile(rf"[\s;{FULL_WIDTH_COMMAS}]+|,\s+")
THOUSANDS = re.compile(r"(?<=\d)[_'](?=\d)")

PLAIN = inspect.BoolType | inspect.IntType | inspect.FloatType


class Guess(Struct, frozen=True):
    """What was meant, as it should be written, in a list of one; why: a key of PHRASES."""

    meant: list[str] = []
    why: str = ""


def value_meant(value: Any, members: Sequence[inspect.Type]) -> Guess:
    """What was meant by a value that is none of those types; without `meant`: anybody's guess."""
    if isinstance(value, str) and len(value) > LONGEST:
        return Guess()
    return next((guess for rule in RULES for guess in rule(value, members)), Guess())


def _boolean(value: Any, members: Sequence[inspect.Type]) -> Iterator[Guess]:
    if isinstance(value, str) and _wants(True, members):
        if value.lower() in BOOLEANS:
            yield Guess([BOOLEANS[value.lower()]])
        elif value.lower() in BOOLEANS.values():
            yield Guess([value.lower()], "quotes")


def _number(value: Any, members: Sequence[inspect.Type]) -> Iterator[Guess]:
    meant: Any = value
    why = ""
    if isinstance(value, str):
        text = value.strip()
        with_point = DECIMAL_COMMA.sub(".", THOUSANDS.sub("", text))
        meant = resolve(with_point)
        why = "quotes" if with_point == text else "decimal comma" if "," in text else ""
    elif isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        meant = int(value)
    is_finite = not isinstance(meant, float) or isfinite(meant)
    if meant is not value and _wants_number(meant, members) and is_finite:
        yield Guess([repr(meant)], why)


def _numbers(value: Any, members: Sequence[inspect.Type]) -> Iterator[Guess]:
    """Several numbers in one text, where a number or a list of them belongs."""
    wants_list = any(isinstance(each, inspect.ListType) for each in members)
    if not isinstance(value, str) or not (wants_list or _wants(1.0, members)):
        return
    parts = [each for each in BETWEEN_NUMBERS.split(value.strip(" []")) if each]
    parts = [DECIMAL_COMMA.sub(".", ordinary(each)) for each in parts]
    if len(parts) > 1 and all(isinstance(resolve(each), int | float) for each in parts):
        listed = ", ".join(parts)
        why = "full-width comma" if set(value) & set(FULL_WIDTH_COMMAS) else "commas"
        yield Guess([f"[{listed}]" if wants_list else listed], why)


def _key_and_value(value: Any, members: Sequence[inspect.Type]) -> Iterator[Guess]:
    glued = GLUED.fullmatch(value) if isinstance(value, str) else None
    if glued and any(isinstance(each, inspect.StructType) for each in members):
        yield Guess([apart(glued)], why_glued(glued))


def apart(glued: re.Match[str]) -> str:
    """A key and its value as they should have been written."""
    return f"{glued['key']}: {glued['value']}".rstrip()


def why_glued(glued: re.Match[str]) -> str:
    return "space" if glued["colon"] == ":" else "full-width colon"


def _word_of_a_mapping(value: Any, members: Sequence[inspect.Type]) -> Iterator[Guess]:
    """`{name: tanh}` where the name alone belongs."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        name = value["name"]
        if any(isinstance(each, inspect.LiteralType) and name in each.values for each in members):
            yield Guess([name])


def _mapping_of_a_word(value: Any, members: Sequence[inspect.Type]) -> Iterator[Guess]:
    """`batch: shuffled`, where the word is for a key of the mapping that belongs there."""
    for struct in members:
        if isinstance(struct, inspect.StructType):
            for field in struct.fields:
                is_enough = not any(each.required for each in struct.fields if each is not field)
                if is_enough and any(_is_for(value, each) for each in members_of(field.type)):
                    yield Guess([f"{{{field.name}: {value}}}"])


def _entry(value: Any, members: Sequence[inspect.Type]) -> Iterator[Guess]:
    """A mapping where a list of mappings belongs: the dash is missing."""
    for each in members:
        if isinstance(value, dict) and value and isinstance(each, inspect.ListType):
            fields = [item for item in members_of(each.item_type) if accepts(item, value)]
            if fields:
                yield Guess([f"- {next(iter(value))}: …"], "dash")


def _text(value: Any, members: Sequence[inspect.Type]) -> Iterator[Guess]:
    """A number where a text belongs, and no name."""
    for each in members:
        is_text = isinstance(each, inspect.StrType) and each.max_length is None
        if is_text and isinstance(value, int | float):
            shown = str(value).lower() if isinstance(value, bool) else repr(value)
            yield Guess([f'"{shown}"'], "no quotes")


RULES = (
    _boolean,
    _number,
    _numbers,
    _key_and_value,
    _word_of_a_mapping,
    _mapping_of_a_word,
    _entry,
    _text,
)


def _wants(value: object, members: Sequence[inspect.Type]) -> bool:
    return any(isinstance(each, PLAIN) and accepts(each, value) for each in members)


def _wants_number(value: object, members: Sequence[inspect.Type]) -> bool:
    return not isinstance(value, bool) and _wants(value, members)


def _is_for(value: Any, type_: inspect.Type) -> bool:
    if isinstance(type_, inspect.LiteralType):
        return value in type_.values
    return isinstance(type_, inspect.IntType) and accepts(type_, value)
