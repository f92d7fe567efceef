"""One number -> where it can come from: names, iterations, conventions, mistakes.

0.291027924     E after 1 update, where the output layer is updated first
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import product

from msgspec import Struct, structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Equation, Family, Phase, Step
from bptrace.checking.digits import Bounds, bounds_of
from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.checking.mistakes.mistake import Change, Mistake
from bptrace.checking.worlds.world import World
from bptrace.config.claims import AFTER, DURING, Moment
from bptrace.engine.columns import is_small
from bptrace.engine.family_row import FamilyRow
from bptrace.errors import EndedEarly
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

CONVENTIONS = frozenset(
    {
        "updated_output_weights",
        "biases_trained",
        "biases_not_trained",
        "shared_bias_one_a_neuron",
        "error_without_half",
        "error_with_half",
        "mean_over_outputs",
        "sum_over_outputs",
        "batch_sum_or_mean",
    }
)
"""What people do differently without being wrong, or so often that whole trainings are looked
through."""
MOST_VALUES = 10_000_000
"""So many values of a training are looked through, from its first iteration."""
LEAST_DIGITS = 6
"""Fewer are found by chance among all that mistakes make of a training."""
FACTORS = (-1.0, 2.0, 0.5)
"""The other sign, without a factor ½, with one too many."""
AFTERWARDS = frozenset({Phase.FORWARD, Phase.ERROR})
"""What somebody prints after an update."""


class Occurrence(Struct, frozen=True):
    """A value that is the number.

    iteration: the first in which that name has it; during it, or after so many updates. again: in
    how many more. factor: what it must be multiplied by to be the number, −1 for another sign.
    changes: the convention or mistake under which it is.
    """

    name: str
    moment: Moment
    iteration: int
    value: float
    again: int = 0
    factor: float = 1.0
    changes: tuple[Change, ...] = ()


class Origins(Struct, frozen=True):
    """Where a number can come from.

    occurrences: of the first kind of which there are any: as it is; by another sign or factor;
    under conventions; with mistakes.
    nearest: where there are none, of the first iteration's values the one that is nearest.
    """

    number: Decimal
    occurrences: tuple[Occurrence, ...]
    nearest: Occurrence | None = None


def where_it_comes_from(trace: Trace, number: Decimal) -> Origins:
    """Every value of a trace that is a number as it was printed; where there is none, those of
    another sign or factor; else what conventions, and at last mistakes, make of the training."""
    bounds, world = bounds_of(number), World(trace.experiment)
    tiers: Sequence[Callable[[], Iterator[Occurrence]]] = (
        lambda: _in_trace(trace, bounds),
        lambda: _with_factors(world, bounds),
        lambda: _under_conventions(world, bounds),
        lambda: _with_mistakes(world, bounds, number),
    )
    for tier in tiers:
        occurrences = tuple(tier())
        if occurrences:
            return Origins(number, occurrences)
    return Origins(number, (), _nearest(world, float(number)))


def _in_trace(
    trace: Trace, bounds: Bounds, changes: tuple[Change, ...] = ()
) -> Iterator[Occurrence]:
    """In all iterations of a training, or as many as there is time for; each name once."""
    last = min(len(trace), max(1, MOST_VALUES // len(trace.columns(trace.order.size))))
    found: dict[tuple[str, Moment], Occurrence] = {}
    for name, moment, iteration, value in _hits(trace, last, bounds):
        known = found.get((name, moment))
        found[name, moment] = (
            structs.replace(known, again=known.again + 1)
            if known
            else Occurrence(name, moment, iteration, value, changes=changes)
        )
    yield from sorted(found.values(), key=lambda each: each.iteration)


def _hits(trace: Trace, last: int, bounds: Bounds) -> Iterator[tuple[str, Moment, int, float]]:
    is_alone = len(trace.experiment.samples) == 1
    with suppress(EndedEarly):
        for record in trace.records(1, last):
            if not _may_have(record, bounds):
                continue
            references = trace.columns(len(record.samples)).references
            for reference, value in zip(references, record.row, strict=True):
                family = record.step.family(reference.name)
                if bounds.hold(value) and not _is_a_copy(family, record.iteration):
                    is_after = is_alone and record.iteration > 1 and family.phase in AFTERWARDS
                    when = (AFTER, record.iteration - 1) if is_after else (DURING, record.iteration)
                    yield record.step.names.spell(reference), *when, value
        after = trace.after(last)
        for family in after.step.families:
            for reference in after.step.positions(family) if family.phase in AFTERWARDS else ():
                if bounds.hold(after.value(reference)):
                    name = after.step.names.spell(reference)
                    yield name, AFTER, last, after.value(reference)


def _is_a_copy(family: Family, iteration: int) -> bool:
    """Whether its values are others' under another name: ∂net/∂w is out, w is what it was new."""
    is_given = family.phase is Phase.GIVEN and iteration > 1
    return is_given or (isinstance(family, Equation) and isinstance(family.right, Reference))


def _may_have(record: Record, bounds: Bounds) -> bool:
    """Whether a value is within bounds; arrays are looked at as wholes."""
    if not isinstance(record.row, FamilyRow):
        return any(map(bounds.hold, record.row))
    arrays = record.row.arrays.values()
    hits = ((array >= bounds.low) & (array <= bounds.high) for array in arrays)
    return any(hit.any() if hasattr(hit, "any") else hit for hit in hits)


def _with_factors(world: World, bounds: Bounds) -> Iterator[Occurrence]:
    for factor in FACTORS:
        yield from _in_world(world, bounds, factor)


def _under_conventions(world: World, bounds: Bounds) -> Iterator[Occurrence]:
    for other in _worlds(world, lambda mistake: mistake.slug in CONVENTIONS):
        yield from _in_trace(other.trace, bounds, other.changes)


def _with_mistakes(world: World, bounds: Bounds, number: Decimal) -> Iterator[Occurrence]:
    """With each mistake that is nobody's convention, where the number has digits enough."""
    if len(number.as_tuple().digits) < LEAST_DIGITS or not is_small(world.step):
        return
    for other in _worlds(world, lambda mistake: mistake.slug not in CONVENTIONS):
        if not other.is_rounding:
            yield from _in_world(other, bounds, 1.0)


def _worlds(world: World, is_meant: Callable[[Mistake], bool]) -> Iterator[World]:
    for mistake in filter(is_meant, MISTAKES):
        for change in mistake.changes(world.experiment, world.step):
            other = world.changed(change)
            if other is not None:
                yield other


def _in_world(world: World, bounds: Bounds, factor: float) -> Iterator[Occurrence]:
    """In the first iteration, and after its update."""
    for (moment, iteration), reference in _early(world.step):
        value = world.value(moment, iteration, reference)
        if value is not None and bounds.hold(value * factor):
            name = world.step.names.spell(reference)
            yield Occurrence(name, moment, iteration, value, 0, factor, world.changes)


def _nearest(world: World, number: float) -> Occurrence | None:
    found = [
        Occurrence(world.step.names.spell(reference), moment, iteration, value)
        for (moment, iteration), reference in _early(world.step)
        if (value := world.value(moment, iteration, reference)) is not None
    ]
    return min(found, key=lambda each: abs(each.value - number), default=None)


def _early(step: Step) -> Iterator[tuple[tuple[Moment, int], Reference]]:
    """All values of the first iteration, and what the network gives after it."""
    for family in step.families:
        moments: list[tuple[Moment, int]] = [(DURING, 1)]
        moments += [(AFTER, 1)] * (family.phase in AFTERWARDS)
        yield from product(moments, step.positions(family))
