"""A trace reads like a list of iterations that count from 1."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

from bptrace.errors import Diverged
from bptrace.trace.accuracy import SampleResult
from bptrace.trace.selection import parse_selection
from bptrace.trace.trace import Outcome, Trace
from tests.support.networks import dense, trace_of, worked_example

AND = [
    {"input": [0, 0], "target": 0},
    {"input": [0, 1], "target": 0},
    {"input": [1, 0], "target": 0},
    {"input": [1, 1], "target": 1},
]


def linear(weight: float, *pairs: tuple[float, float], **changes: Any) -> Trace:
    """One weight and no activation: E = ½ (t − w·x)², by default not trained."""
    config = dense(1, 1, activation="identity", **{"iterations": 10, **changes})
    config["layers"][0] |= {"weights": [weight], "bias": False}
    config["samples"] = [{"input": x, "target": t} for x, t in pairs]
    return trace_of({"optimizer": {"name": "sgd", "learning_rate": 0.0}, **config})


def explosive() -> Trace:
    """w⁺ = −1e10·w from w = 1: its square overflows in iteration 17."""
    return linear(1.0, (1.0, 0.0), iterations=50, optimizer=_sgd(1e10))


def _sgd(rate: float) -> dict[str, Any]:
    return {"name": "sgd", "learning_rate": rate}


def test_a_trace_has_as_many_records_as_iterations_and_counts_them_from_1() -> None:
    trace = trace_of(worked_example(iterations=5))
    assert len(trace) == 5
    assert [record.iteration for record in trace] == [1, 2, 3, 4, 5]
    assert trace[3].iteration == 3


def test_negative_numbers_count_from_the_end() -> None:
    trace = trace_of(worked_example(iterations=5))
    assert trace[-1].iteration == 5
    assert trace[-5].iteration == 1


@pytest.mark.parametrize("iteration", [0, 6, -6])
def test_an_iteration_that_is_not_there_is_an_index_error(iteration: int) -> None:
    with pytest.raises(IndexError) as out_of_range:
        trace_of(worked_example(iterations=5))[iteration]
    assert str(out_of_range.value) == f"there are iterations 1 to 5, not {iteration}"


def test_a_run_of_no_iterations_has_no_records_but_an_outcome() -> None:
    trace = trace_of(worked_example(iterations=0))
    assert list(trace) == []
    assert trace.outcome == Outcome(0, None)
    with pytest.raises(IndexError, match="there are none, not -1"):
        trace[-1]


def test_a_trace_can_be_read_again_and_is_the_same() -> None:
    trace = trace_of(worked_example(iterations=100))
    first = [record.row for record in trace]
    assert [record.row for record in trace] == first
    assert trace[57].row == first[56]


def test_it_is_read_forwards_only() -> None:
    with pytest.raises(TypeError):
        reversed(trace_of(worked_example()))


def test_an_epoch_is_one_visit_to_every_sample() -> None:
    trace = trace_of(dense(2, 1, samples=AND, iterations=9))
    seen = [(record.epoch, record.samples) for record in trace]
    assert seen[:5] == [(1, (1,)), (1, (2,)), (1, (3,)), (1, (4,)), (2, (1,))]
    assert seen[8] == (3, (1,))


def test_a_selection_reads_what_it_names() -> None:
    trace = trace_of(worked_example())
    chosen = trace.select(parse_selection("1-2,every:4000,last"))
    assert [record.iteration for record in chosen] == [1, 2, 4000, 8000, 10000]


# E, before and after


def test_e_of_an_iteration_is_its_own_sample_s_before_the_update() -> None:
    """w = 2: E = ½ (1 − 2·3)² = 12.5, then ½ (5 − 2·1)² = 4.5."""
    trace = linear(2.0, (3.0, 1.0), (1.0, 5.0))
    assert [trace[1]["E"], trace[2]["E"]] == [12.5, 4.5]


def test_the_last_e_is_that_of_the_last_sample_after_its_update() -> None:
    """w = 2, x = 3, t = 1, η = 0.1: dE/dw = (6 − 1)·3 = 15, w⁺ = 0.5, E = ½ (1 − 1.5)²."""
    trace = linear(2.0, (3.0, 1.0), (1.0, 5.0), optimizer=_sgd(0.1))
    assert trace.last_error(1) == pytest.approx(0.125, rel=1e-15)


def test_e_all_is_the_sum_over_all_samples_at_the_same_weights() -> None:
    trace = linear(2.0, (3.0, 1.0), (1.0, 5.0))
    assert trace.error_of_all(0) == 12.5 + 4.5


def test_the_curve_is_e_all_after_so_many_updates() -> None:
    """η = 0.1: w is 2, then 0.5; E_all = 17, then ½ (1 − 1.5)² + ½ (5 − 0.5)² = 10.25."""
    trace = linear(2.0, (3.0, 1.0), (1.0, 5.0), optimizer=_sgd(0.1))
    assert dict(trace.curve([0, 1])) == {0: 17.0, 1: pytest.approx(10.25, rel=1e-15)}


def test_e_after_n_updates_is_e_of_the_next_iteration() -> None:
    trace = trace_of(worked_example())
    assert list(trace.curve([0, 1, 999])) == [(n, trace[n + 1]["E"]) for n in (0, 1, 999)]


def test_parameters_are_all_weights_and_biases_the_fixed_ones_too() -> None:
    trace = trace_of(worked_example())
    start, after = trace.parameters(0), trace.parameters(1)
    assert list(start.items()) == [
        *zip(["w1", "w2", "w3", "w4", "b1"], [0.15, 0.20, 0.25, 0.30, 0.35], strict=True),
        *zip(["w5", "w6", "w7", "w8", "b2"], [0.40, 0.45, 0.50, 0.55, 0.60], strict=True),
    ]
    assert after["w5"] == trace[1]["w5_new"]
    assert after["b1"] == 0.35


def test_the_results_are_every_sample_s_outputs_beside_its_targets() -> None:
    trace = linear(2.0, (3.0, 1.0), (1.0, 5.0))
    assert list(trace.results(0)) == [
        SampleResult(1, target={"o1": 1.0}, out={"o1": 6.0}),
        SampleResult(2, target={"o1": 5.0}, out={"o1": 2.0}),
    ]


# A run that diverges


def test_a_diverged_run_keeps_what_was_computed() -> None:
    trace = explosive()
    assert trace.outcome.iterations == 16
    assert isinstance(trace.outcome.ended, Diverged)
    assert (trace.outcome.ended.iteration, trace.outcome.ended.name) == (17, "E_o1")
    assert trace[16].iteration == 16
    assert trace[17]["E"] == float("inf"), "the iteration in which it happened can be looked at"
    with pytest.raises(Diverged):
        trace[18]


@pytest.mark.parametrize(
    ("selection", "iterations"),
    [
        ("all", list(range(1, 18))),
        ("last", [17]),
        ("1,last", [1, 17]),
        ("17,last", [17]),
        ("1,every:5,last", [1, 5, 10, 15, 17]),
        ("1,40", [1]),
    ],
)
def test_a_diverged_run_is_read_up_to_the_iteration_in_which_it_happened_and_that_is_its_last(
    selection: str, iterations: list[int]
) -> None:
    seen: list[int] = []
    chosen = explosive().select(parse_selection(selection))
    with pytest.raises(Diverged):
        seen.extend(record.iteration for record in chosen)
    assert seen == iterations


def test_the_curve_of_a_diverged_run_ends_where_it_does() -> None:
    assert [n for n, _ in explosive().curve([0, 10, 16, 17, 50])] == [0, 10, 16]


# Memory


def peak_of_reading(iterations: int) -> int:
    """The largest memory that reading so many records takes, in bytes."""
    trace = trace_of(worked_example(iterations=iterations))
    tracemalloc.start()
    for record in trace:
        record["E"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_reading_more_iterations_takes_no_more_memory() -> None:
    """Not even one number of 8 bytes is kept of each; a record has 69. (At 4,000 iterations the
    checkpoints are complete.)"""
    short, long = peak_of_reading(4000), peak_of_reading(16_000)
    assert long - short < 12_000 * 8


def test_a_trace_and_a_record_say_what_they_are() -> None:
    trace = trace_of(worked_example(iterations=3))
    assert repr(trace).endswith(", 3 iterations>")
    assert repr(trace[2]) == "<Record of iteration 2, 80 values>"


def test_several_iterations_at_once_are_asked_for_by_name() -> None:
    trace = trace_of(worked_example(iterations=3))
    with pytest.raises(TypeError, match=r"trace\.records\(first, last\)"):
        trace[1:3]  # type: ignore[index]  # what somebody may try
