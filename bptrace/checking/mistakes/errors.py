"""Mistakes about E and its gradient ∂E/∂out: another loss, a factor, a sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from msgspec import structs

from bptrace.algebra.expressions import (
    HALF,
    MINUS_ONE,
    TWO,
    Apply,
    Expression,
    Function,
    Number,
    Reference,
)
from bptrace.algebra.partials import times
from bptrace.algebra.steps import Equation, Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron, two_neurons
from bptrace.checking.mistakes.parts import Part, parts_of
from bptrace.checking.mistakes.rewriting import Rewrite, mentions, rewriting, rewritten
from bptrace.config.experiment import Experiment, Loss, LossName
from bptrace.network.defaults import whole_loss
from bptrace.network.error import ERROR, error_of_a_sample
from bptrace.network.losses import LOSSES, half_squared, squared

Scale = Callable[[Expression], Expression]


def _scaled(experiment: Experiment, error: Scale | None, gradient: Scale | None) -> Rewrite:
    """What becomes of E of each sample, and of its gradient; None: nothing."""
    outputs = parts_of(experiment)[-1]
    total = error_of_a_sample(experiment)

    def right(equation: Equation) -> Expression:
        if equation.name == total:
            return error(equation.right) if error else equation.right
        is_first = gradient and _is_first(equation, outputs)
        return gradient(equation.right) if gradient and is_first else equation.right

    return rewriting({total, outputs.by_out, outputs.delta}, right)


def _is_first(equation: Equation, outputs: Part) -> bool:
    """Whether the chain of gradients begins here: ∂E/∂out, or δ where that has a short form."""
    return not mentions(equation.right, outputs.by_out)


def _other_function(experiment: Experiment, function: Function, gradient: Scale | None) -> Rewrite:
    """Of each output another error, and what becomes of the gradient therefore."""
    error = parts_of(experiment)[-1].here.error
    scaled = _scaled(experiment, None, gradient)

    def right(equation: Equation) -> Expression:
        assert isinstance(equation.right, Apply)
        return Apply(function, equation.right.arguments)

    return lambda step: scaled(rewritten(step, {error}, right))


def _by(factor: Expression) -> Scale:
    return lambda expression: times(factor, expression)


def _over(count: int) -> Scale:
    return lambda expression: expression / Number(float(count))


def _without_half(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if _function(experiment) == half_squared:
        rewrite = _other_function(experiment, squared, _by(TWO))
        yield Change("error_without_half", step=rewrite)


def _only_without_half(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if _function(experiment) == half_squared:
        rewrite = _other_function(experiment, squared, None)
        yield Change("error_only_without_half", step=rewrite)


def _with_half(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if _function(experiment) == squared:
        rewrite = _other_function(experiment, half_squared, _by(HALF))
        yield Change("error_with_half", step=rewrite)


def _mean(experiment: Experiment, _step: Step) -> Iterator[Change]:
    count = experiment.layers[-1].units
    if count > 1 and not _is_mean(experiment):
        scale = _over(count)
        yield Change("mean_over_outputs", step=_scaled(experiment, scale, scale))


def _only_mean(experiment: Experiment, _step: Step) -> Iterator[Change]:
    count = experiment.layers[-1].units
    if count > 1 and not _is_mean(experiment):
        yield Change("error_only_mean", step=_scaled(experiment, _over(count), None))


def _sum(experiment: Experiment, _step: Step) -> Iterator[Change]:
    count = experiment.layers[-1].units
    if count > 1 and _is_mean(experiment):
        scale = _by(Number(float(count)))
        yield Change("sum_over_outputs", step=_scaled(experiment, scale, scale))


def _gradient_without_mean(experiment: Experiment, _step: Step) -> Iterator[Change]:
    count = experiment.layers[-1].units
    if count > 1 and _is_mean(experiment):
        rewrite = _scaled(experiment, None, _by(Number(float(count))))
        yield Change("gradient_without_mean", step=rewrite)


def _doubled(experiment: Experiment, _step: Step) -> Iterator[Change]:
    yield Change("gradient_doubled", step=_scaled(experiment, None, _by(TWO)))


def _halved(experiment: Experiment, _step: Step) -> Iterator[Change]:
    yield Change("gradient_halved", step=_scaled(experiment, None, _by(HALF)))


def _sign(experiment: Experiment, _step: Step) -> Iterator[Change]:
    yield Change("sign_of_error", step=_scaled(experiment, None, _by(MINUS_ONE)))


def _sum_over_samples(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """E of all samples, where that of those is asked for that an iteration sees."""
    if len(experiment.samples) > 1:
        yield Change("error_summed_over_samples", over_samples=1)


def _mean_over_samples(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The same, averaged; or where the sum over all samples is asked for."""
    count = len(experiment.samples)
    if count > 1:
        yield Change("error_averaged_over_samples", {"count": str(count)}, over_samples=count)


