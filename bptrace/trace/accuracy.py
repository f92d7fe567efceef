"""Of how many samples a network that tells classes apart finds the right one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from bptrace.config.experiment import Experiment, Loss, LossName
from bptrace.config.shapes import as_list

LOSSES_OF_CLASSES: frozenset[LossName] = frozenset(
    {"binary_cross_entropy", "mean_binary_cross_entropy", "categorical_cross_entropy"}
)
EVEN = 0.5
"""One output says yes from here on."""


class SampleResult(Struct, frozen=True):
    """One sample at some state of the network."""

    sample: int
    """which one, counting from 1"""
    target: Mapping[str, float]
    """what should come out, by the output neuron's name"""
    out: Mapping[str, float]
    """what does"""


class Accuracy(Struct, frozen=True):
    """So many samples of so many are in the right class."""

    correct: int
    """how many are"""
    samples: int
    """of how many"""

    @property
    def percent(self) -> float:
        """How many of a hundred."""
        return 100.0 * self.correct / self.samples


def tells_classes_apart(experiment: Experiment) -> bool:
    """Whether every sample belongs to one class, and the loss is a cross-entropy."""
    loss = experiment.loss
    name = loss.name if isinstance(loss, Loss) else loss
    targets = (as_list(each.target) for each in experiment.samples)
    return name in LOSSES_OF_CLASSES and all(map(_is_of_one_class, targets))


def accuracy_of(results: Iterable[SampleResult]) -> Accuracy:
    """How many samples have their largest output where their target is 1; of one output, how many
    are on the right side of ½."""
    correct = [
        _class_of(list(each.out.values())) == _class_of(list(each.target.values()))
        for each in results
    ]
    return Accuracy(sum(correct), len(correct))


def _is_of_one_class(target: Sequence[float]) -> bool:
    is_of_classes = all(each in (0.0, 1.0) for each in target)
    return is_of_classes and (len(target) == 1 or sum(target) == 1.0)


def _class_of(values: Sequence[float]) -> int:
    if len(values) == 1:
        return int(values[0] >= EVEN)
    return max(range(len(values)), key=values.__getitem__)
