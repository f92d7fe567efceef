"""Numbers to check, from anywhere but a config -> a document with them, as under `expected`.

claims.yaml, claims.json     the grammar of `expected`; a config, or only its `expected:`
claims.csv                   a row a number: name,value, with iteration or after; or an iteration a
                             row, a column a name
claims.jsonl                 a line an iteration: {"iteration": 1, "values": {"E": 0.298}}
claims.txt                   a line a number: E = 0.298
E=0.298   3:E=0.29   after:1:E=0.291                    on the command line
{"E": 0.298, "after": {1: {"E": 0.291}}}                in Python
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from msgspec import Struct, structs

from bptrace.config.builder import Builder, Refused
from bptrace.config.claim_lines import AS_WRITTEN, are_assignments, read_assignments
from bptrace.config.claim_records import are_lines_of_json, read_json_lines, regrouped
from bptrace.config.claim_rows import is_delimited, read_rows
from bptrace.config.claims import AFTER, Claim, claims_in, wrong_in
from bptrace.config.document import Document, problems_of
from bptrace.config.json_reader import read_json
from bptrace.config.plain import plain
from bptrace.config.printed import EXPECTED
from bptrace.config.source import STDIN, Source, read_text
from bptrace.config.yaml_reader import read_yaml
from bptrace.errors import ConfigError
from bptrace.problems.problem import Finding, Kind, Path

IN_A_CONFIG = {
    Kind.NOT_FOUND: Kind.CLAIMS_NOT_FOUND,
    Kind.DIRECTORY: Kind.CLAIMS_DIRECTORY,
    Kind.TOO_LARGE: Kind.CLAIMS_TOO_LARGE,
    Kind.BINARY: Kind.CLAIMS_BINARY,
}
"""What is said of a config, and what of claims instead."""


class Claims(Struct, frozen=True):
    """What somebody expects. path: where in the document it is."""

    document: Document
    path: Path = ()

    @property
    def expected(self) -> Any:
        """The part of the document that has the numbers."""
        data = self.document.data
        return data[EXPECTED] if self.path else data

    def findings(self) -> Iterator[Finding]:
        """Everything in it that is not what belongs there."""
        if self.expected == {}:
            yield Finding(Kind.NOT_A_CLAIM, self.path)
        elif isinstance(self.expected, Mapping):
            yield from wrong_in(self.expected, self.path)
        else:
            yield Finding(Kind.CLAIMS_SHAPE, self.path, {"found": self.expected})

    def claims(self) -> Iterator[Claim]:
        """Every claim, where there are no findings."""
        return claims_in(self.expected, self.path)


def claims_of_file(file: str | PathLike[str]) -> Claims:
    """What is in a file, or in stdin (`-`). Raises ConfigError where it cannot be read."""
    is_stdin = file == STDIN
    source = Source("stdin" if is_stdin else str(file), None if is_stdin else FilePath(file))
    document = Document(source.origin, None)
    try:
        text = read_text(source)
        document = structs.replace(document, text=text)
        builder = _read(source, text)
    except Refused as refused:
        raise _failed(document, [*refused.earlier, refused.finding]) from None
    root = builder.root
    if root is None or not root.value:
        raise _failed(Document(source.origin, None), [Finding(Kind.CLAIMS_EMPTY, ())])
    document = structs.replace(
        document, data=root.value, tree=lambda: root, findings=tuple(builder.findings)
    )
    return _claims(document)


def claims_of_arguments(arguments: Iterable[str]) -> Iterator[Claims]:
    """What is in each argument, `NAME=VALUE`; the complaint about one begins with it."""
    for text in arguments:
        yield Claims(Document(text, _of_argument(text), options={(): text}))


def claims_of_mapping(expected: Mapping[str, object]) -> Claims:
    """What is in a mapping made in Python. Raises ConfigError for one that has no end."""
    try:
        return _claims(Document("claims", plain(expected)))
    except Refused as refused:
        raise _failed(Document("claims", None), [refused.finding]) from None


def _claims(document: Document) -> Claims:
    is_within = isinstance(document.data, Mapping) and EXPECTED in document.data
    return Claims(document, (EXPECTED,) if is_within else ())


def _read(source: Source, text: str) -> Builder:
    if are_lines_of_json(text):
        return read_json_lines(text)
    if source.is_json:
        return regrouped(read_json(text, are_claims=True))
    if are_assignments(text):
        return read_assignments(text)
    if is_delimited(text):
        return read_rows(text)
    return regrouped(read_yaml(text, are_claims=True))


def _of_argument(text: str) -> dict[str, Any]:
    name, _, value = text.rpartition("=")
    written = AS_WRITTEN.fullmatch(name.strip())
    if written is None:
        return {}
    entry = {written["name"].strip(): value.strip() or None}
    if written["after"] is not None:
        return {AFTER: {written["after"]: entry}}
    return entry if written["during"] is None else {written["during"]: entry}


def _failed(document: Document, findings: list[Finding]) -> ConfigError:
    of_claims = [
        structs.replace(each, kind=IN_A_CONFIG.get(each.kind, each.kind)) for each in findings
    ]
    return ConfigError(problems_of(of_claims, document))
