"""A record is a mapping from names to values; what it does not hold it computes."""

from __future__ import annotations

import pytest

from bptrace.algebra.expressions import Reference
from bptrace.errors import InputError, UnknownNameError
from bptrace.trace.trace import Trace
from tests.support.networks import dense, trace_of, worked_example

LARGE = (20, 15, 2)
"""332 weights and biases: not everything of it is recorded."""


@pytest.fixture(scope="module")
def large() -> Trace:
    return trace_of(dense(*LARGE, seed=2))


def test_every_value_of_a_small_network_is_recorded_in_order_of_computation() -> None:
    names = list(trace_of(worked_example())[1])
    assert names[:2] == ["i1", "i2"]
    assert names[-1] == "w8_new"
    in_order = ["w5", "net_h1", "out_o1", "E", "delta_o1", "dE_dout_h1_via_o2", "dE_dw1", "w1_new"]
    assert sorted(in_order, key=names.index) == in_order


def test_a_record_is_a_mapping() -> None:
    record = trace_of(worked_example())[1]
    assert record["w5"] == 0.40
    assert "delta_h1" in record
    assert "delta_h3" not in record
    assert record.get("delta_h3") is None
    assert len(record) == len(list(record)) == len(record.row)
    assert dict(record)["net_h1"] == record["net_h1"]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [("∂E/∂w₅", "dE_dw5"), ("h1→o1", "w5"), ("w5⁺", "w5_new"), ("dE/dnet_h1", "delta_h1")],
)
def test_a_name_can_be_spelled_as_people_do(spelling: str, name: str) -> None:
    record = trace_of(worked_example())[1]
    assert record[spelling] == record[name]
    assert spelling in record
    assert spelling not in list(record), "iteration has each value once"


def test_a_neuron_is_answered_with_its_two_values() -> None:
    with pytest.raises(UnknownNameError) as unknown:
        trace_of(worked_example())[1]["h1"]
    assert str(unknown.value) == 'no value is called "h1"; did you mean net_h1 or out_h1?'


def test_an_unknown_name_is_answered_with_the_nearest_ones() -> None:
    record = trace_of(worked_example())[1]
    with pytest.raises(UnknownNameError) as unknown:
        record["dEdw5"]
    assert unknown.value.near[0] == "dE_dw5"
    assert str(unknown.value).startswith('no value is called "dEdw5"; did you mean dE_dw5 or ')
    assert isinstance(unknown.value, InputError)
    assert isinstance(unknown.value, KeyError)


def test_a_name_like_no_other_is_answered_without_a_guess() -> None:
    with pytest.raises(UnknownNameError) as unknown:
        trace_of(worked_example())[1]["qqqqqqqq"]
    assert str(unknown.value) == 'no value is called "qqqqqqqq"'


def test_of_a_large_network_what_the_update_takes_is_recorded(large: Trace) -> None:
    recorded = set(large[1])
    assert {"i20", "w330_new", "b_o2_new", "net_h15", "E", "delta_h1", "dE_dw1"} <= recorded
    assert not {"dE_di1", "dE_dout_h1_via_o2", "dnet_h1_dw1"} & recorded


def test_of_a_large_network_the_rest_is_computed_when_asked_for(large: Trace) -> None:
    record = large[1]
    assert record["dnet_h1_dw3"] == record["i3"]
    assert record["dE_dout_h1_via_o2"] == record["delta_o2"] * record["w316"]
    by_hand = 0.0
    for j in range(15):
        by_hand += record[f"delta_h{j + 1}"] * record[f"w{20 * j + 1}"]
    assert record["dE_di1"] == pytest.approx(by_hand, rel=1e-12)


def test_a_value_can_be_asked_for_by_its_place_in_a_family(large: Trace) -> None:
    record = large[1]
    assert record.value(Reference("W_o", (1, 0))) == record["w316"]
    assert record.value(Reference("dnet_h_dW_h", (0, 0, 2))) == record["i3"]


def test_what_a_name_out_of_reach_is_called_is_unknown_in_a_large_network_too(
    large: Trace,
) -> None:
    with pytest.raises(UnknownNameError):
        large[1]["w331"]
