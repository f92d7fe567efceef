"""A trace that is damaged, or none, is answered with where and what; never with a traceback."""

from __future__ import annotations

import gzip
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bptrace
from bptrace import __version__
from bptrace.errors import BptraceError, ConfigError, TraceError
from bptrace.sources import open_source
from tests.support.networks import dense, trace_of, worked_example
from tests.support.traces import FORMATS, LINES, SHORT, edited, read, text_of

TINY = text_of(trace_of(dense(1, 1, iterations=2)))


def complaint(content: bytes) -> str:
    """What is said of a trace that cannot be read to its end."""
    with pytest.raises(TraceError) as caught:
        list(read(content))
    return str(caught.value)


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


@pytest.mark.parametrize("format_", FORMATS)
def test_a_packed_trace_that_was_cut_off_says_so_and_what_is_whole_can_be_had(
    format_: str, tmp_path: Path
) -> None:
    trace = trace_of(worked_example(iterations=200))
    file = tmp_path / f"trace.{format_}.gz"
    packed = gzip.compress(text_of(trace, format_))
    file.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(TraceError) as caught:
        list(open_source(file))
    assert str(caught.value).startswith(str(file))
    assert "cannot be read: Compressed file ended" in str(caught.value)
    again = bptrace.read_trace(file, partial=True)
    assert again.whole.iterations > 20
    assert isinstance(again.whole.damage, TraceError)
    assert re.match(rf"{re.escape(str(file))}:\d+: ", str(again.whole.damage))
    assert [each.row for each in again] == [each.row for each in trace]


def test_what_is_called_gz_and_is_not_packed_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl.gz"
    file.write_bytes(b"".join(LINES))
    with pytest.raises(TraceError, match=r"gz: cannot be read: Not a gzipped file"):
        open_source(file)


def test_a_newer_version_of_a_document_is_refused_by_name() -> None:
    content = text_of(trace_of(SHORT), "json").replace(b'"version":1', b'"version":2', 1)
    assert complaint(content).startswith("a stream, header: version 2 of the format, written by ")
