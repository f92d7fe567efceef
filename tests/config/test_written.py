"""A resolved experiment as a config again."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec import convert

import bptrace
from bptrace.config import Experiment, gallery, load
from bptrace.config.written import config_text, written
from bptrace.network.resolve import resolve
from tests.render.pages import DEEP
from tests.support.networks import dense, resolved, worked_example
from tests.support.strategies import configs

finite = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=True)
texts = st.none() | st.text()


def wild(data: Any, draw: st.DrawFn) -> Any:
    """The same with any finite number in place of every one that is not whole."""
    match data:
        case dict():
            return {key: wild(each, draw) for key, each in data.items()}
        case list():
            return [wild(each, draw) for each in data]
        case float():
            return draw(finite)
    return data


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    config = draw(configs())
    for layer in config["layers"]:
        if layer["units"] == 1 and layer["activation"] == "softmax":
            layer["activation"] = "sigmoid"
        if "mask" not in layer:
            layer |= {key: wild(layer[key], draw) for key in ("weights", "bias")}
    if "entropy" not in config["loss"]:
        config["samples"] = wild(config["samples"], draw)
    config["optimizer"]["learning_rate"] = abs(draw(finite))
    config["batch"]["size"] = draw(st.sampled_from([1, len(config["samples"]), "full"]))
    config |= {"title": draw(texts), "source": draw(texts), "seed": draw(st.integers(0, 2**63 - 1))}
    return resolved(config)


def read_back(experiment: Experiment, is_json: bool) -> Experiment:
    name = "saved.json" if is_json else "saved.yaml"
    Path(name).write_text(config_text(experiment, json=is_json), encoding="utf-8", newline="")
    return load(name).experiment


def titled(title: str) -> Experiment:
    return resolved(dense(1, 1) | {"title": title})


@given(experiments(), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@example(resolved(worked_example(optimizer={"name": "sgd", "learning_rate": 5e-324})), False)
def test_a_saved_config_is_the_same_experiment_bit_for_bit(
    experiment: Experiment, is_json: bool
) -> None:
    """By their texts, for 0 equals −0."""
    again = read_back(experiment, is_json)
    assert repr(resolve(again)) == repr(experiment)


@pytest.mark.parametrize("is_json", [False, True], ids=["yaml", "json"])
@pytest.mark.parametrize(
    "number", [0.0, -0.0, 5e-324, -1e-310, 1.7976931348623157e308, 1e15, 1e16, 0.1, -3.0]
)
def test_a_number_keeps_its_bits_and_its_sign(number: float, is_json: bool) -> None:
    experiment = resolved(dense(1, 1) | {"samples": [{"input": number, "target": 0}]})
    (sample,) = read_back(experiment, is_json).samples
    assert isinstance(sample.input, list)
    assert [each.hex() for each in sample.input] == [number.hex()]


@pytest.mark.parametrize("is_json", [False, True], ids=["yaml", "json"])
@pytest.mark.parametrize(
    "title",
    [
        *("", " ", " a", "a ", "null", "true", "12", "1e3", "−1", "１２", "~", ".inf", "yes", "<<"),
        *("- a", "a: b", "a:b", "a #b", "[a]", "{a}", "*a", "&a", "!a", "%a", "@a", "`a", "'a'"),
        *('"a"', "\\", "a\nb", "a\tb", "\0", "\x1b[2J", "\x7f", "\x85", "\u2028", "\ufeff", "..."),
        *(
            "反向传播：入门，（一）",
            "全　角",
            "😀",
            "\U000e0001",
            "a\u202eb",
            "x" * 2000,
            "---",
            "a, b",
        ),
    ],
)
def test_a_text_is_quoted_where_it_must_be(title: str, is_json: bool) -> None:
    assert read_back(titled(title), is_json).title == title


@pytest.mark.parametrize("title", ["反向传播（一）", "全　角", "Émile, 2015", "E = Σ ½(t − o)²"])
def test_what_can_be_seen_is_not_escaped(title: str) -> None:
    for is_json in (False, True):
        assert title in config_text(titled(title), json=is_json)


@pytest.mark.parametrize("is_json", [False, True], ids=["yaml", "json"])
@pytest.mark.parametrize("name", gallery())
def test_a_saved_example_is_the_same_down_to_the_digits_of_its_claims(
    name: str, is_json: bool
) -> None:
    experiment = resolve(load(name).experiment)
    assert repr(resolve(read_back(experiment, is_json))) == repr(experiment)


def test_a_saved_config_has_one_row_of_a_matrix_a_line() -> None:
    config = worked_example(title="Two rows", source="a: b")
    config["layers"][0]["weights"] = [[-0.0, 1e-7], [0.1, 2.0]]
    config["layers"] = config["layers"][:1]
    experiment = convert({**config, "expected": {"1": {"E": Decimal("0.350")}}}, Experiment)
    assert config_text(resolve(experiment)) == (
        "title: Two rows\n"
        'source: "a: b"\n'
        "inputs: 2\n"
        "layers:\n"
        "  - units: 2\n"
        "    activation: sigmoid\n"
        "    weights:\n"
        "      - [-0.0, 1e-07]\n"
        "      - [0.1, 2]\n"
        "    layout: rows\n"
        "    bias: {value: 0.35, shared: true, trainable: false, threshold: false}\n"
        "loss: half_squared_error\n"
        "optimizer: {name: sgd, learning_rate: 0.5}\n"
        "batch: {size: 1, order: sequential}\n"
        "update_order: simultaneous\n"
        "samples:\n"
        "  - {input: [0.05, 0.1], target: [0.01, 0.99]}\n"
        "iterations: 10000\n"
        "seed: 0\n"
        "expected: {1: {E: 0.350}}\n"
    )


def test_what_is_written_runs_again_to_the_same_bits() -> None:
    """Drawn weights, names of its own and the order of updates included."""
    drawn = {**DEEP, "layers": [{"units": 3, "activation": "tanh"}, *DEEP["layers"][1:]]}  # type: ignore[index]  # a list
    trace = bptrace.run(drawn)
    again = bptrace.run(json.loads(json.dumps(written(trace.experiment))))
    assert [dict(record) for record in again] == [dict(record) for record in trace]


def test_keys_that_say_nothing_are_left_out() -> None:
    config = written(bptrace.run("mazur").experiment)
    assert "None" not in repr(config)
    assert config["layers"][0]["bias"] == {
        "value": 0.35,
        "shared": True,
        "trainable": False,
        "threshold": False,
    }
