"""Claims and a trace -> a verdict on each: it holds, it follows, it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bptrace.checking.claims.claimed import Computed, computed_of
from bptrace.checking.claims.own import Own
from bptrace.checking.digits import units_off
from bptrace.checking.findings import Verdict
from bptrace.config.claims import DURING, Claim
from bptrace.trace.trace import Trace


def verdicts_of(trace: Trace, claims: Iterable[Claim]) -> list[Verdict]:
    """What is to be said of each claim about a value that there is, in the order of computation:
    of an iteration everything in the order of its step, then what is so after its update."""
    computed = computed_of(trace, claims)
    own = Own(trace, computed)
    unused = _unused(computed, own)
    return [_verdict(each, own, unused.get(place)) for place, each in enumerate(computed)]


def _unused(computed: Sequence[Computed], own: Own) -> Mapping[int, int]:
    """Wrong numbers with which nobody went on -> the place of a number that is right, and would not
    be, had they gone on with that one."""
    places = {
        (each.claim.iteration, each.reference): place
        for place, each in enumerate(computed)
        if each.claim.moment == DURING and not each.holds
    }
    found: dict[int, int] = {}
    for place, each in enumerate(computed) if places else ():
        taken = [(each.claim.iteration, one) for one in own.taken_by(each)] if each.holds else []
        wrong = [places[one] for one in taken if one in places]
        if len(wrong) == 1 and not own.follows(each):
            found.setdefault(wrong[0], place)
    return found


def _verdict(computed: Computed, own: Own, unused: int | None) -> Verdict:
    claim, ok = computed.claim, computed.holds
    value = claim.sign * computed.value
    follows = not ok and own.follows(computed)
    units = units_off(claim.number, value)
    return Verdict(claim, computed.reference, value, units, ok, follows, unused)
