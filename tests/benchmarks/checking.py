"""What a check takes as a process of its own, where every known mistake is tried."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.json import encode

from tests.benchmarks.measure import Row, against_limit
from tests.benchmarks.networks import drawn
from tests.benchmarks.whole_process import python

CHECK = ("-m", "bptrace", "check")
NOWHERE = "after:1:E=0.29555123456"
"""Nothing gives it: all mistakes are tried, then all pairs, each with the whole first iteration."""
LARGE_NOWHERE = "after:1:E=0.3123456789"


def checking() -> Iterator[Row]:
    yield against_limit("bptrace check mazur", _failing((*CHECK, "mazur")), limit=3.0, repeats=5)
    yield against_limit(
        "… with a number that no mistake and no pair gives",
        _failing((*CHECK, "mazur", NOWHERE)),
        limit=3.0,
        repeats=3,
    )
    with TemporaryDirectory() as folder:
        large = Path(folder) / "large.json"
        large.write_bytes(encode(drawn(64, 10, 4, samples=1)))
        yield against_limit(
            "… of 64-10-4, each mistake alone",
            _failing((*CHECK, str(large), LARGE_NOWHERE)),
            limit=30.0,
            repeats=1,
        )


def _failing(arguments: tuple[str, ...]) -> partial[None]:
    """What ends with exit code 1: a number is wrong."""
    return partial(python, arguments, exit_code=1)
