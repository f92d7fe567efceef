"""Tables that are larger than anybody would hold in memory, read by other programs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import bptrace
from bptrace.trace.selection import ALL
from bptrace.trace.tables.dataset import write_dataset
from bptrace.trace.wanted import Wanted
from tests.benchmarks.whole_process import RUN, peak_megabytes

pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pytestmark = pytest.mark.slow

ITERATIONS = 130_000
VALUES = 80
ROWS = ITERATIONS * VALUES
assert ROWS > 10_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The worked example's values, one a row, ten million rows."""
    folder = tmp_path_factory.mktemp("large") / "runs"
    trace = bptrace.run("mazur", assignments=[f"iterations={ITERATIONS}"])
    assert len(trace[1]) == VALUES
    write_dataset(trace, ALL, folder, Wanted((), "long"))
    assert len(list(folder.iterdir())) > 1
    yield folder
    for each in folder.iterdir():
        each.unlink()


def expected(name: str, iteration: int) -> float:
    return bptrace.run("mazur", assignments=[f"iterations={iteration}"])[iteration][name]


def test_duckdb_reads_ten_million_rows_as_one_table(folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    with duckdb.connect() as connection:
        table = f"'{folder}/*.parquet'"
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert count == ROWS
        question = "SELECT iteration, value FROM {} WHERE name = 'E' AND iteration % 50000 = 0"
        found = dict(connection.execute(question.format(table)).fetchall())
        by_layer = f"SELECT layer, count(*) FROM {table} WHERE phase = 'update' GROUP BY layer"
        updates = dict(connection.execute(by_layer).fetchall())
    assert found == {n: expected("E", n) for n in (50_000, 100_000)}
    assert updates == {"h": 4 * ITERATIONS, "o": 4 * ITERATIONS}


# Dask calls pandas in ways that pandas wants to be rid of: not ours to change.
@pytest.mark.filterwarnings("ignore:The inplace keyword:Warning")
def test_dask_reads_them_too(folder: Path) -> None:
    dataframe = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    table = dataframe.read_parquet(folder, columns=["iteration", "name", "value"])
    assert len(table) == ROWS
    errors = table[table["name"] == "E"].compute()
    assert len(errors) == ITERATIONS
    last = errors[errors["iteration"] == ITERATIONS]["value"].item()
    assert last == expected("E", ITERATIONS)


def test_polars_reads_them_too(folder: Path) -> None:
    polars = pytest.importorskip("polars", reason="Polars is not installed")
    table = polars.scan_parquet(folder / "*.parquet")
    is_error = polars.col("name").cast(polars.String) == "E"
    errors = table.filter(is_error).select("value").collect()
    assert errors.height == ITERATIONS
    assert errors["value"][-1] == expected("E", ITERATIONS)


def test_spark_reads_them_too(folder: Path) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed; it needs Java")
    session = sql.SparkSession.builder.master("local[2]").getOrCreate()
    try:
        table = session.read.parquet(str(folder))
        assert table.count() == ROWS
        last = table.where(f"name = 'E' AND iteration = {ITERATIONS}").select("value").first()
        assert last[0] == expected("E", ITERATIONS)
    finally:
        session.stop()


def test_a_million_iterations_take_little_memory_and_are_asked_quickly(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    file = tmp_path / "trace.parquet"
    assert peak_megabytes((*RUN, "--iterations", "1000000", "--output", str(file))) < 300
    question = f"SELECT iteration, E FROM '{file}' WHERE iteration % 100000 = 0"
    with duckdb.connect() as connection:
        started = time.perf_counter()
        found = dict(connection.execute(question).fetchall())
        assert time.perf_counter() - started < 1.0
    assert sorted(found) == list(range(100_000, 1_000_001, 100_000))
    assert found[100_000] == expected("E", 100_000)
