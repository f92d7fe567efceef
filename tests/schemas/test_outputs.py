"""What is written in JSON fits its schema, and has no key that the schema does not know: traces and
explanations here, the answers of other commands in `test_answers`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

import bptrace
from bptrace.config import gallery
from bptrace.errors import EndedEarly
from bptrace.schemas.published import SCHEMAS
from bptrace.trace.selection import ALL
from bptrace.trace.writers import write_json_lines
from tests.cli.conftest import Invoke
from tests.schemas.validating import check_schema_of, complaints, strict_complaints
from tests.support.networks import worked_example
from tests.support.strategies import configs

SMALL = [each for each in gallery() if each != "digits"]
"""The digits take seconds a command: their trace is one case, and enough."""

DIVERGING = json.dumps(
    worked_example(
        loss="squared_error",
        layers=[{"units": 2, "activation": "identity", "weights": [[1, 1], [1, 1]]}],
        optimizer={"name": "sgd", "learning_rate": 1e300},
    )
)
AT_A_KINK = {
    "layers": [
        {"units": 2, "activation": "relu", "weights": [[1, -1], [1, 1]], "bias": False},
        {"units": 1, "activation": "sigmoid", "weights": [[1, 1]]},
    ],
    "samples": [{"input": [1, 1], "target": 1}, {"input": [0, 1], "target": 0}],
    "loss": "binary_cross_entropy",
    "batch": {"size": "full"},
    "iterations": 3,
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_itself_in_order(name: str) -> None:
    schema = bptrace.schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_definition_and_every_key_says_what_it_means(name: str) -> None:
    for title, each in bptrace.schema(name)["$defs"].items():
        assert each.get("description"), title
        for key, one in each.get("properties", {}).items():
            assert one.get("description") or key == "record", f"{title}.{key}"
            assert "\n" not in one.get("description", "").replace("\n\n", ""), f"{title}.{key}"


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_definition_is_for_nothing(name: str) -> None:
    text = json.dumps(bptrace.schema(name))
    for title in bptrace.schema(name)["$defs"]:
        assert f'"#/$defs/{title}"' in text


@pytest.mark.parametrize("name", gallery())
def test_a_trace_in_one_document(invoke: Invoke, name: str) -> None:
    result = invoke("run", name, "--iterations", "2", "--format", "json")
    assert check_schema_of("trace", result.stdout)["summary"]["iterations"] == 2


@pytest.mark.parametrize("name", SMALL)
def test_a_trace_line_by_line(invoke: Invoke, name: str) -> None:
    result = invoke("run", name, "--iterations", "40", "--show", "1,last", "--format", "jsonl")
    records = [check_schema_of("trace", line)["record"] for line in result.stdout.splitlines()]
    assert records == ["header", "iteration", "iteration", "summary"]


@pytest.mark.parametrize("options", [(), ("--only", "w1,dE_*"), ("--show", "last")])
def test_a_trace_that_ends_early(invoke: Invoke, options: tuple[str, ...]) -> None:
    result = invoke("run", "-", "--format", "jsonl", *options, stdin=DIVERGING)
    assert result.exit_code == 1
    *_, summary = [check_schema_of("trace", line) for line in result.stdout.splitlines()]
    assert summary["diverged"]["value"] in {"inf", "-inf", "nan"}


@given(configs())
def test_a_trace_of_any_network(config: dict[str, Any]) -> None:
    for line in lines_of(config):
        assert strict_complaints("trace", json.loads(line)) == []


def lines_of(config: dict[str, Any]) -> Iterator[bytes]:
    """A trace in JSON Lines."""
    written: list[bytes] = []
    with suppress(EndedEarly):
        write_json_lines(bptrace.run(config), ALL, written.append)
    yield from b"".join(written).splitlines()


@pytest.mark.parametrize("options", [(), ("--paths", "--depth", "all")])
@pytest.mark.parametrize("config", ["-", *SMALL])
def test_an_explanation(invoke: Invoke, config: str, options: tuple[str, ...]) -> None:
    stdin = json.dumps(AT_A_KINK)
    trace = bptrace.run(AT_A_KINK if config == "-" else config)
    weight, *_ = trace.parameters(0)
    delta = next(name for name in reversed(list(trace[1])) if name.startswith("delta_"))
    for name in [weight, f"dE_d{weight}", delta, "E"]:
        result = invoke("explain", name, config, "--format", "json", *options, stdin=stdin)
        check_schema_of("explanation", result.stdout)


def test_a_document_of_another_kind_does_not_fit() -> None:
    for name in SCHEMAS:
        assert complaints(name, {"format": "other"})
        assert complaints(name, [1])
        assert complaints(name, None)


def test_a_key_that_is_always_written_must_be_there(invoke: Invoke) -> None:
    document = json.loads(invoke("explain", "w5", "mazur", "--format", "json").stdout)
    for key in ("format", "version", "name", "steps"):
        assert complaints("explanation", {each: document[each] for each in document if each != key})


def test_what_lies_beside_a_csv_is_the_header_and_the_summary_of_a_trace(
    invoke: Invoke, tmp_path: Path
) -> None:
    """In the W3C's form for CSV, which is not ours to describe."""
    invoke("run", "iris", "--iterations", "2", "--output", "trace.csv")
    beside = json.loads((tmp_path / "trace.csv-metadata.json").read_text(encoding="utf-8"))
    assert [each["record"] for each in beside["notes"]] == ["header", "summary"]
    for note in beside["notes"]:
        assert strict_complaints("trace", note) == []


def test_what_parquet_and_npz_keep_of_a_run_is_the_header_and_the_summary_of_a_trace(
    invoke: Invoke, tmp_path: Path
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for ending in ("parquet", "npz"):
        invoke("run", "xor", "--iterations", "2", "--output", f"trace.{ending}")
    metadata = parquet.read_schema(tmp_path / "trace.parquet").metadata
    check_schema_of("trace", metadata[b"bptrace.header"].decode())
    with numpy.load(tmp_path / "trace.npz") as arrays:
        for name in ("header", "summary"):
            assert check_schema_of("trace", str(arrays[name]))["record"] == name
