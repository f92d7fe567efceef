"""Whether every name of a claim is the name of a value of the trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.config import Document, check_findings
from bptrace.config.claims import AFTER, Claim, claims_of
from bptrace.config.experiment import Experiment
from bptrace.network.build import build_step
from bptrace.network.spellings import look_up_value
from bptrace.problems.problem import Finding, Kind

OVER_ALL_SAMPLES = "E_all"
"""Can be claimed, though no equation of the step has it."""
MOST_HELPED = 100
"""So many unknown names are compared with all that are known; people are shown fewer."""


def check_claims(experiment: Experiment, document: Document) -> None:
    """Raises ConfigError where a resolved experiment expects a number of a name that has none."""
    claims = list(claims_of(experiment))
    if claims:
        check_findings(list(unnamed(claims, build_step(experiment))), document)


def unnamed(claims: Iterable[Claim], step: Step) -> Iterator[Finding]:
    """Everything that is wrong with the names of claims."""
    unknown = 0
    for claim in claims:
        reference = look_up_value(step, claim.name)
        if reference is None and claim.name != OVER_ALL_SAMPLES:
            unknown += 1
            yield _unknown(claim, step, is_helped=unknown <= MOST_HELPED)
        elif reference is not None and claim.moment == AFTER:
            yield from _new_after(claim, reference, step)


def _unknown(claim: Claim, step: Step, *, is_helped: bool) -> Finding:
    from bptrace.network.absent import absence_of  # noqa: PLC0415  # start-up time
    from bptrace.network.near_names import near_values  # noqa: PLC0415

    absence = absence_of(step, claim.name, claim.path)
    if absence is not None:
        return absence
    near = near_values(step, claim.name, step.families) if is_helped else []
    data = {"name": claim.name, "near": near}
    return Finding(Kind.UNKNOWN_NAME, claim.path, data, at="key")


def _new_after(claim: Claim, reference: Reference, step: Step) -> Iterator[Finding]:
    """`w5_new` is what an iteration makes of w5: after it, there is only w5."""
    before = next((old for old, new in step.states.items() if new == reference.name), None)
    if before is not None:
        data = {"name": claim.name, "right": step.names.spell(Reference(before, reference.at))}
        yield Finding(Kind.NEW_AFTER, claim.path, data, at="key")
