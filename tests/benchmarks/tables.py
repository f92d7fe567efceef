"""What reading a trace takes, and what writing a large one as a table does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.json import Decoder

import bptrace
from bptrace.trace.selection import ALL
from bptrace.trace.writers import write_json_lines
from tests.benchmarks.in_process import ITERATIONS, consume
from tests.benchmarks.measure import Row, against_limit, against_number, against_yardstick
from tests.benchmarks.whole_process import RUN, peak_megabytes

MILLION = 1_000_000
QUESTION = "SELECT iteration, E FROM '{}' WHERE iteration % 100000 = 0 ORDER BY iteration"


def tables() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        yield reading(Path(folder) / "trace.jsonl")


def large_tables() -> Iterator[Row]:
    """A million iterations, where pyarrow and DuckDB are installed."""
    if find_spec("pyarrow") is None:
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / "trace.parquet"
        command = (*RUN, "--iterations", str(MILLION), "--output", str(file))
        what = f"bptrace run --output trace.parquet, {MILLION:,} iterations"
        yield against_number(what, peak_megabytes(command), 300, "MB")
        if find_spec("duckdb") is not None:
            yield against_limit(
                "… E of every 100,000th, by DuckDB", partial(asked, file), limit=1.0, repeats=5
            )


def reading(file: Path) -> Row:
    """JSON Lines, against msgspec's decoding of the same lines."""
    with file.open("wb") as stream:
        write_json_lines(bptrace.run("mazur"), ALL, stream.write)

    def yardstick() -> None:
        decode = Decoder().decode
        with file.open("rb") as lines:
            for line in lines:
                decode(line)

    return against_yardstick(
        f"2-2-2, {ITERATIONS:,} iterations read back from JSON Lines",
        lambda: consume(bptrace.read_trace(file)),
        yardstick,
        limit=2.0,
        repeats=7,
    )


def asked(file: Path) -> None:
    import duckdb  # noqa: PLC0415  # not everybody has it

    with duckdb.connect() as connection:
        found = connection.execute(QUESTION.format(file)).fetchall()
    assert len(found) == 10
