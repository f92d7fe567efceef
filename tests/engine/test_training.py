"""Iterations in a row: what comes out does not depend on how it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.engine import training as engine
from bptrace.engine.columns import Columns
from bptrace.engine.engine import Row
from bptrace.engine.scalar import Iterations, Run, ScalarEngine, Values
from bptrace.engine.training import Training
from bptrace.errors import Diverged, Interrupted
from tests.support.bits import bits
from tests.support.networks import dense, trace_of, worked_example
from tests.support.strategies import configs

THREE_SAMPLES = [{"input": [x], "target": [1.0 - x]} for x in (0.1, 0.5, 0.9)]


def training_of(config: dict[str, Any]) -> Training:
    return trace_of(config).training


def records(training: Training, first: int, last: int) -> list[Row]:
    return list(training.records(first, last))


def explosive(start: float = 1.0, rate: float = 1e10) -> dict[str, Any]:
    """One weight w, input 1, target 0, no activation: E = ½w², so w⁺ = w (1 − η)."""
    config = dense(1, 1, activation="identity", iterations=1000)
    config["layers"][0] |= {"weights": [start], "bias": False}
    samples = [{"input": 1.0, "target": 0.0}]
    return config | {"samples": samples, "optimizer": {"name": "sgd", "learning_rate": rate}}


class Counted(ScalarEngine):
    """An engine that counts the iterations it computes."""

    computed = 0

    def program(self, step: Step, columns: Columns) -> Iterations:
        iterations = super().program(step, columns)

        def counted(state: Values, fixed: Values, rows: Iterable[Values], recorded: bool) -> Run:
            rows = list(rows)
            self.computed += len(rows)
            return iterations(state, fixed, rows, recorded)

        return counted


def record_at(training: Training, iteration: int) -> dict[Reference, float]:
    (row,) = training.records(iteration, iteration)
    return dict(zip(training.columns(1).references, row, strict=True))


def test_samples_are_visited_in_turn_and_again() -> None:
    training = training_of(dense(1, 2, 1, samples=THREE_SAMPLES))
    assert list(training.order.batches(1, 7)) == [(0,), (1,), (2,), (0,), (1,), (2,), (0,)]
    inputs = [record[0] for record in training.records(1, 7)]
    assert inputs == [0.1, 0.5, 0.9, 0.1, 0.5, 0.9, 0.1]


@given(configs(iterations=200), st.data())
def test_a_replayed_record_is_the_same_bit_for_bit(
    config: dict[str, Any], data: st.DataObject
) -> None:
    training = training_of(config)
    try:
        kept = records(training, 1, 200)
    except Diverged:
        return
    places = data.draw(st.lists(st.integers(1, 200), min_size=1, max_size=4))
    assert [bits(records(training, n, n)[0]) for n in places] == [bits(kept[n - 1]) for n in places]


def test_records_can_be_asked_for_in_any_order_before_any_was_computed() -> None:
    config = dense(1, 2, 1, samples=THREE_SAMPLES, seed=3)
    in_order = records(training_of(config), 1, 500)
    backwards = training_of(config)
    assert [records(backwards, n, n)[0] for n in (500, 65, 64, 63, 1)] == [
        in_order[n - 1] for n in (500, 65, 64, 63, 1)
    ]


def test_the_length_of_a_chunk_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    config = dense(1, 2, 1, samples=THREE_SAMPLES, seed=3)
    usual = records(training_of(config), 1, 300)
    monkeypatch.setattr(engine, "MAX_CHUNK", 7)
    monkeypatch.setattr(engine, "FIRST_STRIDE", 10)
    assert records(training_of(config), 1, 300) == usual


def test_two_readers_do_not_disturb_each_other() -> None:
    training = training_of(worked_example())
    alone = records(training_of(worked_example()), 1, 200)
    first, second = training.records(1, 200), training.records(101, 200)
    taken = [(next(first), next(second)) for _ in range(100)]
    assert taken == list(zip(alone[:100], alone[100:], strict=True))


@pytest.mark.parametrize("iterations", [64, 4096, 5000, 20_000])
def test_there_are_never_more_than_64_checkpoints(iterations: int) -> None:
    training = training_of(worked_example())
    for _ in training.records(1, iterations):
        pass
    assert len(training._checkpoints) <= engine.MAX_CHECKPOINTS
    assert 0 in training._checkpoints, "the start is never given up"


def test_after_a_run_any_record_is_replayed_from_near_by() -> None:
    """20,000 iterations in at most 64 strides of doubling length: 512, since 64 × 256 < 20,000."""
    training = training_of(worked_example())
    training.engine = counted = Counted()
    for _ in training.records(1, 20_000):
        pass
    for n in (1, 777, 12_345, 19_999, 20_000):
        counted.computed = 0
        records(training, n, n)
        assert 1 <= counted.computed <= 512


def test_large_networks_keep_fewer_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_CHECKPOINT_VALUES", 24)
    training = training_of(worked_example())
    records(training, 1, 1000)
    assert len(training._checkpoints) <= 24 / 8


def test_the_state_after_n_iterations_is_what_the_next_starts_with() -> None:
    training = training_of(worked_example())
    record = record_at(training, 151)
    weights = (Reference(w, (j, i)) for w in ("W_h", "W_o") for j in range(2) for i in range(2))
    assert training.state_after(150) == tuple(map(record.__getitem__, weights))
    assert training.state_after(0) == (0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55)


def test_results_are_the_outputs_and_the_error_of_a_sample_at_a_state() -> None:
    training = training_of(worked_example())
    record = record_at(training, 1)
    ((outputs, error),) = training.results(training.state_after(0), [0])
    assert outputs == (record[Reference("out_o", (0, 0))], record[Reference("out_o", (0, 1))])
    assert error == record[Reference("E", (0,))]


def test_the_error_of_all_is_the_sum_over_all_samples_at_one_state() -> None:
    """out = w·x with w = 1: E = ½·((0.1 − 0.9)² + (0.5 − 0.5)² + (0.9 − 0.1)²) = 0.64."""
    config = explosive() | {"samples": THREE_SAMPLES}
    training = training_of(config)
    assert training.error_of_all(training.state_after(0)) == pytest.approx(0.64, rel=1e-15)


# How training ends early


def test_a_run_that_diverges_names_the_iteration_and_the_first_value_that_overflowed() -> None:
    """After n updates |w| = 1e10^n; w² overflows at |w| > 1.34e154, in iteration 17: w = 1e160."""
    training = training_of(explosive())
    run = training.records(1, 1000)
    seen = [next(run) for _ in range(17)]
    assert seen[16][training.columns(1).place_of[Reference("E", (0,))]] == inf
    with pytest.raises(Diverged) as diverged:
        next(run)
    assert (diverged.value.iteration, diverged.value.name) == (17, "E_o1")
    assert str(diverged.value) == (
        "diverged: in iteration 17, E_o1 is infinite; "
        "everything before it is kept (a smaller learning rate often helps)"
    )


def test_what_was_computed_before_a_divergence_can_still_be_read() -> None:
    training = training_of(explosive())
    with pytest.raises(Diverged):
        training.state_after(1000)
    assert len(records(training, 1, 16)) == 16
    (weight,) = training.state_after(16)
    assert weight == pytest.approx(1e160, rel=1e-8)


def test_a_new_weight_that_overflows_ends_the_run_at_once() -> None:
    """w = 1e150, gradient 1e150, η = 1e200: E is finite, the step is not."""
    with pytest.raises(Diverged) as diverged:
        records(training_of(explosive(start=1e150, rate=1e200)), 1, 2)
    assert (diverged.value.iteration, diverged.value.name) == (1, "w1_new")


def test_a_value_that_is_not_a_number_is_called_that() -> None:
    """1e308·10 − 1e308·10 = inf − inf"""
    config = dense(2, 1, activation="identity", iterations=3)
    config["layers"][0] |= {"weights": [1e308, -1e308], "bias": False}
    config["samples"] = [{"input": [10.0, 10.0], "target": [0.0]}]
    with pytest.raises(Diverged, match=r"in iteration 1, net_o1 is not a number; "):
        records(training_of(config), 1, 3)


def test_an_infinite_value_on_the_way_ends_nothing() -> None:
    """net = 1e308 · 10 is infinite, σ(net) = 1 and σ' = 0: nothing moves, and training goes on."""
    config = dense(1, 1, iterations=100)
    config["layers"][0] |= {"weights": [1e308], "bias": False}
    config["samples"] = [{"input": [10.0], "target": [0.0]}]
    training = training_of(config)
    assert training.state_after(100) == (1e308,)


