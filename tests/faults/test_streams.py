"""stdin, stdout or stderr that is closed, full, or read by nobody: an exit code, at most a line."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Shell

COMMANDS = [
    "run",
    "run --format jsonl",
    "run --format html",
    "explain w5 mazur",
    "check mazur w5_new=0.35891648",
    "diff mazur mazur",
    "gradcheck mazur",
    "plot mazur",
    "draw mazur --values",
    "code --to c",
    "schema trace",
    "run --format npz --iterations 9",
    "examples",
    "init -",
    "run --help",
    "--help",
    "--version",
]
FULL = "No space left on device"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_behind_stdout_is_said_in_a_line(shell: Shell, command: str) -> None:
    result = shell(f"bptrace {command} >/dev/full")
    assert result.returncode == 2
    assert FULL in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS[:-3])
def test_a_closed_stdout_is_said_in_a_line(shell: Shell, command: str) -> None:
    result = shell(f"bptrace {command} >&-")
    assert (result.returncode, result.stderr) == (
        2,
        "bptrace: cannot write to stdout: it is closed\n",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_that_nobody_reads_ends_quietly(shell: Shell, command: str) -> None:
    assert shell(f"bptrace {command} | true").stderr == ""


@pytest.mark.parametrize("stderr", ["/dev/full", "&-"])
@pytest.mark.parametrize("command", ["run none", "run --none", "explain none mazur", "none"])
def test_a_complaint_that_cannot_be_written_is_told_by_the_exit_code(
    shell: Shell, command: str, stderr: str
) -> None:
    result = shell(f"bptrace {command} 2>{stderr}")
    assert (result.returncode, result.stdout, result.stderr) == (2, "", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_else_changes_where_stderr_is_closed(shell: Shell, command: str) -> None:
    closed, usual = shell(f"bptrace {command} 2>&-"), shell(f"bptrace {command}")
    assert (closed.returncode, closed.stdout) == (usual.returncode, usual.stdout)


@pytest.mark.parametrize(
    "command",
    [
        "run -",
        "explain w5 -",
        "check -",
        "check mazur --claims -",
        "gradcheck -",
        "plot -",
        "draw -",
        "code -",
        "diff - mazur",
        "diff mazur -",
    ],
)
def test_a_closed_stdin_is_said_in_a_line(shell: Shell, command: str) -> None:
    result = shell(f"bptrace {command} <&-")
    assert (result.returncode, result.stdout) == (2, "")
    assert "it is closed" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_who_does_not_ask_for_stdin_may_close_it(shell: Shell, command: str) -> None:
    result = shell(f"bptrace {command} <&-")
    assert (result.returncode, result.stderr) == (0, "")


def test_everything_closed_is_an_exit_code(shell: Shell) -> None:
    assert shell("bptrace run <&- >&- 2>&-").returncode == 2


@pytest.mark.parametrize("length", [0, 1, 500, 100_000])
def test_a_config_that_stops_in_the_middle_is_a_config_or_a_complaint(
    shell: Shell, length: int
) -> None:
    result = shell(f"bptrace examples mazur | head -c {length} | bptrace run -")
    assert result.returncode == (0 if length == 100_000 else 2)
    assert "Traceback" not in result.stderr
