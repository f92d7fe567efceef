"""The data of a finding -> phrases: values as people name them, types, paths, counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isinf, isnan, log10

from msgspec import inspect

from bptrace.problems.english import NOTES, PHRASES
from bptrace.problems.problem import Finding, Path

LONGEST = 40
"""Of a text that is repeated in a message."""

MOST_STEPS = 8
MOST_DIGITS = 25
MOST_WORDS = 5


class Counted(int):
    """A number that is written with its noun: `{n:row|rows}` -> "2 rows"."""

    def __format__(self, nouns: str) -> str:
        if "|" not in nouns:
            return int(self).__format__(nouns)
        one, many = nouns.split("|")
        return f"{int(self)} {one if self == 1 else many}"


def clean(text: str, longest: int | None = None) -> str:
    """A text from outside, in one line, harmless to a terminal, and not too long."""
    if longest is not None and len(text) > longest:
        text = text[: longest - 1] + "…"
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def particulars(finding: Finding) -> Mapping[str, object]:
    """A finding's data, each as it is to be put into the words."""
    said = {key: _said(key, value) for key, value in finding.data.items()}
    return {"note": NOTES.get(str(finding.data.get("right")), ""), "hint": "", **said}


def _said(key: str, value: object) -> object:
    match key, value:
        case "found", _:
            return describe_value(value)
        case "expected", list() | tuple():
            return _listed([describe_type(each) for each in value if not _is_null(each)])
        case (("first" | "second" | "orientation" | "due" | "hint"), str()):
            return PHRASES.get(value, "")
        case "token", str():
            return clean(value, LONGEST) or PHRASES["end of text"]
        case _, tuple():
            return dotted(value)
        case _, bool() | float():
            return describe_value(value)
        case _, int():
            return Counted(value)
        case _, str():
            return clean(value, 4 * LONGEST)
    return value


def dotted(path: Path) -> str:
    """("layers", 0, "units") -> "layers.0.units"; the beginning of a very long way."""
    steps = [clean(str(step), LONGEST) for step in path]
    return ".".join(steps if len(steps) <= MOST_STEPS else [*steps[:MOST_STEPS], "…"])


def about(path: Path, layers: int) -> str:
    """What a path is about, for people: "layer 2, the output"; nothing where it is about all."""
    if len(path) < 2 or not isinstance(path[1], int) or path[0] not in {"layers", "samples"}:
        return ""
    is_last = path[0] == "layers" and path[1] + 1 == layers
    return PHRASES["last layer" if is_last else str(path[0])].format(number=path[1] + 1)


def describe_value(value: object) -> str:
    """What was found, in words."""
    match value:
        case str():
            phrase = "text" if value else "empty text"
            return PHRASES[phrase].format(value=clean(value, LONGEST))
        case None | True | False:
            return PHRASES[{None: "null", True: "true", False: "false"}[value]]
        case int() if abs(value) >= 10**MOST_DIGITS:
            digits = Counted(int(log10(2) * value.bit_length()) + 1)
            return PHRASES["long number"].format(digits=digits)
        case float() if isnan(value):
            return PHRASES["not a number"]
        case float() if isinf(value):
            return PHRASES["infinite" if value > 0 else "minus infinite"]
        case int() | float():
            return PHRASES["number"].format(value=repr(value))
        case []:
            return PHRASES["empty list"]
        case list():
            return PHRASES["list"].format(value=Counted(len(value)))
        case dict():
            return PHRASES["mapping"]
        case _:
            return PHRASES["object"].format(value=clean(type(value).__name__, LONGEST))


def describe_type(type_: object) -> str:
    """What was expected, in words."""
    match type_:
        case inspect.StrType(max_length=most):
            return PHRASES["a text" if most is None else "a name"]
        case inspect.IntType():
            return PHRASES["a whole number"]
        case inspect.FloatType():
            return PHRASES["a number"]
        case inspect.BoolType():
            return PHRASES["true or false"]
        case inspect.LiteralType(values=(word,)):
            return str(word)
        case inspect.LiteralType(values=words):
            shown = words if len(words) <= MOST_WORDS else (*words[: MOST_WORDS - 1], "…")
            return PHRASES["one of"].format(words=PHRASES["comma"].join(map(str, shown)))
        case inspect.ListType(item_type=inspect.Metadata(type=item)):
            return describe_type(inspect.ListType(item))
        case inspect.ListType(item_type=inspect.FloatType()):
            return PHRASES["a list of numbers"]
        case inspect.ListType(item_type=inspect.StrType()):
            return PHRASES["a list of names"]
        case inspect.ListType():
            return PHRASES["a list"]
        case inspect.StructType(fields=fields):
            needed = [field.name for field in fields if field.required]
            phrase = ("a mapping", "a mapping with one", "a mapping with")[min(len(needed), 2)]
            return PHRASES[phrase].format(keys=PHRASES["comma"].join(needed))
    return PHRASES["a mapping"]


def quoted(words: Iterable[str]) -> str:
    """ "sigmoid" or "tanh" """
    return PHRASES["or"].join(f'"{clean(each)}"' for each in words)


def _is_null(type_: object) -> bool:
    return isinstance(type_, inspect.NoneType)


def _listed(phrases: Sequence[str]) -> str:
    """a, b or c"""
    *first, last = phrases
    return PHRASES["or"].join([PHRASES["comma"].join(first), last] if first else [last])
