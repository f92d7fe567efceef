"""Whatever is given as a config: a result or a complaint, soon, and never a traceback."""

from __future__ import annotations

import sys
from contextlib import suppress
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import get_args

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bptrace
from bptrace.cli import main
from bptrace.engine.choice import EngineName
from bptrace.errors import BptraceError
from bptrace.programs.code import LanguageName
from tests.fuzz.strategies import config_files

IN_A_FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
LONGEST = 20.0
"""Seconds, on a machine that is busy with other things."""
MOST_MEMORY = 1_500_000
"""Kilobytes, after thousands of them."""

ENGINES: tuple[EngineName, ...] = ("scalar", "array")
NAMES = st.sampled_from(["net.yaml", "net.json", "net.yml"])
COMMANDS = [
    ("run", "{}"),
    ("run", "{}", "--show", "1-2,last", "--engine", "array"),
    ("run", "{}", "--format", "jsonl", "--show", "1,last"),
    ("run", "{}", "--format", "html"),
    ("run", "{}", "--format", "csv", "--layout", "long", "--show", "1"),
    ("run", "-", "--format", "json", "--show", "last"),
    ("run", "{}", "--set", "w1=1e300", "--set", "optimizer.learning_rate=0"),
    ("explain", "E", "{}"),
    ("explain", "dE_dw1", "{}", "--paths", "--depth", "all"),
    ("explain", "w1_new", "{}", "--iteration", "3", "--format", "json"),
    ("gradcheck", "{}"),
    ("diff", "{}", "mazur"),
    ("plot", "{}", "E", "w1", "--show", "1-3,last"),
    ("plot", "{}", "--format", "json"),
    ("draw", "{}", "--values"),
    ("draw", "{}", "--format", "svg"),
    ("draw", "{}", "--values", "--format", "tikz", "--standalone"),
    *(("code", "{}", "--to", each) for each in get_args(LanguageName)),
    ("code", "{}", "--format", "c-header", "--real", "float"),
]
CHECKS = [("check", "{}"), ("check", "{}", "E=0.5", "w1_new=1"), ("check", "{}", "--value", "0.5")]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def try_in_python(content: bytes, name: str) -> None:
    """Read, built, trained by both engines as far as that goes."""
    start = perf_counter()
    Path(name).write_bytes(content)
    for engine in ENGINES:
        with suppress(BptraceError):
            trace = bptrace.run(name, engine=engine)
            for record in islice(trace, 3):
                assert dict(record)
            if len(trace):
                assert bptrace.explain(trace, "E").record["E"] is not None
    assert perf_counter() - start < LONGEST


def try_on_the_command_line(content: bytes, name: str, command: tuple[str, ...]) -> None:
    start = perf_counter()
    Path(name).write_bytes(content)
    arguments = [each.format(name) for each in command]
    result = CliRunner().invoke(main, arguments, input=content)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in {0, 1, 2}
    assert "Traceback" not in result.output
    assert result.output
    assert perf_counter() - start < LONGEST


def check_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MOST_MEMORY


@given(config_files(), NAMES)
@settings(max_examples=300, suppress_health_check=IN_A_FOLDER)
def test_any_config_is_run_or_refused(content: bytes, name: str) -> None:
    try_in_python(content, name)


@given(config_files(), NAMES, st.sampled_from(COMMANDS))
@settings(max_examples=200, suppress_health_check=IN_A_FOLDER)
def test_any_config_gives_every_command_an_exit_code(
    content: bytes, name: str, command: tuple[str, ...]
) -> None:
    try_on_the_command_line(content, name, command)


@given(config_files(), NAMES, st.sampled_from(CHECKS))
@settings(max_examples=20, suppress_health_check=IN_A_FOLDER)
def test_any_config_is_checked_or_refused(
    content: bytes, name: str, command: tuple[str, ...]
) -> None:
    try_on_the_command_line(content, name, command)


@pytest.mark.slow
@given(config_files(), NAMES)
@settings(max_examples=20_000, derandomize=False, suppress_health_check=IN_A_FOLDER)
def test_any_of_20_000_configs_is_run_or_refused(content: bytes, name: str) -> None:
    try_in_python(content, name)
    check_memory()


@pytest.mark.slow
@given(config_files(), NAMES, st.sampled_from([*COMMANDS, *COMMANDS, *CHECKS]))
@settings(max_examples=3_000, derandomize=False, suppress_health_check=IN_A_FOLDER)
def test_any_of_3_000_configs_gives_every_command_an_exit_code(
    content: bytes, name: str, command: tuple[str, ...]
) -> None:
    try_on_the_command_line(content, name, command)
    check_memory()