def _squares_over_samples(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """What is known as MSE: without ½, and divided by the samples, or by all of their outputs."""
    samples, units = len(experiment.samples), experiment.layers[-1].units
    if samples < 2 or _function(experiment) != half_squared or _is_mean(experiment):
        return
    rewrite = _other_function(experiment, squared, None)
    for count in sorted({samples, samples * units}):
        yield Change(
            "squares_averaged_over_samples",
            {"count": str(count)},
            step=rewrite,
            over_samples=count,
        )


def _itself(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """E_o of each output, or the whole E, where its derivative belongs."""
    outputs = parts_of(experiment)[-1]
    each = rewriting({outputs.by_out}, lambda equation: Reference(outputs.here.error, equation.at))
    yield Change("error_in_place_of_its_derivative", {"name": outputs.here.error}, step=each)
    if outputs.layer.units > 1:
        total = error_of_a_sample(experiment)
        whole = rewriting({outputs.by_out}, lambda equation: Reference(total, equation.at[:1]))
        yield Change("error_in_place_of_its_derivative", {"name": ERROR}, step=whole)


def _another(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for name in get_args(LossName):
        if name != _loss(experiment).name:
            yield Change(
                "another_loss", {"loss": name}, experiment=_with_loss(name), in_pairs=False
            )


def _with_loss(name: LossName) -> Callable[[Experiment], Experiment]:
    return lambda experiment: structs.replace(experiment, loss=whole_loss(name))


def _loss(experiment: Experiment) -> Loss:
    assert isinstance(experiment.loss, Loss)
    return experiment.loss


def _function(experiment: Experiment) -> Function:
    loss = _loss(experiment)
    return LOSSES[loss.name].function_of(loss)


def _is_mean(experiment: Experiment) -> bool:
    return LOSSES[_loss(experiment).name].is_mean


MEAN = "mean_squared_error"
SEVERAL = neuron(samples=[{"input": 0.8, "target": 0.9}, {"input": 0.3, "target": 0.2}])

ERRORS = (
    Mistake("error_without_half", _without_half, Shows(neuron(), 1, 4)),
    Mistake("error_only_without_half", _only_without_half, Shows(neuron(), 1, 2)),
    Mistake("error_with_half", _with_half, Shows(neuron(loss="squared_error"), 1, 4)),
    Mistake("mean_over_outputs", _mean, Shows(two_neurons(), 1, 5)),
    Mistake("error_only_mean", _only_mean, Shows(two_neurons(), 1, 2)),
    Mistake("sum_over_outputs", _sum, Shows(two_neurons(loss=MEAN), 1, 4)),
    Mistake("gradient_without_mean", _gradient_without_mean, Shows(two_neurons(loss=MEAN), 1, 2)),
    Mistake("error_summed_over_samples", _sum_over_samples, Shows(SEVERAL, 1, 3)),
    Mistake("error_averaged_over_samples", _mean_over_samples, Shows(SEVERAL, 1, 3)),
    Mistake("squares_averaged_over_samples", _squares_over_samples, Shows(SEVERAL, 1, 3)),
    Mistake("gradient_doubled", _doubled, Shows(neuron(), 1, 3)),
    Mistake("gradient_halved", _halved, Shows(neuron(), 1, 3)),
    Mistake("sign_of_error", _sign, Shows(neuron(), 1, 6)),
    Mistake("error_in_place_of_its_derivative", _itself, Shows(neuron(), 1, 2)),
    Mistake("another_loss", _another, Shows(neuron(), 1, 4)),
)
