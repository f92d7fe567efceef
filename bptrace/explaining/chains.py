"""A derivative as a product of derivatives: one product, or one for each path to E."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from math import prod

from bptrace.algebra.derive import LOCAL
from bptrace.algebra.expressions import Expression, Product, Reference, factors_of
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Step
from bptrace.explaining.derivation import Chain, Term
from bptrace.network.error import ERROR
from bptrace.network.naming import Labels
from bptrace.trace.record import Record

MOST_PATHS = 100
"""More paths than anybody reads: their number is said instead."""


def chain_of(step: Step, record: Record, gradient: Reference) -> Chain | None:
    """The gradient of E as `∂E/∂out · ∂out/∂net · ∂net/∂w`; None where it is not one product."""
    right = instantiate(step, gradient)
    if right is None or not isinstance(right, Product | Reference):
        return None
    factors = [each for factor in factors_of(right) for each in _opened(step, gradient, factor)]
    references = [each for each in factors if isinstance(each, Reference)]
    return _chain(record, references) if len(references) == len(factors) else None


def _opened(step: Step, gradient: Reference, factor: Expression) -> tuple[Expression, ...]:
    """A delta as the product that it stands for; another factor by the derivative that it is."""
    if not isinstance(factor, Reference):
        return (factor,)
    equation = step.equation(factor.name)
    if equation is not None and equation.role == "delta":
        right = instantiate(step, factor)
        assert right is not None
        return factors_of(right)
    return (_as_local_derivative(step, gradient, factor),)


def _as_local_derivative(step: Step, gradient: Reference, factor: Reference) -> Reference:
    """out_h1 in ∂E/∂w5 = δ_o1·out_h1 by its name there, ∂net_o1/∂w5."""
    at = step.family(gradient.name).at
    for each in step.equations:
        is_same = isinstance(each.right, Reference) and each.right.name == factor.name
        if each.role == LOCAL and is_same and each.at == at:
            return Reference(each.name, gradient.at)
    return factor


def _chain(
    record: Record, references: Sequence[Reference], through: tuple[Reference, ...] = ()
) -> Chain:
    factors = tuple(Term(each, record.value(each)) for each in references)
    value = factors[0].value
    for factor in factors[1:]:
        value *= factor.value
    return Chain(factors, value, through)


def paths_of(
    step: Step, record: Record, layers: Sequence[Labels], parameter: Reference, unit: int
) -> tuple[tuple[Chain, ...], int]:
    """Every path from a parameter to E as one product, and how many more there are.

    layers: from the parameter's own, in which it belongs to `unit`, to the outputs.
    """
    lengths = [step.axes[each.index] for each in layers[1:]]
    ways = islice(product(*map(range, lengths)), MOST_PATHS)
    chains = tuple(_path(step, record, layers, parameter, (unit, *way)) for way in ways)
    return chains, prod(lengths) - len(chains)


def _path(
    step: Step,
    record: Record,
    layers: Sequence[Labels],
    parameter: Reference,
    places: tuple[int, ...],
) -> Chain:
    """One path: the product, from E down to the parameter, through a place in each layer."""
    factors = [Reference(f"d{ERROR}_d{layers[-1].out}", (0, places[-1]))]
    for level in range(len(layers) - 1, -1, -1):
        here, place = layers[level], places[level]
        factors.append(Reference(f"d{here.out}_d{here.net}", (0, place)))
        if level:
            below = layers[level - 1]
            passed_down = Reference(f"d{here.net}_d{below.out}", (0, place, places[level - 1]))
            factors.append(passed_down)
    local = Reference(f"d{layers[0].net}_d{parameter.name}", (0, *parameter.at))
    if step.equation(local.name) is not None:
        factors.append(local)
    neurons = (Reference(each.out, (0, at)) for each, at in zip(layers, places, strict=True))
    return _chain(record, factors, tuple(neurons))
