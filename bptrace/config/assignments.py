"""`--set`: assignments to config paths, applied to the data, and to names of the trace, kept.

layers.0.units=3                a config path: its head is a key of a config
optimizer.learning_rate=0.1     makes a mapping of `optimizer: sgd`
w5=0.9                          a name of the trace: applied once the network is known
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, structs

from bptrace.config.builder import MAX_DEPTH, Refused
from bptrace.config.document import Document, check_findings
from bptrace.config.experiment import DEFAULT_OPTIMIZER, Experiment
from bptrace.config.yaml_reader import read_yaml
from bptrace.problems.problem import Finding, Kind, Path

LONG_FORMS = {"optimizer": "name", "bias": "value"}
"""What a value that is no mapping stands for: `optimizer: sgd` is `optimizer: {name: sgd}`."""


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
    findings: list[Finding] = []
    for text in options:
        shown = Document(f"--set {text}", None)
        try:
            target, value = _parsed(text)
            if _is_path(target):
                document = _assigned(document, target.split("."), value, shown.origin)
            else:
                by_name.append(Assignment(target, _number(value), shown.origin))
        except Refused as refused:
            check_findings([refused.finding], shown)
    check_findings(findings, document)
    return document, tuple(by_name)


def _parsed(text: str) -> tuple[str, object]:
    target, _, written = text.partition("=")
    target = target.strip()
    builder = read_yaml(written)
    if not target or builder.root is None:
        raise _refused(Kind.NOT_AN_ASSIGNMENT)
    return target, builder.root.value


def _is_path(target: str) -> bool:
    return "." in target or target in Experiment.__struct_fields__


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused(Kind.NO_NUMBER, found=value)
    return float(value)


def _assigned(document: Document, steps: Sequence[str], value: object, option: str) -> Document:
    path, data = _changed(document.data, steps, value, ())
    return structs.replace(document, data=data, options={**document.options, path: option})


def _changed(data: Any, steps: Sequence[str], value: object, done: Path) -> tuple[Path, Any]:
    """Where the steps lead, and a copy of the data with the value there."""
    if not steps:
        return done, value
    step, rest = steps[0], steps[1:]
    if isinstance(data, list):
        place = _place(data, step, done)
        path, below = _changed(data[place], rest, value, (*done, place))
        return path, [*data[:place], below, *data[place + 1 :]]
    if not isinstance(data, dict) or len(done) > MAX_DEPTH:
        raise _refused(Kind.NO_SUCH_PLACE, done, step=step, known=[])
    below = data.get(step)
    if rest and not isinstance(below, dict | list):
        below = _long_form(step, below, done, list(data))
    path, below = _changed(below, rest, value, (*done, step))
    return path, {**data, step: below}


def _place(items: Sequence[object], step: str, done: Path) -> int:
    if step.isascii() and step.isdecimal() and len(step) < 10 and int(step) < len(items):
        return int(step)
    raise _refused(Kind.NO_SUCH_ENTRY, done, step=step, count=len(items))


def _long_form(key: str, value: object, done: Path, known: Sequence[str]) -> dict[str, object]:
    """The mapping that a short value, or none, stands for."""
    if key not in LONG_FORMS:
        raise _refused(Kind.NO_SUCH_PLACE, done, step=key, known=known)
    if key == "optimizer" and value is None:
        value = DEFAULT_OPTIMIZER
    is_short = value is not None and not isinstance(value, bool)
    return {LONG_FORMS[key]: value} if is_short else {}


def _refused(kind: Kind, path: Path = (), **data: object) -> Refused:
    return Refused(Finding(kind, path, data))
