"""Mistakes about an optimizer's own rule: its states, its decay, clipping, a schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import structs

from bptrace.algebra.expressions import ONE, Apply, Expression, Reference, divide, terms_of
from bptrace.algebra.partials import times
from bptrace.algebra.steps import Equation, Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron, with_biases, with_optimizer
from bptrace.checking.mistakes.rewriting import mentions, rewriting
from bptrace.config.experiment import Experiment, Optimizer

MOMENTUM = Reference("momentum")
COUPLED = {"adam": "adamw", "adamw": "adam"}

OfOptimizer = Callable[[Optimizer], Optimizer]


def _with(change: OfOptimizer) -> Callable[[Experiment], Experiment]:
    """An experiment with another optimizer."""

    def changed(experiment: Experiment) -> Experiment:
        optimizer = change(_optimizer(experiment))
        return structs.replace(experiment, optimizer=optimizer)

    return changed


def _optimizer(experiment: Experiment) -> Optimizer:
    assert isinstance(experiment.optimizer, Optimizer)
    return experiment.optimizer


def _momentum(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if _optimizer(experiment).momentum:
        without = _with(lambda each: structs.replace(each, momentum=0.0))
        yield Change("momentum_forgotten", experiment=without)


def _dampened(experiment: Experiment, step: Step) -> Iterator[Change]:
    if _optimizer(experiment).momentum:
        names = {each.name for each in step.equations if each.role == "new_state"}
        yield Change("momentum_averaged", step=rewriting(names, _averaged))


def _averaged(equation: Equation) -> Expression:
    """μ·v + (1 − μ)·g in place of μ·v + g."""
    old, *gradient = terms_of(equation.right)
    if not mentions(old, MOMENTUM.name) or len(gradient) != 1:
        return equation.right
    return old + times(ONE - MOMENTUM, gradient[0])


def _nesterov(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """Nesterov's where it should be the plain one, or the other way round."""
    if _optimizer(experiment).momentum:
        other = not _optimizer(experiment).nesterov
        change = _with(lambda each: structs.replace(each, nesterov=other))
        yield Change("nesterov_mixed_up", experiment=change)


def _decay(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if _optimizer(experiment).weight_decay:
        without = _with(lambda each: structs.replace(each, weight_decay=0.0))
        yield Change("weight_decay_forgotten", experiment=without)


def _decay_of_biases(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if _optimizer(experiment).weight_decay:
        other = not _optimizer(experiment).decay_biases
        change = _with(lambda each: structs.replace(each, decay_biases=other))
        yield Change("decay_of_biases", experiment=change)


def _coupled(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """As part of the gradient where it should be apart from it, or the other way round."""
    optimizer = _optimizer(experiment)
    if optimizer.weight_decay and optimizer.name in COUPLED:
        other = COUPLED[optimizer.name]
        change = _with(lambda each: structs.replace(each, name=other))
        yield Change("weight_decay_mixed_up", experiment=change)


def _correction(_experiment: Experiment, step: Step) -> Iterator[Change]:
    names = {each.name for each in step.equations if each.role == "between"}
    yield Change("bias_correction_forgotten", step=rewriting(names, _dividend))


def _dividend(equation: Equation) -> Expression:
    right = equation.right
    if isinstance(right, Apply) and right.function is divide:
        return right.arguments[0]
    return right


def _clipping(experiment: Experiment, _step: Step) -> Iterator[Change]:
    optimizer = _optimizer(experiment)
    if optimizer.clip_norm is not None or optimizer.clip_value is not None:
        without = _with(lambda each: structs.replace(each, clip_norm=None, clip_value=None))
        yield Change("clipping_forgotten", experiment=without)


def _schedule(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if _optimizer(experiment).schedule is not None:
        without = _with(lambda each: structs.replace(each, schedule=None))
        yield Change("schedule_forgotten", experiment=without)


SGD = with_optimizer(neuron(), weight_decay=0.1)
MOMENTUM_SGD = with_optimizer(neuron(), momentum=0.9)
ADAM = {"name": "adam", "learning_rate": 0.1}
WARMUP = with_optimizer(neuron(), schedule={"name": "warmup", "over": 4})

OPTIMIZING = (
    Mistake("momentum_forgotten", _momentum, Shows(MOMENTUM_SGD, 2, 3)),
    Mistake("momentum_averaged", _dampened, Shows(MOMENTUM_SGD, 1, 3)),
    Mistake("nesterov_mixed_up", _nesterov, Shows(MOMENTUM_SGD, 1, 3)),
    Mistake("weight_decay_forgotten", _decay, Shows(SGD, 1, 3)),
    Mistake("decay_of_biases", _decay_of_biases, Shows(with_biases(SGD, value=0.3), 1, 2)),
    Mistake(
        "weight_decay_mixed_up",
        _coupled,
        Shows(neuron(optimizer={**ADAM, "weight_decay": 0.1}), 1, 3),
    ),
    Mistake("bias_correction_forgotten", _correction, Shows(neuron(optimizer=ADAM), 1, 2)),
    Mistake(
        "clipping_forgotten", _clipping, Shows(with_optimizer(neuron(), clip_value=0.01), 1, 3)
    ),
    Mistake("schedule_forgotten", _schedule, Shows(WARMUP, 1, 3)),
)
