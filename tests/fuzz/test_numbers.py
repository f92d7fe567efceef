"""Numbers at the ends of what float64 has: never a crash, and what is shown is right, or says why
it is not finite.

Expected values are by hand: of σ(±10⁴), of three equal nets, of products that are too large.
"""

from __future__ import annotations

import json
from math import copysign, inf, log
from pathlib import Path
from typing import Any, get_args

import pytest

import bptrace
from bptrace.config.experiment import ActivationName, LossName, OptimizerName
from bptrace.engine.choice import EngineName
from bptrace.errors import Diverged
from tests.cli.conftest import Invoke

ENGINES = get_args(EngineName)
LARGEST = 1.7976931348623157e308
EXTREMES = [1e4, -1e4, 1e300, -1e300, LARGEST, -LARGEST, 5e-324, -0.0]
RATES = [0.0, 5e-324, 1e300, LARGEST]
COMMANDS = [
    ("run", "net.json", "--show", "all"),
    ("run", "net.json", "--format", "jsonl", "--engine", "array"),
    ("explain", "E", "net.json", "--depth", "all"),
    ("explain", "w1_new", "net.json", "--iteration", "3"),
    ("gradcheck", "net.json"),
]


def config(*weights: float, **changes: Any) -> dict[str, Any]:
    """One input, a sigmoid and an identity; or with other keys."""
    first, last = weights or (0.5, 0.5)
    return {
        "layers": [
            {"units": 1, "activation": "sigmoid", "weights": [[first]]},
            {"units": 1, "activation": "identity", "weights": [[last]]},
        ],
        "samples": [{"input": 1, "target": 0.5}],
        "iterations": 3,
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        **changes,
    }


def with_activation(name: str, weight: float) -> dict[str, Any]:
    layer = {"units": 2, "activation": name, "weights": [[weight], [weight]]}
    out = {"units": 2, "activation": "softmax" if name == "softmax" else "identity"}
    return config(layers=[layer, out], samples=[{"input": 1, "target": [0, 1]}])


def with_loss(name: str, weight: float) -> dict[str, Any]:
    activation = {"binary": "sigmoid", "categorical": "softmax"}
    kind = activation.get(name.removeprefix("mean_").partition("_")[0], "identity")
    layer = {"units": 2, "activation": kind, "weights": [[weight], [-weight]]}
    return config(layers=[layer], loss=name, samples=[{"input": 1, "target": [0, 1]}])


CASES = {
    **{f"{a} {w}": with_activation(a, w) for a in get_args(ActivationName) for w in EXTREMES},
    **{f"{loss} {w}": with_loss(loss, w) for loss in get_args(LossName) for w in EXTREMES},
    **{
        f"{name} {rate}": config(optimizer={"name": name, "learning_rate": rate})
        for name in get_args(OptimizerName)
        for rate in RATES
    },
    **{
        f"formula {each}": config(
            layers=[{"units": 1, "activation": {"formula": each}, "weights": [[-3]]}]
        )
        for each in ("1/net", "log(net)", "sqrt(net)", "exp(exp(net^6))", "net^400", "net^0.5")
    },
}


@pytest.mark.parametrize("case", CASES)
def test_no_number_is_a_crash(case: str, invoke: Invoke) -> None:
    Path("net.json").write_text(json.dumps(CASES[case]), encoding="utf-8")
    for command in COMMANDS:
        result = invoke(*command)
        assert result.exit_code in {0, 1, 2}
        assert result.output
        if result.exit_code == 1 and command[0] == "run":
            assert "diverged: in iteration " in result.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_a_saturated_sigmoid_is_0_or_1_and_passes_nothing_back(engine: EngineName) -> None:
    for weight, out in ((1e4, 1.0), (-1e4, 0.0)):
        record = bptrace.run(config(weight, 0.5), engine=engine)[1]
        assert record["out_h1"] == out
        assert record["dout_h1_dnet_h1"] == 0.0
        assert record["dE_dw1"] == 0.0
        assert record["w1_new"] == weight


@pytest.mark.parametrize("engine", ENGINES)
def test_softmax_of_huge_equal_nets_is_equal_shares(engine: EngineName) -> None:
    layer = {"units": 4, "activation": "softmax", "weights": [[1e308]] * 4}
    target = [0, 1, 0, 0]
    samples = [{"input": 1, "target": target}]
    trace = bptrace.run(
        config(layers=[layer], loss="categorical_cross_entropy", samples=samples), engine=engine
    )
    record = trace[1]
    assert [record[f"out_o{k}"] for k in (1, 2, 3, 4)] == [0.25] * 4
    assert record["E"] == pytest.approx(log(4.0), rel=1e-15)
    assert [record[f"delta_o{k}"] for k in (1, 2)] == [0.25, -0.75]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_error_that_is_too_large_says_so_in_every_way(
    engine: EngineName, invoke: Invoke
) -> None:
    """½ (0.5 − σ(0.5)·10³⁰⁰)² is beyond 1.8e308."""
    Path("net.json").write_text(json.dumps(config(0.5, 1e300)), encoding="utf-8")
    said = "diverged: in iteration 1, E_o1 is infinite; "
    with pytest.raises(Diverged, match=said.split(";", maxsplit=1)[0]):
        list(bptrace.run("net.json", engine=engine))
    tables = invoke("run", "net.json", "--engine", engine, "--ascii")
    assert (tables.exit_code, said in tables.stderr) == (1, True)
    assert "E_o1 is inf in iteration 1" in tables.stdout
    lines = invoke("run", "net.json", "--engine", engine, "--format", "jsonl")
    _, iteration, summary = map(json.loads, lines.stdout.splitlines())
    assert iteration["values"]["E"] is None
    assert iteration["not_finite"]["E"] == "inf"
    assert summary["diverged"] == {"iteration": 1, "name": "E_o1", "value": "inf"}


@pytest.mark.parametrize("engine", ENGINES)
def test_minus_zero_and_denormals_stay_what_they_are(engine: EngineName) -> None:
    samples = [{"input": -0.0, "target": 5e-324}]
    layers = [{"units": 1, "activation": "identity", "weights": [[2.0]], "bias": False}]
    record = bptrace.run(config(layers=layers, samples=samples), engine=engine)[1]
    assert copysign(1.0, record["i1"]) == -1.0
    assert record["target_o1"] == 5e-324
    assert record["dE_dout_o1"] == -5e-324
    assert record["E"] == 0.0, "the square of the smallest number is none"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_rate_of_0_changes_nothing(engine: EngineName) -> None:
    trace = bptrace.run(
        config(optimizer={"name": "sgd", "learning_rate": 0}, iterations=50), engine=engine
    )
    assert trace[50]["w1_new"] == trace[1]["w1"] == 0.5
    assert trace[50]["E"] == trace[1]["E"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_huge_rate_is_right_until_a_weight_is_infinite(engine: EngineName) -> None:
    rate = 1e300
    trace = bptrace.run(
        config(optimizer={"name": "sgd", "learning_rate": rate}, iterations=50), engine=engine
    )
    first = trace[1]
    assert first["w2_new"] == 0.5 - rate * first["dE_dw2"]
    with pytest.raises(Diverged) as ended:
        list(trace)
    assert ended.value.iteration == 2, "the square of 10²⁹⁸ is too large"
    assert trace[2]["E"] == inf
