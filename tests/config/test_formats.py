"""JSON and YAML are two ways to write one thing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.config import gallery, load
from bptrace.config.json_reader import json_data, read_json
from bptrace.config.written import written
from bptrace.config.yaml_reader import read_yaml
from bptrace.network.resolve import resolve
from tests.config.conftest import GOOD, Complaint, loaded

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("name", gallery())
def test_an_example_as_json_is_the_same_experiment(name: str) -> None:
    data = load(name).document.data
    Path("net.json").write_text(json.dumps(data, default=float))
    Path("indented.json").write_text(json.dumps(data, indent="\t", default=float))

    assert load("net.json").experiment == load(name).experiment
    assert load("indented.json").experiment == load(name).experiment


@pytest.mark.parametrize("name", gallery())
def test_a_resolved_experiment_is_a_config_that_gives_the_same_one(name: str) -> None:
    resolved = resolve(load(name).experiment)

    assert resolve(load(written(resolved)).experiment) == resolved


@given(values, st.sampled_from([None, 1, "\t"]))
def test_the_tree_of_a_json_text_holds_what_the_library_reads(
    value: object, indent: int | str | None
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    root = read_json(text).root

    assert root is not None
    assert repr(root.value) == repr(json_data(text))


def test_json_is_json_in_a_yaml_file_too() -> None:
    text = (
        '{\n\t"layers": [{"units": 1, "activation": "relu"}],\n'
        '\t"samples": [{"input": 1, "target": 1}]\n}'
    )

    assert loaded(text, "net.yaml") == loaded(text, "net.json")


def test_a_flow_mapping_is_yaml() -> None:
    text = "{layers: [{units: 1, activation: relu}], samples: [{input: 1, target: 1}], title: on}"

    assert loaded(text).title == "on"


def test_a_file_called_json_is_not_read_as_yaml(complaint: Complaint) -> None:
    assert complaint(GOOD, "net.json").startswith("net.json:1:1: not valid JSON: expected a value")


def test_every_part_of_a_tree_knows_where_it_stands() -> None:
    text = "seed: 1\nlayers: [ {units: 2} ]\n"
    root = read_yaml(text).root

    assert root is not None
    assert text[slice(*root.entries["seed"].key)] == "seed"  # type: ignore[attr-defined]
    layers = root.entries["layers"].node  # type: ignore[attr-defined]
    assert text[slice(*layers.span)] == "[ {units: 2} ]"
    assert text[slice(*layers.items[0].span)] == "{units: 2}"
    assert text[slice(*layers.items[0].entries["units"].node.span)] == "2"
