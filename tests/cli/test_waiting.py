"""Who waits for iterations far away sees how far training is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="a terminal to watch is made by pty, which is Unix's")

IMPATIENT = """
from bptrace.cli import main, watching
watching.PATIENCE = 0.0
main()
"""


def seen_on_a_terminal(folder: Path, *arguments: str) -> str:
    """What a command writes to stderr where that is a terminal, and nobody has any patience."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", IMPATIENT, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "TERM": "xterm"},
    ):
        os.close(theirs)
        return "".join(_until_closed(ours))


def _until_closed(terminal: int) -> list[str]:
    parts: list[str] = []
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # as Linux says that nobody writes any more
            part = b""
        if not part:
            os.close(terminal)
            return parts
        parts.append(part.decode("utf-8", "replace"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "mazur", "20000:b1=0.35"],
        ["check", "mazur", "--value", "0.298371109"],
        ["diff", "mazur", "far.csv"],
        ["gradcheck", "mazur", "--iteration", "9000"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_bar_shows_how_far_training_is(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "far.csv").write_text("iteration,E\n20000,1\n", encoding="utf-8")
    assert "iterations " in seen_on_a_terminal(tmp_path, *arguments)


def test_the_first_iteration_is_there_at_once(tmp_path: Path) -> None:
    assert seen_on_a_terminal(tmp_path, "check", "mazur", "E=0.298371109") == ""
