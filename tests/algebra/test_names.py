"""The name table spells every scalar and finds it again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra.expressions import Reference
from bptrace.algebra.names import Entry, Listed, NameTable, Numbered, all_positions
from tests.support.steps import ref


def test_names_are_counted_with_the_last_index_fastest() -> None:
    weights = Numbered("w", 5, (2, 3))
    assert [weights.name(at) for at in all_positions((2, 3))] == [f"w{n}" for n in range(5, 11)]


@given(st.data())
def test_a_counted_name_is_found_at_the_position_that_it_was_spelled_for(
    data: st.DataObject,
) -> None:
    shape = tuple(data.draw(st.lists(st.integers(1, 7), min_size=1, max_size=3)))
    table = Numbered(
        data.draw(st.sampled_from(["w", "h1_", "b_h"])), data.draw(st.integers(1, 99)), shape
    )
    at = tuple(data.draw(st.integers(0, length - 1)) for length in shape)
    assert table.position(table.name(at)) == at


NOT_COUNTED = ["w0", "w5", "w01", "w", "", "w1x", "v1", "w-1", "w+1", "w 1", "w²", "w１", "w1_0"]


@pytest.mark.parametrize("name", [*NOT_COUNTED, "w" + "9" * 5000])
def test_a_name_that_was_never_counted_is_found_nowhere(name: str) -> None:
    assert Numbered("w", 1, (2, 2)).position(name) is None


def test_chosen_names_stand_where_they_were_put() -> None:
    table = Listed({(0,): "alpha", (1,): "beta"})
    assert table.name((1,)) == "beta"
    assert table.position("beta") == (1,)
    assert table.position("gamma") is None


NAMES = NameTable(
    tables={
        "h": Numbered("h", 1, (12,)),
        "o": Listed({(0,): "yes", (1,): "no"}),
        "w": Numbered("w", 1, (2, 12)),
        "b": Listed({(): "b1"}),
    },
    spellings={},
).with_spellings(
    [
        (ref("net_h", "s", "j"), ("net_", Entry("h", ("j",)))),
        (ref("W", "k", "j"), (Entry("w", ("k", "j")),)),
        (ref("b"), (Entry("b", ()),)),
        (ref("E", "s"), ("E",)),
        (ref("dE_dW", "s", "k", "j"), ("dE_d", Entry("w", ("k", "j")))),
        (
            ref("via", "s", "j", "k"),
            ("dE_dout_", Entry("h", ("j",)), "_via_", Entry("o", ("k",))),
        ),
        (
            ref("dnet_dW", "s", "k", "j"),
            ("dnet_", Entry("o", ("k",)), "_d", Entry("w", ("k", "j"))),
        ),
    ]
)
LENGTHS = {"s": 1, "j": 12, "k": 2}


@given(st.sampled_from(sorted(NAMES.spellings)), st.data())
def test_every_scalar_is_found_under_the_name_it_is_spelled_with(
    family: str, data: st.DataObject
) -> None:
    indices, _ = NAMES.spellings[family]
    at = tuple(data.draw(st.integers(0, LENGTHS[index] - 1)) for index in indices)
    scalar = Reference(family, at)
    assert NAMES.find(NAMES.spell(scalar)) == scalar


def test_a_name_is_spelled_in_parts_that_a_notation_can_typeset_one_by_one() -> None:
    assert NAMES.parts(ref("via", 0, 2, 1)) == ("dE_dout_", "h3", "_via_", "no")


UNKNOWN = ["", "net_", "net_h13", "net_h0", "w25", "dE_d", "dE_dw0", "net_h1 ", "dE_dout_h1_via_h1"]


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_name_that_no_scalar_has_is_not_found(name: str) -> None:
    assert NAMES.find(name) is None


def test_an_index_that_occurs_twice_in_a_name_must_be_the_same_in_both_places() -> None:
    """w13 goes to the second output, `no`."""
    assert NAMES.find("dnet_no_dw13") == ref("dnet_dW", 0, 1, 0)
    assert NAMES.find("dnet_yes_dw13") is None
