"""What surrounds a command: encodings, colours, widths, pipes, signals, full disks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.cli.conftest import Process

ESCAPE = "\x1b["
MINUS = "\N{MINUS SIGN}"
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs pseudo-terminals, signals, /dev/full")


def test_the_module_is_the_command(process: Process) -> None:
    result = process("--version")
    assert result.returncode == 0
    assert result.stdout.startswith(b"bptrace ")


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", "cp437"])
def test_an_encoding_without_the_signs_gets_ascii(process: Process, encoding: str) -> None:
    result = process("run", environment={"PYTHONIOENCODING": encoding})
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.isascii()
    assert result.stdout == process("run", "--ascii").stdout


def test_a_title_that_cannot_be_written_does_not_end_the_run(process: Process) -> None:
    result = process("run", "--set", "title=反向传播", environment={"PYTHONIOENCODING": "ascii"})
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.startswith(b"???? ")


def test_a_pipe_gets_no_colours_and_a_minus_that_programs_can_read(process: Process) -> None:
    text = process("run", environment={"PYTHONIOENCODING": "utf-8"}).stdout.decode()
    assert ESCAPE not in text
    assert MINUS not in text
    assert "-(target - out)" in text


def _in_a_terminal(environment: dict[str, str], *arguments: str) -> str:
    """What `bptrace` writes to a terminal."""
    import pty  # noqa: PLC0415 - there is none on Windows, where these tests are skipped

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bptrace", *arguments]
    surroundings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    if "NO_COLOR" not in environment:
        surroundings.pop("NO_COLOR", None)
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings
    ) as child:
        os.close(theirs)
        written = b""
        while chunk := _read(ours):
            written += chunk
        assert child.wait(30) == 0
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


@POSIX
def test_a_terminal_gets_colours_and_real_minus_signs() -> None:
    text = _in_a_terminal({}, "run")
    assert ESCAPE in text
    assert MINUS in text
    assert ESCAPE + "35m" in text, "gradients are magenta"


@POSIX
def test_no_color_is_respected_in_a_terminal() -> None:
    text = _in_a_terminal({"NO_COLOR": "1"}, "run")
    for colour in range(30, 38):
        assert f"{ESCAPE}{colour}m" not in text


@POSIX
def test_a_dumb_terminal_gets_plain_ascii() -> None:
    assert _in_a_terminal({"TERM": "dumb"}, "run").isascii()


@POSIX
def test_a_closed_pipe_ends_quietly() -> None:
    pipeline = f"{sys.executable} -m bptrace run --show all | head -n 1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(
        ["bash", "-c", pipeline], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.stderr == ""
    assert result.stdout.splitlines()[-1] == "0"


def _interrupted(sign: bytes, *arguments: str) -> tuple[int, bytes, bytes]:
    """Exit code, stdout and stderr of a long run in which Ctrl-C is pressed once it has
    written a sign."""
    command = [sys.executable, "-m", "bptrace", "run", "--iterations", "10000000", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, bufsize=0) as child:
        assert child.stdout is not None
        begun = b""
        while sign not in begun:
            begun += child.stdout.read(100)
        child.send_signal(signal.SIGINT)
        rest, stderr = child.communicate(timeout=30)
    return child.returncode, begun + rest, stderr


@POSIX
def test_ctrl_c_ends_a_trace_in_order() -> None:
    code, stdout, stderr = _interrupted(b'"record":"iteration"', "--format", "jsonl")
    assert code == 130
    *_, last, summary = map(json.loads, stdout.splitlines())
    assert summary["record"] == "summary"
    assert summary["interrupted"] is True
    assert summary["iterations"] == last["iteration"]
    assert summary["values"]["w5"] == last["values"]["w5_new"]
    message = f"bptrace: interrupted after {last['iteration']:,} iterations; "
    assert stderr.decode() == message + "everything up to there is kept\n"


@POSIX
def test_ctrl_c_summarises_what_was_done() -> None:
    code, stdout, stderr = _interrupted(b"Iteration 1", "--show", "all")
    assert code == 130
    end = stdout.decode()[-2000:]
    done = stderr.decode().split()[3]
    assert f"after {done.replace(',', '')}" in " ".join(end.split())
    assert "o1 0.01" in " ".join(end.split())


@POSIX
def test_a_long_run_shows_how_far_it_is_and_leaves_nothing_behind() -> None:
    text = _in_a_terminal({}, "run", "--iterations", "2500000")
    assert "iterations" in text
    assert "/2500000" in text, "a bar that counts"
    assert text.rstrip().endswith("to change a number" + ESCAPE + "0m")


@POSIX
def test_a_short_run_shows_no_bar() -> None:
    assert "/10000" not in _in_a_terminal({}, "run")


@POSIX
def test_a_full_disk_is_an_error_not_a_traceback(process: Process) -> None:
    result = process("run", "--format", "json", "--output", "/dev/full")
    assert result.returncode == 2
    assert result.stderr == b"bptrace: cannot write to /dev/full: No space left on device\n"


@POSIX
def test_a_full_disk_behind_stdout_is_an_error_too() -> None:
    command = f"{sys.executable} -m bptrace run > /dev/full"
    result = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 2
    assert result.stderr == "bptrace: cannot write to stdout: No space left on device\n"


def test_bytes_of_a_trace_do_not_depend_on_the_terminal_s_encoding(process: Process) -> None:
    arguments = ("run", "--format", "jsonl", "--iterations", "1", "--set", "title=反向传播")
    result = process(*arguments, environment={"PYTHONIOENCODING": "ascii"})
    header = json.loads(result.stdout.splitlines()[0])
    assert header["config"]["title"] == "反向传播"


@POSIX
def test_a_closed_stdout_is_an_error_not_a_traceback() -> None:
    result = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m bptrace run >&-"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stderr) == (
        2,
        "bptrace: cannot write to stdout: it is closed\n",
    )
