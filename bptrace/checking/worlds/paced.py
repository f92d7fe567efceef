"""A training whose batches are of another size -> its values, called as those of the right one.

    asked for    iteration 1: samples 1 2 3 4         iteration 2 …    weights after 1 update
    made         iterations 1 2 3 4, a sample each    5 6 7 8 …        those after 4 updates

That is how somebody counts who prints once an epoch: by the samples that were seen until then. Who
counts updates has the same iterations; only what is of a sample has another name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.config.claims import AFTER, Moment
from bptrace.network.error import ERROR, error_of_a_sample
from bptrace.network.naming import PLACE, SAMPLE_INDEX
from bptrace.network.order import SampleOrder
from bptrace.trace.record import Record, RecordOnDemand

if TYPE_CHECKING:
    from bptrace.checking.worlds.world import World

Seen = tuple[int, int]
"""An iteration, and the place of one of the samples that it sees."""


def renamed(reference: Reference, step: Step) -> Reference:
    """What a value is in a step of batches of another size: what the batch has in place of what its
    only sample has, or the other way round. KeyError where there is no such value."""
    name, at = reference.name, reference.at
    if step.equation(name) is None and name.endswith(PLACE):
        name = name.removesuffix(PLACE)
    missing = len(step.family(name).at) - len(at)
    if missing < 0 and at[0] != 0:
        raise KeyError(name)
    return Reference(name, ((0,) * missing + at)[max(-missing, 0) :])


class Paced:
    """Values by the samples that were seen. asked, made: the world as it is asked for, and that
    with other batches."""

    def __init__(self, asked: World, made: World) -> None:
        self._asked = asked
        self._made = made
        self._record = lru_cache(maxsize=16)(self._recorded)

    def updates(self, asked: int) -> int:
        """How many updates are made in the time in which so many are asked for."""
        order = self._made.order
        epochs, rest = divmod(_samples_seen(self._asked.order, asked), _samples(order))
        return epochs * order.batches_in_epoch + rest // order.size

    def value(self, moment: Moment, iteration: int, reference: Reference) -> float:
        """A value during an iteration that is asked for, or after so many updates. KeyError where
        there is no such value."""
        name, step = reference.name, self._asked.step
        is_after = moment == AFTER
        updates = self.updates(iteration if is_after else iteration - 1)
        weights = updates if is_after else None
        if name == ERROR:
            return self._error(max(iteration, 1), weights)
        if SAMPLE_INDEX in step.family(name).at:
            seen = self._place(max(iteration, 1), int(reference.at[0]))
            return self._of_sample(Reference(name, reference.at[1:]), seen, weights)
        old = next((each for each, new in step.states.items() if new == name), None)
        if old is not None and not is_after:
            return self._record(1, self.updates(iteration)).value(Reference(old, reference.at))
        if step.equation(name) is not None:
            raise KeyError(name)  # of the batch, which there is not
        return self._record(1, updates).value(reference)

    def _place(self, iteration: int, place: int) -> Seen:
        """What sees the sample that is asked for at a place of an iteration."""
        order = self._made.order
        number = _samples_seen(self._asked.order, iteration - 1) + place
        epochs, rest = divmod(number, _samples(order))
        batch, at = divmod(rest, order.size)
        return epochs * order.batches_in_epoch + batch + 1, at

    def _error(self, iteration: int, updates: int | None) -> float:
        """Of the samples of an iteration: each as it is when it is seen, or all after updates."""
        errors = list(self._errors(iteration, updates))
        is_mean = self._asked.experiment.batch.reduction == "mean"
        return fsum(errors) / (len(errors) if is_mean else 1)

    def _errors(self, iteration: int, updates: int | None) -> Iterator[float]:
        error = Reference(error_of_a_sample(self._asked.experiment))
        for place in range(self._asked.order.length(iteration)):
            yield self._of_sample(error, self._place(iteration, place), updates)

    def _of_sample(self, reference: Reference, seen: Seen, updates: int | None) -> float:
        """With the weights of the iteration that sees the sample, or after so many updates."""
        iteration, place = seen
        record = self._record(iteration, iteration - 1 if updates is None else updates)
        plain = reference.name.removesuffix(PLACE)
        placed = f"{plain}{PLACE}"
        name = plain if record.step.equation(placed) is None else placed
        return record.value(Reference(name, (place, *reference.at)))

    def _recorded(self, iteration: int, updates: int) -> Record:
        """What the samples of an iteration give with the weights after so many updates."""
        trace = self._made.trace
        step = trace.columns(trace.order.length(iteration)).step
        values = dict(trace.training.values_after(updates)) | trace.samples_of(iteration)
        return RecordOnDemand(step, trace.order, iteration, values)


def _samples(order: SampleOrder) -> int:
    """How many there are."""
    return (order.batches_in_epoch - 1) * order.size + order.rest


def _samples_seen(order: SampleOrder, iterations: int) -> int:
    """How many were seen in so many iterations."""
    epochs, batches = divmod(iterations, order.batches_in_epoch)
    return epochs * _samples(order) + batches * order.size
