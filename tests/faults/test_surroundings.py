"""No home, no terminal, other encodings, hardly any columns: the same numbers all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bptrace.cli.last_run import DIRECTORY
from tests.faults.conftest import Shell

COMMANDS = {
    "run": 0,
    "explain w5 mazur --paths": 0,
    "check mazur": 1,  # the article's own mistake
    "diff mazur xor": 1,
    "gradcheck mazur": 0,
    "plot mazur E w5": 0,
    "draw mazur --values": 0,
    "code": 0,
    "examples": 0,
}
OF_ALL = "0.35891648"
"""The new w5 of the worked example."""


@pytest.mark.parametrize(
    "home",
    [{"HOME": None}, {"HOME": ""}, {"HOME": "/none"}, {"HOME": "/proc"}, {"HOME": "relative"}],
)
def test_without_a_home_that_can_be_written_to_there_is_no_last_run_and_no_trouble(
    shell: Shell, tmp_path: Path, home: dict[str, str | None]
) -> None:
    nowhere = {**home, DIRECTORY: None, "XDG_STATE_HOME": None}
    if home["HOME"] is None and os.geteuid() == 0:
        pytest.skip("without HOME the user database says where root is at home")
    for command in ("run", "explain w5"):
        result = shell(f"bptrace {command}", **nowhere)
        assert (result.returncode, result.stderr) == (0, "")
        assert OF_ALL in result.stdout
    assert not [each for each in tmp_path.iterdir() if each.name != "relative"]


@pytest.mark.parametrize("place", ["/dev/full", "/dev/null", "/proc/none", "a\nb/\udcff"])
def test_a_place_for_the_last_run_that_is_none_is_no_trouble(shell: Shell, place: str) -> None:
    result = shell("bptrace run && bptrace explain w5", **{DIRECTORY: place})
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "surroundings",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "LANG": None},
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "utf-16"},
        {"TERM": None},
        {"TERM": "dumb", "NO_COLOR": "1"},
    ],
    ids=str,
)
def test_every_command_writes_in_every_encoding(
    shell: Shell, command: str, surroundings: dict[str, str | None]
) -> None:
    result = shell(f"bptrace {command}", **surroundings)
    assert (result.returncode, result.stderr) == (COMMANDS[command], "")
    assert result.stdout


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp437"])
def test_a_complaint_is_written_in_every_encoding(shell: Shell, encoding: str) -> None:
    result = shell("bptrace run 反向传播.yaml", PYTHONIOENCODING=encoding)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert result.stderr.endswith("no such file, and no example of that name\n")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("columns", ["20", "1", "1000000000"])
def test_no_width_is_too_narrow_or_too_wide(shell: Shell, command: str, columns: str) -> None:
    result = shell(f"bptrace {command}", COLUMNS=columns)
    if "draw" in command and columns in {"1", "20"}:
        assert (result.returncode, result.stdout) == (2, "")
        assert "columns, the terminal has" in result.stderr
        assert result.stderr.endswith(": --format svg draws it at any size\n")
        return
    assert (result.returncode, result.stderr) == (COMMANDS[command], "")
    assert 100 < len(result.stdout) < 1_000_000


@pytest.mark.parametrize("columns", ["0", "-5", "x", "９", "²", "9" * 5000])
def test_a_width_that_is_none_is_that_of_a_page(shell: Shell, columns: str) -> None:
    result = shell("bptrace run", COLUMNS=columns)
    assert (result.returncode, result.stderr) == (0, "")
    assert OF_ALL in result.stdout


@pytest.mark.parametrize("columns", ["1000000000", "²"])
def test_a_file_is_no_wider_either(shell: Shell, tmp_path: Path, columns: str) -> None:
    assert shell("bptrace run -o page.txt", COLUMNS=columns).returncode == 0
    assert (tmp_path / "page.txt").stat().st_size < 1_000_000
