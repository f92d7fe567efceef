"""A trace and what somebody expects of it -> all that a check finds: the whole on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from bptrace.checking.asked import check_asked
from bptrace.checking.claims.claimed import unavailable_of
from bptrace.checking.claims.verdicts import verdicts_of
from bptrace.checking.diagnosing.diagnosis import Watch, diagnose
from bptrace.checking.digits import float32_tolerance
from bptrace.checking.findings import Findings
from bptrace.config.claim_files import Claims
from bptrace.config.claims import Claim, claims_of
from bptrace.config.document import problems_of
from bptrace.errors import ConfigError, NothingExpectedError
from bptrace.network.claimed_names import unnamed
from bptrace.problems.problem import Finding, Problem
from bptrace.trace.trace import Trace


def findings_of(trace: Trace, claims: Iterable[Claim], watch: Watch | None = None) -> Findings:
    """A verdict on each claim, and what explains the wrong ones.

    watch: called with the number of mistakes that were tried, whenever it grows.
    """
    claims = list(claims)
    findings = diagnose(trace, verdicts_of(trace, claims), watch)
    return structs.replace(findings, unavailable=unavailable_of(trace, claims))


def expected_of(
    trace: Trace,
    given: Sequence[Claims],
    tolerance: float | None = None,
    *,
    float32: bool = False,
) -> list[Claim]:
    """What is given, or else what the config of the trace expects.

    tolerance: of all that have none of their own. float32: their numbers are a float32 program's.
    Raises ConfigError where something given is no claim about a value of the trace, and
    NothingExpectedError where there is nothing to check; InputError for a tolerance that is none.
    """
    check_asked("the tolerance", tolerance)
    problems = [problem for each in given for problem in _problems(each, trace)]
    if problems:
        raise ConfigError(problems)
    own = [] if given else list(claims_of(trace.experiment))
    claims = [*own, *(claim for each in given for claim in each.claims())]
    if not claims:
        raise NothingExpectedError(trace.origin.source)
    return [_with_tolerance(each, tolerance, float32) for each in claims]


def _problems(given: Claims, trace: Trace) -> Iterator[Problem]:
    """What is wrong with its shape; where nothing is, with its names."""
    findings: list[Finding] = [*given.document.findings, *given.findings()]
    yield from problems_of(findings or list(unnamed(given.claims(), trace.step)), given.document)


def _with_tolerance(claim: Claim, tolerance: float | None, float32: bool) -> Claim:
    if claim.tolerance is not None:
        return claim
    if tolerance is None and float32:
        tolerance = float32_tolerance(claim.number)
    return structs.replace(claim, tolerance=tolerance)
