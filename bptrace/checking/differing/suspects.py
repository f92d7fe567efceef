"""The first value that differs -> the equation it comes from, and what goes into it.

agreed      what both have: the mistake is not in there
between     what is computed from that on the way, and only we have: it may be in each of these
not given   what nothing computes and the other does not say: a rate, a target, a first weight
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from itertools import islice
from math import isclose, isnan

from msgspec import Struct, structs

from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Expression, Reference, references_in
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Step
from bptrace.algebra.substitute import in_primitives
from bptrace.checking.differing.found import Alike, First
from bptrace.checking.differing.tolerance import Tolerance
from bptrace.errors import EndedEarly
from bptrace.explaining.following import derived
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.trace.record import Record
from bptrace.trace.recorded import TOLERANCE as RECORDED
from bptrace.trace.trace import Trace

MOST_BETWEEN = 100
MOST_SHOWN = 6
"""Of the values between."""
MOST_ALIKE, MOST_EQUAL = 2, 50
SETTINGS = frozenset({"rate", "hyperparameter"})
"""Roles of values that nobody takes for another one."""
FEW_DIGITS = 3


class Known(Struct, frozen=True):
    """What the other program gave: in the iteration, in the one before it, in any before. All of it
    agrees."""

    here: Set[Reference]
    before: Set[Reference]
    ever: Set[Reference]


def with_suspects(first: First, trace: Trace, tolerance: Tolerance, known: Known) -> First:
    """The same with what goes into its equation, and with what else is equal to the other's
    number."""
    source, equation, known = _equation(first, trace, known)
    step = source.step
    right = instantiate(step, equation)
    found = _Found(step, known)
    if right is not None:
        found.follow(right)
    between = found.in_order()
    shown = [*between[-MOST_SHOWN:], *[equation] * (right is not None)]
    return structs.replace(
        first,
        equation=equation,
        right=right,
        source=source,
        agreed=tuple(found.agreed),
        not_given=tuple(found.given_in_order()),
        between=tuple(between),
        working=tuple(derived(step, source, each) for each in shown),
        alike=tuple(_alike(first, trace, tolerance)),
        should_be=_otherwise(first, right, source) if equation == first.reference else None,
    )


def _otherwise(first: First, right: Expression | None, source: Record) -> float | None:
    """What our own numbers make of the equation, where a trace that was read says otherwise."""
    if right is None:
        return None
    value = value_of(in_primitives(right), source.value)
    is_the_same = isclose(value, first.ours, rel_tol=RECORDED) or isnan(first.ours)
    return None if is_the_same else value


def _equation(first: First, trace: Trace, known: Known) -> tuple[Record, Reference, Known]:
    """Of a weight at the beginning of an iteration: how the one before made it."""
    record, reference = first.record, first.reference
    new = record.step.states.get(reference.name)
    if new is None or first.iteration == 1:
        return record, reference, known
    before = next(trace.records(first.iteration - 1, first.iteration - 1))
    known = Known(known.before, frozenset(), known.ever)
    return before, Reference(new, reference.at), known


class _Found:
    """What a value is computed from: down to what the other gave, or what nothing computes."""

    def __init__(self, step: Step, known: Known) -> None:
        self._step = step
        self._known = known
        self.agreed: dict[Reference, None] = {}
        self.not_given: dict[Reference, None] = {}
        self._between: dict[Reference, None] = {}

    def follow(self, right: Expression) -> None:
        """Sorts all that goes into a right side; of very much, as much as anybody reads."""
        waiting = [right]
        while waiting:
            for each in references_in(waiting.pop()):
                below = self._sorted(each)
                if below is not None and len(self._between) < MOST_BETWEEN:
                    self._between[each] = None
                    waiting.append(below)

    def in_order(self) -> list[Reference]:
        """What is computed on the way and was not given, in order of computation."""
        return self._ordered(self._between)

    def given_in_order(self) -> list[Reference]:
        """What nothing computes and was not given, in the same order."""
        return self._ordered(self.not_given)

    def _ordered(self, references: Iterable[Reference]) -> list[Reference]:
        place = {family.name: number for number, family in enumerate(self._step.families)}
        return sorted(references, key=lambda each: (place[each.name], each.at))

    def _sorted(self, reference: Reference) -> Expression | None:
        """The right side of what is still to be followed."""
        if reference in self._between:
            return None
        if self._is_known(reference):
            self.agreed[reference] = None
            return None
        right = instantiate(self._step, reference)
        if right is None:
            self.not_given[reference] = None
        return right

    def _is_known(self, reference: Reference) -> bool:
        """Whether the other gave it, then or, as it does not change, at another time; or as what
        the iteration before made of it."""
        step, known = self._step, self._known
        if reference in known.here:
            return True
        if step.equation(reference.name) is not None:
            return False
        new = step.states.get(reference.name)
        if new is not None:
            return Reference(new, reference.at) in known.before
        return SAMPLE_INDEX not in step.family(reference.name).at and reference in known.ever


def _alike(first: First, trace: Trace, tolerance: Tolerance) -> list[Alike]:
    """The value itself with the other sign, or of the iteration after or before; else others of
    this one, those of its own family first."""
    theirs, allows, record = first.theirs, tolerance.allows, first.record
    reference, iteration = first.reference, first.iteration
    own = record.step.family(reference.name)
    if abs(theirs) <= tolerance.absolute or isnan(theirs) or own.role in SETTINGS:
        return []
    if allows(first.ours, -theirs):
        return [Alike(reference, iteration, is_negative=True)]
    for other in _neighbours(trace, record):
        if other.step is record.step and allows(other.value(reference), theirs):
            return [Alike(reference, other.iteration)]
    equal = (name for name, value in zip(record, record.row, strict=True) if allows(value, theirs))
    found = [record.step.names.find(name) for name in islice(equal, MOST_EQUAL)]
    others = [each for each in found if each is not None and _is_meant(record.step, each, first)]
    others.sort(key=lambda each: each.name != own.name)
    return [Alike(each, iteration) for each in others[:MOST_ALIKE]]


def _neighbours(trace: Trace, record: Record) -> Iterator[Record]:
    """The iteration after that of a record, and the one before."""
    for iteration in (record.iteration + 1, record.iteration - 1):
        with suppress(EndedEarly):
            if iteration:
                yield next(trace.records(iteration, iteration))


def _is_meant(step: Step, reference: Reference, first: First) -> bool:
    """Whether somebody may have taken that value for the other: not by chance, as many are equal to
    a number of few digits, and not as another value under its own name, as ∂net/∂w is an output."""
    if reference.name == first.reference.name:
        return True
    digits = len(repr(first.theirs).replace(".", "").strip("-0"))
    is_a_copy = isinstance(instantiate(step, reference), Reference)
    is_setting = step.family(reference.name).role in SETTINGS
    return digits > FEW_DIGITS and not is_a_copy and not is_setting
