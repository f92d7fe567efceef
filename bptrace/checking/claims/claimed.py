"""Claims and a trace -> each claim with the value that it is about, in order of computation.

iteration 1, in the order of the step; after 1 update; iteration 2; …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.checking.digits import holds
from bptrace.checking.findings import Unavailable
from bptrace.config.claims import AFTER, Claim
from bptrace.engine.columns import is_small
from bptrace.errors import EndedEarly
from bptrace.network.error import ERROR
from bptrace.network.spellings import look_up_value
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

Place = tuple[int, tuple[int, ...]]
"""Of a value in its step: of its family, of it in the family."""


class Computed(Struct, frozen=True):
    """A claim and the value that it is about, with the sign of the trace.

    reference: in the step of the record; None for E of all samples.
    """

    claim: Claim
    reference: Reference | None
    record: Record
    value: float

    @property
    def holds(self) -> bool:
        """Whether the claim is true."""
        return claim_holds(self.claim, self.value)

    @property
    def place(self) -> Place:
        """Where the value stands in the order of computation of its step."""
        name, at = (ERROR, (1,)) if self.reference is None else self._named(self.reference)
        families = [each.name for each in self.record.step.families]
        return families.index(name), at

    def _named(self, reference: Reference) -> tuple[str, tuple[int, ...]]:
        return reference.name, tuple(map(int, reference.at))


def claim_holds(claim: Claim, value: float) -> bool:
    """Whether a claim is true of a value, whose sign is the trace's."""
    return holds(claim.number, claim.sign * value, claim.tolerance)


def computed_of(trace: Trace, claims: Iterable[Claim]) -> list[Computed]:
    """The claims about values that there are, with them, in order of computation."""
    return [each for each in _found(trace, claims) if isinstance(each, Computed)]


def unavailable_of(trace: Trace, claims: Iterable[Claim]) -> tuple[Unavailable, ...]:
    """The claims about values that there are none of: training ended before, say."""
    return tuple(each for each in _found(trace, claims) if isinstance(each, Unavailable))


def record_of(trace: Trace, iteration: int, *, after: bool) -> Record:
    """The values of an iteration, or after so many updates; beyond the end of a run, of a longer
    one. Raises EndedEarly where training ends before."""
    if after:
        return trace.after(iteration)
    if iteration == 1 and not is_small(trace.step):
        return trace.first
    return next(trace.records(iteration, iteration))


def _found(trace: Trace, claims: Iterable[Claim]) -> Iterator[Computed | Unavailable]:
    """Each claim with its value, moment by moment."""
    for (iteration, is_after), of_moment in groupby(sorted(claims, key=_moment), key=_moment):
        together = list(of_moment)
        try:
            record = record_of(trace, iteration, after=is_after)
            found = [_with_value(trace, record, each) for each in together]
        except EndedEarly as ended:
            yield from (Unavailable(each, ended) for each in together)
        else:
            yield from _in_order(found)


def _moment(claim: Claim) -> tuple[int, bool]:
    return claim.iteration, claim.moment == AFTER


def _in_order(found: Sequence[Computed | Unavailable]) -> Iterator[Computed | Unavailable]:
    """What is computed, in order; then what is not."""
    computed = (each for each in found if isinstance(each, Computed))
    yield from sorted(computed, key=lambda each: each.place)
    yield from (each for each in found if isinstance(each, Unavailable))


def _with_value(trace: Trace, record: Record, claim: Claim) -> Computed | Unavailable:
    reference = look_up_value(record.step, claim.name)
    if reference is not None:
        return Computed(claim, reference, record, float(record.value(reference)))
    if look_up_value(trace.step, claim.name) is not None:
        return Unavailable(claim, None)  # of a sample that a smaller batch does not have
    updates = claim.iteration if claim.moment == AFTER else claim.iteration - 1
    return Computed(claim, None, record, trace.error_of_all(updates))
