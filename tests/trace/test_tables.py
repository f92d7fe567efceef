"""CSV, Parquet and NPZ: what was written comes back bit for bit, and takes no memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import bptrace
from bptrace.errors import InputError
from bptrace.trace.formats import writer_of
from bptrace.trace.selection import ALL
from bptrace.trace.tables.columns import wide_names
from bptrace.trace.wanted import Wanted, parse_wanted
from tests.support.bits import bits
from tests.support.networks import dense, trace_of, worked_example
from tests.support.strategies import configs
from tests.support.tables import (
    TABLES,
    content_of,
    diverging,
    reread,
    two_of_three,
)
from tests.support.traces import records_of

pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: bptrace[parquet]")

# Everything comes back


@pytest.mark.parametrize(("format_", "layout"), TABLES)
@given(config=configs(iterations=4))
def test_a_table_that_was_written_is_read_bit_for_bit(
    format_: str, layout: Any, config: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    trace = trace_of(config)
    folder = tmp_path_factory.mktemp("traces")
    again = reread(trace, format_, folder, Wanted((), layout))
    assert again.experiment == trace.experiment
    for record, recorded in zip(records_of(trace), records_of(again), strict=True):
        assert again.is_recorded(record.iteration)
        assert list(recorded) == list(record)
        assert bits(recorded.row) == bits(record.row)


@pytest.mark.parametrize(("format_", "layout"), TABLES)
def test_what_is_not_finite_comes_back(format_: str, layout: Any, tmp_path: Path) -> None:
    trace = diverging(17)
    again = reread(trace, format_, tmp_path, Wanted((), layout))
    assert again[17]["E"] == inf
    assert bits(again[17].row) == bits(trace[17].row)


@pytest.mark.parametrize(("format_", "layout"), [*TABLES, ("json", "wide"), ("jsonl", "wide")])
@pytest.mark.parametrize("engine", ["scalar", "array"])
def test_both_engines_are_written(format_: str, layout: Any, engine: Any, tmp_path: Path) -> None:
    trace = bptrace.run(two_of_three(), engine=engine)
    again = reread(trace, format_, tmp_path, Wanted((), layout))
    assert [bits(each.row) for each in again] == [bits(each.row) for each in trace]
    assert again.origin.engine == engine


@pytest.mark.parametrize(("format_", "layout"), TABLES)
def test_iterations_are_read_in_any_order(format_: str, layout: Any, tmp_path: Path) -> None:
    trace = trace_of(worked_example(iterations=30))
    again = reread(trace, format_, tmp_path, Wanted((), layout))
    for number in (3, 1, 2, 2, 30, 29, 5):
        assert bits(again[number].row) == bits(trace[number].row)
    assert bits(again[-1].row) == bits(trace[30].row)


@pytest.mark.parametrize(("format_", "layout"), TABLES)
def test_what_was_not_written_is_computed(format_: str, layout: Any, tmp_path: Path) -> None:
    trace = trace_of(worked_example(iterations=5))
    again = reread(trace, format_, tmp_path, parse_wanted("E,w5,out_h1", layout))
    record = again[4]
    assert list(record) == ["w5", "out_h1", "E"]
    assert record["dE_dw5"] == trace[4]["dE_dw5"]


def test_a_sample_that_is_drawn_twice_has_its_values_twice(tmp_path: Path) -> None:
    """Of a random order; in the long layout both have the same name and the same sample."""
    batch = {"size": 3, "order": "random"}
    trace = trace_of(two_of_three(batch=batch, iterations=20))
    assert any(len(set(each.samples)) < len(each.samples) for each in trace)
    for format_ in ("csv", "parquet"):
        again = reread(trace, format_, tmp_path, Wanted((), "long"))
        assert [bits(each.row) for each in again] == [bits(each.row) for each in trace]


def test_a_large_network_s_archive_is_read_bit_for_bit(tmp_path: Path) -> None:
    trace = trace_of(dense(20, 15, 2, iterations=3))
    again = reread(trace, "npz", tmp_path)
    for record, recorded in zip(trace, again, strict=True):
        assert list(recorded) == list(record)
        assert bits(recorded.row) == bits(record.row)


def test_missing_connections_are_not_values(tmp_path: Path) -> None:
    config = dense(2, 2, 1, iterations=2)
    config["layers"][0] |= {"mask": [[1, 0], [1, 1]], "weights": [[0.5, 0.0], [0.2, 0.1]]}
    trace = trace_of(config)
    for format_ in ("csv", "parquet", "npz"):
        again = reread(trace, format_, tmp_path)
        assert [list(each) for each in again] == [list(each) for each in trace]
        assert [bits(each.row) for each in again] == [bits(each.row) for each in trace]
    with np.load(tmp_path / "trace.npz") as arrays:
        assert arrays["W_h"][0].tolist() == [[0.5, 0.0], [0.2, 0.1]]


# Memory


def peak_of(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("format_", ["csv", "parquet", "npz"])
def test_writing_more_iterations_takes_no_more_memory(
    format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even one number of 8 bytes is kept of each."""
    monkeypatch.setattr("bptrace.trace.tables.blocks.MOST_ROWS", 1500)

    def write(iterations: int) -> int:
        trace = trace_of(worked_example(iterations=iterations))
        return peak_of(lambda: writer_of(format_)(trace, ALL, len))

    write(10)
    assert write(22_500) - write(4500) < 18_000 * 8


# What cannot be written


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_a_table_of_too_many_columns_is_refused_with_their_number(format_: str) -> None:
    trace = trace_of(dense(40, 30, 2))
    with pytest.raises(InputError) as caught:
        content_of(trace, format_)
    said = str(caught.value)
    assert said.startswith(
        f"a table of {len(trace[1]):,} columns is more than most programs can use"
    )
    for way_out in ("--only", "--layout long", "--format npz"):
        assert way_out in said
    assert content_of(trace, format_, Wanted((), "long"))
    assert content_of(trace, format_, parse_wanted("layer:o"))


def test_a_value_that_is_called_like_a_column_is_refused() -> None:
    trace = trace_of(worked_example(inputs=["iteration", "i2"]))
    for format_ in ("csv", "parquet"):
        with pytest.raises(InputError, match="two columns would be called iteration"):
            content_of(trace, format_)
        assert content_of(trace, format_, Wanted((), "long"))


def test_wide_names_are_those_of_the_records() -> None:
    from bptrace.trace.narrowed import Narrowed  # noqa: PLC0415  # for this test only

    trace = trace_of(worked_example())
    assert wide_names(Narrowed(trace)) == ["iteration", "epoch", "sample", *trace[1]]
