"""The name of a schema -> the schema: one function a schema, one line each in SCHEMAS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from json import dumps

from msgspec import Struct

from bptrace.checking.differing.document import Differences
from bptrace.checking.gradients.document import Gradients
from bptrace.config.config import Config
from bptrace.errors import InputError
from bptrace.explaining.document import Explanation
from bptrace.problems.describe import clean, quoted
from bptrace.problems.near import near
from bptrace.render.checks.data.documents import CheckedNumbers, KnownMistakes, OriginsOfNumber
from bptrace.schemas.claims import with_claims
from bptrace.schemas.components import (
    REFERENCE,
    Schema,
    definitions_of,
    definitions_of_written,
)
from bptrace.schemas.rules import with_rules
from bptrace.schemas.trace import Trace
from bptrace.trace.curves.json import WrittenCurves

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:bptrace:schema:{name}"


class Published(Struct, frozen=True):
    """A schema: what it describes, in a few words, and its parts.

    roots: the definitions that a whole document may be.
    """

    title: str
    roots: tuple[str, ...]
    definitions: Callable[[], Mapping[str, Schema]]


def config_definitions() -> Mapping[str, Schema]:
    """Of a config and of all that is in it."""
    return with_claims(with_rules(definitions_of(Config)))


def trace_definitions() -> Mapping[str, Schema]:
    """Of each record of a trace, and of one that is a single document."""
    return {**definitions_of_written(Trace, nulls=True), **config_definitions()}


def _printed_by(command: str, *types: type[Struct], nulls: bool = False) -> Published:
    """What a command prints as JSON: a document of one of the types.

    nulls: whether a number that is not finite is null.
    """
    return Published(
        f"what `bptrace {command} --format json` prints",
        tuple(each.__name__ for each in types),
        partial(definitions_of_written, *types, nulls=nulls),
    )


SCHEMAS: Mapping[str, Published] = {
    "config": Published("a config, in YAML or JSON", ("Config",), config_definitions),
    "trace": Published(
        "a trace in JSON, or a line of one in JSON Lines",
        ("Trace", "Header", "Iteration", "Summary"),
        trace_definitions,
    ),
    "explanation": _printed_by("explain", Explanation, nulls=True),
    "check": _printed_by("check", CheckedNumbers, OriginsOfNumber, KnownMistakes),
    "gradcheck": _printed_by("gradcheck", Gradients, nulls=True),
    "diff": _printed_by("diff", Differences),
    "plot": _printed_by("plot", WrittenCurves),
}


def schema(name: str) -> Schema:
    """The JSON Schema (2020-12) of that name in SCHEMAS, as data. Raises InputError."""
    if name not in SCHEMAS:
        close = near(name, SCHEMAS)
        hint = f"; did you mean {quoted(close)}?" if close else ""
        raise InputError(
            f'no schema is called "{clean(name)}"{hint}\n\nknown: {", ".join(SCHEMAS)}'
        )
    published = SCHEMAS[name]
    roots = [{"$ref": REFERENCE.format(name=each)} for each in published.roots]
    return {
        "$schema": DIALECT,
        "$id": ID.format(name=name),
        "title": f"bptrace: {published.title}",
        **(roots[0] if len(roots) == 1 else {"anyOf": roots}),
        "$defs": dict(published.definitions()),
    }


def schema_text(name: str) -> str:
    """The same as JSON. Raises InputError."""
    return dumps(schema(name), indent=2, ensure_ascii=False) + "\n"
