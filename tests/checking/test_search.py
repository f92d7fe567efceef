"""Where a number can come from: the worked example's, as it or others print them."""

from __future__ import annotations

from decimal import Decimal

import pytest

import bptrace
from bptrace.checking.search import Occurrence, where_it_comes_from


def found(number: str, network: str = "mazur", **assignments: str) -> tuple[Occurrence, ...]:
    trace = bptrace.run(network, assignments=[f"{k}={v}" for k, v in assignments.items()])
    return where_it_comes_from(trace, Decimal(number)).occurrences


def where(each: Occurrence) -> tuple[str, str, int]:
    return each.name, each.moment, each.iteration


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("0.298371109", ("E", "during", 1)),
        ("0.082167041", ("dE_dw5", "during", 1)),
        ("0.511301270", ("w7_new", "during", 1)),
        ("0.291027774", ("E", "after", 1)),
        ("0.015913620", ("out_o1", "after", 10_000)),
    ],
)
def test_a_value_of_the_trace_is_found_by_name_and_moment(
    number: str, place: tuple[str, str, int]
) -> None:
    (first, *_) = found(number)
    assert where(first) == place
    assert not first.changes


def test_the_article_s_headline_is_found_under_another_order_of_updates() -> None:
    (only,) = found("0.291027924")
    assert where(only) == ("E", "after", 1)
    assert [each.mistake for each in only.changes] == ["updated_output_weights"]


def test_what_others_publish_is_found_where_biases_are_trained() -> None:
    """0.280471447: one bias a neuron, trained (PyTorch tutorials of the same example)."""
    (first, *_) = found("0.280471447")
    assert where(first) == ("E", "after", 1)
    assert first.changes[0].mistake == "shared_bias_one_a_neuron"


def test_a_delta_of_the_other_sign_is_found() -> None:
    (only, *_) = found("0.038098237")
    assert where(only) == ("delta_o2", "during", 1)
    assert only.factor == -1


def test_an_error_without_its_half_is_found() -> None:
    """(0.01 − 0.75136507)² = 0.549622166"""
    (only,) = found("0.549622166")
    assert where(only) == ("E_o1", "during", 1)
    assert only.factor == 2


def test_a_mistake_that_gives_the_number_is_named() -> None:
    """0.138498562 · 0.4 − 0.038098237 · 0.45 = 0.038255218 is ∂E/∂out_h1 with w6 in place of w7."""
    (only, *_) = found("0.038255218")
    assert where(only) == ("dE_dout_h1", "during", 1)
    assert only.changes[0].mistake == "transposed_weights"


def test_a_number_that_comes_from_nowhere_has_a_nearest_one() -> None:
    origins = where_it_comes_from(bptrace.run("mazur"), Decimal("0.29837199"))
    assert not origins.occurrences
    assert origins.nearest is not None
    assert origins.nearest.name == "E"


def test_how_often_a_value_comes_again_is_counted() -> None:
    trace = bptrace.run("mazur")
    outs = [record["out_h1"] for record in trace.records(1, 10_000)]
    outs.append(trace.after(10_000)["out_h1"])
    occurrences = [each for each in found("0.5933") if each.name == "out_h1"]
    printed = sum(0.59325 <= each < 0.5934 for each in outs)
    assert printed > 1
    assert sum(each.again + 1 for each in occurrences) == printed


def test_a_large_network_is_looked_through_in_arrays() -> None:
    trace = bptrace.run("digits")
    value = trace[2]["delta_o3@2"]
    origins = where_it_comes_from(trace, Decimal(repr(value)))
    assert any(each.name.startswith("delta_o3@2") for each in origins.occurrences)
