"""`update_order: sequential`: a layer is updated before the deltas below it are computed.

Wrong as gradient descent, and famous all the same: the program behind the worked example's headline
numbers did it. As a rewriting of the step: layer by layer from the output, backward then update,
and what is passed down uses the weights as just updated.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from bptrace.algebra.expressions import references_in
from bptrace.algebra.steps import Equation, Phase, Step
from bptrace.algebra.substitute import replace_families


def in_sequence(step: Step, layers: Sequence[str]) -> Step:
    """The step with its updates in sequence; `layers` from the first hidden one to the output."""
    ahead = [each for each in step.equations if each.phase in (Phase.FORWARD, Phase.ERROR)]
    updates = [each for each in step.equations if each.phase is Phase.UPDATE]
    backward = [each for each in step.equations if each.phase is Phase.BACKWARD]
    ordered: list[Equation] = []
    for layer in reversed(layers):
        updated = {old: new for old, new in step.states.items() if step.family(old).layer == layer}
        passed_down = _first_to_use(updated, backward)
        ordered += backward[:passed_down]
        ordered += [each for each in updates if each.layer == layer]
        backward = [_using(updated, each) for each in backward[passed_down:]]
    return structs.replace(step, equations=(*ahead, *ordered, *backward))


def _first_to_use(updated: dict[str, str], backward: Sequence[Equation]) -> int:
    """Where the equations begin that pass something down through a layer's weights."""
    for place, equation in enumerate(backward):
        if any(each.name in updated for each in references_in(equation.right)):
            return place
    return len(backward)


def _using(updated: dict[str, str], equation: Equation) -> Equation:
    return structs.replace(equation, right=replace_families(equation.right, updated))
