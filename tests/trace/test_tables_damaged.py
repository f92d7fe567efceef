"""Tables that are damaged, or of something else, are answered with where and what."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from math import nan
from pathlib import Path

import numpy as np
import pytest

import bptrace
from bptrace.errors import InputError, TraceError
from bptrace.trace.selection import ALL
from bptrace.trace.tables.csv_reader import names_in
from bptrace.trace.tables.dataset import write_dataset
from bptrace.trace.wanted import EVERYTHING, Wanted
from tests.support.bits import bits
from tests.support.networks import dense, trace_of, worked_example
from tests.support.tables import (
    TABLES,
    content_of,
    describe,
    two_of_three,
)

pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: bptrace[parquet]")

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


# What is whole


def other_bytes(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place : place + 16] = bytes(each ^ 0xFF for each in content[place : place + 16])
    file.write_bytes(content)


def test_of_an_archive_the_arrays_that_are_whole_can_be_had(tmp_path: Path) -> None:
    trace = trace_of(worked_example(iterations=100))
    file = tmp_path / "trace.npz"
    file.write_bytes(content_of(trace, "npz"))
    other_bytes(file, file.read_bytes().index(b"out_o.npy") + 400)
    with pytest.raises(TraceError, match="npz, out_o: damaged: it is not as it was written"):
        bptrace.read_trace(file)
    again = bptrace.read_trace(file, partial=True)
    assert str(again.whole.damage).endswith("out_o: damaged: it is not as it was written")
    assert "out_o1" not in list(again[50])
    assert again[50]["out_o1"] == trace[50]["out_o1"], "computed"
    assert again[50]["out_h1"] == trace[50]["out_h1"]
    assert again.is_recorded(50)


@pytest.mark.parametrize("name", ["header", "iteration", "samples"])
def test_of_an_archive_without_what_says_of_what_it_is_nothing_can_be_had(
    name: str, tmp_path: Path
) -> None:
    file = tmp_path / "trace.npz"
    file.write_bytes(content_of(trace_of(worked_example(iterations=100)), "npz"))
    other_bytes(file, file.read_bytes().index(f"{name}.npy".encode()) + 300)
    with pytest.raises(TraceError, match=f"npz, {name}: damaged"):
        bptrace.read_trace(file, partial=True)


def parts_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A folder of three files of two iterations each."""
    monkeypatch.setattr("bptrace.trace.tables.dataset.VALUES_IN_A_PART", 300)
    write_dataset(trace_of(worked_example(iterations=6)), ALL, tmp_path, EVERYTHING)
    parts = sorted(tmp_path.iterdir())
    assert len(parts) == 3
    return parts


def test_of_a_folder_the_files_before_a_damaged_one_can_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second, _ = parts_of(tmp_path, monkeypatch)
    second.write_bytes(second.read_bytes()[:-100])
    with pytest.raises(TraceError, match=f"{second.name}: damaged, or cut off"):
        bptrace.read_trace(tmp_path)
    again = bptrace.read_trace(tmp_path, partial=True)
    assert again.whole.iterations == 2
    assert str(again.whole.damage).startswith(f"{second}: damaged, or cut off")
    rows = [bits(each.row) for each in trace_of(worked_example(iterations=6))]
    assert [bits(each.row) for each in again] == rows


def test_a_folder_says_which_row_group_of_which_file_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second, _ = parts_of(tmp_path, monkeypatch)
    other_bytes(second, 200)
    again = bptrace.read_trace(tmp_path)
    assert dict(again[2]), "what is before it is read"
    with pytest.raises(TraceError) as caught:
        again[3]
    assert str(caught.value).startswith(f"{second}, row group 1: damaged")


@pytest.mark.parametrize("table", TABLES)
def test_a_newer_version_is_refused_by_name_in_every_format(
    small: dict[tuple[str, str], Path], table: tuple[str, str], tmp_path: Path
) -> None:
    old = small[table]
    file = tmp_path / old.name
    newer = (b'"version":1', b'"version":2')
    file.write_bytes(old.read_bytes())
    if table[0] == "csv":
        described = old.with_name(f"{old.name}-metadata.json").read_bytes()
        file.with_name(f"{old.name}-metadata.json").write_bytes(described.replace(*newer))
    elif table[0] == "parquet":
        kept = pq.read_table(file)
        metadata = {name: text.replace(*newer) for name, text in kept.schema.metadata.items()}
        pq.write_table(kept.replace_schema_metadata(metadata), file)
    else:
        with np.load(old) as arrays:
            header = str(arrays["header"]).replace('"version":1', '"version":2')
            np.savez(file, **{**arrays, "header": np.array(header)})
    with pytest.raises(TraceError, match=r"version 2 of the format, written by bptrace .* reads"):
        bptrace.read_trace(file)
