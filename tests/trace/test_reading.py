"""What was written is read back bit for bit; what is not recorded is computed."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable
from math import inf, isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import bptrace
from bptrace.trace.formats import writer_of
from bptrace.trace.selection import parse_selection
from tests.support.bits import bits
from tests.support.networks import dense, trace_of, worked_example
from tests.support.strategies import configs
from tests.support.traces import FORMATS, LINES, SHORT, edited, read, records_of, text_of

# Everything comes back


@pytest.mark.parametrize("format_", FORMATS)
@given(config=configs(iterations=4))
def test_a_trace_that_was_written_is_read_bit_for_bit(format_: str, config: dict[str, Any]) -> None:
    trace = trace_of(config)
    again = read(text_of(trace, format_))
    assert again.experiment == trace.experiment
    for record, recorded in zip(records_of(trace), records_of(again), strict=True):
        assert list(recorded) == list(record)
        assert bits(recorded.row) == bits(record.row)
        assert recorded.samples == record.samples
        assert again.disagreements(record.iteration) == []


@pytest.mark.parametrize("format_", FORMATS)
def test_values_that_json_has_no_number_for_come_back(format_: str) -> None:
    """w⁺ = −1e10·w from w = 1, E = ½w²: infinite in iteration 17."""
    config = dense(1, 1, activation="identity", iterations=17)
    config["layers"][0] |= {"weights": [1.0], "bias": False}
    config["samples"] = [{"input": 1.0, "target": 0.0}]
    trace = trace_of(config | {"optimizer": {"name": "sgd", "learning_rate": 1e10}})
    seventeenth = read(text_of(trace, format_))[17]
    assert seventeenth["E"] == inf
    assert bits(seventeenth.row) == bits(trace[17].row)


def test_a_file_a_text_stream_and_a_byte_stream_are_read_alike(tmp_path: Path) -> None:
    content = b"".join(LINES)
    file = tmp_path / "trace.jsonl"
    file.write_bytes(content)
    with file.open(encoding="utf-8") as text:
        sources: list[Any] = [
            file,
            str(file),
            text,
            io.StringIO(content.decode()),
            io.BytesIO(content),
        ]
        rows = [[record.row for record in bptrace.read_trace(each)] for each in sources]
    assert rows == [rows[0]] * 5
    assert len(rows[0]) == 3


@pytest.mark.parametrize(
    "rewritten",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.replace(b"\n", b"\n\n"),
        lambda content: content.removesuffix(b"\n"),
        lambda content: b"".join(
            json.dumps(json.loads(line), sort_keys=True, indent=None).encode() + b"\n"
            for line in content.splitlines()
        ),
    ],
    ids=["a mark", "\\r\\n", "empty lines", "no last line end", "sorted keys"],
)
def test_a_trace_that_other_tools_have_rewritten_is_a_trace(
    rewritten: Callable[[bytes], bytes],
) -> None:
    again = read(rewritten(b"".join(LINES)))
    assert [record.row for record in again] == [record.row for record in trace_of(SHORT)]
    assert [again.is_recorded(n) for n in (1, 2, 3)] == [True] * 3


def test_a_document_that_was_laid_out_for_people_is_a_trace() -> None:
    document = json.loads(text_of(trace_of(SHORT), "json"))
    for indent in (None, 2):
        again = read(json.dumps(document, indent=indent, sort_keys=True).encode())
        assert again.is_recorded(3)
        assert again[3].row == trace_of(SHORT)[3].row


def test_iterations_are_read_in_any_order() -> None:
    trace = trace_of(SHORT)
    for format_ in FORMATS:
        again = read(text_of(trace, format_))
        for n in (3, 1, 2, 2, 3, -1):
            assert again[n].row == trace[n].row


# What is not recorded


@pytest.mark.parametrize("format_", FORMATS)
def test_an_iteration_that_was_not_recorded_is_replayed(format_: str) -> None:
    trace = trace_of(worked_example(iterations=50))
    again = read(text_of(trace, format_, "2,every:20"))
    assert [n for n in range(1, 51) if again.is_recorded(n)] == [2, 20, 40]
    assert [record.row for record in again] == [record.row for record in trace]
    assert again[50].row == trace[50].row
    assert again.disagreements(50) == []


def test_what_was_recorded_before_a_trace_was_cut_between_two_lines_is_there() -> None:
    again = read(b"".join(LINES[:3]))
    assert [again.is_recorded(n) for n in (1, 2, 3)] == [True, True, False]
    assert again[3].row == trace_of(SHORT)[3].row


def test_a_value_that_is_not_recorded_follows_from_what_is() -> None:
    """Of iteration 2 without net_o1 and out_o1: net_o1 = w5·out_h1 + w6·out_h2 + b2."""

    def change(data: dict[str, Any]) -> None:
        values = data["values"]
        del values["net_o1"], values["out_o1"]
        values["out_h1"] = 1.0

    record = read(edited(2, change))[2]
    by_hand = record["w5"] * 1.0 + record["w6"] * record["out_h2"] + record["b2"]
    assert record["net_o1"] == by_hand
    assert "out_o1" not in list(record)


def test_a_given_value_that_is_not_recorded_is_replayed() -> None:
    record = read(edited(2, lambda data: data["values"].pop("w5")))[2]
    assert record["w5"] == trace_of(SHORT)[2]["w5"]


def test_a_name_that_no_value_has_is_ignored() -> None:
    record = read(edited(2, lambda data: data["values"].update(humidity=0.5)))[2]
    assert dict(record) == dict(trace_of(SHORT)[2])


def test_a_value_that_is_usually_not_recorded_is_read_where_it_is() -> None:
    large = text_of(trace_of(dense(20, 15, 1))).splitlines()
    data = json.loads(large[1])
    data["values"]["dE_di1"] = 7.0
    record = read(large[0] + b"\n" + json.dumps(data).encode())[1]
    assert record["dE_di1"] == 7.0


def test_a_recorded_iteration_of_a_large_network_is_read_without_compiling_anything() -> None:
    again = read(text_of(trace_of(dense(20, 15, 1))))
    assert again.first.iteration == again[1].iteration == 1
    assert again[1]["E"] == again[1]["E_o1"]
    assert "training" not in {*vars(again), *vars(again.computed)}


# Recorded and computed


def test_a_number_that_somebody_changed_is_shown_and_known() -> None:
    again = read(edited(2, lambda data: data["values"].update(dE_dw5=0.5)))
    assert again[2]["dE_dw5"] == 0.5
    assert again.disagreements(2) == [("dE_dw5", 0.5, trace_of(SHORT)[2]["dE_dw5"])]
    assert again.disagreements(1) == again.disagreements(3) == []


@pytest.mark.parametrize(("factor", "differ"), [(1 + 1e-13, False), (1 + 1e-11, True)])
def test_another_machine_s_last_digits_are_no_disagreement(factor: float, differ: bool) -> None:
    again = read(edited(1, lambda data: data["values"].update(E=data["values"]["E"] * factor)))
    assert [each.name for each in again.disagreements(1)] == (["E"] if differ else [])


def test_not_a_number_disagrees_with_a_number_only() -> None:
    def change(data: dict[str, Any]) -> None:
        data["values"]["E"] = None
        data["not_finite"] = {"E": "nan"}

    (disagreement,) = read(edited(1, change)).disagreements(1)
    assert disagreement.name == "E"
    assert isnan(disagreement.recorded)


def test_disagreements_come_in_the_order_of_computation() -> None:
    again = read(edited(1, lambda data: data["values"].update(w1_new=1.0, net_h1=2.0, E=3.0)))
    assert [each.name for each in again.disagreements(1)] == ["net_h1", "E", "w1_new"]


def test_a_changed_config_in_the_header_changes_what_is_computed() -> None:
    again = read(edited(0, lambda data: data["config"]["optimizer"].update(learning_rate=0.25)))
    first = again.disagreements(1)
    assert first[0] == ("eta", 0.5, 0.25)
    assert {each.name for each in first[1:]} == {f"w{n}_new" for n in range(1, 9)}


# Memory


def peak_of_reading(iterations: int, file: Path) -> int:
    """The largest memory that it takes to read the last of so many iterations, in bytes."""
    with file.open("wb") as stream:
        writer_of("jsonl")(
            trace_of(worked_example(iterations=iterations)), parse_selection("all"), stream.write
        )
    trace = bptrace.read_trace(file)
    tracemalloc.start()
    assert trace[iterations].iteration == iterations
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_reading_one_of_more_iterations_takes_no_more_memory(tmp_path: Path) -> None:
    """Not even the 8 bytes of an offset are kept of each."""
    short, long = (peak_of_reading(n, tmp_path / "trace.jsonl") for n in (1000, 4000))
    assert long - short < 3000 * 8


class Pipe(io.RawIOBase):
    """Hands out a trace and counts how much of it."""

    def __init__(self, content: bytes) -> None:
        self._rest = io.BytesIO(content)
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        taken = self._rest.readinto(buffer)
        self.taken += taken
        return taken


def test_no_more_of_a_pipe_is_read_than_it_takes() -> None:
    """Whoever writes a million iterations into it may stop after those that were asked for."""
    content = text_of(trace_of(worked_example(iterations=200)))
    pipe = Pipe(content)
    trace = bptrace.read_trace(io.BufferedReader(pipe))
    assert [trace[n].iteration for n in (3, 1)] == [3, 1]
    assert pipe.taken < len(content) / 4
