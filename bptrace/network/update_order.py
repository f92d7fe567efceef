"""`update_order: sequential`: a layer is updated before the deltas below it are computed.

Wrong as gradient descent, and famous all the same: the program behind the worked example's headline
numbers did it. As a rewriting of the step: layer by layer from the output, backward then update,
and what is passed down uses the weights as just updated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from bptrace.algebra.expressions import references_in
from bptrace.algebra.steps import Equation, Phase, Step
from bptrace.algebra.substitute import replace_families


def in_sequence(step: Step, layers: Sequence[str]) -> Step:
    """The step with its updates in sequence; `layers` from the first hidden one to the output."""
    ahead = [each for each in step.equations if each.phase in (Phase.FORWARD, Phase.ERROR)]
    updates = [each for each in step.equations if each.phase is Phase.UPDATE]
    pending = [each for each in step.equations if each.phase is Phase.BACKWARD]
    ordered: list[Equation] = []
    seen: set[str | None] = set()
    for layer in reversed(layers):
        seen.add(layer)
        updated = {old: new for old, new in step.states.items() if step.family(old).layer == layer}
        passed_down = _depending_on(updated, pending)
        own = [each for each in pending if each.layer in seen and each.name not in passed_down]
        ordered += own
        ordered += [each for each in updates if each.layer == layer]
        pending = [_using(updated, each) for each in pending if each not in own]
    return structs.replace(step, equations=(*ahead, *ordered, *pending))


def _depending_on(names: Iterable[str], equations: Sequence[Equation]) -> frozenset[str]:
    """The equations that use any of the names, directly or through one another."""
    depending = set(names)
    for equation in equations:
        if any(each.name in depending for each in references_in(equation.right)):
            depending.add(equation.name)
    return frozenset(depending)


def _using(updated: Mapping[str, str], equation: Equation) -> Equation:
    return structs.replace(equation, right=replace_families(equation.right, updated))
