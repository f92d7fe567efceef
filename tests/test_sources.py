"""A command takes a config or a trace, from wherever it comes: what it holds decides."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import bptrace
from bptrace.errors import BptraceError, ConfigError, TraceError
from bptrace.sources import open_source
from bptrace.trace.formats import writer_of
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.selection import ALL
from bptrace.trace.trace import Trace
from tests.support.networks import dense, trace_of
from tests.support.traces import FORMATS

CONFIG = {
    "layers": [{"units": 1, "activation": "identity", "weights": [[0.5]], "bias": False}],
    "samples": [{"input": 2, "target": 3}],
    "optimizer": {"name": "sgd", "learning_rate": 0.1},
    "iterations": 5,
}
YAML = "\n".join(f"{key}: {json.dumps(value)}" for key, value in CONFIG.items())
JSON = json.dumps(CONFIG)
# By hand: out = 0.5·2 = 1, δ = −(3 − 1) = −2, ∂E/∂w1 = −2·2 = −4, w1⁺ = 0.5 − 0.1·(−4) = 0.9.


def written(config: Mapping[str, Any], format_: str) -> str:
    parts: list[bytes] = []
    writer_of(format_)(trace_of(config), ALL, parts.append)
    return b"".join(parts).decode()


TRACES = {format_: written(CONFIG, format_) for format_ in FORMATS}
CONTENTS = {
    "config.yaml": (YAML, False),
    "config.json": (JSON, False),
    "laid-out.json": (json.dumps(CONFIG, indent=2), False),
    "trace.json": (TRACES["json"], True),
    "trace.jsonl": (TRACES["jsonl"], True),
    "trace.yaml": (TRACES["jsonl"], True),
    "config.jsonl": (YAML, False),
}
Open = Callable[[str, str], Trace]


def from_file(name: str, content: str) -> Trace:
    Path(name).write_text(content, encoding="utf-8")
    return open_source(name)


def from_stdin(_name: str, content: str) -> Trace:
    sys.stdin = io.TextIOWrapper(io.BytesIO(content.encode()))
    return open_source("-")


def from_pipe(name: str, content: str) -> Trace:
    """As `bptrace explain w5 <(bptrace run --format jsonl)` has it."""
    os.mkfifo(name)  # type: ignore[attr-defined, unused-ignore]  # where there are pipes
    writer = threading.Thread(target=Path(name).write_text, args=(content,))
    writer.start()
    trace = open_source(name)
    trace[1]
    writer.join()
    return trace


PIPE = pytest.param(
    from_pipe, marks=pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", sys.stdin)


@pytest.mark.parametrize("opened", [from_file, from_stdin, PIPE])
@pytest.mark.parametrize("name", CONTENTS)
def test_its_content_says_whether_it_is_a_config_or_a_trace(opened: Open, name: str) -> None:
    content, is_trace = CONTENTS[name]
    trace = opened(name, content)
    assert trace.origin.source == ("stdin" if opened is from_stdin else name)
    assert isinstance(trace, RecordedTrace) is is_trace
    assert (trace[1]["dE_dw1"], trace[1]["w1_new"]) == (-4.0, 0.9)
    assert trace[5]["w1"] == bptrace.run(CONFIG)[5]["w1"]


def test_a_gallery_name_is_an_example() -> None:
    trace = open_source("mazur")
    assert trace.origin.source == "built-in mazur"
    assert trace[1]["w5"] == 0.4


def test_a_dict_is_a_config() -> None:
    assert open_source(CONFIG)[1]["w1_new"] == 0.9


def test_a_trace_is_of_the_config_that_it_was_written_with() -> None:
    """Whatever has become of the file since."""
    Path("config.yaml").write_text(YAML, encoding="utf-8")
    Path("trace.jsonl").write_text(written(CONFIG, "jsonl"), encoding="utf-8")
    Path("config.yaml").write_text(YAML.replace("0.5", "0.75"), encoding="utf-8")
    assert open_source("trace.jsonl")[1]["w1"] == 0.5
    assert open_source("config.yaml")[1]["w1"] == 0.75


def test_weights_that_were_drawn_are_those_of_the_trace() -> None:
    config = dense(2, 3, 1, seed=7, iterations=2)
    trace = from_file("trace.jsonl", written(config, "jsonl"))
    assert trace.experiment == trace_of(config).experiment


def test_what_is_wrong_with_a_config_is_said_as_it_always_is() -> None:
    for opened, origin in ((from_file, "mynet.yaml"), (from_stdin, "stdin")):
        with pytest.raises(ConfigError) as caught:
            opened("mynet.yaml", YAML.replace("identity", "identiti"))
        assert str(caught.value).startswith(f"{origin}:1:")
        assert 'did you mean "identity"?' in str(caught.value)


def test_what_is_wrong_with_a_trace_is_not_said_of_a_config() -> None:
    with pytest.raises(TraceError) as caught:
        from_file("trace.json", TRACES["jsonl"][:100])
    assert str(caught.value) == (
        "trace.json:1: the trace was cut off here, in the middle of a record"
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("none.yaml", "none.yaml: no such file, and no example of that name"),
        (".", ".: is a directory, not a config"),
        ("a\0b", "a\\x00b: cannot be read: embedded null byte"),
    ],
)
def test_what_cannot_be_opened_is_said_as_it_always_is(source: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_source(source)
    assert str(caught.value) == said


def test_a_closed_stdin_is_an_error_not_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ConfigError) as caught:
        open_source("-")
    assert str(caught.value) == "stdin: cannot be read: it is closed"


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5000, b"\x89PNG\r\n", b"\xff" * 10, b"{" * 10_000]
)
def test_whatever_is_neither_is_answered(content: bytes) -> None:
    Path("file").write_bytes(content)
    with pytest.raises(BptraceError):
        open_source("file")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_trace_cut_off_at_any_byte_is_read_or_answered(format_: str) -> None:
    content = TRACES[format_].encode()
    for length in [*range(60), *range(60, len(content), 31)]:
        sys.stdin = io.TextIOWrapper(io.BytesIO(content[:length]))
        with suppress(BptraceError):
            open_source("-")[5]


def test_what_is_no_config_at_all_is_refused_by_its_kind() -> None:
    with pytest.raises(TypeError, match="the name of an example, or a dict, not int"):
        bptrace.run(3)  # type: ignore[arg-type]  # what somebody may try


def test_a_config_error_is_short_where_python_shows_it() -> None:
    with pytest.raises(ConfigError) as refused:
        bptrace.run({"layers": []})
    assert repr(refused.value) == "<ConfigError of 2 problems>"
