"""What our equations make of the other's own weights, one iteration after the other.

Roundings to float32 add up as training goes on, and after a thousand iterations nothing is where it
would be without them. Whether each iteration is right can be told all the same, where the other
says which weights it started from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.differing.rounding_errors import RoundingErrors
from bptrace.network.values import Nested
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

Numbers = Mapping[Reference, float]
PARAMETERS = frozenset({"weight", "bias"})


class OwnWeights:
    """An iteration as it is from the other's own weights.

    ours: our record of it. given: the other's numbers of it. before: the same of the iteration
    before; None where that was not compared.
    """

    def __init__(
        self, trace: Trace, ours: Record, given: Numbers, before: OwnWeights | None
    ) -> None:
        self.iteration = ours.iteration
        self.given = given
        self._trace = trace
        self._ours = ours
        self._start = _start(ours.step, given, before.given if before else {})
        self._made_it = before.errors if before is not None else None

    def holds(self, reference: Reference, theirs: float, unit: float) -> bool | None:
        """Whether a number of the other's is what follows from its own weights; None where that
        cannot be told. unit: what a rounding relative to 1 may be. What it starts from must follow
        from the iteration before."""
        new = self._ours.step.states.get(reference.name)
        if new is None:
            errors, made = self.errors, reference
        else:
            errors, made = self._made_it, Reference(new, reference.at)
        if errors is None:
            return None
        return abs(errors.record.value(made) - theirs) <= unit * errors.of(made)

    @cached_property
    def errors(self) -> RoundingErrors | None:
        """The record from those weights, and its errors; None where the other does not say which
        they are."""
        if self._start is None:
            return None
        training, iteration, start = self._trace.training, self._ours.iteration, self._start
        states = {name: _nested(self._ours, name, start) for name in training.states}
        row = training.record_from(iteration, states)
        columns = training.columns(training.order.length(iteration))
        return RoundingErrors(Record(columns, training.order, iteration, row))


def _start(step: Step, given: Numbers, before: Numbers) -> Numbers | None:
    """What the other starts the iteration from, as it says now, or said when that was made; None
    where it leaves out a weight or a bias."""
    start = {}
    for name, new in step.states.items():
        family = step.family(name)
        for each in step.positions(family):
            number = given.get(each, before.get(Reference(new, each.at)))
            if number is not None:
                start[each] = number
            elif family.role in PARAMETERS:
                return None
    return start


def _nested(ours: Record, name: str, start: Numbers) -> Nested:
    """The values of a family of states, ours where the other does not say its own."""
    step = ours.step
    lengths = [step.axes[index] for index in step.family(name).at]

    def values(at: tuple[int, ...]) -> Nested:
        if len(at) < len(lengths):
            return [values((*at, place)) for place in range(lengths[len(at)])]
        reference = Reference(name, at)
        if not step.exists(reference):
            return 0.0
        number = start.get(reference)
        return ours.value(reference) if number is None else number

    return values(())
