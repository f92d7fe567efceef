"""YAML text -> a tree, from libyaml's events.

PyYAML scans and parses; what the scalars mean is ours (`scalars`: YAML 1.2), and so are the bounds.
No tag is ever turned into an object: nothing in a config can run.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from bptrace.config.builder import Builder, Refused
from bptrace.config.decimal_commas import are_decimal, with_points
from bptrace.config.scalars import resolve
from bptrace.problems.problem import Finding, Kind, Span

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it; else the same in Python, slower."""

CORE = "tag:yaml.org,2002:"
SCALAR_TAGS: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "null": type(None),
}
CONTROL_CHARACTER = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def read_yaml(text: str, *, are_claims: bool = False) -> Builder:
    """The builder with the tree, or without one where the text holds nothing.

    are_claims: numbers keep the digits that they are written with.
    Raises Refused for what ends reading: a syntax error, a bound, a tag.
    """
    builder = Builder(text, are_claims=are_claims)
    control = CONTROL_CHARACTER.search(text)
    if control:
        span = Span(*control.span())
        raise _failed(Kind.CONTROL_CHARACTER, span, code=ord(control.group()))
    try:
        for event in yaml.parse(text, Loader=Loader):
            _take(event, builder)
    except yaml.MarkedYAMLError as error:
        from bptrace.config.yaml_errors import explained  # noqa: PLC0415  # start-up time

        raise Refused(explained(error, text)) from None
    return builder


def _take(event: Any, builder: Builder) -> None:
    match event:
        case yaml.ScalarEvent():
            _take_scalar(event, builder)
        case yaml.SequenceStartEvent():
            _check_tag(event, "seq", builder)
            builder.open_list(_span(event).start, event.anchor)
        case yaml.MappingStartEvent():
            _check_tag(event, "map", builder)
            builder.open_mapping(_span(event).start, event.anchor)
        case yaml.SequenceEndEvent():
            _close_list(_span(event).end, builder)
        case yaml.CollectionEndEvent():
            builder.close(_span(event).end)
        case yaml.AliasEvent():
            builder.alias(str(event.anchor), _span(event))
        case yaml.DocumentStartEvent() if builder.root is not None:
            raise builder.refuse(Kind.SEVERAL_DOCUMENTS, _span(event))


def _close_list(end: int, builder: Builder) -> None:
    span = Span(builder.opened_at, end)
    text = builder.text[slice(*span)]
    meant = with_points(text)
    if meant is not None:
        path, data = builder.path[:-1], {"meant": [meant]}
        finding = Finding(Kind.DECIMAL_COMMA, path, data, span=span)
        (builder.findings if are_decimal(text) else builder.suspicions).append(finding)
    builder.close(end)


def _take_scalar(event: Any, builder: Builder) -> None:
    span = _span(event)
    is_plain = event.implicit[0]
    if is_plain and event.value == "<<":
        raise builder.refuse(Kind.MERGE_KEY, span)
    try:
        value = resolve(event.value) if is_plain or event.tag else event.value
    except OverflowError:
        digits = len(event.value)
        raise builder.refuse(Kind.LONG_NUMBER, span, digits=digits) from None
    if event.tag is not None:
        value = _tagged(event, value, builder)
    builder.scalar(event.value, value, span, event.anchor)


def _tagged(event: Any, value: object, builder: Builder) -> object:
    name = event.tag.removeprefix(CORE)
    if event.tag in {"!", CORE + "str"}:
        return event.value
    if not event.tag.startswith(CORE) or name not in SCALAR_TAGS:
        raise _unknown_tag(event, builder)
    expected = SCALAR_TAGS[name]
    is_bool_as_number = isinstance(value, bool) and expected is not bool
    if is_bool_as_number or not isinstance(value, expected):
        raise builder.refuse(Kind.WRONG_TAG, _span(event), tag=name, text=event.value)
    return float(value) if name == "float" and isinstance(value, int) else value


def _check_tag(event: Any, expected: str, builder: Builder) -> None:
    if event.tag not in {None, "!", CORE + expected}:
        raise _unknown_tag(event, builder)


def _unknown_tag(event: Any, builder: Builder) -> Refused:
    shown = event.tag.replace(CORE, "!!")
    start = event.start_mark.index
    return builder.refuse(Kind.UNKNOWN_TAG, Span(start, start + len(shown)), tag=shown)


def _span(event: Any) -> Span:
    return Span(event.start_mark.index, event.end_mark.index)


def _failed(kind: str, span: Span, **data: object) -> Refused:
    """Of a text that cannot be followed: where in the config that is, nobody can say."""
    return Refused(Finding(kind, (), data, span=span))
