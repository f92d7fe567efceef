"""Types -> their definitions in a JSON Schema (2020-12), one a type, by its name.

What msgspec makes of a type, and beside it: the text under each field; the words of a Literal in
the order in which they are written; of what we write, which keys are always there, and that a
Decimal is a number with all its digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from inspect import cleandoc
from typing import Any

from msgspec import UNSET, Struct, inspect, json, structs

from bptrace.config.types import AS_WRITTEN
from bptrace.schemas.texts import texts_of

Schema = dict[str, Any]

REFERENCE = "#/$defs/{name}"
DECIMAL: Schema = {"type": "string", "format": "decimal"}
"""How msgspec writes a Decimal where nobody says otherwise; we say so, everywhere."""

BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})


def definitions_of(*types: type[Struct]) -> dict[str, Schema]:
    """The definitions of types that are read, and of all that they are made of."""
    _, found = json.schema_components(types, ref_template=REFERENCE)
    classes = {each.__name__: each for each in _structs_in(types)}
    assert len(classes) <= len(found), "two types of the same name would have one definition"
    for name, schema in found.items():
        if "description" in schema:
            schema["description"] = _in_one_line(schema["description"])
        if name in classes:
            _describe(schema, _texts_by_key(classes[name]))
    return {name: _in_order(each) for name, each in found.items()}


def definitions_of_written(*types: type[Struct], nulls: bool) -> dict[str, Schema]:
    """The same of types that are written: a key is there, but for those that are UNSET.

    nulls: whether a number that is not finite is written as null, as JSON encoders do.
    """
    found = definitions_of(*types)
    for class_ in _structs_in(types):
        schema = found[class_.__name__]
        optional = {each.encode_name for each in structs.fields(class_) if each.default is UNSET}
        schema["required"] = [key for key in schema["properties"] if key not in optional]
        for each in schema["properties"].values():
            each.pop("default", None)
    if nulls:
        found = {name: _with_nulls(each) for name, each in found.items()}
    return {name: _with_decimals(each) for name, each in found.items()}


def _texts_by_key(class_: type[Struct]) -> Mapping[str, str]:
    """The texts under the fields, by what the fields are called in a file."""
    texts = texts_of(class_)
    return {
        each.encode_name: texts[each.name] for each in structs.fields(class_) if each.name in texts
    }


def _describe(schema: Schema, texts: Mapping[str, str]) -> None:
    """Says of every key what it means; that it may be null is no default worth saying."""
    for key, each in schema["properties"].items():
        if key in texts:
            each["description"] = _in_one_line(texts[key])
        if each.get("default", UNSET) is None:
            del each["default"]
    if not schema["required"]:
        del schema["required"]


def _in_one_line(text: str) -> str:
    """A text with its paragraphs in one line each."""
    paragraphs = cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs)


def _in_order(schema: Any) -> Any:
    """The words of every Literal as it lists them; a single one as what it has to be."""
    match schema:
        case {"enum": [word]}:
            return {"const": word, **{key: schema[key] for key in schema if key != "enum"}}
        case {"enum": list(words)}:
            return schema | {"enum": list(AS_WRITTEN.get(frozenset(map(str, words)), words))}
        case dict():
            return {key: _in_order(each) for key, each in schema.items()}
        case list():
            return list(map(_in_order, schema))
        case _:
            return schema


def _with_nulls(schema: Any) -> Any:
    """A number without bounds may be null; one with bounds is known to be finite."""
    match schema:
        case {"type": "number"} if not BOUNDS & schema.keys():
            return schema | {"type": ["number", "null"]}
        case dict():
            return {key: _with_nulls(each) for key, each in schema.items()}
        case list():
            return list(map(_with_nulls, schema))
        case _:
            return schema


def _with_decimals(schema: Any) -> Any:
    """A Decimal is written as a number, with all its digits."""
    match schema:
        case dict() if DECIMAL.items() <= schema.items():
            rest = {key: each for key, each in schema.items() if key not in DECIMAL}
            return {"type": "number", **rest}
        case dict():
            return {key: _with_decimals(each) for key, each in schema.items()}
        case list():
            return list(map(_with_decimals, schema))
        case _:
            return schema


def _structs_in(types: Iterable[type]) -> Iterator[type[Struct]]:
    """Every Struct that types are made of, each once."""
    waiting = [inspect.type_info(each) for each in types]
    seen: set[type] = set()
    while waiting:
        type_ = waiting.pop()
        if isinstance(type_, inspect.StructType) and type_.cls not in seen:
            seen.add(type_.cls)
            yield type_.cls
            waiting += [each.type for each in type_.fields]
        elif not isinstance(type_, inspect.StructType):
            waiting += _parts_of(type_)


def _parts_of(type_: inspect.Type) -> list[inspect.Type]:
    match type_:
        case inspect.Metadata(type=inner):
            return [inner]
        case inspect.UnionType(types=types) | inspect.TupleType(item_types=types):
            return list(types)
        case inspect.CollectionType(item_type=item):
            return [item]
        case inspect.DictType(value_type=value):
            return [value]
        case inspect.NamedTupleType(fields=fields):
            return [each.type for each in fields]
        case _:
            return []
