"""JSON text -> plain data, by the standard library; or a tree, to say where things are.

The tree costs ten times as much and is worked out only once something must be reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import StrEnum, auto
from math import inf, nan
from typing import Any

from bptrace.config.builder import Builder, Refused
from bptrace.config.printed import EXPECTED, as_printed
from bptrace.config.scalars import MAX_DIGITS
from bptrace.problems.problem import Finding, Kind, Span

SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
WORD = re.compile(r"[^\s,:\[\]{}\"]+|\"[^\"\n]*\"?|.?", re.DOTALL)
WORDS = {"null": None, "true": True, "false": False, "NaN": nan, "Infinity": inf, "-Infinity": -inf}
"""The last three are no JSON, but Python writes them; whatever wants a number refuses them."""

DECODER = json.JSONDecoder()


class Due(StrEnum):
    """What may come next."""

    VALUE = auto()
    FIRST_VALUE = auto()
    KEY = auto()
    FIRST_KEY = auto()
    COLON = auto()
    NEXT = auto()
    END = auto()


def json_data(text: str) -> Any:
    """The data of a JSON text. Raises ValueError or RecursionError where `read_json` knows why."""
    data = json.loads(text, object_pairs_hook=_without_duplicates)
    if isinstance(data, dict) and EXPECTED in data:
        data[EXPECTED] = json.loads(text, parse_float=_printed, parse_int=_printed)[EXPECTED]
    return data


def _printed(number: str) -> object:
    return as_printed(number, float(number))


def _without_duplicates(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("duplicate key")
    return data


def read_json(text: str, *, are_claims: bool = False) -> Builder:
    """The builder with the tree, or without one where the text holds nothing.

    are_claims: numbers keep the digits that they are written with.
    Raises Refused for what ends reading.
    """
    reader = _Reader(text, are_claims)
    while reader.at < len(text):
        reader.take()
    return reader.finished()


class _Reader:
    """A place in the text, what is due there, and which brackets are open."""

    def __init__(self, text: str, are_claims: bool) -> None:
        self.text = text
        self.at = self._after_space(0)
        self.due = Due.VALUE
        self.builder = Builder(text, are_claims=are_claims)
        self.closers: list[str] = []

    def finished(self) -> Builder:
        is_empty = self.builder.root is None and not self.closers and self.due is Due.VALUE
        if self.due is not Due.END and not is_empty:
            raise self._unexpected()
        return self.builder

    def take(self) -> None:
        """One token and the space after it."""
        character = self.text[self.at]
        may_close = self.due in {Due.FIRST_VALUE, Due.FIRST_KEY, Due.NEXT}
        if may_close and self.closers and character == self.closers[-1]:
            self._close()
        elif self.due is Due.NEXT and character == ",":
            self._move(1, Due.KEY if self.closers[-1] == "}" else Due.VALUE)
        elif self.due is Due.COLON and character == ":":
            self._move(1, Due.VALUE)
        elif self.due in {Due.KEY, Due.FIRST_KEY} and character == '"':
            self._string(Due.COLON)
        elif self.due in {Due.VALUE, Due.FIRST_VALUE}:
            self._value(character)
        else:
            raise self._unexpected()

    def _after_space(self, at: int) -> int:
        space = SPACE.match(self.text, at)
        return space.end() if space else at

    def _move(self, length: int, due: Due) -> None:
        self.at = self._after_space(self.at + length)
        self.due = due

    def _after_value(self) -> Due:
        return Due.NEXT if self.closers else Due.END

    def _close(self) -> None:
        self.closers.pop()
        self.builder.close(self.at + 1)
        self._move(1, self._after_value())

    def _value(self, character: str) -> None:
        if character == "[":
            self.builder.open_list(self.at)
            self.closers.append("]")
            self._move(1, Due.FIRST_VALUE)
        elif character == "{":
            self.builder.open_mapping(self.at)
            self.closers.append("}")
            self._move(1, Due.FIRST_KEY)
        elif character == '"':
            self._string(self._after_value())
        else:
            self._number_or_word()

    def _string(self, due: Due) -> None:
        try:
            value, end = DECODER.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            if "escape" in error.msg:
                at = min(error.pos, len(self.text) - 1)
                raise _failed(Kind.JSON_ESCAPE, Span(at, at + 1)) from None
            raise _failed(Kind.OPEN_QUOTE, Span(self.at, self.at + 1)) from None
        self.builder.scalar(value, value, Span(self.at, end))
        self._move(end - self.at, due)

    def _number_or_word(self) -> None:
        word = self._word()
        number = NUMBER.fullmatch(word)
        if number and len(word) > MAX_DIGITS:
            raise self.builder.refuse(Kind.LONG_NUMBER, self._span(word), digits=len(word))
        if number:
            value: object = float(word) if any(number.groups()) else int(word)
        elif word in WORDS:
            value = WORDS[word]
        else:
            raise self._unexpected()
        self.builder.scalar(word, value, self._span(word))
        self._move(len(word), self._after_value())

    def _word(self) -> str:
        found = WORD.match(self.text, self.at)
        return found.group() if found else ""

    def _span(self, word: str) -> Span:
        return Span(self.at, self.at + max(len(word), 1))

    def _unexpected(self) -> Refused:
        word = self._word()
        before = self.text[: self.at].rstrip()[-1:]
        is_stray_comma = before == "," and word in {"]", "}"}
        hint = "stray comma" if is_stray_comma else ""
        return _failed(Kind.JSON_SYNTAX, self._span(word), due=self.due, token=word, hint=hint)


def _failed(kind: str, span: Span, **data: object) -> Refused:
    return Refused(Finding(kind, (), data, span=span))
