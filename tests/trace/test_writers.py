"""JSON and JSON Lines: the format `bptrace-trace`, version 1, to the last bit, as a stream."""

from __future__ import annotations

import json
import math
import tracemalloc
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import encode

from bptrace import __version__
from bptrace.config.written import written
from bptrace.errors import Diverged
from bptrace.network.order import SampleOrder
from bptrace.trace.formats import WRITERS, writer_of
from bptrace.trace.record import Record
from bptrace.trace.rows import iteration_of, quick_iterations
from bptrace.trace.selection import ALL, parse_selection
from bptrace.trace.trace import Trace
from bptrace.trace.writers import write_json, write_json_lines
from tests.support.bits import bits
from tests.support.networks import dense, resolved, trace_of, worked_example
from tests.support.strategies import configs
from tests.support.traces import FORMATS


def lines_of(trace: Trace, selection: str = "all") -> list[dict[str, Any]]:
    """The records that JSON Lines holds, a Diverged at the end of it left out."""
    written: list[bytes] = []
    with suppress(Diverged):
        write_json_lines(trace, parse_selection(selection), written.append)
    text = b"".join(written)
    assert text.endswith(b"\n")
    return [json.loads(line) for line in text.splitlines()]


def diverging() -> Trace:
    """w⁺ = −1e10·w from w = 1, E = ½w²: infinite in iteration 17."""
    config = dense(1, 1, activation="identity", iterations=50)
    config["layers"][0] |= {"weights": [1.0], "bias": False}
    config["samples"] = [{"input": 1.0, "target": 0.0}]
    return trace_of(config | {"optimizer": {"name": "sgd", "learning_rate": 1e10}})


# The three kinds of record


def test_a_stream_is_a_header_the_iterations_and_a_summary() -> None:
    kinds = [each["record"] for each in lines_of(trace_of(worked_example(iterations=3)))]
    assert kinds == ["header", "iteration", "iteration", "iteration", "summary"]


def test_the_header_says_what_was_run_and_what_the_signs_mean() -> None:
    header = lines_of(trace_of(worked_example(iterations=0)))[0]
    assert header["format"] == "bptrace-trace"
    assert header["version"] == 1
    assert header["generator"] == f"bptrace {__version__}"
    assert header["conventions"]["delta"] == "+dE/dnet"
    assert header["conventions"]["update_order"] == "simultaneous"
    assert header["config"]["optimizer"] == {"name": "sgd", "learning_rate": 0.5}


def test_the_header_s_config_has_the_drawn_weights_and_reproduces_the_run() -> None:
    first = lines_of(trace_of(dense(2, 3, 1, seed=9, iterations=4)))
    assert isinstance(first[0]["config"]["layers"][0]["weights"][2][1], float)
    assert written(resolved(first[0]["config"])) == first[0]["config"]
    assert lines_of(trace_of(first[0]["config"])) == first


def test_the_header_has_an_equation_for_every_column_that_is_computed() -> None:
    header, iteration, _ = lines_of(trace_of(worked_example(iterations=1)))
    columns = {each["name"]: each for each in header["columns"]}
    assert list(columns) == list(iteration["values"])
    assert columns["dE_dw5"] == {
        "name": "dE_dw5",
        "phase": "backward",
        "equation": "delta_o1 * out_h1",
    }
    assert columns["w5"] == {"name": "w5", "phase": "given", "equation": None}
    assert "families" not in header


def test_a_large_network_s_header_has_families_and_their_range_of_names() -> None:
    header, iteration, _ = lines_of(trace_of(dense(20, 15, 2)))
    assert "columns" not in header
    families = {each["family"]: each for each in header["families"]}
    assert families["dE_dW_h"] == {
        "family": "dE_dW_h",
        "phase": "backward",
        "equation": "dE_dW_h[s,j,i] = delta_h[s,j] * i[s,i]",
        "count": 300,
        "first": "dE_dw1",
        "last": "dE_dw300",
    }
    assert sum(each["count"] for each in header["families"]) == len(iteration["values"])


