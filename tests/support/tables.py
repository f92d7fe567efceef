"""Traces as tables, written and read again."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec.json import Encoder

import bptrace
from bptrace.errors import Diverged
from bptrace.trace.formats import writer_of
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.rows import header_of
from bptrace.trace.selection import parse_selection
from bptrace.trace.tables.csv_reader import beside, metadata
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import EVERYTHING, Wanted, parse_wanted
from tests.support.networks import dense, trace_of

TABLES = [("csv", "wide"), ("csv", "long"), ("parquet", "wide"), ("parquet", "long")]
TABLES += [("npz", "wide")]


def content_of(trace: Trace, format_: str, wanted: Wanted = EVERYTHING, show: str = "all") -> bytes:
    parts: list[bytes] = []
    with suppress(Diverged):
        writer_of(format_)(trace, parse_selection(show), parts.append, wanted)
    return b"".join(parts)


def reread(trace: Trace, format_: str, folder: Path, wanted: Wanted = EVERYTHING) -> RecordedTrace:
    """What comes back from a file."""
    file = folder / f"trace.{format_}"
    file.write_bytes(content_of(trace, format_, wanted))
    if format_ == "csv":
        describe(file, trace)
    return bptrace.read_trace(file)


def describe(file: Path, trace: Trace) -> None:
    """Writes what `bptrace run` writes beside a CSV."""
    names = file.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    header = Encoder(decimal_format="number").encode(header_of(trace))
    beside(file).write_bytes(metadata(file, names, [header]))


def rows_of(trace: Trace, layout: str = "wide", only: str | None = None) -> list[dict[str, str]]:
    wanted = parse_wanted(only, layout)  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(content_of(trace, "csv", wanted).decode())))


def two_of_three(**changes: Any) -> dict[str, Any]:
    """Three samples in batches of two: the second batch of an epoch has one."""
    samples = [{"input": [0.1 * n, 0.2], "target": [0.3]} for n in (1, 2, 3)]
    return dense(2, 2, 1, samples=samples, iterations=5) | {"batch": {"size": 2}} | changes


def diverging(iterations: int = 50) -> Trace:
    """w⁺ = −1e10·w from w = 1, E = ½w²: infinite in iteration 17."""
    config = dense(1, 1, activation="identity", iterations=iterations)
    config["layers"][0] |= {"weights": [1.0], "bias": False}
    config["samples"] = [{"input": 1.0, "target": 0.0}]
    return trace_of(config | {"optimizer": {"name": "sgd", "learning_rate": 1e10}})
