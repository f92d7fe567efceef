"""Numbers that somebody claims -> what a check finds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import bptrace
from bptrace.api import Source
from bptrace.checking.claims.verdicts import verdicts_of
from bptrace.checking.diagnosing.diagnosis import diagnose
from bptrace.checking.findings import Findings
from bptrace.config.claims import claims_of

Moments = Mapping[Any, Mapping[Any, Any]]


def findings(config: Mapping[str, Any], expected: Moments) -> Findings:
    """What is found of numbers with their digits as written: {1: {"E": "0.298"}, "after": …}."""
    return _checked({**config, "expected": _with_digits(expected)})


def findings_of(source: Source) -> Findings:
    """What is found of the numbers that a config expects."""
    return _checked(source)


def _checked(source: Source) -> Findings:
    trace = bptrace.run(source)
    return diagnose(trace, list(verdicts_of(trace, list(claims_of(trace.experiment)))))


def _with_digits(numbers: Any) -> Any:
    if isinstance(numbers, Mapping):
        return {key: _with_digits(each) for key, each in numbers.items()}
    return Decimal(numbers)


def slugs(found: Findings) -> list[list[list[str]]]:
    """The mistakes of each hypothesis of each group."""
    return [
        [[change.mistake for change in each.changes] for each in group.hypotheses]
        for group in found.groups
    ]
