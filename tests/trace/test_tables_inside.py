"""CSV, Parquet and NPZ: what is in them, for other programs."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from math import inf, isnan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bptrace
from bptrace.errors import Diverged, InputError, TraceError
from bptrace.trace.formats import writer_of
from bptrace.trace.selection import ALL
from bptrace.trace.tables.columns import LONG
from bptrace.trace.tables.dataset import iterations_of_a_part, write_dataset
from bptrace.trace.wanted import EVERYTHING, Wanted, parse_wanted
from tests.support.bits import bits
from tests.support.networks import dense, trace_of, worked_example
from tests.support.tables import (
    TABLES,
    content_of,
    describe,
    diverging,
    rows_of,
    two_of_three,
)

pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: bptrace[parquet]")

# What is in them


def test_a_wide_table_has_a_row_an_iteration() -> None:
    """Of w = 2, not trained, by hand: E = ½ (1 − 6)² = 12.5, then ½ (5 − 2)² = 4.5; together 17."""
    config = dense(1, 1, activation="identity", iterations=2)
    config["layers"][0] |= {"weights": [2.0], "bias": False}
    config["samples"] = [{"input": 3.0, "target": 1.0}, {"input": 1.0, "target": 5.0}]
    config |= {"optimizer": {"name": "sgd", "learning_rate": 0.0}}
    rows = rows_of(trace_of(config), only="E,w1,E_all")
    assert rows == [
        {"iteration": "1", "epoch": "1", "sample": "1", "E_all": "", "w1": "2.0", "E": "12.5"},
        {"iteration": "2", "epoch": "1", "sample": "2", "E_all": "17.0", "w1": "2.0", "E": "4.5"},
    ]


def test_a_smaller_batch_has_empty_cells() -> None:
    first, second, *_ = rows_of(trace_of(two_of_three()), only="out_o1")
    assert first["samples"] == "1 2"
    assert float(first["out_o1@2"])
    assert (second["samples"], second["out_o1@2"]) == ("3", "")
    table = pq.read_table(io.BytesIO(content_of(trace_of(two_of_three()), "parquet")))
    assert table["samples"].to_pylist()[:2] == [[1, 2], [3]]
    assert table["out_o1@2"].to_pylist()[1] is None


def test_a_long_table_says_whose_every_value_is() -> None:
    trace = trace_of(two_of_three(iterations=2))
    rows = rows_of(trace, "long", "out_o1,E*,w1")
    assert list(rows[0]) == list(LONG)
    found = [(each["iteration"], each["sample"], each["layer"], each["name"]) for each in rows]
    assert found == [
        ("1", "", "h", "w1"),
        ("1", "1", "o", "out_o1"),
        ("1", "2", "o", "out_o1"),
        ("1", "1", "o", "E_o1"),
        ("1", "2", "o", "E_o1"),
        ("1", "1", "", "E"),
        ("1", "2", "", "E"),
        ("1", "", "", "E"),
        ("2", "", "h", "w1"),
        ("2", "3", "o", "out_o1"),
        ("2", "3", "o", "E_o1"),
        ("2", "3", "", "E"),
        ("2", "", "", "E"),
        ("2", "", "", "E_all"),
    ]
    assert {each["name"]: each["phase"] for each in rows} == {
        "w1": "given",
        "out_o1": "forward",
        "E_o1": "error",
        "E": "error",
        "E_all": "error",
    }
    assert [float(each["value"]) for each in rows if each["name"] == "w1"] == [
        trace[1]["w1"],
        trace[2]["w1"],
    ]


def test_csv_writes_what_is_not_finite_as_float_reads_it() -> None:
    last = rows_of(diverging())[-1]
    assert (last["iteration"], last["E"]) == ("17", "inf")
    assert [float(each) for each in ("inf", "-inf")] == [inf, -inf]
    assert isnan(float("nan"))


def test_parquet_has_header_and_summary_as_metadata() -> None:
    trace = trace_of(worked_example(iterations=3))
    file = pq.ParquetFile(io.BytesIO(content_of(trace, "parquet")))
    kept = file.metadata.metadata
    header, summary = (
        json.loads(kept[f"bptrace.{each}".encode()]) for each in ("header", "summary")
    )
    assert header["format"] == "bptrace-trace"
    assert header["conventions"]["delta"] == "+dE/dnet"
    assert summary["iterations"] == 3
    assert str(file.schema_arrow.field("iteration").type) == "int64"
    assert str(file.schema_arrow.field("dE_dw5").type) == "double"


def test_parquet_tells_null_from_not_a_number() -> None:
    """0·∞ in the update of a weight whose input is 0."""
    config = dense(2, 1, activation="identity", iterations=1)
    config["layers"][0] |= {"weights": [[1e308, 1.0]], "bias": False}
    config["samples"] = [{"input": [10.0, 0.0], "target": 0.0}]
    trace = trace_of(config)
    with suppress(Diverged):
        assert isnan(trace[1]["dE_dw2"])
    table = pq.read_table(io.BytesIO(content_of(trace, "parquet")))
    assert table["dE_dw2"].null_count == 0
    assert isnan(table["dE_dw2"].to_pylist()[0])


def test_an_archive_has_an_array_a_family() -> None:
    trace = trace_of(worked_example(iterations=3))
    with np.load(io.BytesIO(content_of(trace, "npz"))) as arrays:
        assert arrays["iteration"].tolist() == [1, 2, 3]
        assert arrays["samples"].tolist() == [[1], [1], [1]]
        assert arrays["W_o"][0].tolist() == [[0.40, 0.45], [0.50, 0.55]]
        assert arrays["W_o_new"][0].tolist() == arrays["W_o"][1].tolist()
        assert arrays["out_h"].shape == (3, 2)
        assert arrays["E"].tolist() == [each["E"] for each in trace]
        assert json.loads(str(arrays["header"]))["config"]["optimizer"]["learning_rate"] == 0.5
        assert json.loads(str(arrays["summary"]))["iterations"] == 3


def test_an_archive_of_batches_has_an_axis_of_samples() -> None:
    with np.load(io.BytesIO(content_of(trace_of(two_of_three()), "npz"))) as arrays:
        assert arrays["out_h"].shape == (5, 2, 2)
        assert np.isnan(arrays["out_h"][1, 1]).all()
        assert arrays["samples"].tolist() == [[1, 2], [3, 0], [1, 2], [3, 0], [1, 2]]
        assert np.isnan(arrays["E_all"]).tolist() == [True, False, True, False, True]


def test_an_archive_of_some_values_has_an_array_each() -> None:
    trace = trace_of(worked_example(iterations=2))
    with np.load(io.BytesIO(content_of(trace, "npz", parse_wanted("w5,layer:o")))) as arrays:
        assert "W_o" in arrays
    with np.load(io.BytesIO(content_of(trace, "npz", parse_wanted("w5,E")))) as arrays:
        assert set(arrays) == {"header", "summary", "iteration", "epoch", "samples", "w5", "E"}
        assert arrays["w5"].tolist() == [trace[1]["w5"], trace[2]["w5"]]


@pytest.mark.parametrize(("format_", "layout"), TABLES)
def test_the_same_run_is_written_in_the_same_bytes(format_: str, layout: Any) -> None:
    one, other = (
        content_of(trace_of(two_of_three(seed=5)), format_, Wanted((), layout)) for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize(("format_", "layout"), TABLES)
def test_only_the_selected_iterations_are_written(
    format_: str, layout: Any, tmp_path: Path
) -> None:
    trace = trace_of(worked_example(iterations=10))
    file = tmp_path / "trace"
    file.write_bytes(content_of(trace, format_, Wanted((), layout), "2,every:4,last"))
    if format_ == "csv":
        describe(file, trace)
    again = bptrace.read_trace(file)
    assert [n for n in range(1, 11) if again.is_recorded(n)] == [2, 4, 8, 10]


@pytest.mark.parametrize("format_", ["csv", "parquet", "npz"])
def test_a_run_that_diverges_is_written_whole_and_then_raises(format_: str) -> None:
    parts: list[bytes] = []
    with pytest.raises(Diverged):
        writer_of(format_)(diverging(), ALL, parts.append)
    assert parts


# A folder


def test_a_folder_of_parts_is_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bptrace.trace.tables.dataset.VALUES_IN_A_PART", 300)
    trace = trace_of(worked_example(iterations=7))
    folder = tmp_path / "runs"
    write_dataset(trace, ALL, folder, EVERYTHING)
    names = [f"iterations-{first:012}-{first + 1:012}.parquet" for first in (1, 3, 5, 7)]
    assert len(trace[1]) * 2 <= 300 < len(trace[1]) * 5
    assert sorted(each.name for each in folder.iterdir()) == names
    assert pq.read_table(folder)["iteration"].to_pylist() == list(range(1, 8))
    again = bptrace.read_trace(folder)
    assert [bits(each.row) for each in again] == [bits(each.row) for each in trace]
    assert all(map(again.is_recorded, range(1, 8)))
    last = pq.ParquetFile(folder / names[-1]).metadata.metadata
    assert json.loads(last[b"bptrace.summary"])["iterations"] == 7


def test_a_folder_that_holds_a_table_is_left_alone(tmp_path: Path) -> None:
    trace = trace_of(worked_example(iterations=2))
    write_dataset(trace, ALL, tmp_path, EVERYTHING)
    with pytest.raises(InputError, match="holds a table already, in 1 files"):
        write_dataset(trace, ALL, tmp_path, EVERYTHING)


def test_a_damaged_part_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bptrace.trace.tables.dataset.VALUES_IN_A_PART", 300)
    write_dataset(trace_of(worked_example(iterations=4)), ALL, tmp_path, EVERYTHING)
    part = tmp_path / "iterations-000000000003-000000000004.parquet"
    part.write_bytes(part.read_bytes()[:1000])
    with pytest.raises(TraceError) as caught:
        bptrace.read_trace(tmp_path)
    assert str(caught.value).startswith(f"{part}: damaged, or cut off")


@pytest.mark.parametrize(
    ("columns", "iterations"), [(69, 100_000), (1, 10_000_000), (20_856, 200), (10**9, 1)]
)
def test_a_part_has_a_round_number_of_iterations(columns: int, iterations: int) -> None:
    """10,000,000 values, at most: 100,000 × 69 are, 200,000 × 69 are not."""
    assert iterations_of_a_part(columns) == iterations
