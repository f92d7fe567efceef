"""Whatever is given as a trace: read, or answered with what is wrong with it; never a traceback."""

from __future__ import annotations

import gzip
import io
import json
from contextlib import chdir, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bptrace
from bptrace.cli import main
from bptrace.errors import BptraceError
from tests.config.test_robustness import paths, replaced
from tests.fuzz.strategies import ANYTHING
from tests.fuzz.test_configs import LONGEST

SETTINGS = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FILES = ["t.jsonl", "t.json", "t.csv", "t.csv.gz", "t.jsonl.gz", "t.npz", "t.parquet"]
COMMANDS = [
    ("explain", "dE_dw1", "{}", "--iteration", "2"),
    ("explain", "E", "{}", "--iteration", "3", "--format", "json"),
    ("gradcheck", "{}", "--iteration", "2"),
    ("diff", "{}", "good.jsonl"),
    ("diff", "good.jsonl", "{}"),
    ("diff", "small.json", "{}"),
    ("check", "{}"),
    ("plot", "{}"),
    ("draw", "{}", "--values", "--iteration", "3"),
    ("code", "{}"),
    ("explain", "w1", "{}", "--iteration", "3", "--partial"),
    ("check", "{}", "E=1", "--partial"),
    ("diff", "good.jsonl", "{}", "--partial"),
]
SMALL = {
    "layers": [{"units": 1, "activation": "tanh", "weights": [[0.5]]}],
    "samples": [{"input": 1, "target": 0.5}, {"input": 2, "target": 0.1}],
    "batch": {"size": 2},
    "iterations": 3,
}


@cache
def written(name: str) -> dict[str, bytes]:
    """What `bptrace run --output NAME` writes: the file, and what lies beside it."""
    with TemporaryDirectory() as folder, chdir(folder):
        Path("small.json").write_text(json.dumps(SMALL), encoding="utf-8")
        result = CliRunner().invoke(main, ["run", "small.json", "-o", name], catch_exceptions=False)
        if result.exit_code == 2:
            pytest.skip(result.stderr)
        return {each.name: each.read_bytes() for each in Path().iterdir()}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.jsonl").write_bytes(written("t.jsonl")["t.jsonl"])


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Bits flipped, bytes missing, or some of them twice, in one to three places."""
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.integers(1, 50))
        part = content[place : place + length]
        kind = draw(st.sampled_from(["bit", "cut", "end", "twice", "zeros", "text"]))
        new = {
            "bit": bytes([part[0] ^ 1 << draw(st.integers(0, 7))]) + part[1:] if part else b"",
            "cut": b"",
            "end": b"",
            "twice": part + part,
            "zeros": bytes(len(part)),
            "text": draw(st.sampled_from([b"null", b"-0", b"1e999", b"\xff", b'"', b"\n", b"[{"])),
        }[kind]
        content = content[:place] + new + (b"" if kind == "end" else content[place + length :])
    return content


def try_to_read(command: tuple[str, ...], name: str) -> None:
    start = perf_counter()
    result = CliRunner().invoke(main, [each.format(name) for each in command])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in {0, 1, 2}
    assert result.output
    assert perf_counter() - start < LONGEST


@pytest.mark.parametrize("name", FILES)
@given(st.data(), st.sampled_from(COMMANDS))
@settings(SETTINGS, max_examples=25)
def test_a_damaged_file_gives_every_command_an_exit_code(
    name: str, data: st.DataObject, command: tuple[str, ...]
) -> None:
    files = written(name)
    for beside, content in files.items():
        Path(beside).write_bytes(content)
    victim = data.draw(st.sampled_from([each for each in files if each != "small.json"]))
    content = files[victim]
    if victim.endswith(".gz") and data.draw(st.booleans()):
        content = gzip.compress(data.draw(damaged(gzip.decompress(content))))
    else:
        content = data.draw(damaged(content))
    Path(victim).write_bytes(content)
    try_to_read(command, name)


@given(st.data(), st.integers(1, 2))
@settings(SETTINGS, max_examples=200)
def test_anything_anywhere_in_a_trace_is_read_or_answered(
    data: st.DataObject, changes: int
) -> None:
    records: Any = list(map(json.loads, written("t.jsonl")["t.jsonl"].splitlines()))
    for _ in range(changes):
        places = paths(records)[1:]
        if places:
            records = replaced(records, data.draw(st.sampled_from(places)), data.draw(ANYTHING))
    lines = "".join(json.dumps(each, default=str) + "\n" for each in records)
    with suppress(BptraceError):
        trace = bptrace.read_trace(io.BytesIO(lines.encode(errors="replace")))
        with suppress(IndexError):
            for number in (2, 1, 3):
                assert dict(trace[number])
                assert bptrace.explain(trace, "E", iteration=number)
                trace.disagreements(number)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@given(st.data(), st.sampled_from(COMMANDS))
@settings(SETTINGS, max_examples=1_000, derandomize=False)
def test_a_file_damaged_in_1_000_ways_gives_every_command_an_exit_code(
    name: str, data: st.DataObject, command: tuple[str, ...]
) -> None:
    test_a_damaged_file_gives_every_command_an_exit_code.hypothesis.inner_test(name, data, command)
