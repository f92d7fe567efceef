"""`bptrace code`: options, files, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

import bptrace
from tests.cli.conftest import Invoke


def test_without_arguments_it_is_the_worked_example_in_plain_python(invoke: Invoke) -> None:
    result = invoke("code")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == bptrace.code("mazur")


def test_a_program_goes_to_a_file(invoke: Invoke) -> None:
    result = invoke("code", "xor", "--to", "c", "--iterations", "3", "--output", "step.c")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert "#define ITERATIONS 3" in Path("step.c").read_text()


def test_values_and_keys_can_be_changed(invoke: Invoke) -> None:
    result = invoke("code", "--set", "w5=0.9", "--set", "optimizer.learning_rate=0.25")
    assert "\nw5 = 0.9\n" in result.stdout
    assert "\neta = 0.25\n" in result.stdout


def test_a_header_has_the_iterations_that_are_shown(invoke: Invoke) -> None:
    result = invoke("code", "--format", "c-header", "--show", "2,last")
    assert "bptrace_iterations[BPTRACE_ITERATIONS] = {2, 10000};" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--format", "c-header", "--to", "numpy"], "c-header is for C, not for numpy"),
        (["--show", "3"], "--show is for --format c-header"),
        (["--real", "float"], "is for C"),
        (["digits"], "--to numpy"),
        (["--format", "c-header", "--show", "10001"], "there are 10000 iterations"),
        (["--format", "c-header", "--set", "iterations=0"], "there are no iterations"),
        (["nosuch.yaml"], "nosuch.yaml"),
        (["rgu", "--to", "torch"], "sequential"),
    ],
)
def test_what_cannot_be_is_said(arguments: list[str], reason: str, invoke: Invoke) -> None:
    result = invoke("code", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr


def test_the_config_is_not_overwritten(invoke: Invoke) -> None:
    invoke("init")
    before = Path("mynet.yaml").read_text()
    result = invoke("code", "mynet.yaml", "--output", "mynet.yaml")
    assert result.exit_code == 2
    assert Path("mynet.yaml").read_text() == before
