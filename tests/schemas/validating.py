"""Documents against our schemas, by a validator that knows nothing of us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

import bptrace


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(bptrace.schema(name))


@cache
def _strict_validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(closed(bptrace.schema(name)))


def complaints(name: str, document: object) -> list[str]:
    """What is wrong with a document."""
    return [_said(each) for each in _validator(name).iter_errors(document)]


def strict_complaints(name: str, document: object) -> list[str]:
    """The same; a key that the schema does not know is wrong, too."""
    return [_said(each) for each in _strict_validator(name).iter_errors(document)]


def check_schema_of(name: str, text: str) -> Any:
    """The document, which has to be JSON and to fit, strictly."""
    document = json.loads(text, parse_constant=_no_constant)
    assert strict_complaints(name, document) == []
    return document


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that allows no keys but those it names."""
    found = deepcopy(schema)
    for each in found["$defs"].values():
        if "properties" in each:
            each.setdefault("additionalProperties", False)
    return found


def _said(error: ValidationError) -> str:
    return "; ".join(f"{each.json_path}: {each.message[:200]}" for each in _causes(error))


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    yield error
    for each in error.context or ():
        yield from _causes(each)
