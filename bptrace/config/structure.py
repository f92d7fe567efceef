"""Data against the types of a config: every way in which it does not fit, not only the first.

Driven by the types in `experiment`: a key or a word that is added there is known here. What does
not fit is replaced by something that does, so that the checks of meaning can look at the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import inspect

from bptrace.config import vocabulary
from bptrace.config.config import Config
from bptrace.config.meant import value_meant
from bptrace.config.misread import entries_as_meant
from bptrace.config.ranges import IN_EVERY_RANGE, out_of_range
from bptrace.config.types import accepts, is_entry_of_a_list, key_of, members_of, stand_in
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind, Path


def examine(data: object) -> tuple[list[Finding], Any]:
    """Everything that does not fit the types, and the data with what does in its place."""
    examination = _Examination()
    repaired = examination.value(data, inspect.type_info(Config), ())
    return examination.findings, repaired


class _Examination:
    """Each method looks at a value, notes what is wrong and returns it, or its stand-in."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.meant: dict[Path, str] = {}
        """Keys that were written differently, by their paths."""

    def _what(self, path: Path) -> str:
        """The key that a path ends with, as it should have been written."""
        return key_of(self._as_meant(path))

    def _as_meant(self, path: Path) -> Path:
        """The path as it should have been written."""
        return tuple(self.meant.get(path[: at + 1], step) for at, step in enumerate(path))

    def value(self, value: Any, type_: inspect.Type, path: Path) -> Any:
        members = members_of(type_)
        member = next((each for each in members if accepts(each, value)), None)
        if is_entry_of_a_list(value, members):
            member = None
        match member:
            case inspect.StructType():
                return self._mapping(value, member, path)
            case inspect.DictType(value_type=inner):
                return {key: self.value(it, inner, (*path, key)) for key, it in value.items()}
            case inspect.ListType():
                return self._list(value, member, path)
            case inspect.IntType() | inspect.FloatType():
                return self._number(value, member, path)
            case inspect.LiteralType():
                return self._word(value, member, path)
            case inspect.StrType():
                return self._text(value, member, path)
            case None:
                self._wrong_type(value, members, path)
                return stand_in(members[0])
        return value

    def _note(self, kind: str, path: Path, /, **data: object) -> None:
        self.findings.append(Finding(kind, path, data, because=(self._as_meant(path),)))

    def _wrong_type(self, value: Any, members: Sequence[inspect.Type], path: Path) -> None:
        later = vocabulary.LATER_WORDS.get(self._what(path), ())
        word = value.get("name") if isinstance(value, dict) else value
        if not path:
            self._note(Kind.NOT_A_CONFIG, path, found=value)
        elif isinstance(word, str) and word in later:
            self._note(Kind.LATER_WORD, path, what=self._what(path), word=word)
        else:
            guess = value_meant(value, members)
            data = {"found": value, "expected": members, "meant": guess.meant, "hint": guess.why}
            self._note(Kind.WRONG_TYPE, path, **data)

    def _mapping(self, value: dict[str, Any], struct: inspect.StructType, path: Path) -> Any:
        fields = {field.encode_name: field for field in struct.fields}
        value = self._entries(value, path)
        written = {self._known_key(key, struct, path): key for key in value}
        repaired = {}
        for name, field in fields.items():
            key = name if name in value else written.get(name)
            if key is not None:
                self.meant[*path, key] = name
                repaired[name] = self.value(value[key], field.type, (*path, key))
            elif field.required:
                repaired[name] = stand_in(field.type)
                data = {"key": name, "keys": list(fields), "expected": members_of(field.type)}
                finding = Finding(Kind.MISSING_KEY, (*path, name), data, at="parent")
                self.findings.append(finding)
        return repaired

    def _entries(self, value: dict[str, Any], path: Path) -> dict[str, Any]:
        """The mapping with its entries as they were meant."""
        entries = {}
        for key, it, finding in entries_as_meant(value, path):
            entries[key] = it
            if finding is not None:
                self.findings.append(finding)
        return entries

    def _known_key(self, key: str, struct: inspect.StructType, path: Path) -> str | None:
        """The key itself, or the one that was probably meant, once that has been noted."""
        owner, known = struct.cls.__name__, [field.encode_name for field in struct.fields]
        if key in known:
            return key
        kind = Kind.UNKNOWN_KEY
        data: dict[str, object] = {"key": key}
        right = vocabulary.OTHER_KEYS[owner].get(key)
        if key in vocabulary.LATER_KEYS.get(owner, ()):
            kind = Kind.LATER_KEY
        elif right is not None:
            kind = Kind.OTHER_KEY
            data["right"] = right
        else:
            close = near(key, known)
            right = close[0] if close else None
            data |= {"near": close, "known": known}
        self.findings.append(Finding(kind, (*path, key), data, at="key"))
        return right

    def _list(self, value: list[Any], type_: inspect.ListType, path: Path) -> Any:
        if len(value) < (type_.min_length or 0):
            self._note(Kind.EMPTY_LIST, path, what=key_of(path))
            return stand_in(type_)
        return [self.value(it, type_.item_type, (*path, at)) for at, it in enumerate(value)]

    def _number(
        self, value: float, type_: inspect.IntType | inspect.FloatType, path: Path
    ) -> float:
        wrong = out_of_range(value, type_)
        if wrong is None:
            return value
        kind, data = wrong
        self._note(kind, path, found=value, **data)
        return 1 if isinstance(type_, inspect.IntType) else IN_EVERY_RANGE

    def _word(self, value: str, type_: inspect.LiteralType, path: Path) -> Any:
        if value in type_.values:
            return value
        what = self._what(path)
        right = vocabulary.OTHER_WORDS.get(what, {}).get(value)
        close = near(value, map(str, type_.values)) if right is None else [right]
        if value in vocabulary.LATER_WORDS.get(what, ()):
            self._note(Kind.LATER_WORD, path, what=what, word=value, known=type_.values)
        elif right is not None:
            self._note(Kind.OTHER_WORD, path, what=what, word=value, right=right)
        else:
            self._note(
                Kind.UNKNOWN_WORD, path, what=what, word=value, near=close, known=type_.values
            )
        return close[0] if close else type_.values[0]

    def _text(self, value: str, type_: inspect.StrType, path: Path) -> str:
        if type_.max_length is None or len(value) <= type_.max_length:
            return value
        self._note(Kind.LONG_NAME, path, found=value, most=type_.max_length)
        return "x"
