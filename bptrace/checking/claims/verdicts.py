"""Claims and a trace -> a verdict on each: it holds, it follows, it is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from bptrace.checking.claims.claimed import Computed, computed_of
from bptrace.checking.claims.own import Own
from bptrace.checking.digits import units_off
from bptrace.checking.findings import Verdict
from bptrace.config.claims import Claim
from bptrace.trace.trace import Trace


def verdicts_of(trace: Trace, claims: Iterable[Claim]) -> list[Verdict]:
    """What is to be said of each claim about a value that there is, in the order of computation:
    of an iteration everything in the order of its step, then what is so after its update."""
    computed = computed_of(trace, claims)
    own = Own(trace, computed)
    return [_verdict(each, own) for each in computed]


def _verdict(computed: Computed, own: Own) -> Verdict:
    claim, ok = computed.claim, computed.holds
    value = claim.sign * computed.value
    follows = not ok and own.follows(computed)
    return Verdict(claim, computed.reference, value, units_off(claim.number, value), ok, follows)
