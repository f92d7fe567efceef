"""Formulas of whole families, nobody's in particular: `δ = ∂E/∂out · ∂out/∂net`."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.algebra.expressions import OTHER, OWN, Expression, Reference, references_in
from bptrace.algebra.notation import write
from bptrace.algebra.steps import Equation
from bptrace.algebra.substitute import rename
from bptrace.render.signs.page import Page
from bptrace.render.signs.rewriting import grouped, is_derivative

OTHER_OF_A_LAYER = "'"
"""Ends an index that stands for each neuron of a layer in turn."""


def family_formula(page: Page, equation: Equation) -> str:
    """`∂out/∂net = out·(1 − out)`; with indices where it mixes neurons, `∂out_k/∂net_l =
    out_k·([k = l] − out_l)`."""
    other = next((each for each in equation.at if each.endswith(OTHER_OF_A_LAYER)), None)
    if other is not None:
        return _of_several_neurons(page, equation, other)
    left = page.names.of_family(equation)
    return page.formulas.equation(left, general(page, equation.right))


def general(page: Page, expression: Expression, written: Mapping[str, str] | None = None) -> str:
    """An expression over families: `out·(1 − out)`.

    written: what stands for parts of it.
    """

    def name(reference: Reference) -> str:
        if written and reference.name in written:
            return written[reference.name]
        return page.names.of_family(page.step.family(reference.name))

    if written:
        return write(expression, page.formulas.symbolic(name))
    spaced = any(is_derivative(each, page.step) for each in references_in(expression))
    return write(grouped(expression, page.step), page.formulas.symbolic(name, spaced))


def of_function(page: Page, formula: Expression) -> str:
    """The formula of a function over its parameters: `net / (1 + |net|)`."""

    def name(reference: Reference) -> str:
        return page.names.literal(reference.name)

    return write(formula, page.formulas.symbolic(name))


def _of_several_neurons(page: Page, equation: Equation, other: str) -> str:
    own = other.removesuffix(OTHER_OF_A_LAYER)
    shown = {own: OWN, other: OTHER}

    def name(reference: Reference) -> str:
        family = page.step.family(reference.name)
        indices = dict(zip(family.at, map(str, reference.at), strict=True))
        return page.names.with_indices(family, indices)

    right = rename(rename(equation.right, {other: OTHER}), {own: OWN})
    left = page.names.with_indices(equation, shown)
    return page.formulas.equation(left, write(right, page.formulas.symbolic(name)))
