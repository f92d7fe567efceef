"""Which value was the first to stop being finite, and made E or a parameter so."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from bptrace.algebra.expressions import Reference, references_in
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Step
from bptrace.network.error import ERROR

Lookup = Callable[[Reference], float | None]


def first_that_overflowed(step: Step, value: Lookup) -> tuple[Reference, float]:
    """The first value, in the order of computation, that is not finite and made so one that must
    be. A net of a saturated neuron may be infinite and harm nobody.

    value: of a scalar in the iteration; None where it is not recorded.
    """
    culprits: dict[Reference, float] = {}
    causes = [_first_vital(step, value)]
    seen = set(causes)
    while causes:
        cause = causes.pop()
        found = value(cause)
        if found is not None and isfinite(found):
            continue
        if found is not None:
            culprits[cause] = found
        right = instantiate(step, cause)
        used = set(references_in(right)) - seen if right is not None else set()
        seen |= used
        causes += used
    order = {family.name: place for place, family in enumerate(step.families)}
    return min(culprits.items(), key=lambda each: (order[each[0].name], each[0].at))


def _first_vital(step: Step, value: Lookup) -> Reference:
    """The first of E and the new values of the states that is not finite."""
    for name in (ERROR, *step.states.values()):
        for reference in step.positions(step.family(name)):
            found = value(reference)
            if found is not None and not isfinite(found):
                return reference
    raise AssertionError("everything is finite that must be")
