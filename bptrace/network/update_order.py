"""`update_order: sequential`: a layer is updated before the deltas below it are computed.

Wrong as gradient descent, and famous all the same: the program behind the worked example's headline
numbers did it. As a rewriting of the step: layer by layer from the output, backward then update,
and what is passed down uses the weights as just updated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from bptrace.algebra.expressions import references_in
from bptrace.algebra.steps import Equation, Phase, Step
from bptrace.algebra.substitute import replace_families


def in_sequence(step: Step, layers: Sequence[str]) -> Step:
    """The step with its updates in sequence; `layers` from the first hidden one to the output."""
    level = {layer: place for place, layer in enumerate(layers, start=1)}
    backward = [each for each in step.equations if each.phase is Phase.BACKWARD]
    turns = _turns(step, backward, level)
    by_turn: dict[int, list[Equation]] = {turn: [] for turn in range(len(layers) + 1)}
    for equation in backward:
        turn = turns[equation.name]
        by_turn[turn].append(_after_updates(step, equation, turn, level))
    updates = [each for each in step.equations if each.phase is Phase.UPDATE]
    for update in updates:
        if update.layer is not None:
            by_turn[_level(update.layer, level)].append(update)
    ahead = [each for each in step.equations if each.phase in (Phase.FORWARD, Phase.ERROR)]
    ahead += (each for each in updates if each.layer is None)
    ordered = [each for turn in sorted(by_turn, reverse=True) for each in by_turn[turn]]
    return structs.replace(step, equations=(*ahead, *ordered))


def _turns(step: Step, backward: Sequence[Equation], level: Mapping[str, int]) -> Mapping[str, int]:
    """With which layer's turn each equation comes: its own layer's; but below that of a layer whose
    parameters it uses, and never before what it is computed from. The inputs' turn is 0."""
    turns: dict[str, int] = {}
    for equation in backward:
        turn = _level(equation.layer, level)
        for each in references_in(equation.right):
            if each.name in step.states:
                turn = min(turn, _level(step.family(each.name).layer, level) - 1)
            turn = min(turn, turns.get(each.name, turn))
        turns[equation.name] = turn
    return turns


def _after_updates(step: Step, equation: Equation, turn: int, level: Mapping[str, int]) -> Equation:
    """The equation over the parameters as they are in its turn."""
    updated = {
        each.name: step.states[each.name]
        for each in references_in(equation.right)
        if each.name in step.states and _level(step.family(each.name).layer, level) > turn
    }
    right = replace_families(equation.right, updated) if updated else equation.right
    return structs.replace(equation, right=right)


def _level(layer: str | None, level: Mapping[str, int]) -> int:
    return level.get(layer, 0) if layer is not None else 0
