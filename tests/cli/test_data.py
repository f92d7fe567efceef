"""`bptrace run` for programs: which values, in which format, into which file; read again."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke

FORMATS = ["json", "jsonl", "csv", "parquet", "npz"]
NEEDS_PYARROW = frozenset({"parquet"})


@pytest.fixture(params=FORMATS)
def format_(request: pytest.FixtureRequest) -> str:
    """Each format for programs, as far as it can be had."""
    if request.param in NEEDS_PYARROW:
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    name: str = request.param
    return name


def test_the_ending_of_a_file_says_its_format(invoke: Invoke, tmp_path: Path, format_: str) -> None:
    assert invoke("run", "--iterations", "3", "-o", f"a.{format_}").exit_code == 0
    assert invoke("run", "--iterations", "3", "--format", format_, "-o", "b").exit_code == 0
    if format_ != "parquet":  # which makes a folder of a name without an ending
        assert (tmp_path / f"a.{format_}").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(("name", "begins"), [("a.md", "# "), ("a.tex", "%"), ("a.htm", "<!doct")])
def test_so_it_does_of_documents(invoke: Invoke, tmp_path: Path, name: str, begins: str) -> None:
    assert invoke("run", "--iterations", "3", "-o", name).exit_code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").lower().startswith(begins)


def test_gz_after_it_packs_what_is_written(invoke: Invoke, tmp_path: Path, format_: str) -> None:
    invoke("run", "--iterations", "3", "-o", f"a.{format_}")
    invoke("run", "--iterations", "3", "-o", f"a.{format_}.gz")
    plain, packed = (tmp_path / f"a.{format_}{each}" for each in ("", ".gz"))
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()


@pytest.mark.parametrize("packed", ["", ".gz"])
def test_every_format_is_a_source(invoke: Invoke, format_: str, packed: str) -> None:
    name = f"a.{format_}{packed}"
    invoke("run", "--iterations", "3", "--set", "w5=0.9", "-o", name)
    result = invoke("explain", "w5", name, "--iteration", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0.9" in invoke("explain", "w5", name).stdout
    assert "bit for bit" in invoke("diff", name, name).stdout


SOURCES = [
    ("check", "{}", "E=0.298371109"),
    ("gradcheck", "{}"),
    ("plot", "{}", "E", "w5"),
    ("plot", "{}", "--iterations", "2"),
    ("draw", "{}", "--values"),
    ("draw", "{}", "--set", "w5=0.9"),
    ("code", "{}"),
    ("code", "{}", "--format", "c-header", "--show", "1"),
    ("code", "{}", "--set", "w5=0.9"),
]


@pytest.mark.parametrize("command", SOURCES, ids=" ".join)
def test_every_command_reads_every_format(
    invoke: Invoke, format_: str, command: tuple[str, ...]
) -> None:
    """And says of a trace what it says of what was run."""
    name = f"a.{format_}"
    invoke("run", "three-layers", "--iterations", "3", "-o", name)
    invoke("run", "three-layers", "--iterations", "3", "--save-config", "a.yaml")
    if command[0] == "check":
        invoke("run", "--iterations", "3", "-o", name)
        invoke("run", "--iterations", "3", "--save-config", "a.yaml")
    said = []
    for source in (name, "a.yaml"):
        result = invoke(*(each.format(source) for each in command))
        assert (result.exit_code, result.stderr) == (0, "")
        said.append([each for each in result.stdout.splitlines() if source not in each])
    assert said[0] == said[1]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.json.gz"])
def test_a_trace_that_is_run_is_said_to_be_one(invoke: Invoke, name: str) -> None:
    invoke("run", "--iterations", "3", "-o", name)
    result = invoke("run", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"bptrace: {name} is a trace, not a config: bptrace explain NAME {name} reads it; "
        f"--set start_from={name} goes on from where it ended\n"
    )


def test_only_names_what_is_written(invoke: Invoke) -> None:
    result = invoke("run", "--format", "csv", "--only", "w5, ∂E/∂w5,E", "--show", "1-2")
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = csv.DictReader(io.StringIO(result.stdout))
    assert list(first) == ["iteration", "epoch", "sample", "w5", "E", "dE_dw5"]
    assert float(first["dE_dw5"]) == 0.08216704056423078
    assert float(second["E"]) == 0.29102777369359933


ONLY = [
    ("dE_dw[5-6]", ["dE_dw5", "dE_dw6"]),
    ("∂E/∂w*", [f"dE_dw{n}" for n in (5, 6, 7, 8, 1, 2, 3, 4)]),
    ("δ_*", ["delta_o1", "delta_o2", "delta_h1", "delta_h2"]),
    ("w5+", ["w5_new"]),
    ("w?⁺", [f"w{n}_new" for n in range(1, 9)]),
    ("h1", ["net_h1", "out_h1"]),
    ("h1:o1", ["w5"]),
    ("phase:error", ["E_o1", "E_o2", "E"]),
    ("phase:error,E,E_o1", ["E_o1", "E_o2", "E"]),
    ("layer:i", ["i1", "i2"]),
]


@pytest.mark.parametrize(("only", "names"), ONLY)
def test_only_takes_every_spelling_in_order_of_computation(
    invoke: Invoke, only: str, names: list[str]
) -> None:
    arguments = ("--format", "jsonl", "--iterations", "1", "--only", only)
    header, iteration, _ = map(json.loads, invoke("run", *arguments).stdout.splitlines())
    found = list(iteration["values"])
    assert found[: len(names)] == names
    assert len(found) == len(names) or only.startswith("layer:")
    assert [each["name"] for each in header["columns"]] == found


def test_of_a_batch_a_name_means_that_of_each_sample(invoke: Invoke) -> None:
    arguments = ("batch", "--format", "jsonl", "--iterations", "1", "--only", "net_o1,E@2,E")
    _, iteration, _ = map(json.loads, invoke("run", *arguments).stdout.splitlines())
    assert list(iteration["values"]) == ["net_o1@1", "net_o1@2", "net_o1@3", "E@2", "E"]


def test_only_reaches_what_a_large_network_does_not_record(invoke: Invoke) -> None:
    arguments = ("--format", "jsonl", "--iterations", "1", "--only", "dE_dout_h1_via_o1@1,E")
    _, iteration, _ = map(json.loads, invoke("run", "digits", *arguments).stdout.splitlines())
    assert list(iteration["values"]) == ["E", "dE_dout_h1_via_o1@1"]


REFUSED = [
    (("--only", "w99"), 'no value is called "w99"; did you mean w8?'),
    (("--only", "dE_dx*"), 'no value is called "dE_dx*"'),
    (("--only", "layer:0"), 'no layer is called "0"; there are i, h, o'),
    (("--only", "phase:backwards"), 'no phase is called "backwards"; did you mean phase:backward?'),
    (("--only", " , "), "--only names no value"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_what_only_does_not_know_is_said_before_a_file_is_emptied(
    invoke: Invoke, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "trace.jsonl"
    file.write_text("precious", encoding="utf-8")
    result = invoke("run", *arguments, "-o", "trace.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"bptrace: {said}")
    assert file.read_text(encoding="utf-8") == "precious"


def test_what_is_for_data_is_refused_for_tables_for_people(invoke: Invoke) -> None:
    for arguments in (("--only", "E"), ("--layout", "long")):
        result = invoke("run", *arguments)
        assert result.exit_code == 2
        assert "is for the trace as data: --format json, jsonl, csv" in result.stderr
    result = invoke("run", "--format", "npz", "--layout", "long")
    assert "--layout is for a table, --format csv or parquet; npz is none" in result.stderr


def test_a_csv_is_described_by_what_lies_beside_it(invoke: Invoke, tmp_path: Path) -> None:
    """As https://www.w3.org/TR/tabular-data-primer/ has it."""
    invoke("run", "--iterations", "3", "--only", "E,w5", "-o", "trace.csv")
    described = json.loads((tmp_path / "trace.csv-metadata.json").read_text(encoding="utf-8"))
    assert described["@context"] == "http://www.w3.org/ns/csvw"
    assert described["url"] == "trace.csv"
    columns = [(each["titles"], each["datatype"]) for each in described["tableSchema"]["columns"]]
    assert columns == [
        ("iteration", "integer"),
        ("epoch", "integer"),
        ("sample", "integer"),
        ("w5", "double"),
        ("E", "double"),
    ]
    header, summary = described["notes"]
    assert (header["record"], summary["record"], summary["iterations"]) == ("header", "summary", 3)


