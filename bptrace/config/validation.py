"""A document -> the experiment in it, or every problem it has.

types      does the data fit the types?          `structure`, once msgspec has said no
meaning    do the parts fit each other?          `meaning`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import ValidationError, convert

from bptrace.config.document import Document, check_findings
from bptrace.config.experiment import Experiment
from bptrace.config.input_layer import with_input_layer
from bptrace.config.meaning import contradictions
from bptrace.problems.problem import Finding, Kind, Path


def validated(document: Document) -> Experiment:
    """The experiment. Raises ConfigError."""
    try:
        experiment = convert(document.data, Experiment)
    except (ValidationError, RecursionError) as error:
        from bptrace.config.structure import examine  # noqa: PLC0415  # start-up time

        misfits, repaired = examine(document.data)
        findings = misfits or [Finding(Kind.INVALID, (), {"detail": str(error)})]
        experiment = convert(repaired, Experiment)
    else:
        findings = []
    findings = with_input_layer(findings, document.data)
    wrong = [each.path for each in (*document.findings, *findings)]
    contradicting = list(_meaningful(contradictions(experiment), wrong))
    explained = [each for each in document.suspicions if _explains(each, contradicting)]
    findings += _meaningful(contradicting, [each.path for each in explained])
    findings += explained
    check_findings([*document.findings, *findings], document)
    return experiment


def _meaningful(findings: Iterable[Finding], wrong: Iterable[Path]) -> Iterator[Finding]:
    """Those that do not follow from a part that is itself wrong."""
    wrong = list(wrong)
    for finding in findings:
        parts = (finding.path, *finding.because)
        if not any(_touch(part, each) for part in parts for each in wrong):
            yield finding


def _explains(suspicion: Finding, findings: Iterable[Finding]) -> bool:
    """Whether something is wrong with a part that already looked wrong when it was read."""
    parts = (part for each in findings for part in (each.path, *each.because))
    return any(_touch(suspicion.path, part) for part in parts)


def _touch(path: Path, other: Path) -> bool:
    shared = min(len(path), len(other))
    return path[:shared] == other[:shared]