def test_a_divergence_late_in_a_long_run_is_found_where_it_is() -> None:
    """|w⁺| = 1.1·|w|: 1.1^n > 1.34e154 after n = 154.127/log10(1.1) = 3723.5 updates."""
    with pytest.raises(Diverged, match="in iteration 3725, E_o1"):
        training_of(explosive(rate=2.1)).state_after(10_000)


def test_a_saturated_neuron_is_not_blamed_for_what_overflowed_elsewhere() -> None:
    """net_h1 = 1e308 · 1e5 is infinite from the first iteration on, and harmless: out_h1 = 1. The
    output weights grow until E_o1 = ½ (0 − out_o1)² is beyond float64."""
    config = dense(1, 2, 1, samples=[{"input": [1e5], "target": [0.0]}], iterations=1000)
    config["layers"][0] |= {"weights": [[1e308], [0.5]], "bias": False}
    config["layers"][1] |= {"weights": [[1.0, 1.0]], "bias": False, "activation": "identity"}
    training = training_of(config | {"optimizer": {"name": "sgd", "learning_rate": 30.0}})
    assert record_at(training, 1)[Reference("net_h", (0, 0))] == inf
    with pytest.raises(Diverged) as diverged:
        training.state_after(1000)
    assert (diverged.value.name, diverged.value.value) == ("E_o1", inf)


def test_a_stopped_training_goes_no_further_but_what_it_reached_can_be_read() -> None:
    training = training_of(worked_example(iterations=10_000))
    state = training.state_after(500)
    training.stopping = True
    with pytest.raises(Interrupted) as interrupted:
        training.state_after(10_000)
    assert interrupted.value.complete == training.reached == 500
    assert training.state_after(500) == state
    assert len(records(training, 1, 500)) == 500


def test_whoever_watches_is_told_how_far_it_got() -> None:
    training = training_of(worked_example(iterations=5_000))
    told: list[int] = []
    training.watch = told.append
    training.state_after(5_000)
    training.state_after(100)
    assert told == sorted(set(told))
    assert told[-1] == 5_000
