"""Somebody's own numbers, and whether another number of theirs follows from them.

net_o1 = 1.11 (wrong)    out_o1 = σ(1.11) as it is printed: it follows, and is no mistake of its own

What they go on with:
in an iteration       their numbers of it, and the weights that the one before left in their numbers
a weight after one    the same
all else after one    their weights and biases only: outputs are read off a program, side by side
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import isclose

from msgspec import Struct

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Reference
from bptrace.checking.claimed import Computed, record_of
from bptrace.checking.digits import SAME, bounds_of, unit_of
from bptrace.checking.touching import depending_on
from bptrace.config.claims import AFTER, DURING, Claim, Moment
from bptrace.network.error import ERROR
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

MOST_VARIED = 64
"""So many numbers are varied, one by one; of more, evenly spread ones stand for all."""


class Number(Struct, frozen=True):
    """One of somebody's numbers, with the sign of the trace.

    off: how far it may be from the value that they printed it of: half a unit of its last digit; 0
    where it is the computed value itself, as an input is.
    """

    value: float
    off: float


Numbers = Mapping[Reference, Number]


class Own:
    """All numbers that somebody has of a trace, by the moment that they are of."""

    def __init__(self, trace: Trace, all_computed: Iterable[Computed]) -> None:
        self._trace = trace
        self._numbers: dict[tuple[Moment, int], dict[Reference, Number]] = {}
        for each in all_computed:
            if each.reference is not None:
                when = each.claim.moment, each.claim.iteration
                number = _number(each.claim, each.value)
                self._numbers.setdefault(when, {})[each.reference] = number

    def follows(self, computed: Computed) -> bool:
        """Whether a number is what their others give, within the digits that they printed."""
        claim, record, wanted = computed.claim, computed.record, _wanted(computed)
        states = record.step.states
        if wanted is None:
            return False
        if claim.moment == AFTER and wanted.name not in states:
            return _follows(claim, record, wanted, self._left_by(claim.iteration, states))
        known = {
            **self._left_by(claim.iteration - 1, states),
            **{key: each for key, each in self._of(DURING, claim.iteration) if key != wanted},
        }
        if claim.moment == AFTER and known:
            record = record_of(self._trace, claim.iteration, after=False)
            wanted = Reference(states[wanted.name], wanted.at)
        return _follows(claim, record, wanted, known)

    def _of(self, moment: Moment, iteration: int) -> Iterable[tuple[Reference, Number]]:
        return self._numbers.get((moment, iteration), {}).items()

    def _left_by(self, updates: int, states: Mapping[str, str]) -> Numbers:
        """Weights, biases and states after so many updates: the new ones of the last iteration, or
        those that are claimed after it."""
        olds = {new: old for old, new in states.items()}
        during, after = self._of(DURING, updates), self._of(AFTER, updates)
        new = {Reference(olds[key.name], key.at): each for key, each in during if key.name in olds}
        return new | {key: each for key, each in after if key.name in states}


def _number(claim: Claim, computed: float) -> Number:
    value = claim.sign * float(claim.number)
    is_exact = isclose(value, computed, rel_tol=SAME)
    return Number(value, 0.0 if is_exact else unit_of(claim.number) / 2)


def _wanted(computed: Computed) -> Reference | None:
    """The value that a claim is about; for E of all samples, E where there is only one."""
    if computed.reference is not None:
        return computed.reference
    step, samples = computed.record.step, computed.record.samples
    positions = list(step.positions(step.family(ERROR)))
    return positions[0] if len(samples) == 1 and len(positions) == 1 else None


def _follows(claim: Claim, record: Record, wanted: Reference, numbers: Numbers) -> bool:
    """Whether a claim is true of what a value is where some others are somebody's numbers, each of
    which may be off in its last digit."""
    known = _Known(record, {key: each.value for key, each in numbers.items()})
    value = claim.sign * known.value(wanted)
    if not known.used:
        return False
    bounds = bounds_of(claim.number, claim.tolerance)
    missing = max(bounds.low - value, value - bounds.high)
    return missing <= 0 or missing <= _leeway(record, wanted, numbers, known)


def _leeway(record: Record, wanted: Reference, numbers: Numbers, known: _Known) -> float:
    """How far a value may be off since each number that it is computed from may be, to first
    order."""
    rounded = [each for each in known.used if numbers[each].off]
    varied = rounded[:: -(-len(rounded) // MOST_VARIED) or 1]
    value = known.value(wanted)
    total = 0.0
    for each in varied:
        moved = numbers[each].value + numbers[each].off
        total += abs(_Known(record, {**known.own, each: moved}).value(wanted) - value)
    return total * len(rounded) / max(len(varied), 1)


class _Known(Mapping[Reference, float]):
    """What need not be computed: somebody's numbers, and what does not depend on them.

    used: those of their numbers that were asked for.
    """

    def __init__(self, record: Record, own: Mapping[Reference, float]) -> None:
        self._record = record
        self._affected = depending_on({each.name for each in own}, record.step)
        self.own = own
        self.used: dict[Reference, None] = {}

    def value(self, wanted: Reference) -> float:
        """A value, computed as far as it depends on somebody's numbers."""
        if wanted in self:
            return self[wanted]
        return evaluate(self._record.step, wanted, self)[wanted]

    def __getitem__(self, reference: Reference) -> float:
        if reference in self.own:
            self.used[reference] = None
            return self.own[reference]
        is_given = self._record.step.equation(reference.name) is None
        if is_given or reference.name not in self._affected:
            return self._record.value(reference)
        raise KeyError(reference)

    def __iter__(self) -> Iterator[Reference]:
        return iter(self.own)

    def __len__(self) -> int:
        return len(self.own)
