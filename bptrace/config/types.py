"""What the types of a config say, as `msgspec.inspect` has them: which values fit which type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from msgspec import inspect

from bptrace.config import config, experiment
from bptrace.config.ranges import IN_EVERY_RANGE
from bptrace.problems.problem import Path

AS_WRITTEN: Mapping[frozenset[str], tuple[str, ...]] = {
    frozenset(get_args(each)): get_args(each)
    for each in (*vars(experiment).values(), *vars(config).values())
    if get_origin(each) is Literal
}
"""The words of every alias in the order in which it lists them; msgspec sorts them."""


def members_of(type_: inspect.Type) -> Sequence[inspect.Type]:
    """The members of a union; the type itself, where it is none."""
    match type_:
        case inspect.Metadata(type=inner):
            return members_of(inner)
        case inspect.UnionType(types=types):
            return [member for each in types for member in members_of(each)]
        case inspect.LiteralType(values=words):
            return [inspect.LiteralType(AS_WRITTEN[frozenset(map(str, words))])]
        case _:
            return [type_]


def accepts(type_: inspect.Type, value: object) -> bool:
    """Whether a value is of that kind; not whether it is right in every part."""
    match type_:
        case inspect.AnyType():
            return True
        case inspect.NoneType():
            return value is None
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.StrType() | inspect.LiteralType():
            return isinstance(value, str)
        case inspect.ListType():
            return isinstance(value, list)
        case _:
            return isinstance(value, dict)


def is_entry_of_a_list(value: object, members: Sequence[inspect.Type]) -> bool:
    """Whether a mapping lacks what makes it one of the types, and has only what an entry of a list
    has that is another: the list around it was forgotten."""
    if not isinstance(value, dict) or not value:
        return False
    structs = [each for each in members if isinstance(each, inspect.StructType)]
    lists = [each for each in members if isinstance(each, inspect.ListType)]
    entries = [each for list_ in lists for each in members_of(list_.item_type)]
    return any(_lacks(value, each) for each in structs) and any(
        isinstance(each, inspect.StructType)
        and value.keys() <= {one.encode_name for one in each.fields}
        for each in entries
    )


def _lacks(value: Mapping[str, object], struct: inspect.StructType) -> bool:
    return any(each.required and each.encode_name not in value for each in struct.fields)


def stand_in(type_: inspect.Type) -> Any:
    """A value that fits a type, to go on with where the config's own does not."""
    type_ = members_of(type_)[0]
    match type_:
        case inspect.StructType(fields=fields):
            return {each.encode_name: stand_in(each.type) for each in fields if each.required}
        case inspect.ListType(min_length=least):
            return [stand_in(type_.item_type)] * (least or 0)
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.IntType():
            return 1
        case inspect.FloatType():
            return IN_EVERY_RANGE
        case inspect.StrType():
            return "x"
        case inspect.BoolType():
            return True
        case _:
            return None


def key_of(path: Path) -> str:
    """The last key on a path that says what is meant: `optimizer` of optimizer.name."""
    keys = [step for step in path if isinstance(step, str)]
    if len(keys) > 1 and keys[-1] == "name":
        keys.pop()
    return keys[-1] if keys else ""
