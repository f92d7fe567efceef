"""A step is data: what it is made of can be asked."""

from __future__ import annotations

import pytest

from bptrace.algebra.expressions import SumOver
from tests.support.steps import make_step, ref

STEP = make_step(
    {"s": 1, "i": 2, "j": 3},
    [("x", ("s", "i")), ("w", ("j", "i")), ("unused", ())],
    [
        ("net", ("s", "j"), SumOver("i", ref("w", "j", "i") * ref("x", "s", "i"))),
        ("aside", ("s",), ref("unused") * ref("unused")),
        ("E", ("s",), SumOver("j", ref("net", "s", "j"))),
    ],
)


def test_a_family_has_a_value_for_every_position_along_its_axes() -> None:
    weights = STEP.family("w")
    assert STEP.count(weights) == 6
    assert list(STEP.positions(weights)) == [ref("w", j, i) for j in range(3) for i in range(2)]


def test_a_family_without_axes_has_one_value() -> None:
    assert list(STEP.positions(STEP.family("unused"))) == [ref("unused")]


def test_given_families_have_no_equation() -> None:
    assert STEP.equation("w") is None
    with pytest.raises(KeyError, match="nothing"):
        STEP.family("nothing")


def test_what_a_value_depends_on_is_found_through_all_equations() -> None:
    assert STEP.needed_for("E") == {"E", "net", "w", "x"}
    assert STEP.needed_for("aside", "x") == {"aside", "unused", "x"}
