"""Mistakes about which samples an iteration sees, and how a batch's gradients become one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import structs

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron
from bptrace.checking.mistakes.rewriting import divided, rewritten
from bptrace.config.experiment import Experiment, Reduction
from bptrace.network.naming import PLACE, SAMPLE_INDEX, has_places

MOST_SAMPLES = 8
"""Of which another may have been taken for the first."""


def _reduction(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment):
        other: Reduction = "sum" if experiment.batch.reduction == "mean" else "mean"
        yield Change("batch_sum_or_mean", {"after": other}, experiment=_reduced_by(other))


def _reduced_by(reduction: Reduction) -> Callable[[Experiment], Experiment]:
    return lambda experiment: structs.replace(
        experiment, batch=structs.replace(experiment.batch, reduction=reduction)
    )


def _mean_twice(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment) and experiment.batch.reduction == "mean":
        yield Change("batch_mean_twice", step=_divided_again)


def _divided_again(step: Step) -> Step:
    """The gradients, by the number of samples once more; E is as it was."""
    count = step.axes[SAMPLE_INDEX]
    return rewritten(step, _gradients(step), divided(count)) if count > 1 else step


def _gradients(step: Step) -> set[str]:
    """What the samples' gradients become."""
    return {f"{PREFIX}{name}" for name in step.states if step.equation(f"{PREFIX}{name}{PLACE}")}


def _last_sample(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment):
        yield Change("gradient_of_last_sample", step=_of_last_sample)


def _of_last_sample(step: Step) -> Step:
    """In place of the sum of the samples' gradients, the last of them."""
    last = step.axes[SAMPLE_INDEX] - 1
    return rewritten(
        step, _gradients(step), lambda each: Reference(f"{each.name}{PLACE}", (last, *each.at))
    )


def _another_sample(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """In the place of the first one."""
    count = len(experiment.samples)
    for place in range(1, count if count <= MOST_SAMPLES else 0):
        yield Change(
            "samples_swapped",
            {"first": "1", "second": str(place + 1)},
            experiment=_with_first(place),
            keeps_step=True,
        )


def _with_first(place: int) -> Callable[[Experiment], Experiment]:
    def changed(experiment: Experiment) -> Experiment:
        samples = list(experiment.samples)
        samples[0], samples[place] = samples[place], samples[0]
        return structs.replace(experiment, samples=samples)

    return changed


SAMPLES = [{"input": 0.8, "target": 0.9}, {"input": 0.3, "target": 0.2}]
BATCH = neuron(samples=SAMPLES, batch={"size": "full"})

BATCHING = (
    Mistake("batch_sum_or_mean", _reduction, Shows(BATCH, 1, 5)),
    Mistake("batch_mean_twice", _mean_twice, Shows(BATCH, 1, 3)),
    Mistake("gradient_of_last_sample", _last_sample, Shows(BATCH, 1, 3)),
    Mistake("samples_swapped", _another_sample, Shows(neuron(samples=SAMPLES), 1, 2)),
)
