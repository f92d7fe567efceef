"""What no type says, from the tables that say it: which keys go together in a mapping.

Each schema here is one more condition on a mapping. A key that is null is as good as left out, as
it is when a config is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bptrace.config.experiment import (
    ACTIVATION_PARAMETERS,
    INIT_PARAMETERS,
    LOSS_PARAMETERS,
    OPTIMIZER_PARAMETERS,
    SCHEDULE_PARAMETERS,
    Parameters,
)
from bptrace.config.parameters import PARAMETERS, SOURCES
from bptrace.config.rule_parameters import ALWAYS, RULE_OR_FORMULA
from bptrace.schemas.components import Schema

NULL: Schema = {"type": "null"}
NOT_NULL: Schema = {"not": NULL}


def with_rules(definitions: Mapping[str, Schema]) -> dict[str, Schema]:
    """The definitions of a config's types with what the tables say about them."""
    return {
        name: {**each, "allOf": CONDITIONS[name]} if name in CONDITIONS else each
        for name, each in definitions.items()
    }


def _one_of(keys: Sequence[str]) -> Schema:
    """Exactly one of them."""
    return {"oneOf": [_given(key) for key in keys]}


def _given(key: str) -> Schema:
    return {"required": [key], "properties": {key: NOT_NULL}}


def _without(keys: Iterable[str]) -> Schema:
    return {"properties": dict.fromkeys(keys, NULL)}


def _sources() -> Iterator[Schema]:
    """Where weights come from: of one place only, with what belongs to that."""
    yield _one_of(tuple(SOURCES))
    for source in SOURCES:
        others = [key for other in SOURCES if other != source for key in SOURCES[other]]
        yield {"if": _given(source), "then": _without(others)}


def _takes(key: str, table: Mapping[Any, Parameters], also: Sequence[str] = ()) -> Iterator[Schema]:
    """For each rule: no key that others take and it does not; and those that it needs."""
    every = dict.fromkeys(parameter for takes in table.values() for parameter in takes)
    for rules, takes, needed in _alike(table):
        unknown = [each for each in every if each not in {*takes, *also}]
        properties = dict.fromkeys(unknown, NULL) | dict.fromkeys(needed, NOT_NULL)
        then: Schema = {"properties": properties}
        if needed:
            then["required"] = needed
        if properties:
            yield {"if": {"required": [key], "properties": {key: {"enum": rules}}}, "then": then}


def _alike(table: Mapping[str, Parameters]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Rules that take the same: their names, what they take, and what of that must be given."""
    groups: dict[tuple[tuple[str, bool], ...], list[str]] = {}
    for rule, takes in table.items():
        key = tuple((each, default is None) for each, default in takes.items())
        groups.setdefault(key, []).append(rule)
    for takes_, rules in groups.items():
        yield rules, [each for each, _ in takes_], [each for each, is_needed in takes_ if is_needed]


def _bias() -> Iterator[Schema]:
    """Drawn, or one value; `init: constant` has its value beside it."""
    drawn_only = [key for key in PARAMETERS if key != "value"]
    yield {"if": {"properties": {"init": NULL}}, "then": _without(drawn_only)}
    yield {"if": _given("init"), "then": {"properties": {"value": {"type": ["number", "null"]}}}}
    yield from _takes("init", INIT_PARAMETERS)


def _activation() -> Iterator[Schema]:
    yield _one_of(RULE_OR_FORMULA)
    of_rules = {key for takes in ACTIVATION_PARAMETERS.values() for key in takes}
    yield {"if": _given("formula"), "then": _without(sorted(of_rules))}
    yield from _takes("name", ACTIVATION_PARAMETERS)


CONDITIONS: Mapping[str, Sequence[Schema]] = {
    "Weights": [*_sources(), *_takes("init", INIT_PARAMETERS)],
    "Bias": list(_bias()),
    "Activation": list(_activation()),
    "Loss": list(_takes("name", LOSS_PARAMETERS)),
    "Optimizer": list(_takes("name", OPTIMIZER_PARAMETERS)),
    "Schedule": list(_takes("name", SCHEDULE_PARAMETERS, ALWAYS["schedule"])),
}
"""By the name of the type."""
