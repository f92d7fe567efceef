"""Mistakes about which samples an iteration sees, and how many."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import structs

from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron
from bptrace.config.experiment import Experiment, Reduction
from bptrace.network.naming import batch_length, has_places

MOST_SAMPLES = 8
"""Of which another may have been taken for the first."""

MOST_IN_AN_EPOCH = 200
"""Samples for which it is tried whether all of them were one batch, or each a batch of its own."""

REDUCTIONS: tuple[Reduction, ...] = ("mean", "sum")


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


def _after_every_sample(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if has_places(experiment) and _is_short(experiment):
        yield Change(
            "updated_after_every_sample",
            experiment=_in_batches(1, experiment.batch.reduction),
            in_pairs=False,
            by_samples=True,
        )


def _once_an_epoch(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """With the sum of the gradients or their mean; where a batch is of one, both are the same."""
    for reduction in _reductions(experiment):
        yield Change(
            "updated_once_an_epoch",
            {"after": reduction},
            experiment=_in_batches(len(experiment.samples), reduction),
            in_pairs=False,
            by_samples=True,
        )


def _batch_of_another_size(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """Each update is an iteration all the same."""
    for reduction in _reductions(experiment):
        count = len(experiment.samples)
        yield _of_size(count, experiment, reduction)
    if has_places(experiment) and _is_short(experiment):
        yield _of_size(1, experiment, experiment.batch.reduction)


def _of_size(size: int, experiment: Experiment, reduction: Reduction) -> Change:
    return Change(
        "batch_of_another_size",
        {"before": str(batch_length(experiment)), "count": str(size), "after": reduction},
        experiment=_in_batches(size, reduction),
        in_pairs=False,
    )


def _reductions(experiment: Experiment) -> tuple[Reduction, ...]:
    """Of a whole epoch's gradients, where a batch is less than that."""
    if batch_length(experiment) == len(experiment.samples) or not _is_short(experiment):
        return ()
    return (experiment.batch.reduction,) if has_places(experiment) else REDUCTIONS


def _is_short(experiment: Experiment) -> bool:
    """Whether an epoch has so few samples that all of them are soon computed."""
    return len(experiment.samples) <= MOST_IN_AN_EPOCH


def _in_batches(size: int, reduction: Reduction) -> Callable[[Experiment], Experiment]:
    return lambda experiment: structs.replace(
        experiment, batch=structs.replace(experiment.batch, size=size, reduction=reduction)
    )


SAMPLES = [{"input": 0.8, "target": 0.9}, {"input": 0.3, "target": 0.2}]
ONE_BY_ONE = neuron(samples=SAMPLES)
BATCH = neuron(samples=SAMPLES, batch={"size": "full"})

BATCHING = (
    Mistake("samples_swapped", _another_sample, Shows(ONE_BY_ONE, 1, 2)),
    Mistake("updated_after_every_sample", _after_every_sample, Shows(BATCH, 1, 6)),
    Mistake("updated_once_an_epoch", _once_an_epoch, Shows(ONE_BY_ONE, 2, 6)),
    Mistake("batch_of_another_size", _batch_of_another_size, Shows(ONE_BY_ONE, 1, 6)),
)
