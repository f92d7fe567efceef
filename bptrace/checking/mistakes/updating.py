"""Mistakes about the update, w⁺ = w − η · ∂E/∂w, and about what an optimizer remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import (
    MINUS_ONE,
    Apply,
    Expression,
    Reference,
    divide,
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
    with_optimizer,
)
from bptrace.checking.mistakes.parts import parts_of
from bptrace.checking.mistakes.rewriting import (
    Rewrite,
    exchanged,
    rewriting,
    rewritten,
    updates,
    with_equations,
)
from bptrace.config.experiment import Experiment, Optimizer, Reduction
from bptrace.network.naming import PLACE, SAMPLE_INDEX, has_places
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
    givens = []
    for name, equation in present.items():
        spelling: Spelling = (ACCUMULATED, *equation.spelling)
        at, layer = equation.at, equation.layer
        givens.append(Given(summed[name], at, Phase.GIVEN, STATE, layer, spelling))
        states[summed[name]] = name
    names = step.names.with_spellings((each.reference, each.spelling) for each in givens)
    step = structs.replace(step, givens=(*step.givens, *givens), states=states, names=names)
    return with_equations(
        step,
        (
            structs.replace(each, right=Reference(summed[each.name], each.at) + each.right)
            if each.name in present
            else each
            for each in step.equations
        ),
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


def _momentum(experiment: Experiment, _step: Step) -> Iterator[Change]:
    optimizer = experiment.optimizer
    if isinstance(optimizer, Optimizer) and optimizer.momentum:
        yield Change("momentum_forgotten", experiment=_without("momentum"), keeps_step=True)


def _decay(experiment: Experiment, _step: Step) -> Iterator[Change]:
    optimizer = experiment.optimizer
    if isinstance(optimizer, Optimizer) and optimizer.weight_decay:
        yield Change("weight_decay_forgotten", experiment=_without("weight_decay"), keeps_step=True)


def _without(parameter: str) -> Callable[[Experiment], Experiment]:
    """An optimizer in which a number is 0."""

    def changed(experiment: Experiment) -> Experiment:
        optimizer = experiment.optimizer
        assert isinstance(optimizer, Optimizer)
        return structs.replace(experiment, optimizer=structs.replace(optimizer, **{parameter: 0.0}))

    return changed


def _correction(_experiment: Experiment, step: Step) -> Iterator[Change]:
    names = {each.name for each in step.equations if each.role == "between"}
    yield Change("bias_correction_forgotten", step=rewriting(names, _dividend))


def _dividend(equation: Equation) -> Expression:
    right = equation.right
    if isinstance(right, Apply) and right.function is divide:
        return right.arguments[0]
    return right


def _reduction(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment):
        other: Reduction = "sum" if experiment.batch.reduction == "mean" else "mean"
        yield Change("batch_sum_or_mean", {"after": other}, experiment=_reduced_by(other))


def _reduced_by(reduction: Reduction) -> Callable[[Experiment], Experiment]:
    return lambda experiment: structs.replace(
        experiment, batch=structs.replace(experiment.batch, reduction=reduction)
    )


def _last_sample(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment):
        yield Change("gradient_of_last_sample", step=_of_last_sample)


def _of_last_sample(step: Step) -> Step:
    """In place of the sum of the samples' gradients, the last of them."""
    gradients = {
        f"{PREFIX}{name}" for name in step.states if step.equation(f"{PREFIX}{name}{PLACE}")
    }
    last = step.axes[SAMPLE_INDEX] - 1
    return rewritten(
        step, gradients, lambda each: Reference(f"{each.name}{PLACE}", (last, *each.at))
    )


IN_A_ROW = neurons_in_a_row()
TWO_SAMPLES = neuron(
    samples=[{"input": 0.8, "target": 0.9}, {"input": 0.3, "target": 0.2}],
    batch={"size": "full"},
)
ADAM = {"name": "adam", "learning_rate": 0.1}

UPDATING = (
    Mistake("gradients_accumulated", _accumulated, Shows(neuron(), 2, 5)),
    Mistake("only_one_layer_updated", _only_one, Shows(IN_A_ROW, 1, 5)),
    Mistake("layer_not_updated", _one_not, Shows(three_in_a_row(), 1, 5)),
    Mistake("sign_of_update", _sign, Shows(neuron(), 1, 5)),
    Mistake("learning_rate_twice", _rate_twice, Shows(neuron(), 1, 5)),
    Mistake("learning_rate_forgotten", _rate_forgotten, Shows(neuron(), 1, 5)),
    Mistake("momentum_forgotten", _momentum, Shows(with_optimizer(neuron(), momentum=0.9), 2, 5)),
    Mistake(
        "weight_decay_forgotten", _decay, Shows(with_optimizer(neuron(), weight_decay=0.1), 1, 5)
    ),
    Mistake("bias_correction_forgotten", _correction, Shows(neuron(optimizer=ADAM), 1, 5)),
    Mistake("batch_sum_or_mean", _reduction, Shows(TWO_SAMPLES, 1, 5)),
    Mistake("gradient_of_last_sample", _last_sample, Shows(TWO_SAMPLES, 1, 5)),
)
