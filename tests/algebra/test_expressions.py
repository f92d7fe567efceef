"""Expressions are built with ordinary operators and compared by structure."""

from __future__ import annotations

import pytest

from bptrace.algebra.expressions import (
    MINUS_ONE,
    ONE,
    Apply,
    Function,
    Number,
    Product,
    Reference,
    Sum,
    SumOver,
    divide,
    rebuild,
    references_in,
)
from bptrace.algebra.primitives import PRIMITIVES, exp

a, b, c = Reference("a"), Reference("b"), Reference("c")


def test_sums_and_products_are_flat_lists() -> None:
    assert a + b + c == Sum((a, b, c))
    assert a * b * c == Product((a, b, c))
    assert (a + b) * c == Product((Sum((a, b)), c))


def test_a_minus_is_a_leading_factor_of_minus_one() -> None:
    assert a - b == Sum((a, Product((MINUS_ONE, b))))
    assert -(a * b) == Product((MINUS_ONE, a, b))
    assert a - (b + c) == Sum((a, Product((MINUS_ONE, Sum((b, c))))))


def test_a_quotient_is_a_function_of_two_arguments() -> None:
    assert a / b == Apply(divide, (a, b))


def test_expressions_are_equal_by_structure_and_can_be_keys() -> None:
    assert a + b == Sum((Reference("a"), Reference("b")))
    assert a + b != b + a
    assert {SumOver("k", a): 1}[SumOver("k", Reference("a"))] == 1


def test_an_expression_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        a.name = "b"  # type: ignore[misc]  # what the test is about


def test_references_come_left_to_right_and_as_often_as_they_occur() -> None:
    expression = a * Apply(exp, (b,)) + SumOver("k", a) - ONE
    assert list(references_in(expression)) == [a, b, a]


def test_rebuilding_replaces_the_children_of_any_node() -> None:
    for node in (a + b, a * b, SumOver("k", b), Apply(divide, (b, a)), -b):
        changed = rebuild(node, lambda child: Number(2.0) if child == b else child)
        assert b not in list(references_in(changed))
        assert type(changed) is type(node)


@pytest.mark.parametrize("function", PRIMITIVES.values(), ids=PRIMITIVES.keys())
def test_every_primitive_has_a_partial_for_every_parameter(function: Function) -> None:
    assert len(function.partials) == len(function.parameters)
