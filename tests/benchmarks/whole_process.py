"""What the command takes as a process of its own: to start, to write tables, in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from msgspec.json import encode

from tests.benchmarks.measure import Row, against_limit, against_number, against_yardstick
from tests.support.networks import dense

LIBRARIES = ("-c", "import click, rich.console, rich.table")
"""What any command that prints with these libraries pays before it does anything."""

RUN = ("-m", "bptrace", "run")


def whole_process() -> Iterator[Row]:
    yield against_yardstick(
        "bptrace run",
        partial(python, RUN),
        partial(python, LIBRARIES),
        limit=2.2,
        repeats=15,
    )
    with TemporaryDirectory() as folder:
        tables = (*RUN, "--show", "all", "--output", str(Path(folder) / "tables.txt"))
        yield against_limit(
            "bptrace run --show all --output FILE", partial(python, tables), limit=10.0, repeats=1
        )
        digits = Path(folder) / "digits.json"
        digits.write_bytes(encode(dense(784, 15, 10)))
        explain = ("-m", "bptrace", "explain", "w1", str(digits))
        yield against_limit(
            "bptrace explain w1, of 784-15-10", partial(python, explain), limit=1.0, repeats=5
        )


def memory(iterations: int) -> Iterator[Row]:
    """The most memory that a run of so many iterations has resident at any time."""
    arguments = (*RUN, "--iterations", str(iterations), "--format", "jsonl")
    what = f"bptrace run --iterations {iterations} --format jsonl"
    yield against_number(what, peak_megabytes((*arguments, "--output", os.devnull)), 100, "MB")


def python(arguments: Sequence[str]) -> None:
    command = [sys.executable, *arguments]
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdout=quiet, stdin=quiet, env=installed(), check=True)


def peak_megabytes(arguments: Sequence[str]) -> float:
    """Of a process of its own; Linux counts in KiB, macOS in bytes."""
    command = [sys.executable, *arguments]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=installed())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def installed() -> Mapping[str, str]:
    """The environment of somebody who uses bptrace: after the first run, modules are compiled."""
    kept = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(gettempdir()) / "bptrace-benchmarks")}
