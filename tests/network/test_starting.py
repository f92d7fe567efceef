"""Training starts with the values of a file and with the states of a config, or says why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import bptrace
from bptrace.api import experiment_of
from bptrace.config import load
from bptrace.config.data_files import start
from bptrace.config.experiment import Bias, Experiment
from bptrace.errors import ConfigError
from bptrace.network.resolve import rules_drawn_by
from bptrace.trace.trace import Trace
from tests.support.networks import worked_example
from tests.support.traces import text_of

NET: dict[str, Any] = {
    "layers": [
        {"units": 2, "activation": "tanh", "bias": {"shared": True}},
        {"units": 1, "activation": "tanh"},
    ],
    "samples": [{"input": 1, "target": 1}],
    "iterations": 3,
}
ADAM = {"name": "adam", "learning_rate": 0.1}
SCALARS = {"w1": 0.1, "w2": 0.2, "b1": 0.3, "w3": 0.4, "w4": 0.5, "b_o1": 0.6}
FAMILIES = {"W_h": [[0.1], [0.2]], "b_h": 0.3, "W_o": [[0.4, 0.5]], "b_o": [0.6]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def complete(net: dict[str, Any], *options: str) -> Experiment:
    return experiment_of(load(net, assignments=options))


def started(values: object, **changes: Any) -> Experiment:
    Path("start.json").write_text(json.dumps(values))
    return complete({**NET, "start_from": "start.json", **changes})


def complaint(values: object, **changes: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        started(values, **changes)
    return str(caught.value)


def parameters(experiment: Experiment) -> list[Any]:
    biases = [each.bias for each in experiment.layers]
    values = [each.value for each in biases if isinstance(each, Bias)]
    return [each.weights for each in experiment.layers] + values


def write_trace(trace: Trace, name: str) -> str:
    Path(name).write_bytes(text_of(trace, name.rpartition(".")[2]))
    return name


@pytest.mark.parametrize("values", [SCALARS, FAMILIES], ids=["scalars", "families"])
def test_parameters_are_taken_by_the_names_of_scalars_or_of_families(values: object) -> None:
    experiment = started(values)

    assert parameters(experiment) == [[[0.1], [0.2]], [[0.4, 0.5]], 0.3, [0.6]]
    assert (experiment.start_from, experiment.states) == (None, None)


def test_names_may_be_spelled_as_people_write_them() -> None:
    values = {**SCALARS}
    values["i1->h1"] = values.pop("w1")

    assert parameters(started(values))[0] == [[0.1], [0.2]]


def test_families_are_taken_from_npz(folder: Path) -> None:
    numpy = pytest.importorskip("numpy")
    numpy.savez(folder / "start.npz", **{key: numpy.array(each) for key, each in FAMILIES.items()})

    experiment = complete({**NET, "start_from": "start.npz"})

    assert parameters(experiment) == [[[0.1], [0.2]], [[0.4, 0.5]], 0.3, [0.6]]


def test_states_begin_at_0_where_a_file_has_none_of_them() -> None:
    assert started(SCALARS, optimizer=ADAM).states is None


@pytest.mark.parametrize("optimizer", ["sgd", {"name": "sgd", "momentum": 0.9}, ADAM, "rmsprop"])
@pytest.mark.parametrize("document", [False, True], ids=["jsonl", "json"])
def test_a_trace_goes_on_where_it_ended(optimizer: Any, document: bool) -> None:
    """Twice three iterations are six, bit for bit."""
    net = worked_example(optimizer=optimizer, iterations=3)
    whole = bptrace.run({**net, "iterations": 6})
    first = bptrace.run(net)
    name = write_trace(first, "first.json" if document else "first.jsonl")

    second = bptrace.run({**net, "start_from": name})

    assert [dict(second[each]) for each in (1, 2, 3)] == [dict(whole[each]) for each in (4, 5, 6)]


def test_only_the_end_of_a_long_trace_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "BLOCK", 16)
    name = write_trace(bptrace.run({**NET, "iterations": 100}), "first.jsonl")

    experiment = complete({**NET, "start_from": name})

    after = bptrace.run({**NET, "iterations": 100}).parameters(100)
    assert experiment.layers[0].weights == [[after["w1"]], [after["w2"]]]


def test_what_starts_from_a_file_was_not_drawn() -> None:
    Path("start.json").write_text(json.dumps(SCALARS))
    loaded = load({**NET, "start_from": "start.json"})

    assert rules_drawn_by(loaded.experiment) == ()


def test_options_come_after_the_file() -> None:
    Path("start.json").write_text(json.dumps(SCALARS))

    experiment = complete({**NET, "start_from": "start.json"}, "w2=9")

    assert parameters(experiment)[0] == [[0.1], [9.0]]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({**SCALARS, "w5": 1, "w9": 1}, "start.json holds what this network does not have: w5, w9"),
        (
            {**SCALARS, "m_w1": 1},
            "start.json holds what this network does not have: m_w1",
        ),
        ({"w1": 1, "w2": 1, "b1": 1}, "3 values are not in start.json: w3, w4, b_o1"),
        (
            {**FAMILIES, "W_o": [[1, 2, 3]]},
            "expected 1 × 2 numbers for W_o, found 1 × 3 in start.json",
        ),
        ({**FAMILIES, "W_o": [[1, 2], [3]]}, "expected 1 × 2 numbers for W_o, found ? in"),
        ({**SCALARS, "w1": [1]}, "start.json holds what this network does not have: w1"),
        (
            {**SCALARS, "w1": None},
            "start.json: expected a finite number, or rows of them, as the value of w1, found n",
        ),
        ([1], "expected names and their values in start.json, found a list of 1 entry"),
        ({"summary": {}}, "start.json is a trace without a summary"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_what_does_not(
    values: object, message: str
) -> None:
    assert message in complaint(values)


def test_states_in_part_are_refused() -> None:
    said = complaint({**SCALARS, "t": 5}, optimizer=ADAM)

    assert (
        "12 values are not in start.json: m_w1, m_w2, v_w1, v_w2, m_b1, v_b1, m_w3, m_w4, …" in said
    )


def test_a_weight_where_there_is_no_connection_is_refused() -> None:
    layers = [NET["layers"][0], {**NET["layers"][1], "mask": [[1, 0]]}]

    said = complaint(FAMILIES, layers=layers)

    assert "W_o in start.json has 0.5 where the mask says that there is no connection" in said
    assert parameters(started({**FAMILIES, "W_o": [[0.4, 0]]}, layers=layers))[1] == [[0.4, 0.0]]


def test_states_of_the_config_are_by_their_names_in_the_trace() -> None:
    net = {**NET, "optimizer": ADAM, "states": {"m_w1": 2, "v_i1->h1": 1, "t": 4}}
    with pytest.raises(ConfigError) as caught:
        complete(net)
    assert 'states.v_i1->h1: no optimizer state is called "v_i1->h1"' in str(caught.value)

    del net["states"]["v_i1->h1"]
    assert complete(net).states == {"m_w1": 2.0, "t": 4.0}
    assert bptrace.run(net)[1]["t"] == 4.0


@pytest.mark.parametrize(
    ("states", "optimizer", "message"),
    [
        ({"velocity_w1": 1}, "sgd", "a dict: states.velocity_w1: this optimizer has no states"),
        ({"m_w9": 1}, ADAM, 'a dict: states.m_w9: no optimizer state is called "m_w9"'),
        ({"w1": 1}, ADAM, 'a dict: states.w1: no optimizer state is called "w1"'),
        ({"t": 0}, ADAM, "a dict: states.t: the number of an iteration is whole, from 1; found 0"),
        ({"t": 1.5}, ADAM, "the number of an iteration is whole, from 1; found 1.5"),
    ],
)
def test_states_that_are_none_are_refused(
    states: dict[str, float], optimizer: Any, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        complete({**NET, "optimizer": optimizer, "states": states})

    assert message in str(caught.value)


def test_states_of_the_config_go_before_those_of_the_file() -> None:
    Path("start.json").write_text(json.dumps(SCALARS))
    net = {**NET, "optimizer": ADAM, "start_from": "start.json", "states": {"t": 9}}

    assert complete(net).states == {"t": 9.0}


def test_a_path_in_an_option_begins_where_it_was_typed(folder: Path) -> None:
    """In a config it begins at the config's own folder."""
    (folder / "configs").mkdir()
    (folder / "configs" / "net.json").write_text(json.dumps({**NET, "start_from": "start.json"}))
    (folder / "configs" / "start.json").write_text(json.dumps(SCALARS))
    Path("here.json").write_text(json.dumps({**SCALARS, "w1": 0.75}))
    weights = [
        experiment_of(load("configs/net.json", assignments=options)).layers[0].weights
        for options in ((), ("start_from=here.json",))
    ]
    assert weights == [[[0.1], [0.2]], [[0.75], [0.2]]]
