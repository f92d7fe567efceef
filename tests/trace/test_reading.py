"""What was written is read back bit for bit; what is damaged says where; the rest is computed."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from math import inf, isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bptrace
from bptrace import __version__
from bptrace.errors import BptraceError, ConfigError, Diverged, TraceError
from bptrace.trace.record import Record
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.selection import parse_selection
from bptrace.trace.trace import Trace
from bptrace.trace.writers import WRITERS
from tests.support.bits import bits
from tests.support.networks import dense, trace_of, worked_example
from tests.support.strategies import configs

FORMATS = list(WRITERS)


def text_of(trace: Trace, format_: str = "jsonl", show: str = "all") -> bytes:
    parts: list[bytes] = []
    with suppress(Diverged):
        WRITERS[format_](trace, parse_selection(show), parts.append)
    return b"".join(parts)


def records_of(trace: Trace) -> list[Record]:
    """Every record, up to the one in which a run diverged."""
    records: list[Record] = []
    with suppress(Diverged):
        for record in trace:
            records.append(record)
    return records


def read(content: bytes) -> RecordedTrace:
    return bptrace.read_trace(io.BytesIO(content))


def complaint(content: bytes) -> str:
    """What is said of a trace that cannot be read to its end."""
    with pytest.raises(TraceError) as caught:
        list(read(content))
    return str(caught.value)


SHORT = worked_example(iterations=3)
LINES = text_of(trace_of(SHORT)).splitlines(keepends=True)
TINY = text_of(trace_of(dense(1, 1, iterations=2)))


def edited(line: int, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The trace with one of its lines changed, counting from 0."""
    data = json.loads(LINES[line])
    change(data)
    return b"".join([*LINES[:line], json.dumps(data).encode() + b"\n", *LINES[line + 1 :]])


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


# What cannot be read


@pytest.mark.parametrize(
    "content", [b"", b"x", b"{}", b"layers: []", b'{"layers": []}', b"\x1f\x8b"]
)
def test_what_is_no_trace_is_refused(content: bytes) -> None:
    assert complaint(content) == (
        "a stream: not a trace, as `bptrace run --format jsonl` writes it"
    )


def test_a_format_of_somebody_else_is_refused() -> None:
    assert complaint(edited(0, lambda data: data.update(format="csv"))) == (
        "a stream:1: not a trace, as `bptrace run --format jsonl` writes it"
    )


def test_a_newer_version_is_refused_by_name() -> None:
    newer = edited(0, lambda data: data.update(version=2, generator="bptrace 7.0"))
    assert complaint(newer) == (
        "a stream:1: version 2 of the format, written by bptrace 7.0; "
        f"this is bptrace {__version__}, which reads version 1"
    )


def test_a_trace_in_utf_16_says_how_it_came_to_be() -> None:
    content = b"".join(LINES).decode().encode("utf-16")
    assert complaint(content) == (
        "a stream: a trace in UTF-16, as PowerShell's > writes it; "
        "let bptrace write it: --format jsonl --output FILE"
    )


@pytest.mark.parametrize("line", [0, 1, 3])
def test_a_trace_that_ends_in_the_middle_of_a_record_says_in_which_line(line: int) -> None:
    content = b"".join(LINES[:line]) + LINES[line][:100]
    assert complaint(content) == (
        f"a stream:{line + 1}: the trace was cut off here, in the middle of a record"
    )


def test_what_comes_before_the_damage_can_be_read() -> None:
    again = read(b"".join(LINES[:3]) + LINES[3][:100])
    assert again[2].row == trace_of(SHORT)[2].row


def test_a_document_that_was_cut_off_says_in_which_line() -> None:
    content = text_of(trace_of(SHORT), "json")
    assert complaint(content[: content.index(b'{"record":"iteration","iteration":2') + 50]) == (
        "a stream:4: the trace was cut off here, in the middle of a record"
    )


NO_RECORD = "2: expected an iteration, counted from 1, or the summary"
DAMAGED = [
    ({"iteration": "x"}, "2: damaged: Expected `int`, got `str` - at `$.iteration`"),
    ({"iteration": 0}, NO_RECORD),
    ({"record": "x"}, NO_RECORD),
    ({"iteration": 3}, "3: iteration 2 comes after iteration 3"),
    ({"iteration": 2}, "3: iteration 2 comes after iteration 2"),
    ({"values": 3}, "2: damaged: Expected `object`, got `int` - at `$.values`"),
    (
        {"values": {"E": "0.5"}},
        "2: damaged: Expected `float | null`, got `str` - at `$.values[...]`",
    ),
    ({"values": {"E": None}}, "2: E is null, and not_finite does not say what it was"),
]


@pytest.mark.parametrize(("change", "said"), DAMAGED)
def test_a_damaged_iteration_says_where_and_what(change: dict[str, Any], said: str) -> None:
    assert complaint(edited(1, lambda data: data.update(change))) == f"a stream:{said}"


def test_a_second_trace_behind_the_first_is_not_its_continuation() -> None:
    assert complaint(b"".join(LINES[:2] + LINES)) == (
        "a stream:3: expected an iteration, counted from 1, or the summary"
    )


def test_a_config_in_the_header_that_is_none_says_what_is_wrong_with_it() -> None:
    with pytest.raises(ConfigError) as caught:
        read(edited(0, lambda data: data["config"].update(loss="bce")))
    said = str(caught.value)
    assert said.startswith("a stream, the config in its header: loss: ")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(TraceError) as caught:
        bptrace.read_trace(tmp_path / "none.jsonl")
    assert (
        str(caught.value) == f"{tmp_path / 'none.jsonl'}: cannot be read: No such file or directory"
    )


def try_to_read(content: bytes) -> None:
    """Whatever happens, it is a result or a message."""
    with suppress(BptraceError):
        trace = read(content)
        for n in (2, 1):
            with suppress(IndexError):
                dict(trace[n])


@pytest.mark.parametrize("format_", FORMATS)
def test_a_trace_cut_off_at_any_byte_is_read_or_answered(format_: str) -> None:
    content = text_of(trace_of(dense(1, 1, iterations=2)), format_)
    for length in range(len(content)):
        try_to_read(content[:length])


@given(st.integers(0, len(TINY) - 1), st.integers(0, 7))
def test_a_trace_with_a_bit_flipped_is_read_or_answered(place: int, bit: int) -> None:
    flipped = bytes([TINY[place] ^ 1 << bit])
    try_to_read(TINY[:place] + flipped + TINY[place + 1 :])


@pytest.mark.parametrize("nested", [b"[", b'{"header":', b'{"record":"header","config":{"a":'])
def test_nesting_without_end_is_answered(nested: bytes) -> None:
    try_to_read(nested * 100_000)
    try_to_read(LINES[0] + nested * 100_000)
    try_to_read(b'{"header": ' + nested * 100_000)


# Memory


def peak_of_reading(iterations: int, file: Path) -> int:
    """The largest memory that it takes to read the last of so many iterations, in bytes."""
    with file.open("wb") as stream:
        WRITERS["jsonl"](
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
