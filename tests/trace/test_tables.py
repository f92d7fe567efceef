"""CSV, Parquet and NPZ: what is in them, and that all of it comes back bit for bit."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from math import inf, isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import bptrace
from bptrace.errors import Diverged, InputError, TraceError
from bptrace.trace.formats import writer_of
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.rows import header_of
from bptrace.trace.selection import ALL, parse_selection
from bptrace.trace.tables.columns import LONG, wide_names
from bptrace.trace.tables.csv_reader import beside, metadata, names_in
from bptrace.trace.tables.dataset import iterations_of_a_part, write_dataset
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import EVERYTHING, Wanted, parse_wanted
from tests.support.bits import bits
from tests.support.networks import dense, trace_of, worked_example
from tests.support.strategies import configs
from tests.support.traces import records_of

pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: bptrace[parquet]")

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
    header = bptrace_json(header_of(trace))
    beside(file).write_bytes(metadata(file, names, [header]))


def bptrace_json(value: object) -> bytes:
    from msgspec.json import Encoder  # noqa: PLC0415  # as the writers have it

    return Encoder(decimal_format="number").encode(value)


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


# Damage


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """A small trace as a file of every kind."""
    folder = tmp_path_factory.mktemp("small")
    trace = trace_of(dense(1, 1, iterations=3))
    files = {}
    for format_, layout in TABLES:
        file = folder / f"{layout}.{format_}"
        file.write_bytes(content_of(trace, format_, Wanted((), layout)))  # type: ignore[arg-type]
        describe(file, trace) if format_ == "csv" else None
        files[format_, layout] = file
    return files


def read_all(file: Path) -> None:
    """Reads everything, or raises what a user can meet."""
    with suppress(bptrace_error()):
        for record in bptrace.read_trace(file):
            dict(record)


def bptrace_error() -> type[Exception]:
    from bptrace.errors import BptraceError  # noqa: PLC0415  # for this only

    return BptraceError


@pytest.mark.parametrize("table", TABLES)
def test_a_table_cut_off_at_any_byte_is_read_or_answered(
    small: dict[tuple[str, str], Path], table: tuple[str, str]
) -> None:
    file = small[table]
    content = file.read_bytes()
    try:
        for length in range(0, len(content), max(1, len(content) // 400)):
            file.write_bytes(content[:length])
            read_all(file)
    finally:
        file.write_bytes(content)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_with_bits_flipped_is_read_or_answered(
    small: dict[tuple[str, str], Path], table: tuple[str, str]
) -> None:
    file = small[table]
    content = file.read_bytes()
    try:
        for place in range(0, len(content), max(1, len(content) // 400)):
            flipped = bytearray(content)
            flipped[place] ^= 1 << place % 8
            file.write_bytes(flipped)
            read_all(file)
    finally:
        file.write_bytes(content)


CSV_DAMAGES = [
    (lambda text: text[:-5], "4: the trace was cut off here, in the middle of a record"),
    (lambda text: text.replace("\n2,", "\nx,"), "3: iteration is x, which is no number"),
    (
        lambda text: text.replace("\n2,", "\n2,2,"),
        "3: expected 23 cells, as in the first line, found 24",
    ),
    (lambda text: text.replace("\n2,", "\n1,"), "3: iteration 1 comes after iteration 1"),
    (lambda text: text.replace(",0.5,", ",half,", 1), "2: i1 is half, which is no number"),
    (lambda text: text.replace(",0.5,", ",,", 1), "2: i1 has no value"),
]


@pytest.mark.parametrize(("damage", "said"), CSV_DAMAGES)
def test_a_damaged_csv_says_where_and_what(
    damage: Callable[[str], str], said: str, tmp_path: Path
) -> None:
    trace = trace_of(dense(1, 1, iterations=3, samples=[{"input": 0.5, "target": 0.25}]))
    file = tmp_path / "trace.csv"
    file.write_bytes(content_of(trace, "csv"))
    describe(file, trace)
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(TraceError) as caught:
        list(bptrace.read_trace(file))
    assert str(caught.value).startswith(f"{file}:{said}")


def test_a_csv_alone_does_not_say_what_was_run(tmp_path: Path) -> None:
    file = tmp_path / "trace.csv"
    file.write_bytes(content_of(trace_of(worked_example(iterations=1)), "csv"))
    with pytest.raises(TraceError) as caught:
        bptrace.read_trace(file)
    assert "trace.csv-metadata.json, which `bptrace run --output` writes" in str(caught.value)
    with pytest.raises(TraceError, match="a CSV does not say what was run: name the file"):
        bptrace.read_trace(io.BytesIO(file.read_bytes()))


def test_what_lies_beside_a_csv_may_be_of_another(tmp_path: Path) -> None:
    file = tmp_path / "trace.csv"
    file.write_bytes(content_of(trace_of(worked_example(iterations=1)), "csv"))
    describe(file, trace_of(worked_example()))
    file.write_bytes(content_of(trace_of(two_of_three()), "csv"))
    with pytest.raises(TraceError, match="is of another table"):
        bptrace.read_trace(file)


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.npz"
    np.savez(file, a=np.arange(3))
    with pytest.raises(TraceError, match="not a trace"):
        bptrace.read_trace(file)


def test_an_archive_that_numpy_packed_again_is_read(tmp_path: Path) -> None:
    trace = trace_of(worked_example(iterations=3))
    with np.load(io.BytesIO(content_of(trace, "npz"))) as arrays:
        np.savez_compressed(tmp_path / "packed.npz", **arrays)
    again = bptrace.read_trace(tmp_path / "packed.npz")
    assert [bits(each.row) for each in again] == [bits(each.row) for each in trace]
    assert again.is_recorded(3)


def test_a_table_that_pyarrow_wrote_again_is_read(tmp_path: Path) -> None:
    trace = trace_of(worked_example(iterations=3))
    table = pq.read_table(io.BytesIO(content_of(trace, "parquet")))
    pq.write_table(table, tmp_path / "again.parquet", compression="snappy", write_statistics=False)
    again = bptrace.read_trace(tmp_path / "again.parquet")
    assert [bits(each.row) for each in again] == [bits(each.row) for each in trace]
    assert again.is_recorded(3)


def test_parquet_of_something_else_is_refused(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")

    pq.write_table(pa.table({"a": [1.0, nan]}), tmp_path / "other.parquet")
    with pytest.raises(TraceError, match="not a trace"):
        bptrace.read_trace(tmp_path / "other.parquet")


def test_where_pyarrow_is_missing_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from bptrace.trace.tables.arrow import pyarrow  # noqa: PLC0415  # for this only

    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    pyarrow.cache_clear()
    try:
        with pytest.raises(InputError) as caught:
            content_of(trace_of(worked_example(iterations=1)), "parquet")
    finally:
        pyarrow.cache_clear()
    assert "pip install 'bptrace[parquet]'" in str(caught.value)


def test_names_in_a_csv_may_be_quoted(tmp_path: Path) -> None:
    from bptrace.trace.lines import lines_of  # noqa: PLC0415  # for this only

    file = tmp_path / "a.csv"
    file.write_text('iteration,"a,b",c\n', encoding="utf-8")
    assert names_in(lines_of(file)) == ["iteration", "a,b", "c"]