def test_an_iteration_has_every_value_by_name() -> None:
    trace = trace_of(dense(1, 2, 1, iterations=3, samples=[{"input": 0.1, "target": 0.2}] * 2))
    third = lines_of(trace)[3]
    assert list(third) == ["record", "iteration", "epoch", "samples", "values"]
    assert (third["iteration"], third["epoch"], third["samples"]) == (3, 2, [1])
    assert bits(third["values"].values()) == bits(trace[3].row)
    assert list(third["values"]) == list(trace[3])


def test_the_summary_is_enough_to_go_on_training() -> None:
    trace = trace_of(worked_example(iterations=7))
    summary = lines_of(trace)[-1]
    continued = worked_example(iterations=1)
    for layer, names in zip(
        continued["layers"], (("w1", "w2", "w3", "w4"), ("w5", "w6", "w7", "w8")), strict=True
    ):
        layer["weights"] = [summary["values"][name] for name in names]
    assert trace_of(continued)[1].row == trace_of(worked_example(iterations=8))[8].row


def test_the_summary_has_the_errors_after_the_last_update_and_the_outputs_of_every_sample() -> None:
    """Of w = 2, not trained: ½ (1 − 6)² + ½ (5 − 2)² = 17; the last sample's own is 4.5."""
    config = dense(1, 1, activation="identity", iterations=2)
    config["layers"][0] |= {"weights": [2.0], "bias": False}
    config["samples"] = [{"input": 3.0, "target": 1.0}, {"input": 1.0, "target": 5.0}]
    config |= {"optimizer": {"name": "sgd", "learning_rate": 0.0}}
    assert lines_of(trace_of(config))[-1] == {
        "record": "summary",
        "iterations": 2,
        "E": 4.5,
        "E_all": 17.0,
        "values": {"w1": 2.0},
        "samples": [
            {"sample": 1, "target": {"o1": 1.0}, "out": {"o1": 6.0}},
            {"sample": 2, "target": {"o1": 5.0}, "out": {"o1": 2.0}},
        ],
    }


def test_only_the_selected_iterations_are_written_and_the_summary_is_of_the_whole_run() -> None:
    records = lines_of(trace_of(worked_example(iterations=10)), "2,last")
    assert [each.get("iteration") for each in records] == [None, 2, 10, None]
    assert records[-1]["iterations"] == 10


def test_json_is_the_same_as_one_document() -> None:
    trace = trace_of(worked_example(iterations=3))
    written: list[bytes] = []
    write_json(trace, ALL, written.append)
    header, *iterations, summary = lines_of(trace)
    assert json.loads(b"".join(written)) == {
        "header": header,
        "iterations": iterations,
        "summary": summary,
    }


def test_json_of_no_iterations_is_a_document_too() -> None:
    written: list[bytes] = []
    write_json(trace_of(worked_example(iterations=0)), ALL, written.append)
    assert json.loads(b"".join(written))["iterations"] == []


@pytest.mark.parametrize("format_", WRITERS)
def test_the_same_run_is_written_in_the_same_bytes(format_: str) -> None:
    def written() -> bytes:
        parts: list[bytes] = []
        writer_of(format_)(trace_of(dense(2, 2, 1, seed=5, iterations=4)), ALL, parts.append)
        return b"".join(parts)

    assert written() == written()


# Numbers


COLUMNS = trace_of(worked_example()).columns(1)
ORDER = SampleOrder("sequential", samples=1, seed=0)
rows = st.lists(
    st.floats(allow_subnormal=True), min_size=len(COLUMNS.names), max_size=len(COLUMNS.names)
)


def parsed(row: list[float]) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(encode(iteration_of(Record(COLUMNS, ORDER, 1, row))))
    return record


