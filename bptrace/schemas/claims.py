"""The schema of what stands under `expected`: its grammar is that of `bptrace.config.claims`."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.config.claims import (
    AFTER,
    CONVENTIONS,
    DELTA,
    MOST_DIGITS_OF_A_COUNT,
    SIGNS,
    TOLERANCE,
)
from bptrace.config.experiment import LARGEST
from bptrace.config.scalars import FLOAT
from bptrace.schemas.components import REFERENCE, Schema

NUMBERS, CLAIMS = "Numbers", "Claims"
"""What the definitions are called: of one moment, and all."""

COUNT = f"[0-9]{{1,{MOST_DIGITS_OF_A_COUNT}}}"
ITERATIONS = f"^(?!0+$){COUNT}$"
UPDATES = f"^{COUNT}$"

QUOTED: Schema = {"type": "string", "pattern": rf"^\s*{FLOAT.pattern}\s*$"}
"""A number in quotes, as people write it who want its digits kept."""


def _number(smallest: float) -> Schema:
    number = {"type": "number", "minimum": smallest, "maximum": LARGEST}
    return {"anyOf": [number, QUOTED]}


CLAIM: Schema = _number(-LARGEST)
BESIDE: Mapping[str, Schema] = {
    TOLERANCE: {
        "description": "how near these numbers need to be; left out: as far as they are printed",
        **_number(0),
    },
    CONVENTIONS: {
        "description": "what signs mean in the book that prints these numbers",
        "type": "object",
        "properties": {
            DELTA: {
                "description": "whether delta_h1 is the derivative of E by net_h1, or minus that",
                "enum": list(SIGNS),
            }
        },
        "additionalProperties": False,
    },
}
"""What may stand beside the numbers of a moment."""


def with_claims(definitions: Mapping[str, Schema]) -> dict[str, Schema]:
    """The definitions of a config's types, and of what it expects."""
    experiment = definitions["Config"]
    expected = experiment["properties"]["expected"]
    claims = expected | {"anyOf": [{"$ref": REFERENCE.format(name=CLAIMS)}, {"type": "null"}]}
    properties = experiment["properties"] | {"expected": claims}
    return {
        **definitions,
        "Config": experiment | {"properties": properties},
        CLAIMS: _claims(),
        NUMBERS: _numbers(),
    }


def _numbers() -> Schema:
    return {
        "title": NUMBERS,
        "description": "Numbers that somebody printed, by their names in the trace.",
        "type": "object",
        "properties": dict(BESIDE),
        "additionalProperties": CLAIM,
    }


def _claims() -> Schema:
    numbers = {"$ref": REFERENCE.format(name=NUMBERS)}
    after = {
        "description": "numbers after so many updates: `after: {100: {E: 0.0012}}`",
        "type": "object",
        "patternProperties": {UPDATES: numbers},
        "additionalProperties": False,
    }
    return {
        "title": CLAIMS,
        "description": "What the source prints: a number under its name is of iteration 1, one "
        "under a number of the iteration that this counts.",
        "type": "object",
        "properties": {AFTER: after, **BESIDE},
        "patternProperties": {ITERATIONS: numbers},
        "additionalProperties": CLAIM,
    }
