"""An instance as it is read: where a function mixes several values, its formula in its place; the
middle of a sum that is too long left out, wherever in the instance it is.

softmax of o1     e^net_o1 / (e^net_o1 + e^net_o2 + e^net_o3)
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from bptrace.algebra.elision import ends_of, is_too_long
from bptrace.algebra.expressions import (
    Apply,
    Expression,
    Product,
    Reference,
    Sum,
    children_of,
    factors_of,
    rebuild,
    terms_of,
)
from bptrace.algebra.substitute import written_out

ELIDED = Reference("…")
"""Stands for the terms that are left out."""


def as_written(expression: Expression) -> Expression:
    """The instance with the formulas of functions that have no sign of their own, and without
    parentheses that a reader can do without: (a + b) + c."""
    expression = rebuild(expression, as_written)
    match expression:
        case Apply() if _is_written_out(expression):
            return as_written(written_out(expression))
        case Sum(terms):
            return Sum(tuple(part for term in terms for part in terms_of(term)))
        case Product((first, *others)):
            return Product((*factors_of(first), *others))
        case _:
            return expression


def long_sums(expression: Expression) -> Iterator[Sum]:
    """The sums of an instance that are too long to show, outer ones first."""
    if isinstance(expression, Sum) and is_too_long(expression):
        yield expression
        return
    for child in children_of(expression):
        yield from long_sums(child)


def elided(expression: Expression) -> Expression:
    """The instance with only the two ends of long sums."""
    if isinstance(expression, Sum) and is_too_long(expression):
        ahead, behind = ends_of(expression)
        return Sum((*map(elided, ahead), ELIDED, *map(elided, behind)))
    return rebuild(expression, elided)


def stable_form(instance: Expression) -> Expression | None:
    """The equal formula as which a function's value is computed; None where that is its own."""
    if not isinstance(instance, Apply) or instance.function.stable is None:
        return None
    function = structs.replace(instance.function, formula=instance.function.stable)
    return written_out(Apply(function, instance.arguments))


def without_stable_forms(instance: Expression) -> Expression:
    """The instance as people write it."""
    instance = rebuild(instance, without_stable_forms)
    if isinstance(instance, Apply) and instance.function.formula is not None:
        return without_stable_forms(written_out(instance))
    return instance


def _is_written_out(call: Apply) -> bool:
    """softmax(net_o1, net_o2) does not say of which of them it is."""
    if call.function.formula is None:
        return False
    return call.function.symbol is None or len(call.arguments) > 1
