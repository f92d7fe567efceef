"""Ctrl-C at any moment: no traceback, and the exit code of who was interrupted."""

from __future__ import annotations

import signal
import time

import pytest

from tests.faults.conftest import Started

INTERRUPTED = {130, -signal.SIGINT}
"""A shell says 130 of either; the second is of who had nothing to put in order."""

COMMANDS = [
    ("run",),
    ("run", "--iterations", "10000000", "--format", "jsonl"),
    ("explain", "w5", "mazur", "--iteration", "5000"),
    ("check", "mazur", "E=1", "w5_new=0.3"),
    ("diff", "mazur", "xor"),
    ("gradcheck", "digits"),
    ("plot", "xor", "w1", "E"),
    ("draw", "mazur", "--iteration", "5000"),
    ("code", "digits", "--to", "numpy"),
    ("run", "-o", "trace.npz"),
    ("--help",),
]


def pressed(started: Started, command: tuple[str, ...], delay: float) -> tuple[int, str]:
    with started(*command) as child:
        time.sleep(delay)
        child.send_signal(signal.SIGINT)
        _, stderr = child.communicate(timeout=60)
    return child.returncode, stderr.decode()


def check(command: tuple[str, ...], delay: float, code: int, stderr: str) -> None:
    assert code in {0, 1, *INTERRUPTED}, f"{command} after {delay}: {code} {stderr}"
    assert "Traceback" not in stderr, f"{command} after {delay}: {stderr}"
    assert stderr.count("\n") <= 1


@pytest.mark.parametrize("command", COMMANDS)
def test_ctrl_c_is_no_traceback_whenever_it_is_pressed(
    started: Started, command: tuple[str, ...]
) -> None:
    for milliseconds in (5, 30, 60, 100, 150, 250, 400, 700):
        check(command, milliseconds / 1000, *pressed(started, command, milliseconds / 1000))


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_ctrl_c_is_no_traceback_at_any_of_500_moments(
    started: Started, command: tuple[str, ...]
) -> None:
    for milliseconds in range(2, 1002, 2):
        check(command, milliseconds / 1000, *pressed(started, command, milliseconds / 1000))


def test_who_is_busy_for_long_is_interrupted(started: Started) -> None:
    code, stderr = pressed(started, COMMANDS[1], 1.0)
    assert code in INTERRUPTED
    assert stderr.startswith("bptrace: interrupted after ")


def test_a_second_ctrl_c_does_not_wait_for_an_orderly_end(started: Started) -> None:
    with started("run", "--iterations", "100000000", "--format", "jsonl") as child:
        time.sleep(1)
        for _ in range(2):
            child.send_signal(signal.SIGINT)
            time.sleep(0.05)
        child.communicate(timeout=10)
    assert child.returncode in INTERRUPTED