def test_parquet_goes_to_a_folder_that_is_read_as_one_table(invoke: Invoke, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    result = invoke("run", "--iterations", "9", "--format", "parquet", "-o", "runs")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert [each.suffix for each in (tmp_path / "runs").iterdir()] == [".parquet"]
    assert invoke("explain", "w5", "runs", "--iteration", "9").exit_code == 0
    again = invoke("run", "--iterations", "9", "--format", "parquet", "-o", "runs")
    assert (again.exit_code, again.stderr) == (
        2,
        "bptrace: runs holds a table already, in 1 files: name another folder, or remove them\n",
    )


@pytest.mark.skipif(os.name != "posix", reason="needs a /dev/null")
def test_parquet_to_a_device_or_a_file_is_no_folder(invoke: Invoke, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    run = ("run", "--iterations", "3", "--format", "parquet", "-o")
    assert invoke(*run, "/dev/null").exit_code == 0
    (tmp_path / "file").touch()
    assert invoke(*run, "file").exit_code == 0
    assert invoke("explain", "w5", "file").exit_code == 0


@pytest.mark.parametrize("name", ["trace.jsonl", "trace.json", "trace.csv", "trace.jsonl.gz"])
def test_partial_takes_what_is_whole(invoke: Invoke, tmp_path: Path, name: str) -> None:
    invoke("run", "--iterations", "200", "-o", name)
    file = tmp_path / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    far = ("explain", "w5", name, "--iteration", "199")
    refused = invoke(*far)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"bptrace: {name}")
    taken = invoke(*far, "--partial")
    assert taken.exit_code == 0
    assert "; iterations read before that: 1" in taken.stderr
    assert "iteration 199 is not recorded: replayed" in taken.stderr
    near = invoke("explain", "w5", name, "--iteration", "9", "--partial")
    assert "replayed" not in near.stderr
    assert invoke("check", name, "E=0.298371109", "--partial").exit_code == 0
    if name != "trace.json":  # of B, a document is read whole or not at all
        assert invoke("diff", name, name).exit_code == 2
        assert invoke("diff", name, name, "--partial").exit_code == 0
