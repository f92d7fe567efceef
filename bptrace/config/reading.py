"""A source -> a document: YAML or JSON by its name, or by what it turns out to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike

from bptrace.config.builder import Builder, Refused
from bptrace.config.document import Document, problems_of
from bptrace.config.json_reader import json_data, read_json
from bptrace.config.plain import plain
from bptrace.config.source import find_source, read_text
from bptrace.config.yaml_reader import read_yaml
from bptrace.errors import ConfigError
from bptrace.problems.problem import Finding, Kind


def read_document(source: str | PathLike[str] | Mapping[str, object]) -> Document:
    """The document of a file, a gallery name, stdin or a dict. Raises ConfigError."""
    if isinstance(source, Mapping):
        return _from_python(source)
    found = find_source(source)
    try:
        text = read_text(found)
    except Refused as refused:
        raise _failed([refused.finding], Document(found.origin, None)) from None
    is_json = found.is_json or text.lstrip().startswith("{")
    data = _quickly(text) if is_json else None
    if data is not None:
        return Document(found.origin, data, text, tree=lambda: read_json(text).root)
    return _with_places(found.origin, text, read_json if found.is_json else read_yaml)


def _quickly(text: str) -> object:
    """The data of a JSON text; None where a slower reader must say what is wrong."""
    try:
        return json_data(text)
    except (ValueError, RecursionError):
        return None


def _with_places(origin: str, text: str, read: Callable[[str], Builder]) -> Document:
    document = Document(origin, None, text)
    try:
        builder = read(text)
    except Refused as refused:
        raise _failed([*refused.earlier, refused.finding], document) from None
    root = builder.root
    if root is None:
        raise _failed([Finding(Kind.EMPTY, ())], Document(origin, None))
    return Document(origin, root.value, text, lambda: root, findings=tuple(builder.findings))


def _from_python(source: Mapping[str, object]) -> Document:
    try:
        return Document("a dict", plain(source))
    except Refused as refused:
        raise _failed([refused.finding], Document("a dict", None)) from None


def _failed(findings: Sequence[Finding], document: Document) -> ConfigError:
    return ConfigError(problems_of(findings, document))
