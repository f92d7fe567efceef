"""`--set`: assignments to config paths, applied to the data, and to names of the trace, kept.

layers.0.units=3                a config path: its head is a key of a config
optimizer.learning_rate=0.1     makes a mapping of `optimizer: sgd`
samples.1={input: 1, target: 0} one more entry, where there was one
w5=0.9                          a name of the trace: applied once the network is known
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, structs

from bptrace.config.builder import MAX_DEPTH, Refused
from bptrace.config.document import Document
from bptrace.config.experiment import DEFAULT_LOSS, DEFAULT_OPTIMIZER, LARGEST, Experiment
from bptrace.config.yaml_reader import read_yaml
from bptrace.errors import ConfigError
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind, Path, Place, Problem

LONG_FORMS = {
    "optimizer": "name",
    "schedule": "name",
    "loss": "name",
    "activation": "name",
    "bias": "value",
    "names": "neurons",
    "batch": "size",
}
"""What a value that is no mapping stands for: `optimizer: sgd` is `optimizer: {name: sgd}`."""

LEFT_OUT = {"optimizer": DEFAULT_OPTIMIZER, "loss": DEFAULT_LOSS}
MAY_BE_LEFT_OUT = frozenset({"weights", "states"})
"""Mappings, where anything is set in them that is not there."""

INSTEAD = {"iterations": "epochs", "epochs": "iterations"}
"""Whoever sets one of them says how long to train, whatever the config says by the other."""

LONGEST_SHOWN = 60


class Assignment(Struct, frozen=True):
    """A name of the trace, its value, and the option as written: `--set w5=0.9`."""

    name: str
    value: float
    option: str


def assign_options(
    options: Sequence[str], document: Document
) -> tuple[Document, tuple[Assignment, ...]]:
    """The document with what the options say about config paths, and what they say about names.

    Raises ConfigError for options that say nothing, or name no place in the config.
    """
    by_name: list[Assignment] = []
    problems: list[Problem] = []
    for text in options:
        option = _shown(text)
        try:
            target, value = _parsed(text)
            if _is_path(target):
                document = _assigned(document, target.split("."), value, option)
            else:
                by_name.append(Assignment(target, _number(value), option))
        except Refused as refused:
            problems.append(Problem(refused.finding, Place(option)))
    if problems:
        raise ConfigError(problems)
    return document, tuple(by_name)


def _shown(text: str) -> str:
    shortened = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return f"--set {shortened}"


def _parsed(text: str) -> tuple[str, object]:
    target, _, written = text.partition("=")
    target = target.strip()
    builder = read_yaml(written)
    if not target or builder.root is None:
        raise _refused(Kind.NOT_AN_ASSIGNMENT)
    return target, builder.root.value


def _is_path(target: str) -> bool:
    return "." in target or target in Experiment.__struct_fields__


def _number(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not -LARGEST <= value <= LARGEST:
        raise _refused(Kind.NO_NUMBER, found=value)
    return float(value)


def _assigned(document: Document, steps: Sequence[str], value: object, option: str) -> Document:
    if not isinstance(document.data, dict):
        return document  # no config at all, which validation has words for
    path, data = _changed(document.data, steps, value, ())
    if steps[0] in INSTEAD:
        data.pop(INSTEAD[steps[0]], None)
    return structs.replace(document, data=data, options={**document.options, path: option})


def _changed(data: Any, steps: Sequence[str], value: object, done: Path) -> tuple[Path, Any]:
    """Where the steps lead, and a copy of the data with the value there.

    data: a list or a mapping wherever there are steps left.
    """
    if not steps:
        return done, value
    step, rest = steps[0], steps[1:]
    if isinstance(data, list) and not rest and step == str(len(data)):
        return (*done, len(data)), [*data, value]
    if isinstance(data, list):
        place = _place(data, step, done)
        path, below = _changed(data[place], rest, value, (*done, place))
        return path, [*data[:place], below, *data[place + 1 :]]
    if len(done) > MAX_DEPTH:
        raise _refused(Kind.TOO_DEEP, done, most=MAX_DEPTH)
    below = data.get(step)
    is_short_list = isinstance(below, list) and step in LONG_FORMS and rest and not _counts(rest[0])
    if rest and (is_short_list or not isinstance(below, dict | list)):
        below = _long_form(step, data, done)
    path, below = _changed(below, rest, value, (*done, step))
    return path, {**data, step: below}


def _place(items: Sequence[object], step: str, done: Path) -> int:
    if _counts(step) and int(step) < len(items):
        return int(step)
    raise _refused(Kind.NO_SUCH_ENTRY, done, step=step, count=len(items))


def _counts(step: str) -> bool:
    return step.isascii() and step.isdecimal() and len(step) < 10


def _long_form(key: str, data: dict[str, Any], done: Path) -> dict[str, object]:
    """The mapping that a short value, or none, stands for."""
    value = data.get(key)
    if key in MAY_BE_LEFT_OUT and value is None:
        return {}
    if key not in LONG_FORMS and key in data:
        raise _refused(Kind.NO_PARTS, done, step=key, found=value)
    if key not in LONG_FORMS:
        known = list(data if done else Experiment.__struct_fields__)
        raise _refused(Kind.NO_SUCH_PLACE, done, step=key, near=near(key, known), known=known)
    value = LEFT_OUT.get(key) if value is None else value
    is_short = value is not None and not isinstance(value, bool)
    return {LONG_FORMS[key]: value} if is_short else {}


def _refused(kind: str, path: Path = (), **data: object) -> Refused:
    return Refused(Finding(kind, path, data))
