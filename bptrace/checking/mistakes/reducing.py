"""Mistakes about how the gradients and errors of a batch become one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from msgspec import structs

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import Expression, Number, Reference, SumOver
from bptrace.algebra.steps import Equation, Step
from bptrace.checking.mistakes.batching import BATCH
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import with_biases
from bptrace.checking.mistakes.parts import about, groups, parts_of
from bptrace.checking.mistakes.rewriting import Rewrite, divided, rewriting, rewritten
from bptrace.config.experiment import Experiment, Reduction
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE, SAMPLE_INDEX, has_places

FIRST, LAST = 0, -1


def _reduction(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment):
        other = _other_reduction(experiment)
        yield Change("batch_sum_or_mean", {"after": other}, experiment=_reduced_by(other))


def _other_reduction(experiment: Experiment) -> Reduction:
    return "sum" if experiment.batch.reduction == "mean" else "mean"


def _reduced_by(reduction: Reduction) -> Callable[[Experiment], Experiment]:
    return lambda experiment: structs.replace(
        experiment, batch=structs.replace(experiment.batch, reduction=reduction)
    )


def _gradients_only(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """E is reduced as it should be."""
    if has_places(experiment):
        other = _other_reduction(experiment)
        yield Change(
            "gradient_sum_or_mean",
            {"after": other},
            step=lambda step: _reduced_to(other, step, _gradients(step)),
        )


def _error_only(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The gradients are reduced as they should be."""
    if has_places(experiment):
        other = _other_reduction(experiment)
        yield Change(
            "error_sum_or_mean",
            {"after": other},
            step=lambda step: _reduced_to(other, step, {ERROR}),
        )


def _biases_only(experiment: Experiment, step: Step) -> Iterator[Change]:
    """db = np.sum(dz) without the 1/m that dW has, or the other way round."""
    other = _other_reduction(experiment)
    for words, names in _of_biases(experiment, step):
        yield Change(
            "bias_gradient_sum_or_mean",
            {**words, "after": other},
            step=_reducing(other, names),
        )


def _reducing(reduction: Reduction, names: Collection[str]) -> Rewrite:
    return lambda step: _reduced_to(reduction, step, names)


def _reduced_to(reduction: Reduction, step: Step, names: Collection[str]) -> Step:
    """The sum over the samples of what has those names, or their mean."""
    count = step.axes[SAMPLE_INDEX]

    def right(equation: Equation) -> Expression:
        of_sample = Reference(f"{equation.name}{PLACE}", (SAMPLE_INDEX, *equation.at))
        total: Expression = SumOver(SAMPLE_INDEX, of_sample)
        return total if reduction == "sum" else total / Number(float(count))

    return rewritten(step, names, right) if count > 1 else step


def _mean_twice(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment) and experiment.batch.reduction == "mean":
        yield Change("batch_mean_twice", step=_divided_again)


def _divided_again(step: Step) -> Step:
    """The gradients, by the number of samples once more; E is as it was."""
    count = step.axes[SAMPLE_INDEX]
    return rewritten(step, _gradients(step), divided(count)) if count > 1 else step


def _gradients(step: Step) -> Collection[str]:
    """What the samples' gradients become."""
    return {f"{PREFIX}{name}" for name in step.states if step.equation(f"{PREFIX}{name}{PLACE}")}


def _last_sample(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment):
        yield Change("gradient_of_last_sample", step=_of_sample(LAST))


def _first_sample(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment):
        yield Change("gradient_of_first_sample", step=_of_sample(FIRST), in_pairs=False)


def _last_for_biases(experiment: Experiment, step: Step) -> Iterator[Change]:
    for words, names in _of_biases(experiment, step):
        yield Change("bias_gradient_of_last_sample", words, step=_of_sample(LAST, names))


def _first_for_biases(experiment: Experiment, step: Step) -> Iterator[Change]:
    """db = dz[0]."""
    for words, names in _of_biases(experiment, step):
        rewrite = _of_sample(FIRST, names)
        yield Change("bias_gradient_of_first_sample", words, step=rewrite, in_pairs=False)


def _of_biases(
    experiment: Experiment, step: Step
) -> Iterator[tuple[dict[str, str], Collection[str]]]:
    """The words for the layers that have biases, each and several, and their gradients."""
    gradients = _gradients(step) if has_places(experiment) else ()
    biased = (each for each in parts_of(experiment) if f"{PREFIX}{each.here.bias}" in gradients)
    for group in groups(biased):
        yield dict(about(group)), {f"{PREFIX}{part.here.bias}" for part in group}


def _of_sample(place: int, names: Collection[str] | None = None) -> Rewrite:
    """In place of the sum of the samples' gradients, one of them. names: of all, where None."""

    def changed(step: Step) -> Step:
        at = place % step.axes[SAMPLE_INDEX]
        gradients = _gradients(step) if names is None else names
        one = rewriting(gradients, lambda each: Reference(f"{each.name}{PLACE}", (at, *each.at)))
        return one(step)

    return changed


BIASED = with_biases(BATCH, value=0.3)

REDUCING = (
    Mistake("batch_sum_or_mean", _reduction, Shows(BATCH, 1, 5)),
    Mistake("gradient_sum_or_mean", _gradients_only, Shows(BATCH, 1, 5)),
    Mistake("error_sum_or_mean", _error_only, Shows(BATCH, 1, 5)),
    Mistake("bias_gradient_sum_or_mean", _biases_only, Shows(BIASED, 1, 5)),
    Mistake("batch_mean_twice", _mean_twice, Shows(BATCH, 1, 3)),
    Mistake("gradient_of_last_sample", _last_sample, Shows(BATCH, 1, 3)),
    Mistake("gradient_of_first_sample", _first_sample, Shows(BATCH, 1, 5)),
    Mistake("bias_gradient_of_last_sample", _last_for_biases, Shows(BIASED, 1, 5)),
    Mistake("bias_gradient_of_first_sample", _first_for_biases, Shows(BIASED, 1, 5)),
)
