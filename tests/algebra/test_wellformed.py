"""A faulty equation is found before it is computed, and is shown among its neighbours."""

from __future__ import annotations

import pytest
from msgspec import structs

from bptrace.algebra.expressions import Expression, Number, SumOver
from bptrace.algebra.steps import Step
from bptrace.algebra.wellformed import IllFormedError, check_step
from tests.support.steps import Left, make_step, ref

AXES = {"s": 1, "i": 2, "j": 3}
GIVENS: list[Left] = [("x", ("s", "i")), ("w", ("j", "i")), ("b", ("j",))]


def refusal(step: Step) -> str:
    with pytest.raises(IllFormedError) as refused:
        check_step(step)
    return str(refused.value)


def complaint_about(right: Expression) -> str:
    """What is said of y[s,j] = right."""
    return refusal(make_step(AXES, GIVENS, [("y", ("s", "j"), right)])).splitlines()[0]


def test_a_good_step_passes() -> None:
    net = SumOver("i", ref("w", "j", "i") * ref("x", "s", "i")) + ref("b", "j")
    check_step(
        make_step(
            AXES,
            GIVENS,
            [("net", ("s", "j"), net), ("b_new", ("j",), ref("b", "j") - ref("net", 0, "j"))],
            states={"b": "b_new"},
        )
    )


def test_the_error_shows_the_equation_between_its_neighbours() -> None:
    step = make_step(
        AXES,
        GIVENS,
        [
            ("one", ("s", "j"), ref("b", "j") + Number(1.0)),
            ("two", ("s", "j"), ref("one", "s", "j") * ref("b", "j")),
            ("net", ("s", "j"), SumOver("i", ref("w", "j", "i") * ref("x", "s", "i"))),
            ("out", ("s", "j"), ref("net", "s", "j") - ref("later", "s", "j")),
            ("later", ("s", "j"), ref("out", "s", "j")),
        ],
    )
    assert refusal(step) == (
        "out: later is used before it is defined\n"
        "\n"
        "  two[s,j] = one[s,j] * b[j]\n"
        "  net[s,j] = sum over i: w[j,i] * x[s,i]\n"
        "> out[s,j] = net[s,j] - later[s,j]\n"
        "  later[s,j] = out[s,j]"
    )


@pytest.mark.parametrize(
    ("right", "complaint"),
    [
        (ref("z", "s"), "y: z is used but never defined"),
        (ref("y", "s", "j"), "y: y is used before it is defined"),
        (ref("b"), "y: b has 1 indices, not 0"),
        (ref("b", "j", "s"), "y: b has 1 indices, not 2"),
        (ref("x", "s", "i"), "y: x: the index i is neither on the left nor summed over"),
        (ref("x", "s", "j"), "y: x: index j runs over 3, i over 2"),
        (ref("x", "s", 2), "y: x: position 2 is beyond axis i of length 2"),
        (ref("x", "s", -1), "y: x: position -1 is beyond axis i of length 2"),
        (SumOver("j", ref("b", "j")), "y: the index j is summed over but already taken"),
        (SumOver("q", ref("b", "j")), "y: there is no axis 'q'"),
    ],
)
def test_every_fault_of_a_right_side_is_named(right: Expression, complaint: str) -> None:
    assert complaint_about(right) == complaint


def test_a_fault_is_found_however_deep_it_is() -> None:
    deep = ref("b", "j") * (Number(1.0) + SumOver("i", ref("w", "j", "i") / ref("nothing")))
    assert complaint_about(deep) == "y: nothing is used but never defined"


def test_a_name_is_defined_once() -> None:
    twice = [("y", ("j",), ref("b", "j")), ("y", ("j",), ref("b", "j"))]
    assert refusal(make_step(AXES, GIVENS, twice)) == (
        "y: y is defined twice\n\n  y[j] = b[j]\n> y[j] = b[j]"
    )


def test_a_given_name_is_not_computed_too() -> None:
    step = make_step(AXES, GIVENS, [("b", ("j",), Number(1.0))])
    assert refusal(step) == "b: b is defined twice\n\n> b[j] = 1"


def test_an_axis_of_the_left_side_must_exist() -> None:
    assert refusal(make_step(AXES, [], [("y", ("q",), Number(1.0))])).startswith(
        "y: there is no axis 'q'"
    )


def test_a_family_without_a_spelling_is_refused() -> None:
    step = make_step(AXES, GIVENS, [("y", ("j",), ref("b", "j"))])
    spellings = {name: each for name, each in step.names.spellings.items() if name != "y"}
    nameless = structs.replace(step, names=structs.replace(step.names, spellings=spellings))
    assert refusal(nameless).startswith("y: y has no spelling")


@pytest.mark.parametrize(
    ("states", "message"),
    [
        ({"b": "c"}, "the state b -> c: c is not defined"),
        ({"c": "b"}, "the state c -> b: c is not defined"),
        ({"b": "w"}, "the state b -> w: the axes differ"),
    ],
)
def test_a_state_and_what_it_becomes_are_families_of_the_same_axes(
    states: dict[str, str], message: str
) -> None:
    assert refusal(make_step(AXES, GIVENS, [], states)) == message
