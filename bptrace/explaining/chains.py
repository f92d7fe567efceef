"""A derivative as a product of derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from bptrace.algebra.derive import LOCAL
from bptrace.algebra.expressions import Expression, Product, Reference, factors_of
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Step
from bptrace.explaining.derivation import Chain, Term
from bptrace.explaining.shortening import long_form
from bptrace.trace.record import Record


def chain_of(step: Step, record: Record, gradient: Reference) -> Chain | None:
    """The gradient of E as `∂E/∂out · ∂out/∂net · ∂net/∂w`; None where it is not one product."""
    right = long_form(step, gradient) or instantiate(step, gradient)
    if right is None or not isinstance(right, Product | Reference):
        return None
    factors = [each for factor in factors_of(right) for each in _opened(step, gradient, factor)]
    references = [each for each in factors if isinstance(each, Reference)]
    return product_of(record, references) if len(references) == len(factors) else None


def _opened(step: Step, gradient: Reference, factor: Expression) -> tuple[Expression, ...]:
    """A delta as the product that it stands for; another factor by the derivative that it is."""
    if not isinstance(factor, Reference):
        return (factor,)
    equation = step.equation(factor.name)
    if equation is not None and equation.role == "delta":
        right = long_form(step, factor) or instantiate(step, factor)
        return right.factors if isinstance(right, Product) else (factor,)
    return (_as_local_derivative(step, gradient, factor),)


def _as_local_derivative(step: Step, gradient: Reference, factor: Reference) -> Reference:
    """out_h1 in ∂E/∂w5 = δ_o1·out_h1 by its name there, ∂net_o1/∂w5."""
    at = step.family(gradient.name).at
    for each in step.equations:
        is_same = isinstance(each.right, Reference) and each.right.name == factor.name
        if each.role == LOCAL and is_same and each.at == at:
            return Reference(each.name, gradient.at)
    return factor


def product_of(
    record: Record, references: Sequence[Reference], through: tuple[Reference, ...] = ()
) -> Chain:
    """A product that no equation has, its value from left to right."""
    factors = tuple(Term(each, record.value(each)) for each in references)
    value = factors[0].value
    for factor in factors[1:]:
        value *= factor.value
    return Chain(factors, value, through)
