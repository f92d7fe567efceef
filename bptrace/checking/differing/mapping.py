"""A file that says what another program calls things -> their meanings, or what is wrong with it.

loss: E
W1: weights of layer 1, by rows
dW1: minus gradients of weights of layer 1
hidden: [w1, w2, w5, w6]
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path as FilePath

from bptrace.checking.differing.meaning import Map, Meaning, Vocabulary, Wrong
from bptrace.config.document import check_findings
from bptrace.config.reading import read_document
from bptrace.network.naming import label_layers
from bptrace.problems.problem import Finding, Kind, Path
from bptrace.trace.trace import Trace

MapSource = str | PathLike[str] | Mapping[str, object]


def read_map(source: MapSource, trace: Trace) -> Map:
    """What the names in a YAML or JSON file, or in a dict, mean in a trace.

    Raises ConfigError, which lists everything that is wrong with it.
    """
    document = read_document(source if isinstance(source, Mapping) else FilePath(source))
    vocabulary = Vocabulary(trace.step, label_layers(trace.experiment))
    findings = list(document.findings)
    found: dict[str, Meaning] = {}
    if not isinstance(document.data, dict):
        findings.append(Finding(Kind.NOT_A_MAP, (), {"found": document.data}))
        check_findings(findings, document)
    for name, value in document.data.items():
        try:
            found[name] = _meaning(vocabulary, value)
        except Wrong as wrong:
            findings.append(wrong.finding((name, *_within(wrong, value))))
    check_findings(findings, document)
    return found


def _meaning(vocabulary: Vocabulary, value: object) -> Meaning:
    if isinstance(value, str):
        return vocabulary.meaning(value)
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return vocabulary.listed(value)
    raise Wrong(Kind.NOT_A_MAP, found=value)


def _within(wrong: Wrong, value: object) -> Path:
    """Which entry of a list it is about."""
    text = wrong.data.get("text")
    return (value.index(text),) if isinstance(value, list) and text in value else ()
