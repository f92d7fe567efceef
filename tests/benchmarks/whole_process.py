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

from tests.benchmarks.measure import Row, against_limit, against_yardstick
from tests.support.networks import dense

LIBRARIES = ("-c", "import click, rich.console, rich.table")
"""What any command that prints with these libraries pays before it does anything."""

RUN = ("-m", "bptrace", "run")

LOOP = """
import sys
from tests.benchmarks.networks import drawn
from tests.support.networks import trace_of

*sizes, iterations = map(int, sys.argv[1:])
trace = trace_of(drawn(*sizes, samples=10, iterations=iterations))
for _ in {}:
    pass
"""

MOST_MORE = 8
"""Megabytes: checkpoints are kept, at most 64, and pages are not given back at once."""


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


STREAMS: Mapping[str, tuple[str, ...]] = {
    **{
        f"bptrace run --show all --format {name}": (*RUN, "--show", "all", "--format", name)
        for name in ("terminal", "markdown", "json", "jsonl", "csv", "npz")
    },
    "a loop over the records of 784-15-10": ("-c", LOOP.format("trace"), "784", "15", "10"),
    "a loop over its errors": ("-c", LOOP.format("trace.errors()"), "784", "15", "10"),
}


def memory(iterations: int) -> Iterator[Row]:
    """The most memory that runs have resident at any time, a tenth as long and as long."""
    for what, arguments in STREAMS.items():
        few, many = (peak_of(arguments, number) for number in (iterations // 10, iterations))
        yield Row(
            f"{what}, {iterations:,} iterations",
            f"{many:.0f} MB",
            f"{few:.0f} MB of {iterations // 10:,}",
            f"+ {many - few:.1f} MB",
            f"+ {MOST_MORE} MB",
            many - few <= MOST_MORE,
        )


def peak_of(arguments: Sequence[str], iterations: int) -> float:
    if arguments[0] == "-c":
        return peak_megabytes((*arguments, str(iterations)))
    number = "--iterations", str(iterations), "--output", os.devnull
    return peak_megabytes((*arguments, *number))


def python(arguments: Sequence[str], exit_code: int = 0) -> None:
    command = [sys.executable, *arguments]
    quiet = subprocess.DEVNULL
    done = subprocess.run(
        command, stdout=quiet, stderr=quiet, stdin=quiet, env=installed(), check=False
    )
    assert done.returncode == exit_code, command


WATCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A process counts what its parent had when it began: one has a small parent here."""


def peak_megabytes(arguments: Sequence[str]) -> float:
    """Of a process of its own; Linux counts in KiB, macOS in bytes."""
    command = [sys.executable, "-c", WATCHER, sys.executable, *arguments]
    quiet = subprocess.DEVNULL
    done = subprocess.run(command, stdin=quiet, capture_output=True, env=installed(), check=True)
    return int(done.stdout) / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def installed() -> Mapping[str, str]:
    """The environment of somebody who uses bptrace: after the first run, modules are compiled."""
    kept = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(gettempdir()) / "bptrace-benchmarks")}
