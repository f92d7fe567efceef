"""Whatever is in a file, it is a config or an InputError: never a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import ValidationError, convert

from bptrace.api import experiment_of
from bptrace.config import load
from bptrace.config.config import Config
from bptrace.config.structure import examine
from bptrace.errors import InputError
from bptrace.network.build import build_step

CONFIG: dict[str, Any] = {
    "title": "t",
    "inputs": ["x", "y"],
    "layers": [
        {
            "units": 2,
            "activation": {"name": "leaky_relu", "slope": 0.1},
            "weights": [[1, 2], [3, 4]],
            "bias": [1, 2],
            "learning_rate": 0.1,
        },
        {
            "units": 2,
            "activation": {"formula": "net / (1 + abs(net))"},
            "weights": {"tied_to": "h1", "transposed": True},
            "trainable": False,
        },
        {
            "units": 1,
            "activation": "tanh",
            "name": "end",
            "weights": {"init": "uniform", "low": 0, "high": 1},
            "bias": {"value": 0.5, "shared": True},
            "mask": [[1, 0]],
            "names": {"neurons": ["n"], "weights": ["p", "q"], "biases": "b"},
        },
    ],
    "loss": {"name": "huber", "delta": 2},
    "optimizer": {
        "name": "adam",
        "learning_rate": 0.5,
        "beta1": 0.8,
        "clip_norm": 1,
        "schedule": {"name": "step", "every": 2, "factor": 0.5, "warmup": 1},
    },
    "batch": {"size": 2, "reduction": "sum", "order": "shuffled"},
    "samples": [{"input": [1, 2], "target": 1}, {"input": [3, 4], "target": [2]}],
    "states": {"t": 3, "m_p": 0.5},
    "expected": {"1": {"E": 0.5}, "after": {"2": {"E": 0.25}}},
    "iterations": 3,
}
MUTANTS: list[object] = [
    *(None, True, 0, -1, 1, 3, 0.5, float("nan"), float("inf"), 10**400, "", "x", "sgd", "w1", "σ"),
    *([], [1], [[1]], [[]], ["a"], [None], {}, {"name": "x"}, {"value": 1}, {"units": 1}),
    *({"name": []}, {"value:1": None}, {"units": 1, "5": None}, {"a：b": None}, "1 2", "units:1"),
    *({"init": "zeros"}, {"init": "constant"}, {"1": {}}, object(), "full", "softmax", "step"),
    *({"file": "x"}, {"file": "x", "target": "y"}, {"tied_to": "h1"}, {"formula": "1 / net"}),
]
ALPHABET = "abs 0123456789.-+eE:{}[],&*!|>'\"#%@`?~<=\n\t\\σ\x85\u2028：，【−１"


def paths(data: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    match data:
        case dict():
            found += [each for key in data for each in paths(data[key], (*path, key))]
        case list():
            found += [each for at in range(len(data)) for each in paths(data[at], (*path, at))]
    return found


def replaced(data: Any, path: tuple[str | int, ...], value: object) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, dict):
        return {**data, step: replaced(data.get(step), rest, value)}
    return [replaced(each, rest, value) if at == step else each for at, each in enumerate(data)]


def outcome(source: str | Mapping[str, object], *options: str) -> str:
    """What a user reads; the whole way to the equations may fail in no other way."""
    try:
        build_step(experiment_of(load(source, assignments=options)))
    except InputError as error:
        return str(error)
    return "sound"


@given(st.binary(max_size=200), st.sampled_from(["net.yaml", "net.json"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_are_never_a_traceback(content: bytes, name: str) -> None:
    Path(name).write_bytes(content)
    assert outcome(name)


@given(st.text(ALPHABET, max_size=80), st.sampled_from(["net.yaml", "net.json"]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_punctuation_is_never_a_traceback(content: str, name: str) -> None:
    Path(name).write_text(content, encoding="utf-8", newline="")
    assert outcome(name)


@given(st.text("=.[]{}:,-0123456789abwei_ !&*", max_size=30))
def test_random_options_are_never_a_traceback(option: str) -> None:
    assert outcome("mazur", option)


mutations = st.lists(
    st.tuples(st.sampled_from(paths(CONFIG)), st.sampled_from(MUTANTS)), min_size=1, max_size=3
)


def mutated(changes: list[tuple[tuple[str | int, ...], object]]) -> Any:
    data: Any = CONFIG
    for path, value in changes:
        if path in paths(data):
            data = replaced(data, path, value)
    return data


@given(mutations)
@settings(max_examples=300)
def test_a_config_with_anything_anywhere_is_never_a_traceback(
    changes: list[tuple[tuple[str | int, ...], object]],
) -> None:
    data = mutated(changes)
    if isinstance(data, dict):
        assert outcome(data)


@given(mutations)
@settings(max_examples=300)
def test_the_walk_finds_something_exactly_where_msgspec_does_and_repairs_it(
    changes: list[tuple[tuple[str | int, ...], object]],
) -> None:
    data = mutated(changes)
    findings, repaired = examine(data)
    convert(repaired, Config)
    if findings:
        with pytest.raises(ValidationError):
            convert(data, Config)
    else:
        convert(data, Config)


@pytest.mark.parametrize("path", paths(CONFIG)[1:])
def test_any_one_part_may_be_anything(path: tuple[str | int, ...]) -> None:
    for value in MUTANTS:
        assert outcome(replaced(CONFIG, path, value))


def test_the_config_that_is_mutated_is_a_sound_one() -> None:
    assert outcome(CONFIG) == "sound"
