"""The array engine computes what the equations say, in place or not, whatever is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import isfinite
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace import api
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import ZERO, Reference
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Family, Step
from bptrace.algebra.substitute import in_primitives
from bptrace.engine.array import ArrayEngine
from bptrace.engine.columns import columns_of_families
from bptrace.engine.family_row import FamilyRow
from bptrace.errors import Diverged
from bptrace.network.build import build_step
from bptrace.network.values import order_of, sample_values, start_values
from bptrace.trace.record import Record
from bptrace.trace.trace import Origin, Trace
from tests.benchmarks.networks import drawn
from tests.support.networks import dense, resolved
from tests.support.sizes import size_of
from tests.support.strategies import SMOOTH, configs

EXACT = 1e-12

name_of = attrgetter("name")


def trace_by(engine: Any, config: Mapping[str, Any]) -> Trace:
    return api.trace_of(resolved(config), Origin("a test"), engine)


def wrong_values(step: Step, values: Mapping[Reference, float]) -> list[tuple[str, float, float]]:
    """What is not equal to the right side of its equation, over the other values."""
    wrong = []
    for equation in step.equations:
        for reference in step.positions(equation):
            right = in_primitives(instantiate(step, reference) or ZERO)
            expected, found = value_of(right, values.__getitem__), values[reference]
            bound = EXACT * size_of(right, values.__getitem__)
            if isfinite(expected) != isfinite(found) or abs(expected - found) > bound:
                wrong.append((step.names.spell(reference), expected, found))
    return wrong


def values_of(record: Record) -> dict[Reference, float]:
    step = record.step
    return {each: record.value(each) for family in step.families for each in step.positions(family)}


@given(configs(iterations=4))
def test_every_value_is_what_its_equation_says(config: dict[str, Any]) -> None:
    """Within 1e-12 of the sum of the absolute terms; the equation over the engine's own values."""
    with suppress(Diverged):
        for record in trace_by("array", config):
            assert wrong_values(record.step, values_of(record)) == []


class Outcome(NamedTuple):
    """The records of some iterations, each as bytes by family, and the state at the end."""

    records: list[dict[str, bytes]]
    end: list[bytes] | None


class Inputs(NamedTuple):
    """What a program of the array engine takes, of a config's first iterations that see equally
    many samples."""

    step: Step
    state: Any
    fixed: Any
    rows: list[Any]

    def run(
        self, families: Sequence[Family], *, recorded: bool = True, spoiling: bool = False
    ) -> Outcome:
        columns = columns_of_families(self.step, families)
        run = ArrayEngine().program(self.step, columns)(self.state, self.fixed, self.rows, recorded)
        records: list[dict[str, bytes]] = []
        while True:
            try:
                row = next(run)
            except StopIteration as end:
                return Outcome(records, end.value and list(map(bits, end.value)))
            arrays = row.arrays if isinstance(row, FamilyRow) else by_family(families, row)
            records.append({name: bits(array) for name, array in arrays.items()})
            for array in arrays.values():
                if spoiling and isinstance(array, np.ndarray):
                    array.fill(np.nan)

    def bits(self) -> list[bytes]:
        arrays = (*self.state, *self.fixed, *(each for row in self.rows for each in row))
        return list(map(bits, arrays))


def by_family(families: Sequence[Family], row: Sequence[float]) -> dict[str, float]:
    return {family.name: value for family, value in zip(families, row, strict=True)}


def bits(array: Any) -> bytes:
    return np.asarray(array, dtype=np.float64).tobytes()


def inputs_of(config: Mapping[str, Any], iterations: int = 4) -> Inputs:
    experiment = resolved(config)
    step, order, engine = build_step(experiment), order_of(experiment), ArrayEngine()
    start = start_values(experiment, step)
    row = engine.rows(step, sample_values(experiment))
    last = min(iterations, order.last_like(1) or iterations)
    return Inputs(
        step,
        engine.packed(step, [name for name in start if name in step.states], start),
        engine.packed(step, [name for name in start if name not in step.states], start),
        list(map(row, order.batches(1, last))),
    )


@given(configs(iterations=4), st.data())
def test_the_bits_do_not_depend_on_what_is_recorded(
    config: dict[str, Any], data: st.DataObject
) -> None:
    inputs = inputs_of(config)
    families = inputs.step.families
    everything = inputs.run(families)
    some = data.draw(st.lists(st.sampled_from(families), min_size=1, unique_by=name_of))
    chosen = inputs.run(some)
    assert chosen.end == everything.end == inputs.run(some, recorded=False).end
    for record, whole in zip(chosen.records, everything.records, strict=True):
        assert record == {name: whole[name] for name in record}


@given(configs(iterations=4))
def test_a_record_is_the_reader_s_own(config: dict[str, Any]) -> None:
    """Whatever a reader does to it, the next iteration and the samples do not change."""
    inputs = inputs_of(config)
    families, before = inputs.step.families, inputs.bits()
    assert inputs.run(families) == inputs.run(families, spoiling=True)
    assert inputs.bits() == before


