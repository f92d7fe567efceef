"""A document -> the experiment in it, or every problem it has.

types      does the data fit the types?          `structure`, once msgspec has said no
files      what is in the files that it names    `files`
meaning    do the parts fit each other?          `meaning`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import ValidationError, convert

from bptrace.config.config import Config, SampleFile
from bptrace.config.document import Document, check_findings
from bptrace.config.experiment import Experiment
from bptrace.config.files import Files, of_the_file, with_files
from bptrace.config.input_layer import with_input_layer
from bptrace.config.meaning import contradictions
from bptrace.problems.problem import Finding, Kind, Path


def validated(document: Document) -> tuple[Experiment, Files]:
    """The experiment, and what it has from other files. Raises ConfigError."""
    config, misfits = _typed(document)
    findings = with_input_layer(misfits, document.data)
    earlier = (*document.findings, *findings)
    wrong = [path for each in earlier for path in (each.path, *each.because)]
    experiment, files = with_files(config, document.folder_of)
    findings += _meaningful(files.findings, wrong)
    wrong += files.unknown
    found = contradictions(experiment)
    if isinstance(config.samples, SampleFile):
        found = of_the_file(found)
    contradicting = list(_meaningful(found, wrong))
    explained = [each for each in document.suspicions if _explains(each, contradicting)]
    findings += _meaningful(contradicting, [each.path for each in explained])
    findings += explained
    check_findings([*document.findings, *findings], document)
    return experiment, files


def _typed(document: Document) -> tuple[Config, list[Finding]]:
    """The config, repaired where its data do not fit the types, and where that is."""
    try:
        return convert(document.data, Config), []
    except (ValidationError, RecursionError) as error:
        from bptrace.config.structure import examine  # noqa: PLC0415  # start-up time

        misfits, repaired = examine(document.data)
        invalid = Finding(Kind.INVALID, (), {"detail": str(error)})
        return convert(repaired, Config), misfits or [invalid]


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
