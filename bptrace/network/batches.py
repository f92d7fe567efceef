"""Gradients of each sample -> those of the batch: their sum or their mean.

dE_dW[k,j] = (Σ_s dE_dW@[s,k,j]) / n
E          = (Σ_s E@[s]) / n

Where iterations see one sample there is nothing to reduce: its gradient is the batch's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec import structs

from bptrace.algebra.expressions import Expression, Number, Reference, SumOver
from bptrace.algebra.names import Entry, Spelling
from bptrace.algebra.steps import Equation, Family, Given, Step
from bptrace.config.experiment import Reduction
from bptrace.network.naming import PLACE, SAMPLE_INDEX

Placed = TypeVar("Placed", Given, Equation)

AT_PLACE: Spelling = (PLACE, Entry(PLACE, (SAMPLE_INDEX,)))


def reduced(step: Step, reduction: Reduction) -> Step:
    """The step of a batch with everything that is reduced over it; scalars of a sample are spelled
    with its place, `net_h1@3`."""
    equations = tuple(_with_reductions(step.equations, step.axes[SAMPLE_INDEX], reduction))
    return _with_places(structs.replace(step, equations=equations))


def _with_reductions(
    equations: Sequence[Equation], length: int, reduction: Reduction
) -> Iterator[Equation]:
    """The equations, each that is of a sample only followed by its reduction."""
    for each in equations:
        yield each
        if each.name.endswith(PLACE):
            yield _reduction(each, length, reduction)


def _reduction(of_sample: Equation, length: int, reduction: Reduction) -> Equation:
    right: Expression = SumOver(SAMPLE_INDEX, of_sample.reference)
    if reduction == "mean":
        right = right / Number(float(length))
    at = tuple(index for index in of_sample.at if index != SAMPLE_INDEX)
    name = of_sample.name.removesuffix(PLACE)
    return structs.replace(of_sample, name=name, at=at, right=right, chain=None)


def _with_places(step: Step) -> Step:
    givens = tuple(_with_place(each) for each in step.givens)
    equations = tuple(_with_place(each) for each in step.equations)
    families: tuple[Family, ...] = (*givens, *equations)
    names = step.names.with_spellings((each.reference, each.spelling) for each in families)
    return structs.replace(step, givens=givens, equations=equations, names=names)


def _with_place(family: Placed) -> Placed:
    if SAMPLE_INDEX not in family.at:
        return family
    return structs.replace(family, spelling=(*family.spelling, *AT_PLACE))


def gradient_of_batch(step: Step, parameter: str) -> Reference:
    """The gradient that an update uses: of the batch; with one sample an iteration, its own."""
    gradient = step.family(f"dE_d{parameter}")
    at = (0 if index == SAMPLE_INDEX else index for index in gradient.at)
    return Reference(gradient.name, tuple(at))
