"""An instance is what people read: the sums of a family written out for one scalar."""

from __future__ import annotations

import pytest
from msgspec import structs

from bptrace.algebra.expressions import ONE, ZERO, Number, Product, Reference, Same, Sum, SumOver
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Step
from tests.support.steps import make_step, ref

AXES = {"s": 1, "i": 3, "j": 2, "one": 1}


def instance(step: Step, *at: int) -> object:
    return instantiate(step, Reference("y", at))


def test_a_sum_over_an_index_becomes_its_terms() -> None:
    total = SumOver("i", ref("w", "j", "i") * ref("x", "i"))
    step = make_step(AXES, [("w", ("j", "i")), ("x", ("i",))], [("y", ("j",), total)])
    assert instance(step, 1) == Sum(
        (
            Product((ref("w", 1, 0), ref("x", 0))),
            Product((ref("w", 1, 1), ref("x", 1))),
            Product((ref("w", 1, 2), ref("x", 2))),
        )
    )


def test_a_sum_and_a_bias_are_one_sum_to_the_reader() -> None:
    step = make_step(
        AXES, [("x", ("i",)), ("b", ())], [("y", (), SumOver("i", ref("x", "i")) + ref("b"))]
    )
    assert instance(step) == Sum((ref("x", 0), ref("x", 1), ref("x", 2), ref("b")))


def test_a_sum_over_one_position_is_its_only_term() -> None:
    step = make_step(AXES, [("x", ("one",))], [("y", (), SumOver("one", ref("x", "one")))])
    assert instance(step) == ref("x", 0)


def test_a_sum_in_a_product_stays_together() -> None:
    step = make_step(
        AXES, [("x", ("j",)), ("a", ())], [("y", (), ref("a") * SumOver("j", ref("x", "j")))]
    )
    assert instance(step) == Product((ref("a"), Sum((ref("x", 0), ref("x", 1)))))


def test_an_inner_sum_over_an_index_hides_the_outer_one() -> None:
    inner = SumOver("j", ref("x", "j"))
    step = make_step(AXES, [("x", ("j",))], [("y", ("j",), ref("x", "j") * inner)])
    assert instance(step, 1) == Product((ref("x", 1), Sum((ref("x", 0), ref("x", 1)))))


def test_where_a_connection_is_missing_a_sum_within_a_sum_has_no_term() -> None:
    everything = SumOver("j", SumOver("i", ref("w", "j", "i")))
    step = make_step(AXES, [("w", ("j", "i"))], [("y", (), everything)])
    step = structs.replace(step, absent={("j", "i"): frozenset({(0, 1), (1, 0), (1, 2)})})
    assert instance(step) == Sum((ref("w", 0, 0), ref("w", 0, 2), ref("w", 1, 1)))


def test_the_same_index_selects_a_product_and_another_leaves_nothing_of_it() -> None:
    step = make_step(AXES, [], [("y", ("i", "j"), Same("i", "j") * Number(7.0))])
    assert instance(step, 1, 1) == Number(7.0)
    assert instance(step, 2, 1) == ZERO


def test_the_same_index_is_1_and_another_0() -> None:
    step = make_step(AXES, [], [("y", ("i", "j"), Same("i", "j") - Number(7.0))])
    assert instance(step, 1, 1) == Sum((ONE, -Number(7.0)))
    assert instance(step, 2, 1) == -Number(7.0)


def test_a_fixed_position_stays_where_it_is() -> None:
    step = make_step(AXES, [("x", ("i",))], [("y", ("j",), ref("x", 2))])
    assert instance(step, 0) == ref("x", 2)


def test_a_given_value_has_no_instance_and_an_unknown_family_is_an_error() -> None:
    step = make_step(AXES, [("x", ("i",))], [])
    assert instantiate(step, ref("x", 0)) is None
    with pytest.raises(KeyError, match="nothing"):
        instantiate(step, ref("nothing"))
