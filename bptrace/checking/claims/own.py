"""Somebody's own numbers, and whether another number of theirs follows from them.

net_o1 = 1.11 (wrong)    out_o1 = σ(1.11) as it is printed: it follows, and is no mistake of its own

What they go on with:
in an iteration       their numbers of it, and the weights that the one before left in their numbers
a weight after one    the same
all else after one    their weights and biases only: outputs are read off a program, side by side
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isclose

from bptrace.algebra.expressions import Reference
from bptrace.checking.claims.claimed import Computed, record_of
from bptrace.checking.claims.inexact import Inexact, InexactValues
from bptrace.checking.digits import SAME, bounds_of, unit_of
from bptrace.config.claims import AFTER, DURING, Claim, Moment
from bptrace.network.error import ERROR
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

Numbers = Mapping[Reference, Inexact]
When = tuple[Moment, int]


class Own:
    """All numbers that somebody has of a trace, by the moment that they are of."""

    def __init__(self, trace: Trace, all_computed: Iterable[Computed]) -> None:
        self._trace = trace
        self._states = trace.step.states
        self._numbers: dict[When, dict[Reference, Inexact]] = {}
        self._values: dict[When, InexactValues] = {}
        for each in all_computed:
            if each.reference is not None:
                when = each.claim.moment, each.claim.iteration
                number = _number(each.claim, each.value)
                self._numbers.setdefault(when, {})[each.reference] = number

    def follows(self, computed: Computed) -> bool:
        """Whether a number is what their others give, within the digits that they printed."""
        found = self._from_others(computed)
        if found is None:
            return False
        claim = computed.claim
        bounds, value = bounds_of(claim.number, claim.tolerance), claim.sign * found.value
        return bounds.low <= value + found.off and value - found.off <= bounds.high

    def taken_by(self, computed: Computed) -> frozenset[Reference]:
        """The numbers of theirs from which a value of an iteration is computed, at once."""
        wanted, claim = self._wanted(computed), computed.claim
        if wanted is None or claim.moment != DURING:
            return frozenset()
        operands = self._during(claim.iteration, computed.record).operands(wanted)
        return frozenset(operands) & self._of(DURING, claim.iteration).keys()

    def _from_others(self, computed: Computed) -> Inexact | None:
        """What a value is by their other numbers; None where they have none that it takes."""
        wanted, record = self._wanted(computed), computed.record
        iteration = computed.claim.iteration
        if wanted is None:
            return None
        if computed.claim.moment == DURING:
            return self._during(iteration, record).by_equation(wanted) or self._left_by(
                iteration - 1
            ).get(wanted)
        if wanted.name not in self._states:
            return self._after(iteration, record).by_equation(wanted)
        if iteration == 0 or not self._known_of(iteration):
            return None
        new = Reference(self._states[wanted.name], wanted.at)
        return self._during(iteration).value(new)

    def _wanted(self, computed: Computed) -> Reference | None:
        """The value that a claim is about; for E of all samples, E where there is only one."""
        if computed.reference is not None or len(self._trace.experiment.samples) > 1:
            return computed.reference
        step = computed.record.step
        return next(step.positions(step.family(ERROR)))

    def _during(self, iteration: int, record: Record | None = None) -> InexactValues:
        """The values of an iteration as they are where theirs are taken."""
        when = DURING, iteration
        if when not in self._values:
            record = record or record_of(self._trace, iteration, after=False)
            self._values[when] = InexactValues(record, self._known_of(iteration))
        return self._values[when]

    def _after(self, updates: int, record: Record) -> InexactValues:
        when = AFTER, updates
        if when not in self._values:
            self._values[when] = InexactValues(record, self._left_by(updates))
        return self._values[when]

    def _known_of(self, iteration: int) -> Numbers:
        """What is theirs of an iteration, and what the one before left."""
        return {**self._left_by(iteration - 1), **self._of(DURING, iteration)}

    def _left_by(self, updates: int) -> Numbers:
        """Weights, biases and states after so many updates: the new ones of the last iteration, or
        those that are claimed after it."""
        olds = {new: old for old, new in self._states.items()}
        during, after = self._of(DURING, updates), self._of(AFTER, updates)
        new = {Reference(olds[key.name], key.at): during[key] for key in during if key.name in olds}
        return new | {key: each for key, each in after.items() if key.name in self._states}

    def _of(self, moment: Moment, iteration: int) -> Numbers:
        return self._numbers.get((moment, iteration), {})


def _number(claim: Claim, computed: float) -> Inexact:
    """A number with the sign of the trace. It may be off by half a unit of its last digit; not at
    all where it is the computed value itself, as an input is."""
    value = claim.sign * float(claim.number)
    is_exact = isclose(value, computed, rel_tol=SAME)
    return Inexact(value, 0.0 if is_exact else unit_of(claim.number) / 2)
