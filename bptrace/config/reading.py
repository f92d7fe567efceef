"""A source -> a document: YAML or JSON by its name, or by what it turns out to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from os import PathLike

from bptrace.config.builder import Builder, Refused
from bptrace.config.document import Document, problems_of
from bptrace.config.plain import plain
from bptrace.config.source import Source, find_source, read_text
from bptrace.config.tree import Node
from bptrace.config.yaml_reader import read_yaml
from bptrace.errors import ConfigError
from bptrace.problems.problem import Finding, Kind


def read_document(source: str | PathLike[str] | Mapping[str, object] | Source) -> Document:
    """The document of a file, a gallery name, stdin or a dict. Raises ConfigError."""
    if isinstance(source, Mapping):
        return _from_python(source)
    found = source if isinstance(source, Source) else find_source(source)
    try:
        text = read_text(found)
    except Refused as refused:
        raise _failed([refused.finding], Document(found.origin, None)) from None
    if found.is_json or text.lstrip().startswith("{"):
        return _read_json(found, text)
    return _with_places(found, text, read_yaml)


def read_part(text: str, origin: str) -> Document:
    """The document of a config that is part of something else, as JSON. Raises ConfigError."""
    from bptrace.config import json_reader  # noqa: PLC0415  # start-up time: most configs are YAML

    try:
        return Document(origin, json_reader.json_data(text))
    except (ValueError, RecursionError) as error:
        finding = Finding(Kind.INVALID, (), {"detail": str(error)})
        raise _failed([finding], Document(origin, None)) from None


def _read_json(found: Source, text: str) -> Document:
    """The data at once; places only where something is wrong, or when they are asked for."""
    from bptrace.config import json_reader  # noqa: PLC0415  # start-up time: most configs are YAML

    try:
        data = json_reader.json_data(text)
    except (ValueError, RecursionError):
        read = json_reader.read_json if found.is_json else read_yaml
        return _with_places(found, text, read)
    tree = partial(_tree_of_json, text)
    return Document(found.origin, data, text, tree=tree, folder=found.folder)


def _tree_of_json(text: str) -> Node | None:
    from bptrace.config import json_reader  # noqa: PLC0415  # start-up time: most configs are YAML

    return json_reader.read_json(text).root


def _with_places(source: Source, text: str, read: Callable[[str], Builder]) -> Document:
    origin = source.origin
    document = Document(origin, None, text)
    try:
        builder = read(text)
    except Refused as refused:
        raise _failed([*refused.earlier, refused.finding], document) from None
    root = builder.root
    if root is None:
        raise _failed([Finding(Kind.EMPTY, ())], Document(origin, None))
    findings, suspicions = tuple(builder.findings), tuple(builder.suspicions)
    return Document(origin, root.value, text, lambda: root, {}, findings, suspicions, source.folder)


def _from_python(source: Mapping[str, object]) -> Document:
    try:
        return Document("a dict", plain(source))
    except Refused as refused:
        raise _failed([refused.finding], Document("a dict", None)) from None


def _failed(findings: Sequence[Finding], document: Document) -> ConfigError:
    return ConfigError(problems_of(findings, document))
