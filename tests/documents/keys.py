"""The types of a config -> the README's table of keys.

| key | values | left out | what it is |
| `layers.0.units` | a whole number from 1 | must be given | how many neurons it has |

What a key means is the text under it in `bptrace/config/experiment.py` or `config.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, inspect

from bptrace.config.config import Config
from bptrace.config.types import members_of
from bptrace.problems.describe import describe_type
from bptrace.schemas.texts import texts_of

Keys = tuple[str, ...]

HEAD = ("| key | values | left out | what it is |", "|---|---|---|---|")
REQUIRED = "must be given"


class Row(Struct, frozen=True):
    """A key of a config: where it is, which field of which type it is, and what it means."""

    path: Keys
    field: inspect.Field
    meaning: str


def key_table() -> str:
    """The table in Markdown."""
    return "\n".join([*HEAD, *(_line(each) for each in rows())])


def rows() -> Iterator[Row]:
    """Every key that a config may have, each mapping's keys below its own."""
    return _rows(inspect.type_info(Config), ())


def _rows(type_: inspect.Type, path: Keys) -> Iterator[Row]:
    for member in members_of(type_):
        match member:
            case inspect.ListType(item_type=item):
                yield from _rows(item, (*path, "0"))
            case inspect.StructType(cls=cls, fields=fields):
                texts = texts_of(cls)
                for field in fields:
                    place = (*path, field.encode_name)
                    yield Row(place, field, texts.get(field.name, ""))
                    yield from _rows(field.type, place)


def _line(row: Row) -> str:
    return (
        f"| `{'.'.join(row.path)}` | {_values(row.field.type)} | {_default(row)} | {row.meaning} |"
    )


def _values(type_: inspect.Type) -> str:
    members = [each for each in members_of(type_) if not isinstance(each, inspect.NoneType)]
    *first, last = [_value(each) for each in members]
    return f"{', '.join(first)} or {last}" if first else last


def _value(type_: inspect.Type) -> str:
    match type_:
        case inspect.LiteralType(values=words):
            return ", ".join(f"`{word}`" for word in words)
        case inspect.FloatType(ge=0, lt=1):
            return f"{describe_type(type_)} from 0 to below 1"
        case inspect.FloatType(gt=0):
            return f"{describe_type(type_)} above 0"
        case inspect.IntType(ge=int(low)) | inspect.FloatType(ge=0 as low):
            return f"{describe_type(type_)} from {low}"
        case _:
            return describe_type(type_).split(" with ")[0]


def _default(row: Row) -> str:
    match row.field.default:
        case _ if row.field.required:
            return REQUIRED
        case bool(truth):
            return f"`{str(truth).lower()}`"
        case str() | int() | float() as value:
            return f"`{value}`"
        case _:
            return ""
