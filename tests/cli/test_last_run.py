"""The last run is remembered as it was run; what cannot be remembered or read is no last run."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bptrace.cli import last_run
from bptrace.cli.last_run import DIRECTORY, FILE, keep
from bptrace.trace.trace import Origin
from tests.cli.conftest import Invoke, Process
from tests.support.networks import dense, trace_of

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs homes and permissions")


@pytest.fixture
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory that does not exist yet."""
    directory = tmp_path_factory.mktemp("home") / "state" / "bptrace"
    monkeypatch.setenv(DIRECTORY, str(directory))
    return directory


def remembered() -> last_run.LastRun:
    found = last_run.last_run()
    assert found is not None
    return found


@pytest.mark.usefixtures("state")
def test_before_the_first_run_there_is_no_last_one() -> None:
    assert last_run.last_run() is None


@pytest.mark.usefixtures("state")
def test_a_run_is_remembered_with_what_was_set_and_where_and_when(
    invoke: Invoke, tmp_path: Path
) -> None:
    before = time.time()
    assert invoke("run", "mazur", "--set", "w5=0.9", "--iterations", "3").exit_code == 0
    found = remembered()
    assert found.experiment.layers[1].weights == [[0.9, 0.45], [0.5, 0.55]]
    assert found.experiment.iterations == 3
    assert (found.origin, found.folder) == ("built-in mazur", str(tmp_path))
    assert before <= found.time <= time.time()


@pytest.mark.usefixtures("state")
def test_drawn_weights_are_remembered_bit_for_bit() -> None:
    trace = trace_of(dense(3, 5, 2, seed=4))
    keep(trace)
    assert remembered().experiment == trace.experiment


@pytest.mark.usefixtures("state")
def test_published_numbers_keep_their_digits(invoke: Invoke) -> None:
    config = dense(1, 1, expected={"E": 0.5}) | {"iterations": 0}
    text = json.dumps(config).replace('"E": 0.5', '"E": 0.350')
    assert invoke("run", "-", stdin=text).exit_code == 0
    expected = remembered().experiment.expected
    assert expected is not None
    assert str(expected["E"]) == "0.350"


@pytest.mark.usefixtures("state")
def test_the_last_run_is_the_last_one(invoke: Invoke) -> None:
    for name in ("xor", "and"):
        invoke("run", name, "--iterations", "1")
    assert remembered().origin == "built-in and"


@pytest.mark.usefixtures("state")
def test_a_config_that_was_refused_was_not_run(invoke: Invoke) -> None:
    invoke("run", "and", "--iterations", "1")
    assert invoke("run", "xor", "--set", "w99=1").exit_code == 2
    assert remembered().origin == "built-in and"


def test_the_file_is_put_in_its_place_whole_and_nothing_is_left_beside_it(state: Path) -> None:
    keep(trace_of(dense(1, 1)))
    keep(trace_of(dense(1, 1)))
    assert [each.name for each in state.iterdir()] == [FILE]


def test_runs_at_the_same_time_do_not_damage_it(state: Path) -> None:
    traces = [trace_of(dense(2, units, 1)) for units in (1, 2, 30, 60)]
    known = [each.experiment for each in traces]
    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(keep, trace) for trace in traces * 20]
        readers = [pool.submit(last_run.last_run) for _ in range(20)]
    assert [each.exception() for each in writers] == [None] * 80
    for each in readers:
        found = each.result()
        assert found is None or found.experiment in known
    assert remembered().experiment in known
    assert [each.name for each in state.iterdir()] == [FILE]


# What cannot be read


def damage(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        data = json.loads(content)
        change(data)
        return json.dumps(data).encode()

    return changed


@pytest.mark.parametrize(
    "damaged",
    [
        lambda _: b"",
        lambda _: b"null",
        lambda _: b"\xff\xfe\x00",
        lambda _: b"[" * 100_000,
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"sigmoid", b"sigmoi\xff"),
        damage(lambda data: data.update(version=2)),
        damage(lambda data: data.update(time="yesterday")),
        damage(lambda data: data.pop("origin")),
        damage(lambda data: data.update(config=[])),
        damage(lambda data: data["config"].update(loss="none")),
        damage(lambda data: data["config"]["layers"][0].update(weights=[[1.0]])),
    ],
)
def test_damaged_state_is_none(state: Path, damaged: Callable[[bytes], bytes]) -> None:
    keep(trace_of(dense(2, 1)))
    file = state / FILE
    file.write_bytes(damaged(file.read_bytes()))
    assert last_run.last_run() is None


def test_a_directory_in_its_place_is_none_and_stays(state: Path) -> None:
    (state / FILE / "x").mkdir(parents=True)
    keep(trace_of(dense(1, 1)))
    assert last_run.last_run() is None
    assert [each.name for each in state.iterdir()] == [FILE]


# Where nothing can be remembered, a run is a run


@pytest.mark.parametrize("directory", ["/dev/null/state", "/proc/state"])
@POSIX
def test_a_state_directory_that_cannot_be_is_no_error_and_no_message(
    process: Process, directory: str
) -> None:
    result = process("run", "--iterations", "1", environment={DIRECTORY: directory})
    assert (result.returncode, result.stderr) == (0, b"")


@POSIX
def test_nobody_s_home_is_no_error(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (DIRECTORY, "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    result = process("run", "--iterations", "1", environment={"HOME": "/nonexistent/home"})
    assert (result.returncode, result.stderr) == (0, b"")


def test_a_full_disk_leaves_the_run_before(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(content[:10])
        raise OSError(28, "No space left on device")

    keep(trace_of(dense(2, 1)))
    monkeypatch.setattr(Path, "write_bytes", full)
    keep(trace_of(dense(2, 3)))
    assert remembered().experiment.layers[0].units == 1
    assert [each.name for each in state.iterdir()] == [FILE]


def test_a_file_name_that_is_no_unicode_is_no_error(state: Path) -> None:
    trace = trace_of(dense(1, 1))
    trace.origin = Origin("net\udcff.yaml")
    keep(trace)
    assert not state.exists()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the place of XDG systems")
@pytest.mark.parametrize(
    ("xdg", "place"),
    [
        ("/x/state", "/x/state/bptrace"),
        ("", "/h/.local/state/bptrace"),
        ("no", "/h/.local/state/bptrace"),
    ],
)
def test_state_is_where_the_system_keeps_state(
    monkeypatch: pytest.MonkeyPatch, xdg: str, place: str
) -> None:
    """XDG Base Directory Specification 0.8: a path that is not absolute is ignored."""
    monkeypatch.delenv(DIRECTORY)
    monkeypatch.setenv("HOME", "/h")
    monkeypatch.setenv("XDG_STATE_HOME", xdg)
    assert str(last_run.directory()) == place
