"""Mistakes about the update, w⁺ = w − η · ∂E/∂w, and about what an optimizer remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import (
    MINUS_ONE,
    Expression,
    Reference,
    sum_of,
    terms_of,
)
from bptrace.algebra.names import Spelling
from bptrace.algebra.partials import times
from bptrace.algebra.steps import Equation, Given, Phase, Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import (
    neuron,
    neurons_in_a_row,
    three_in_a_row,
)
from bptrace.checking.mistakes.parts import parts_of
from bptrace.checking.mistakes.rewriting import (
    Rewrite,
    exchanged,
    updates,
    with_equations,
)
from bptrace.config.experiment import Experiment
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.updates import STATE

ACCUMULATED = "accumulated_"
"""Before the name of a parameter: what was added up of its gradients."""


def _accumulated(_experiment: Experiment, step: Step) -> Iterator[Change]:
    names = [name for name in step.states if step.family(name).role in {"weight", "bias"}]
    yield Change("gradients_accumulated", step=lambda step: _adding_up(step, names))


def _adding_up(step: Step, parameters: Sequence[str]) -> Step:
    """The gradient of each parameter is added to that of the iteration before."""
    summed = {f"{PREFIX}{name}": f"{ACCUMULATED}{name}" for name in parameters}
    present = {equation.name: equation for equation in step.equations if equation.name in summed}
    if not present or any(name in step.states for name in summed.values()):
        return step
    states = dict(step.states)
    before, after = [], []
    for name, equation in present.items():
        spelling: Spelling = (ACCUMULATED, *equation.spelling)
        at = tuple(index for index in equation.at if index != SAMPLE_INDEX)
        state = Given(summed[name], at, Phase.GIVEN, STATE, equation.layer, spelling)
        before.append(state)
        after.append(_kept_for_the_next(state, equation))
        states[state.name] = after[-1].name
    step = structs.replace(step, givens=(*step.givens, *before), states=states)
    sums = {
        name: Reference(state.name, state.at) for name, state in zip(present, before, strict=True)
    }
    equations = (
        structs.replace(each, right=sums[each.name] + each.right) if each.name in sums else each
        for each in step.equations
    )
    step = structs.replace(
        step, names=step.names.with_spellings((each.reference, each.spelling) for each in before)
    )
    return with_equations(step, equations).with_equations(*after)


def _kept_for_the_next(state: Given, gradient: Equation) -> Equation:
    """What a gradient came to; an iteration sees one sample, or the gradient is the batch's."""
    at = tuple(0 if index == SAMPLE_INDEX else index for index in gradient.at)
    return Equation(
        f"{state.name}_new",
        state.at,
        Phase.UPDATE,
        f"new_{STATE}",
        state.layer,
        (*state.spelling, "_new"),
        right=Reference(gradient.name, at),
    )


def _only_one(experiment: Experiment, step: Step) -> Iterator[Change]:
    trained = _trained_layers(experiment, step)
    if len(trained) < 2:
        return
    for label in trained:
        others = frozenset(trained) - {label}
        yield Change("only_one_layer_updated", {"layer": label}, step=_kept(others))


def _one_not(experiment: Experiment, step: Step) -> Iterator[Change]:
    """Of three layers or more: of two, the other one is the only one that is."""
    trained = _trained_layers(experiment, step)
    for label in trained if len(trained) > 2 else ():
        yield Change("layer_not_updated", {"layer": label}, step=_kept(frozenset({label})))


def _trained_layers(experiment: Experiment, step: Step) -> Sequence[str]:
    trained = {step.family(name).layer for name in step.states}
    return [part.label for part in parts_of(experiment) if part.label in trained]


def _kept(layers: frozenset[str]) -> Rewrite:
    """The weights and biases of some layers stay as they are."""

    def right(equation: Equation) -> Expression:
        if equation.layer not in layers:
            return equation.right
        return Reference(equation.name.removesuffix("_new"), equation.at)

    return lambda step: updates(step, right)


def _sign(_experiment: Experiment, _step: Step) -> Iterator[Change]:
    yield Change("sign_of_update", step=lambda step: updates(step, _added))


def _added(equation: Equation) -> Expression:
    """What is subtracted is added."""
    parameter, *steps = terms_of(equation.right)
    return sum_of([parameter, *(times(MINUS_ONE, each) for each in steps)])


def _rate_twice(_experiment: Experiment, step: Step) -> Iterator[Change]:
    rewrite = _with_rates(step, lambda rate: (rate, rate))
    yield Change("learning_rate_twice", step=rewrite)


def _rate_forgotten(_experiment: Experiment, step: Step) -> Iterator[Change]:
    yield Change("learning_rate_forgotten", step=_with_rates(step, lambda rate: ()))


def _with_rates(step: Step, factors: Callable[[Reference], Sequence[Expression]]) -> Rewrite:
    rates = {family.name for family in step.families if family.role == "rate"}

    def right(equation: Equation) -> Expression:
        return exchanged(
            equation.right, lambda each: factors(each) if each.name in rates else (each,)
        )

    return lambda step: updates(step, right)


IN_A_ROW = neurons_in_a_row()

UPDATING = (
    Mistake("gradients_accumulated", _accumulated, Shows(neuron(), 2, 3)),
    Mistake("only_one_layer_updated", _only_one, Shows(IN_A_ROW, 1, 3)),
    Mistake("layer_not_updated", _one_not, Shows(three_in_a_row(), 1, 3)),
    Mistake("sign_of_update", _sign, Shows(neuron(), 1, 6)),
    Mistake("learning_rate_twice", _rate_twice, Shows(neuron(), 1, 3)),
    Mistake("learning_rate_forgotten", _rate_forgotten, Shows(neuron(), 1, 3)),
)
