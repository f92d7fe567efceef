"""`bptrace` as a process of its own, in surroundings that are not as they should be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Started = Callable[..., "subprocess.Popen[bytes]"]
Shell = Callable[..., "subprocess.CompletedProcess[str]"]

BPTRACE = f"{sys.executable} -m bptrace"
UNTIL_OURS = """
import importlib.util, os
ours = importlib.util.find_spec("bptrace.__main__").loader.get_code("bptrace.__main__")
os.write({sign}, b"x")
exec(ours, dict(__name__="__main__"))
"""
"""What is pressed while Python still looks for our first line is none of ours."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pseudo-terminals, signals, /dev/full: none of them is on Windows."""
    if os.name != "posix":
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="needs signals, /dev/full, a shell"))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """`shell("bptrace run >&-", LC_ALL="C")`: what a line of bash does; a variable that is None is
    not set."""

    def call(line: str, **variables: str | None) -> subprocess.CompletedProcess[str]:
        surroundings = {**os.environ, "COLUMNS": "80", **variables}
        return subprocess.run(
            ["bash", "-c", line.replace("bptrace ", f"{BPTRACE} ")],
            capture_output=True,
            cwd=tmp_path,
            env={name: value for name, value in surroundings.items() if value is not None},
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture
def started(tmp_path: Path) -> Started:
    """A command that runs by now: Python has started, and what follows is ours. It can be
    interrupted, even if these tests run in the background."""

    def start(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        begun, sign = os.pipe()
        pipe = subprocess.PIPE
        child = subprocess.Popen(
            [sys.executable, "-c", UNTIL_OURS.format(sign=sign), *arguments],
            pass_fds=[sign],
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - there are none
            cwd=tmp_path,
            **{"stdout": pipe, "stderr": pipe, "stdin": subprocess.DEVNULL, **options},
        )
        os.close(sign)
        assert os.read(begun, 1) == b"x"
        os.close(begun)
        return child

    return start
