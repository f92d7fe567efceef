"""The numbers under `expected`: what they may be filed under.

E: 0.1                        a name of the trace, after the first iteration's forward pass
1: {net_h1: 0.3775}           an iteration, counting from 1
after: {10000: {E: 3.5e-5}}   so many updates
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bptrace.config.experiment import Experiment
from bptrace.problems.problem import Finding, Kind, Path

AFTER = "after"


def claims_in_order(experiment: Experiment) -> Iterator[Finding]:
    """Every key that is not what belongs there, and every number that is nobody's."""
    for key, claim in (experiment.expected or {}).items():
        path: Path = ("expected", key)
        if key == AFTER and isinstance(claim, dict):
            for count, claims in claim.items():
                yield from _of_iteration(count, claims, (*path, count), least=0)
        elif isinstance(claim, dict):
            yield from _of_iteration(key, claim, path, least=1)
        elif _is_number(key) or key == AFTER:
            yield Finding(Kind.CLAIM_WITHOUT_NAME, path)


def _of_iteration(count: str, claims: object, path: Path, least: int) -> Iterator[Finding]:
    if not _is_number(count) or len(count) > 16 or int(count) < least:
        kind = Kind.EXPECTED_COUNT if path[-2] == AFTER else Kind.EXPECTED_KEY
        yield Finding(kind, path, {"key": count, "least": least}, at="key")
    elif not isinstance(claims, Mapping):
        yield Finding(Kind.CLAIM_WITHOUT_NAME, path)
    else:
        for name, claim in claims.items():
            if isinstance(claim, Mapping):
                yield Finding(Kind.CLAIM_NOT_A_NUMBER, (*path, name))


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal()
