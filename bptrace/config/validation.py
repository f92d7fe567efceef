"""A document -> the experiment in it, or every problem it has."""

from __future__ import annotations

from msgspec import ValidationError, convert

from bptrace.config.document import Document, check_findings
from bptrace.config.experiment import Experiment
from bptrace.problems.problem import Finding, Kind


def validated(document: Document) -> Experiment:
    """The experiment. Raises ConfigError."""
    findings: list[Finding] = list(document.findings)
    try:
        experiment = convert(document.data, Experiment)
    except ValidationError as error:
        findings.append(Finding(Kind.INVALID, (), {"detail": str(error)}))
    check_findings(findings, document)
    return experiment
