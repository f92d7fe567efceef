"""Files that cannot be read or written: a line that says so, and nothing half written."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

import bptrace
from bptrace.cli import main
from bptrace.trace.lines import LinesOfFile, Place
from tests.faults.conftest import Shell, Started

NOT_AS_ROOT = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="root may write to any file"
)
OF_W5 = "0.358916480"
WRITERS = [
    "run --output {}",
    "run --format json --output {}",
    "run --format jsonl --output {}",
    "run --format csv --output {}",
    "run --format html --output {}",
    "run --save-config {}",
    "explain w5 mazur --output {}",
    "check mazur w5_new=0.35891648 --output {}",
    "diff mazur mazur --output {}",
    "gradcheck mazur --output {}",
    "run --format npz --output {}",
    "plot mazur --output {}",
    "draw mazur --format svg --output {}",
    "code --output {}",
]


@pytest.mark.parametrize("command", WRITERS)
@pytest.mark.parametrize("place", ["folder.d", "none/file", "/proc/none", "mazur.txt/file"])
def test_a_place_that_no_file_can_have_is_said_in_a_line(
    shell: Shell, tmp_path: Path, command: str, place: str
) -> None:
    (tmp_path / "folder.d").mkdir()
    (tmp_path / "mazur.txt").touch()
    result = shell(f"bptrace {command.format(place)}")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("bptrace: cannot write to ")
    assert result.stderr.count("\n") == 1


@NOT_AS_ROOT
@pytest.mark.parametrize("command", WRITERS)
def test_a_file_that_is_not_to_be_written_to_stays(
    shell: Shell, tmp_path: Path, command: str
) -> None:
    (tmp_path / "old.txt").write_text("mine")
    (tmp_path / "old.txt").chmod(0o444)
    result = shell(f"bptrace {command.format('old.txt')}")
    assert (result.returncode, result.stderr) == (
        2,
        "bptrace: cannot write to old.txt: Permission denied\n",
    )
    assert (tmp_path / "old.txt").read_text() == "mine"


@NOT_AS_ROOT
def test_a_folder_that_is_not_to_be_written_to_is_said_in_a_line(
    shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir(mode=0o555)
    result = shell("bptrace run --output folder/file")
    assert (result.returncode, result.stderr) == (
        2,
        "bptrace: cannot write to folder/file: Permission denied\n",
    )


@pytest.mark.parametrize("format_", ["json", "html", "latex", "markdown"])
def test_where_a_disk_fills_up_the_old_document_stays_and_nothing_else(
    shell: Shell, tmp_path: Path, format_: str
) -> None:
    (tmp_path / "old").write_text("mine")
    run = f"bptrace run --iterations 500 --show all --format {format_} --output old"
    result = shell(f"ulimit -f 100; {run}")  # no file larger than 100 kB
    assert (result.returncode, result.stderr) == (
        2,
        "bptrace: cannot write to old: File too large\n",
    )
    assert [each.name for each in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_text() == "mine"


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_where_a_disk_fills_up_a_stream_ends_with_a_whole_line(
    shell: Shell, tmp_path: Path, format_: str
) -> None:
    run = f"bptrace run --iterations 5000 --format {format_} --output trace.{format_}"
    result = shell(f"ulimit -f 300; {run}")
    assert (result.returncode, result.stderr) == (
        2,
        f"bptrace: cannot write to trace.{format_}: File too large\n",
    )
    written = (tmp_path / f"trace.{format_}").read_bytes()
    assert written.endswith(b"\n")
    assert written.count(b"\n") > 10
    if format_ == "jsonl":
        assert all(map(json.loads, written.splitlines()))


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_document_that_is_interrupted_leaves_the_old_one_or_a_whole_one(
    started: Started, tmp_path: Path, end: signal.Signals
) -> None:
    (tmp_path / "old").write_text("mine")
    options = ("--iterations", "1000000", "--show", "all", "--format", "json", "--output", "old")
    child = started("run", *options)
    _wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
    child.send_signal(end)
    _, stderr = child.communicate(timeout=60)
    assert child.returncode == 128 + end
    assert b"Traceback" not in stderr
    assert [each.name for each in tmp_path.iterdir()] == ["old"]
    written = (tmp_path / "old").read_text()
    assert written == "mine" or json.loads(written)["summary"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_stream_that_is_interrupted_ends_with_a_whole_line(
    started: Started, tmp_path: Path, end: signal.Signals
) -> None:
    child = started("run", "--iterations", "1000000", "--output", "trace.jsonl")
    file = tmp_path / "trace.jsonl"
    _wait_for(lambda: file.exists() and file.stat().st_size > 1_000_000)
    child.send_signal(end)
    assert b"Traceback" not in child.communicate(timeout=60)[1]
    assert child.returncode == 128 + end
    assert all(map(json.loads, file.read_bytes().splitlines()))


@pytest.mark.parametrize("name", ["trace.jsonl", "trace.csv", "runs"])
def test_what_a_killed_run_leaves_behind_is_read(
    started: Started, tmp_path: Path, name: str
) -> None:
    """Even by SIGKILL, of which nobody is told."""
    if name == "runs":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    format_ = name.partition(".")[2] or "parquet"
    options = ("--iterations", "5000000", "--format", format_, "--output", name)
    child = started("run", *options, env={**os.environ, "BPTRACE_STATE_DIR": str(tmp_path / "s")})
    place = tmp_path / name
    _wait_for(
        lambda: (
            place.is_file() and place.stat().st_size > 1_000_000
            if name != "runs"
            else _is_in_the_middle_of_a_part(place)
        )
    )
    child.kill()
    child.communicate(timeout=60)
    found = bptrace.read_trace(place, partial=True).whole
    assert found.iterations > 100
    assert found.damage is None or name != "runs", "a file of a folder is whole, or not there"


def _is_in_the_middle_of_a_part(folder: Path) -> bool:
    """Of the second or a later one: something was written of it, and then some more."""
    files = [each for each in folder.glob("*") if each.stat().st_size] if folder.exists() else []
    return len(files) > 1


def _wait_for(condition: object, seconds: float = 60) -> None:
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_file_that_is_written_again_keeps_its_permissions(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine").touch(mode=0o640)
    assert shell("umask 000; bptrace run --output mine").returncode == 0
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o640


def test_a_link_goes_on_to_be_one(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "target").touch()
    (tmp_path / "link").symlink_to("target")
    assert shell("bptrace run --output link").returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert "w5" in (tmp_path / "target").read_text()


def test_what_a_shell_has_open_is_written_to_and_not_replaced(shell: Shell, tmp_path: Path) -> None:
    result = shell("exec 3> file; bptrace run -o /dev/fd/3; test file -ef /dev/fd/3")
    assert (result.returncode, result.stderr) == (0, "")
    assert OF_W5 in (tmp_path / "file").read_text()


def test_a_pipe_is_written_to_as_it_is(shell: Shell) -> None:
    result = shell("mkfifo pipe; bptrace run --format json -o pipe & tail -n 1 pipe; wait")
    assert result.stdout.startswith('"summary": {')


@pytest.mark.parametrize(
    "command", ["run", "explain w5", "check", "gradcheck", "diff mazur", "plot", "draw", "code"]
)
def test_a_config_that_disappears_meanwhile_is_there_or_missing(
    tmp_path: Path, command: str
) -> None:
    """Another process makes it and removes it, all the time."""
    file, over = tmp_path / "net.yaml", threading.Event()
    content = Path("configs/mazur.yaml").read_text(encoding="utf-8")

    def come_and_go() -> None:
        while not over.is_set():
            file.write_text(content, encoding="utf-8")
            file.unlink()

    coming = threading.Thread(target=come_and_go)
    coming.start()
    try:
        for _ in range(3):
            result = subprocess.run(
                [sys.executable, "-m", "bptrace", *command.split(), str(file)],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            assert result.returncode in {0, 1, 2}
            assert "Traceback" not in result.stderr
    finally:
        over.set()
        coming.join()


def test_a_trace_that_disappears_while_it_is_read_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there when the command begins, and is opened again for each pass."""
    file = tmp_path / "trace.jsonl"
    run = CliRunner().invoke(main, ["run", "--iterations", "3", "-o", str(file)])
    assert run.exit_code == 0
    after = LinesOfFile.after

    def gone_after_a_line(lines: LinesOfFile, place: Place) -> Iterator[tuple[bytes, Place]]:
        yield from islice(after(lines, place), 1)
        file.unlink(missing_ok=True)
        yield from after(lines, Place(1, 1))

    monkeypatch.setattr(LinesOfFile, "after", gone_after_a_line)
    result = CliRunner().invoke(main, ["plot", str(file)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"bptrace: {file}:3: cannot be read: No such file or directory\n"


def test_what_no_command_has_foreseen_of_a_file_is_no_traceback_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*_arguments: object, **_options: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "net.yaml")

    monkeypatch.setattr(bptrace, "run", gone)
    result = CliRunner().invoke(main, ["run"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "bptrace: net.yaml: No such file or directory\n"
