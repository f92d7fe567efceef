"""A resolved experiment -> all that a program is made of, whatever its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct

from bptrace.algebra.expressions import Apply, Expression, Number, Reference, SumOver, divide
from bptrace.algebra.steps import Equation, Step
from bptrace.config.experiment import Experiment
from bptrace.errors import InputError
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE, SAMPLE_INDEX, has_places
from bptrace.network.values import ByFamily, order_of, sample_values, start_values
from bptrace.programs.parts import with_named_parts
from bptrace.trace.trace import Trace

DEFAULT_ITERATIONS = 10
MOST_PLACES = 10_000
"""So many places of samples a program lists, where their order is drawn."""


class Visits(Enum):
    """How a program comes by the samples that an iteration sees."""

    THE_ONE = "there is one"
    IN_TURN = "in turn"
    LISTED = "as a table says"


class Plan(Struct, frozen=True):
    """What a program is made of.

    step: of an iteration that sees as many samples as it can. start: the values it begins with, by
    family. samples: inputs and targets, by family, one row a sample. batches: the places, from 0,
    that each iteration sees, where the order is drawn; else empty. size: of a batch. is_ragged:
    whether the last batch of an epoch is smaller. places: whether an iteration may see several
    samples. origin: where the experiment is from.
    """

    experiment: Experiment
    step: Step
    start: ByFamily
    samples: Mapping[str, Sequence[Sequence[float]]]
    iterations: int
    visits: Visits
    batches: tuple[tuple[int, ...], ...]
    size: int
    is_ragged: bool
    places: bool
    origin: str

    @property
    def number_of_samples(self) -> int:
        return len(self.experiment.samples)

    @property
    def batches_in_epoch(self) -> int:
        return -(-self.number_of_samples // self.size)

    @property
    def new_parameters(self) -> list[str]:
        """The families that iterations print beside E: new weights and biases."""
        states = self.step.states
        return [
            states[each.name]
            for each in self.step.givens
            if each.name in states and each.role in {"weight", "bias"}
        ]

    @property
    def wanted(self) -> list[str]:
        """The families that a program must compute: E, and what the next iteration starts with."""
        return [ERROR, *self.step.states.values()]


def plan_of(trace: Trace, iterations: int | None = None) -> Plan:
    """The plan of a program that runs so many iterations, at first 10 of those of the trace.

    Raises InputError where the samples that they see would be too long a table.
    """
    experiment, order = trace.experiment, trace.order
    count = min(len(trace), DEFAULT_ITERATIONS) if iterations is None else iterations
    visits = _visits(experiment)
    if visits is Visits.LISTED and count * order.size > MOST_PLACES:
        raise InputError(
            f"the order of the samples is drawn, and a program has it as a table: {count:,} "
            f"iterations of {order.size:,} are too many; --iterations {MOST_PLACES // order.size} "
            "is the most"
        )
    batches = order.batches(1, count) if visits is Visits.LISTED else ()
    return Plan(
        experiment=experiment,
        step=with_named_parts(trace.step),
        start=start_values(experiment, trace.step),
        samples=sample_values(experiment),
        iterations=count,
        visits=visits,
        batches=tuple(batches),
        size=order.size,
        is_ragged=order.rest != order.size,
        places=has_places(experiment),
        origin=trace.origin.source,
    )


def _visits(experiment: Experiment) -> Visits:
    order = order_of(experiment)
    is_whole = order.size == len(experiment.samples)
    if is_whole and order.size == 1:
        return Visits.THE_ONE
    return Visits.IN_TURN if experiment.batch.order == "sequential" else Visits.LISTED


class Reduction(Struct, frozen=True):
    """What is added up over a batch: of which family, and whether that is divided by its length."""

    of: str
    is_mean: bool


def reduction_of(equation: Equation) -> Reduction | None:
    """What an equation adds up over the batch; None where it is another kind of equation."""
    match equation.right:
        case Apply(function, (total, Number())) if function is divide:
            return _added_up(total, is_mean=True)
        case total:
            return _added_up(total, is_mean=False)


def _added_up(total: Expression, *, is_mean: bool) -> Reduction | None:
    match total:
        case SumOver(index, Reference(name)) if index == SAMPLE_INDEX and name.endswith(PLACE):
            return Reduction(name, is_mean)
        case _:
            return None
