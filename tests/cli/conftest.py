"""Running `bptrace` in the test's own process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bptrace.cli import main
from bptrace.cli.last_run import DIRECTORY

Invoke = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """`invoke("run", "--ascii", stdin="…", width=80)` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DIRECTORY, str(tmp_path / "state"))
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str, stdin: str = "", width: int = 80) -> Result:
        monkeypatch.setenv("COLUMNS", str(width))
        return CliRunner(catch_exceptions=False).invoke(main, arguments, input=stdin)

    return call


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """The same through an operating system, where encodings, pipes and signals are real."""

    def call(
        *arguments: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "bptrace", *arguments],
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "80", **(environment or {})},
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )

    return call