@given(rows)
def test_every_float64_survives_bit_for_bit_and_what_json_has_no_number_for_is_null(
    row: list[float],
) -> None:
    record = parsed(row)
    not_finite = {
        name: str(value)
        for name, value in zip(COLUMNS.names, row, strict=True)
        if not math.isfinite(value)
    }
    assert record.get("not_finite", {}) == not_finite
    values = [
        float(not_finite.get(name, "nan")) if value is None else float(value)
        for name, value in record["values"].items()
    ]
    assert bits(values) == bits(row)


@pytest.mark.parametrize("value", [-0.0, 5e-324, 2.2250738585072009e-308, 1.7976931348623157e308])
def test_the_ends_of_float64_survive_bit_for_bit(value: float) -> None:
    row = [value] * len(COLUMNS.names)
    record = parsed(row)
    assert bits(float(each) for each in record["values"].values()) == bits(row)
    assert "not_finite" not in record, "their sum overflows; none of them does"


# A run that diverges


def test_a_diverged_stream_keeps_what_was_computed_and_says_what_overflowed() -> None:
    *_, sixteenth, seventeenth, summary = lines_of(diverging())
    assert sixteenth["iteration"] == 16
    assert "not_finite" not in sixteenth
    assert seventeenth["values"]["E"] is None
    products = ["dE_di1_via_o1", "dE_di1"]  # delta · w = 1e160 · 1e160
    assert seventeenth["not_finite"] == dict.fromkeys(["E_o1", "E", *products], "inf")
    assert summary["iterations"] == 16
    assert summary["diverged"] == {"iteration": 17, "name": "E_o1", "value": "inf"}
    assert (summary["E"], summary["E_all"]) == (None, None)
    assert summary["not_finite"] == {"E": "inf", "E_all": "inf"}
    assert summary["values"]["w1"] == pytest.approx(1e160, rel=1e-8)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_diverged_run_is_written_whole_and_then_raises(format_: str) -> None:
    written: list[bytes] = []
    with pytest.raises(Diverged):
        writer_of(format_)(diverging(), ALL, written.append)
    assert b'"diverged":{"iteration":17,' in written[-1]


def test_an_iteration_behind_a_divergence_is_not_written() -> None:
    records = lines_of(diverging(), "2,30")
    assert [each.get("iteration") for each in records] == [None, 2, None]


# A stream


class EnoughError(Exception):
    """The reader has seen enough."""


@pytest.mark.parametrize("format_", [*FORMATS, "csv"])
def test_the_first_iterations_of_a_million_million_come_at_once(format_: str) -> None:
    written: list[bytes] = []

    def write(part: bytes) -> None:
        written.append(part)
        if len(written) == 4:
            raise EnoughError

    with pytest.raises(EnoughError):
        writer_of(format_)(trace_of(worked_example(iterations=10**12)), ALL, write)


def peak_of_writing(iterations: int) -> int:
    """The largest memory that writing so many records takes, in bytes."""
    trace = trace_of(worked_example(iterations=iterations))
    tracemalloc.start()
    write_json_lines(trace, ALL, len)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_writing_more_iterations_takes_no_more_memory() -> None:
    """Not even one number of 8 bytes is kept of each; a record has 69."""
    short, long = peak_of_writing(4000), peak_of_writing(12_000)
    assert long - short < 8000 * 8


@given(configs(iterations=2))
def test_the_fast_way_writes_the_same(config: dict[str, Any]) -> None:
    with suppress(Diverged):
        for record in trace_of(config):
            fast = quick_iterations(tuple(record))(record)
            assert fast is None or encode(fast) == encode(iteration_of(record))


def test_the_fast_way_is_taken_where_it_can_be() -> None:
    record = trace_of(worked_example())[1]
    quick = quick_iterations(tuple(record))
    assert quick(record) is not None
    infinite = Record(COLUMNS, ORDER, 1, [math.inf, *record.row[1:]])
    assert quick(infinite) is None
