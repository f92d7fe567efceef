"""The scalar engine computes what the equations say, whatever the network."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra.evaluate import evaluate
from bptrace.errors import Diverged
from bptrace.network.activations import ACTIVATIONS
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace
from tests.support.bits import bits
from tests.support.networks import dense, trace_of
from tests.support.strategies import configs


def interpreted(trace: Trace, record: Record) -> list[float]:
    """The values of a record, recomputed by the interpreter from those that are given."""
    step = trace.step
    given = [at for family in step.givens for at in step.positions(family)]
    known = {at: record.value(at) for at in given}
    for family in step.equations:
        for at in step.positions(family):
            known |= evaluate(step, at, known)
    return [known[at] for at in trace.columns.references]


@given(configs())
def test_the_engine_computes_what_the_interpreter_does_bit_for_bit(config: dict[str, Any]) -> None:
    trace = trace_of(config)
    try:
        for record in trace:
            assert bits(record.row) == bits(interpreted(trace, record))
    except Diverged:
        pass  # up to there it was the same


@given(configs())
def test_an_iteration_starts_with_the_weights_that_the_one_before_ended_with(
    config: dict[str, Any],
) -> None:
    trace = trace_of(config)
    successors = [
        (trace.step.names.spell(at), trace.step.names.spell(at) + "_new")
        for state in trace.step.states
        for at in trace.step.positions(trace.step.family(state))
    ]
    before = trace[1]
    for record in trace.records(2, len(trace)):
        assert [record[old] for old, _ in successors] == [before[new] for _, new in successors]
        before = record


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("net", [-1000.0, 1000.0])
def test_large_arguments_raise_nothing_in_any_layer(activation: str, net: float) -> None:
    config = dense(1, 2, 2, activation=activation, optimizer={"name": "sgd", "learning_rate": 0.0})
    for layer in config["layers"]:
        layer["weights"] = {"init": "zeros"}
        layer["bias"] = net
    trace = trace_of(config)
    assert trace[1]["net_h1"] == trace[1]["net_o2"] == net
    assert bits(trace[1].row) == bits(interpreted(trace, trace[1]))


@given(configs(iterations=3), st.data())
def test_a_permuted_network_has_a_permuted_trace(
    config: dict[str, Any], data: st.DataObject
) -> None:
    """Only the last bits may differ, since sums run in another order."""
    first, second = (
        config["layers"][:2] if len(config["layers"]) > 1 else (config["layers"][0], None)
    )
    order = data.draw(st.sampled_from(list(permutations(range(first["units"])))))
    moved = {**first, "weights": [first["weights"][old] for old in order]}
    if first["bias"] and not first["bias"]["shared"]:
        moved["bias"] = {**first["bias"], "value": [first["bias"]["value"][old] for old in order]}
    layers = [moved, *config["layers"][1:]]
    samples = config["samples"]
    if second is None:
        samples = [{**each, "target": [each["target"][old] for old in order]} for each in samples]
    else:
        weights = [[row[old] for old in order] for row in second["weights"]]
        layers[1] = {**second, "weights": weights}
    _same_up_to(order, trace_of(config), trace_of({**config, "layers": layers, "samples": samples}))


def _same_up_to(order: tuple[int, ...], trace: Trace, permuted: Trace) -> None:
    label = trace.step.equations[0].layer
    for before, after in zip(trace, permuted, strict=True):
        assert after["E"] == pytest.approx(before["E"], rel=1e-9, abs=1e-12)
        for new, old in enumerate(order):
            for family in (f"net_{label}", f"out_{label}", f"delta_{label}"):
                names = [
                    trace.step.names.spell(
                        list(trace.step.positions(trace.step.family(family)))[at]
                    )
                    for at in (new, old)
                ]
                assert after[names[0]] == pytest.approx(before[names[1]], rel=1e-9, abs=1e-12)


def test_names_that_mean_something_to_python_are_names_like_others() -> None:
    def named(own: dict[str, Any]) -> Trace:
        config = dense(2, 2, iterations=3, seed=4)
        config["layers"][0] |= {"names": own} if own else {}
        return trace_of(config)

    own = {
        "weights": ["lambda", "None", "all", "map"],
        "neurons": ["if", "isfinite"],
        "biases": ["exp", "inf"],
    }
    assert [each.row for each in named(own)] == [each.row for each in named({})]
    assert named(own)[1]["None_new"] == named({})[1]["w2_new"]


def test_names_that_mean_something_to_python_do_not_hide_a_divergence() -> None:
    config = dense(1, 2, activation="identity", iterations=50)
    config |= {"optimizer": {"name": "sgd", "learning_rate": 1e10}}
    config["layers"][0] |= {"names": {"weights": ["all", "map"]}}
    with pytest.raises(Diverged):
        list(trace_of(config))


def test_finite_weights_whose_sum_overflows_are_no_divergence() -> None:
    config = dense(1, 2, iterations=3)
    config["layers"][0] |= {"weights": [1.2e308, 1.2e308]}
    assert trace_of(config).outcome.iterations == 3


def test_a_network_of_784_15_10_runs_and_agrees_with_the_interpreter() -> None:
    trace = trace_of(dense(784, 15, 10, iterations=1, seed=1))
    record = trace[1]
    known = {at: record.value(at) for at in trace.columns.references if at.name in _given(trace)}
    for name in ("E", "w4000_new", "w11900_new"):
        scalar = trace.step.names.find(name)
        assert scalar is not None
        assert bits([record[name]]) == bits([evaluate(trace.step, scalar, known)[scalar]])


def _given(trace: Trace) -> set[str]:
    return {each.name for each in trace.step.givens}
