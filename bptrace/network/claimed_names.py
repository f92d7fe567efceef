"""Whether every name under `expected` is the name of a value of the trace."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bptrace.algebra.steps import Step
from bptrace.config import Document, check_findings
from bptrace.config.claims import AFTER, Claim, claims_of
from bptrace.config.experiment import Experiment
from bptrace.network.build import build_step
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind

OVER_ALL_SAMPLES = "E_all"
"""Can be claimed, though no equation of the step has it."""

MOST_COMPARED = 20_000
"""A name is compared with so many others: a large network has millions."""


def check_claims(experiment: Experiment, document: Document) -> None:
    """Raises ConfigError where a resolved experiment expects a number of a name that has none."""
    claims = list(claims_of(experiment))
    if claims:
        check_findings(list(_unnamed(claims, build_step(experiment))), document)


def _unnamed(claims: list[Claim], step: Step) -> Iterator[Finding]:
    for claim in claims:
        name = claim.name
        reference = step.names.find(name)
        if reference is None and name != OVER_ALL_SAMPLES:
            data = {"name": name, "near": near(name, _names(step), most=3)}
            yield Finding(Kind.UNKNOWN_NAME, claim.path, data, at="key")
        elif reference is not None and claim.moment == AFTER:
            yield from _new_after(claim, reference.name, step)


def _new_after(claim: Claim, family: str, step: Step) -> Iterator[Finding]:
    """`w5_new` is what an iteration makes of w5: after it, there is only w5."""
    if family in step.states.values():
        data = {"name": claim.name, "right": claim.name.removesuffix("_new")}
        yield Finding(Kind.NEW_AFTER, claim.path, data, at="key")


def _names(step: Step) -> Iterator[str]:
    references = (each for family in step.families for each in step.positions(family))
    return islice(map(step.names.spell, references), MOST_COMPARED)
