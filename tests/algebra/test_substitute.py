"""Putting something in place of something else, without changing what is bound."""

from __future__ import annotations

import pytest

from bptrace.algebra import primitives as primitive
from bptrace.algebra.expressions import ONE, Apply, Function, Reference, Same, SumOver
from bptrace.algebra.substitute import in_primitives, rename, replace_families, written_out
from tests.support.steps import ref

x, y = Reference("x"), Reference("y")


def test_indices_are_renamed_all_at_once() -> None:
    assert rename(ref("w", "j", "i"), {"i": "j", "j": "i"}) == ref("w", "i", "j")


def test_an_index_can_become_a_position() -> None:
    assert rename(ref("w", "j", "i") * Same("j", "k"), {"j": 2}) == ref("w", 2, "i") * Same(2, "k")


def test_an_index_that_is_summed_over_is_the_sum_s_own() -> None:
    total = SumOver("j", ref("a", "j", "k"))
    assert rename(total, {"j": "i", "k": 1}) == SumOver("j", ref("a", "j", 1))


def test_an_index_that_would_be_captured_by_a_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="'j' is already summed over"):
        rename(SumOver("j", ref("a", "j", "k")), {"k": "j"})


def test_families_are_replaced_by_others_at_the_same_positions() -> None:
    passed_down = SumOver("k", ref("delta", "k") * ref("W", "k", "j"))
    assert replace_families(passed_down, {"W": "W_new"}) == SumOver(
        "k", ref("delta", "k") * ref("W_new", "k", "j")
    )


swapped = Function("swapped", ("x", "y"), y - x, (), symbol=None)


def test_arguments_are_put_in_all_at_once() -> None:
    assert written_out(Apply(swapped, (y, x))) == x - y


def test_a_primitive_cannot_be_written_out() -> None:
    with pytest.raises(ValueError, match="tanh is a primitive"):
        written_out(Apply(primitive.tanh, (x,)))


def test_what_is_evaluated_is_the_stable_form_where_there_is_one() -> None:
    naive = Function("f", ("x",), x / x, (), symbol=None, stable=ONE)
    assert in_primitives(Apply(naive, (y,))) == ONE
    assert written_out(Apply(naive, (y,))) == y / y