@given(configs(iterations=6, activations=SMOOTH))
def test_both_engines_say_the_same_of_a_smooth_network(config: dict[str, Any]) -> None:
    """Over several iterations by plain sgd, as long as they do not run away."""
    config["optimizer"] = {"name": "sgd", "learning_rate": 0.01}
    arrays, scalars = trace_by("array", config), trace_by("scalar", config)
    with suppress(Diverged):
        for record, expected in zip(arrays, scalars, strict=True):
            if not expected["E"] < 1e6:
                break
            assert list(record) == list(expected)
            assert list(record.row) == pytest.approx(list(expected.row), rel=1e-9, abs=1e-12)


@given(configs(iterations=100), st.data())
def test_a_replayed_record_is_the_same_bit_for_bit(
    config: dict[str, Any], data: st.DataObject
) -> None:
    trace = trace_by("array", config)
    try:
        kept = [(list(record.row), record["E"]) for record in trace]
    except Diverged:
        return
    for place in data.draw(st.lists(st.integers(1, 100), min_size=1, max_size=3)):
        assert (list(trace[place].row), trace[place]["E"]) == kept[place - 1]
    assert list(trace.errors()) == [error for _, error in kept]


@pytest.mark.parametrize("engine", ["scalar", "array"])
@pytest.mark.parametrize(("rate", "iteration"), [(1e10, 17), (1e200, 2), (1e-3, None)])
def test_both_engines_end_where_something_is_not_finite(
    engine: str, rate: float, iteration: int | None
) -> None:
    """E = ½w², so w⁺ = w (1 − η): 1e160 after 16 iterations, of which E is infinite."""
    config = dense(1, 1, activation="identity", iterations=50)
    config["layers"][0] |= {"weights": [1.0], "bias": False}
    config |= {
        "samples": [{"input": 1.0, "target": 0.0}],
        "optimizer": {"name": "sgd", "learning_rate": rate},
    }
    ends: list[int | None] = []
    for ask in (list, Trace.check_outcome, lambda trace: list(trace.errors())):
        try:
            ask(trace_by(engine, config))
            ends.append(None)
        except Diverged as diverged:
            ends.append(diverged.iteration)
    assert ends == [iteration] * 3


def test_an_infinite_weight_ends_a_run_though_its_neuron_is_saturated() -> None:
    """η is so large that w₁⁺ overflows where E, of a sigmoid, stays below 1."""
    config = dense(2, 1, iterations=40, optimizer={"name": "sgd", "learning_rate": 1e307})
    config["samples"] = [{"input": [1e3, 1e-3], "target": [0.9]}]
    config["layers"][0]["weights"] = [[0.0, 0.0]]
    ends = []
    for ask in (list, Trace.check_outcome, lambda trace: list(trace.errors())):
        with pytest.raises(Diverged) as diverged:
            ask(trace_by("array", config))
        ends.append((diverged.value.iteration, diverged.value.name))
    assert ends == [(1, "w1_new")] * 3


@pytest.mark.parametrize("samples", [1, 5, 64, 130])
def test_outputs_of_many_samples_are_those_of_each(samples: int) -> None:
    trace = trace_by("array", drawn(3, 4, 2, samples=samples, iterations=samples))
    start = trace.training.state_after(0)
    found = trace.training.results(start, range(samples))
    for place, (out, error) in enumerate(found, start=1):
        record = trace.record_of_sample(1, place)
        assert list(out) == pytest.approx([record["out_o1"], record["out_o2"]], rel=1e-14)
        assert error == pytest.approx(record["E"], rel=1e-14)
    assert place == samples
    assert list(trace.training.results(start, ())) == []


def test_what_does_not_exist_stays_0_and_is_not_recorded() -> None:
    config = drawn(3, 2, 2, samples=4, batch={"size": 2}, iterations=3)
    config["layers"][0] |= {
        "mask": [[1, 0, 1], [0, 1, 1]],
        "weights": [[0.1, 9.0, 0.2], [9.0, 0.3, 0.4]],
    }
    trace = trace_by("array", config)
    for record in trace:
        for name in ("W_h", "dE_dW_h", "W_h_new"):
            array = record.row.arrays[name]  # type: ignore[attr-defined]
            assert array[0, 1] == array[1, 0] == 0.0
    assert len(trace[1]) == len(list(trace[1].row))


def test_samples_beside_each_other_are_seen_without_a_copy() -> None:
    experiment = resolved(drawn(3, 2, samples=6, batch={"size": 2}))
    row = ArrayEngine().rows(build_step(experiment), sample_values(experiment))
    (first, _), (again, _), (apart, _) = row((2, 3)), row((3, 4)), row((3, 2))
    assert np.shares_memory(first, again)
    assert apart.tolist() == first[::-1].tolist()
