"""The schema of configs takes what loading takes, and refuses what has not its structure."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec import convert, to_builtins

import bptrace
from bptrace.api import experiment_of
from bptrace.config import gallery, load
from bptrace.config.config import Config, SampleFile
from bptrace.config.experiment import Experiment, LossName
from bptrace.config.files import STAND_IN
from bptrace.config.gallery import starter
from bptrace.config.meaning import contradictions
from bptrace.config.reading import read_document
from bptrace.config.structure import examine
from bptrace.config.written import written
from bptrace.problems.problem import Kind
from tests.config.test_messages import cases
from tests.documents.keys import rows
from tests.schemas.validating import complaints
from tests.support.strategies import configs

CONFIGS = [*gallery().values(), starter()]

NETWORK: dict[str, Any] = {
    "layers": [
        {"units": 2, "activation": "sigmoid", "weights": [[0.1, 0.2], [0.3, 0.4]], "bias": 0},
        {"units": 1, "activation": {"name": "leaky_relu", "slope": 0.1}, "bias": {"value": 0.5}},
    ],
    "loss": {"name": "huber", "delta": 2},
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "samples": [{"input": [1, 0], "target": 1}],
    "expected": {"E": 0.5, "2": {"E": 0.25, "tolerance": 0.1}, "after": {"0": {"E_all": 0.5}}},
}


STRUCTURAL = frozenset(
    {
        *(Kind.PARAMETER_UNUSED, Kind.PARAMETER_MISSING, Kind.PARAMETER_WITHOUT_INIT),
        *(Kind.VALUE_AND_INIT, Kind.CONSTANT_LIST, Kind.NONE_OF, Kind.NOT_ALLOWED_NAME),
        *(Kind.EXPECTED_KEY, Kind.EXPECTED_COUNT, Kind.CLAIM_WITHOUT_NAME),
        *(Kind.CLAIM_NOT_A_NUMBER, Kind.CLAIM_DECIMAL_COMMA, Kind.NOT_CONVENTIONS),
        *(Kind.UNKNOWN_KEY, Kind.UNKNOWN_WORD),
        *(Kind.NOT_FINITE, Kind.TOO_SMALL),
    }
)
"""What is wrong with one mapping, whatever is in the rest of the config."""


def plain(value: Any) -> Any:
    """As a library for JSON or YAML would have it: claims as floats."""
    match value:
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case list():
            return list(map(plain, value))
        case Decimal():
            return float(value)
        case _:
            return value


def refused(data: Any) -> bool:
    """Whether loading refuses a config for its structure."""
    misfits, _ = examine(data)
    if misfits:
        return True
    config = convert(data, Config)
    parts = {name: getattr(config, name) for name in Experiment.__struct_fields__}
    if isinstance(config.samples, SampleFile):
        parts["samples"] = STAND_IN
    return any(each.kind in STRUCTURAL for each in contradictions(Experiment(**parts)))


def test_it_is_itself_in_order() -> None:
    Draft202012Validator.check_schema(bptrace.schema("config"))


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_every_config_of_the_gallery_fits(file: Path) -> None:
    assert complaints("config", plain(read_document(file).data)) == []


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_so_does_what_is_saved_of_it(file: Path) -> None:
    saved = written(experiment_of(load(file)))
    assert complaints("config", plain(to_builtins(saved, builtin_types=(Decimal,)))) == []


@given(configs())
def test_every_network_that_can_be_trained_fits(config: dict[str, Any]) -> None:
    assert not refused(config)
    assert complaints("config", config) == []


@pytest.mark.parametrize(("config", "message"), [*cases("structure.txt"), *cases("rules.txt")])
def test_what_is_refused_for_its_structure_does_not_fit(
    tmp_path: Path, config: str, message: str
) -> None:
    file = tmp_path / "net.yaml"
    file.write_text(config, encoding="utf-8")
    data = read_document(file).data
    assert bool(complaints("config", plain(data))) == refused(data), message


VALUES = [
    *(None, True, False, 0, 1, 2, -1, 0.5, 1e400, "1", "sigmoid", "relu", "huber", "adam", "full"),
    *([], [1], [[1]], [[0.5, 2], [1]], ["a", "b"], ["ä"], {}, {"name": "sigmoid"}, {"E": 1}),
    *({"init": "uniform"}, {"init": "normal", "std": 1}, {"init": "constant", "value": 2}),
    *({"init": "zeros", "file": "a.npz"}, {"tied_to": "h"}, {"formula": "net"}, {"1": {"E": 1}}),
    *({"name": "cosine"}, {"name": "step", "every": 2}, {"file": "a.csv", "target": 2}),
]
KEYS = [*sorted({each.path[-1] for each in rows()}), "tolerance", "conventions", "unknown"]


@given(st.data())
def test_a_config_with_something_changed_fits_where_loading_takes_it(data: st.DataObject) -> None:
    config = deepcopy(NETWORK)
    for _ in range(data.draw(st.integers(1, 2))):
        change(config, data)
    assert bool(complaints("config", config)) == refused(config), config


def change(config: dict[str, Any], data: st.DataObject) -> None:
    """Takes something out, puts something else in its place, or adds a key."""
    holder, key = data.draw(st.sampled_from(list(places(config))))
    value = data.draw(st.sampled_from(VALUES))
    what = data.draw(st.sampled_from(["other", "less", "more"]))
    if what == "less":
        del holder[key]
    elif what == "other":
        holder[key] = deepcopy(value)
    elif isinstance(holder, dict):
        holder[data.draw(st.sampled_from(KEYS))] = deepcopy(value)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every part of a config: what it is in, and by which key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in pairs:
        yield value, key
        if isinstance(each, dict | list):
            yield from places(each)


@pytest.mark.parametrize(
    ("number", "fits"),
    [("0.350", True), (" -1e-3", True), (".5", True), ("0,35", False), ("half", False)],
)
def test_a_claim_in_quotes_fits_where_it_is_a_number(number: str, fits: bool) -> None:
    config = NETWORK | {"expected": {"E": number}}
    assert (refused(config), complaints("config", config) == []) == (not fits, fits)


def test_every_key_says_what_it_means_as_the_readme_does() -> None:
    definitions = bptrace.schema("config")["$defs"]
    said = {
        each["description"] for one in definitions.values() for each in one["properties"].values()
    }
    assert {each.meaning for each in rows()} <= said


def test_words_come_in_the_order_in_which_they_are_documented() -> None:
    definitions = bptrace.schema("config")["$defs"]
    assert definitions["Loss"]["properties"]["name"]["enum"] == list(get_args(LossName))
