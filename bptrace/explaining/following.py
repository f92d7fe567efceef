"""What a value is computed from, so many definitions deep, and how each of that comes about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isclose

from bptrace.algebra.derive import SHARE
from bptrace.algebra.elision import MOST_TERMS, middle_of
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Expression, Reference, Sum, references_in
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Phase, Step
from bptrace.algebra.substitute import in_primitives
from bptrace.explaining.derivation import Derived, Elided, Term
from bptrace.explaining.written import (
    ELIDED,
    as_written,
    elided,
    long_sums,
    stable_form,
    without_stable_forms,
)
from bptrace.trace.record import Record


def derived(step: Step, record: Record, reference: Reference) -> Derived:
    """One value and how it comes about."""
    right = instantiate(step, reference)
    if right is None:
        return Derived(reference, None, record.value(reference), ())
    used = dict.fromkeys(references_in(right))
    terms = tuple(Term(each, record.value(each)) for each in used)
    value = record.value(reference)
    stable = stable_form(right)
    is_needed = stable is not None and _differs(right, value, record)
    computed_as = stable if is_needed else None
    return Derived(reference, right, value, terms, _elided(right, record), computed_as)


def _differs(right: Expression, value: float, record: Record) -> bool:
    """Whether the formula that people write gives another value in floating point."""
    as_people_write_it = value_of(in_primitives(without_stable_forms(right)), record.value)
    return not isclose(as_people_write_it, value, rel_tol=1e-9, abs_tol=1e-300)


def _elided(right: Expression, record: Record) -> Elided | None:
    """The middle of a long sum; of several such, of the first."""
    too_long = next(long_sums(as_written(right)), None)
    if too_long is None:
        return None
    middle = middle_of(too_long)
    subtotal = value_of(in_primitives(Sum(middle)), record.value)
    return Elided(len(middle), subtotal)


def followed(
    step: Step, subjects: Iterable[Reference], depth: int, only: Phase | None = None
) -> list[Reference]:
    """The subjects and what they are computed from, so many definitions deep, in order of
    computation; what is given is not among them, nor what a reader is not shown of a long sum.

    only: nothing of another phase.
    """
    found = dict.fromkeys(subjects)
    level = list(found)
    while depth > 0 and level:
        depth -= 1
        below = dict.fromkeys(
            used
            for each in level
            for used in _shown_in(step, each)
            if used not in found and _is_computed(step, used, only)
        )
        found |= below
        level = list(below)
    place = {family.name: number for number, family in enumerate(step.families)}
    return sorted(found, key=lambda each: (place[each.name], each.at))


def _shown_in(step: Step, reference: Reference) -> Iterator[Reference]:
    right = instantiate(step, reference)
    if right is not None:
        yield from (each for each in references_in(elided(as_written(right))) if each != ELIDED)


def _is_computed(step: Step, reference: Reference, only: Phase | None) -> bool:
    equation = step.equation(reference.name)
    return equation is not None and only in {None, equation.phase}


def with_paths(step: Step, subjects: Sequence[Reference]) -> list[Reference]:
    """A gradient that is a sum over neurons together with what each of them passes on, and their
    deltas: as the worked example does it."""
    found: list[Reference] = []
    for subject in subjects:
        shares = _shares(step, subject)
        deltas = (
            used
            for share in shares
            for used in references_in(instantiate(step, share) or share)
            if step.family(used.name).role == "delta"
        )
        found += (*deltas, *shares, subject)
    return found


def _shares(step: Step, gradient: Reference) -> list[Reference]:
    """What reaches a neuron through each that it feeds, where it feeds several."""
    families = [
        each
        for each in step.equations
        if each.role == SHARE and each.name.startswith(f"{gradient.name}_via_")
    ]
    shares = [
        share
        for family in families
        for place in range(step.axes[family.at[-1]])
        if step.exists(share := Reference(family.name, (*gradient.at, place)))
    ]
    return shares if 1 < len(shares) <= MOST_TERMS else []


def opposed(steps: Iterable[Derived], step: Step) -> bool:
    """Do paths that are added up have opposite signs? One that passes nothing on has none."""
    shares = [each.value for each in steps if step.family(each.reference.name).role == SHARE]
    return any(each > 0.0 for each in shares) and any(each < 0.0 for each in shares)
