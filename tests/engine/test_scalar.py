"""The scalar engine computes what the equations say, whatever the network."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Reference
from bptrace.errors import Diverged
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace
from tests.support.bits import bits
from tests.support.networks import dense, trace_of
from tests.support.strategies import ACTIVATIONS, configs


def interpreted(trace: Trace, record: Record) -> list[float]:
    """The values of a record, recomputed by the interpreter from those that are given."""
    step = record.step
    given = [at for family in step.givens for at in step.positions(family)]
    known = {at: record.value(at) for at in given}
    for family in step.equations:
        for at in step.positions(family):
            known |= evaluate(step, at, known)
    return [known[at] for at in trace.columns(len(record.samples)).references]


@given(configs())
def test_the_engine_computes_what_the_interpreter_does_bit_for_bit(config: dict[str, Any]) -> None:
    trace = trace_of(config)
    with suppress(Diverged):
        for record in trace:
            assert bits(record.row) == bits(interpreted(trace, record))


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
    with suppress(Diverged):
        for before, after in pairwise(trace):
            assert [after[old] for old, _ in successors] == [before[new] for _, new in successors]


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
    units = range(config["layers"][0]["units"])
    order = data.draw(st.sampled_from(list(permutations(units))))
    trace, permuted = trace_of(config), trace_of(with_first_layer_permuted(config, order))
    families = [f"{each}_{trace.step.equations[0].layer}" for each in OF_NEURONS]
    with suppress(Diverged):
        for before, after in zip(trace, permuted, strict=True):
            assert after["E"] == pytest.approx(before["E"], rel=1e-9, abs=1e-12)
            for family, sample in product(families, range(len(before.samples))):
                old = [before.value(Reference(family, (sample, place))) for place in order]
                new = [after.value(Reference(family, (sample, place))) for place in units]
                assert new == pytest.approx(old, rel=1e-9, abs=1e-12)


OF_NEURONS = ("net", "out", "delta")


def with_first_layer_permuted(config: dict[str, Any], order: Sequence[int]) -> dict[str, Any]:
    """The same network with the first layer's neurons in another order."""

    def permuted(values: Sequence[Any]) -> list[Any]:
        return [values[place] for place in order]

    first, *others = config["layers"]
    first = {**first, "weights": permuted(first["weights"])}
    if "mask" in first:
        first["mask"] = permuted(first["mask"])
    if first["bias"] and not first["bias"]["shared"]:
        first["bias"] = {**first["bias"], "value": permuted(first["bias"]["value"])}
    samples = config["samples"]
    if others:
        others[0] = {**others[0], "weights": list(map(permuted, others[0]["weights"]))}
        if "mask" in others[0]:
            others[0]["mask"] = list(map(permuted, others[0]["mask"]))
    else:
        samples = [{**each, "target": permuted(each["target"])} for each in samples]
    return {**config, "layers": [first, *others], "samples": samples}


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


@pytest.mark.parametrize("sizes", [(60, 4, 3), (784, 15, 10)])
def test_a_large_network_runs_and_agrees_with_the_interpreter(sizes: tuple[int, ...]) -> None:
    """In the engine that it gets by itself: arrays, which add up in another order."""
    trace = trace_of(dense(*sizes, iterations=1, seed=1))
    record = trace[1]
    known = {at: record.value(at) for at in trace.columns(1).references if at.name in _given(trace)}
    last = trace.step.names.spell(list(trace.step.positions(trace.step.family("W_o")))[-1])
    for name in ("E", "w100_new", f"{last}_new"):
        scalar = trace.step.names.find(name)
        assert scalar is not None
        expected = evaluate(trace.step, scalar, known)[scalar]
        assert record[name] == pytest.approx(expected, rel=1e-12)


def _given(trace: Trace) -> set[str]:
    return {each.name for each in trace.step.givens}
