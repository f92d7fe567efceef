"""What is said of each number: it holds, it follows from somebody's own others, it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import exp
from time import monotonic
from typing import Any

import pytest

import bptrace
from bptrace.checking.claims.claimed import unavailable_of
from bptrace.checking.claims.verdicts import verdicts_of
from bptrace.checking.findings import Verdict
from bptrace.config.claims import claims_of
from bptrace.errors import Diverged
from bptrace.trace.trace import Trace

ONE_NEURON: dict[str, Any] = {
    "layers": [{"units": 1, "activation": "sigmoid", "weights": [[0.5]], "bias": 0.1}],
    "samples": [{"input": 2, "target": 1}],
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "iterations": 3,
}


def sigmoid(net: float) -> float:
    return 1 / (1 + exp(-net))


def trace_of(expected: Mapping[Any, Any], **changes: object) -> Trace:
    return bptrace.run({**ONE_NEURON, **changes, "expected": expected})


def verdicts(expected: Mapping[Any, Any], **changes: object) -> list[Verdict]:
    trace = trace_of(expected, **changes)
    return verdicts_of(trace, claims_of(trace.experiment))


def said(expected: Mapping[Any, Any], **changes: object) -> dict[str, str]:
    """`{"net_o1": "wrong"}`"""
    return {each.claim.name: word(each) for each in verdicts(expected, **changes)}


def word(verdict: Verdict) -> str:
    return "holds" if verdict.ok else "follows" if verdict.follows else "wrong"


def wrong_in(name: str) -> list[tuple[str, int, str]]:
    trace = bptrace.run(name)
    found = verdicts_of(trace, claims_of(trace.experiment))
    assert not any(each.follows for each in found)
    claims = (each.claim for each in found if not each.ok)
    return [(each.moment, each.iteration, each.name) for each in claims]


LATER = [
    ("after", 1, "E"),
    ("after", 10000, "out_o1"),
    ("after", 10000, "out_o2"),
    ("after", 10000, "E"),
]


def test_five_numbers_of_the_article_are_wrong() -> None:
    assert wrong_in("mazur") == [("during", 1, "dE_dout_h1_via_o2"), *LATER]


def test_the_chinese_article_has_a_misprint_besides() -> None:
    misprint = ("during", 1, "out_o1")
    assert wrong_in("charlotte77") == [misprint, ("during", 1, "dE_dout_h1_via_o2"), *LATER]


@pytest.mark.parametrize("name", ["han-kamber", "rgu", "batch", "softmax", "adam", "momentum"])
def test_in_the_other_examples_every_number_holds(name: str) -> None:
    assert wrong_in(name) == []


def test_how_far_off_a_wrong_number_is() -> None:
    (verdict,) = verdicts({"net_o1": 1.25})
    assert verdict.computed == 1.1
    assert verdict.units_off == pytest.approx(15)


def test_what_is_computed_from_a_wrong_number_follows_from_it() -> None:
    """0.5 · 2 + 0.1 is 1.1; σ(1.2) is 0.76852…"""
    assert sigmoid(1.2) == pytest.approx(0.768525, abs=1e-6)
    net = Decimal("1.200000")
    assert said({"net_o1": net, "out_o1": 0.768525}) == {"net_o1": "wrong", "out_o1": "follows"}
    assert said({"net_o1": net, "out_o1": 0.7686}) == {"net_o1": "wrong", "out_o1": "wrong"}
    assert said({"out_o1": 0.768525}) == {"out_o1": "wrong"}


def test_what_follows_may_be_off_by_what_the_number_behind_it_was_rounded() -> None:
    """1.2 stands for anything from 1.15 to 1.25, and so σ for anything from 0.7595 to 0.7773."""
    assert said({"net_o1": 1.2, "out_o1": 0.7602})["out_o1"] == "follows"
    assert said({"net_o1": 1.2, "out_o1": 0.7580})["out_o1"] == "wrong"
    assert said({"net_o1": Decimal("1.20"), "out_o1": 0.7602})["out_o1"] == "wrong"


def test_what_follows_from_a_rounded_number_follows() -> None:
    """A student who wrote 0.75 for σ(1.1) = 0.750260… goes on with (1 − 0.75)·0.75 = 0.1875; the
    right number is 0.187369…"""
    out = sigmoid(1.1)
    assert out * (1 - out) == pytest.approx(0.18736988, abs=1e-8)
    claims = {"out_o1": 0.75, "dout_o1_dnet_o1": 0.1875}
    assert said(claims) == {"out_o1": "holds", "dout_o1_dnet_o1": "follows"}
    assert said({"dout_o1_dnet_o1": 0.1875}) == {"dout_o1_dnet_o1": "wrong"}


def test_an_input_is_exact_however_few_digits_it_has() -> None:
    """i1 = 2 does not stand for 1.5 to 2.5."""
    assert said({"i1": 2, "w1": 0.5, "net_o1": 1.2})["net_o1"] == "wrong"


def test_verdicts_are_in_the_order_of_computation() -> None:
    claims = {
        "after": {1: {"E": 1, "w1": 1}, 2: {"E": 1}},
        2: {"net_o1": 1},
        1: {"w1_new": 1, "dE_dw1": 1, "E": 1, "out_o1": 1, "w1": 1},
    }
    found = [
        (each.claim.moment, each.claim.iteration, each.claim.name) for each in verdicts(claims)
    ]
    assert found == [
        *(("during", 1, name) for name in ("w1", "out_o1", "E", "dE_dw1", "w1_new")),
        ("after", 1, "w1"),
        ("after", 1, "E"),
        ("during", 2, "net_o1"),
        ("after", 2, "E"),
    ]


def test_the_sign_of_a_book_is_the_sign_of_what_is_computed() -> None:
    delta = bptrace.run(ONE_NEURON)[1]["delta_o1"]
    assert delta < 0
    (verdict,) = verdicts({"conventions": {"delta": "negative"}, "delta_o1": -delta})
    assert verdict.ok
    assert verdict.computed == -delta


def test_with_the_other_sign_what_follows_follows() -> None:
    """delta_o1 = 0.07 (wrong) by the book's sign: ∂E/∂w1 = −0.07 · 2."""
    claims = {"conventions": {"delta": "negative"}, "delta_o1": 0.07, "dE_dw1": -0.14}
    assert said(claims) == {"delta_o1": "wrong", "dE_dw1": "follows"}


def test_the_next_iteration_goes_on_with_somebody_s_own_weights() -> None:
    """w1⁺ = 0.6 (wrong), and b⁺ as it is: net = 0.6 · 2 + b⁺."""
    bias = bptrace.run(ONE_NEURON)[1]["b_o1_new"]
    net = 1.2 + bias
    for claims in (
        {1: {"w1_new": 0.6}, 2: {"net_o1": round(net, 3)}},
        {"after": {1: {"w1": 0.6}}, 2: {"net_o1": round(net, 3)}},
    ):
        assert list(said(claims).values()) == ["wrong", "follows"]


def test_a_weight_after_an_iteration_follows_from_its_numbers() -> None:
    """∂E/∂w1 = −0.2 (wrong): w1 = 0.5 + 0.5 · 0.2."""
    claims = {1: {"dE_dw1": -0.2}, "after": {1: {"w1": 0.6}}}
    assert said(claims) == {"dE_dw1": "wrong", "w1": "follows"}


def test_what_a_network_gives_after_an_update_follows_from_somebody_s_weights() -> None:
    bias = bptrace.run(ONE_NEURON)[1]["b_o1_new"]
    error = 0.5 * (1 - sigmoid(1.2 + bias)) ** 2
    claims = {1: {"w1_new": 0.6}, "after": {1: {"E": round(error, 6), "E_all": round(error, 6)}}}
    assert said(claims) == {"w1_new": "wrong", "E": "follows", "E_all": "follows"}


def test_a_program_s_e_does_not_follow_from_its_outputs() -> None:
    """Both are read off the program, which is wrong before either."""
    claims = {"after": {1: {"out_o1": 0.6, "E": 0.08}}}
    assert said(claims) == {"out_o1": "wrong", "E": "wrong"}


def test_in_a_batch_a_value_of_a_sample_follows_from_that_sample_s() -> None:
    samples = [{"input": 2, "target": 1}, {"input": 1, "target": 0}]
    claims = {"net_o1@2": 0.7, "out_o1@2": round(sigmoid(0.7), 5), "out_o1@1": 0.71}
    found = said(claims, samples=samples, batch={"size": 2})
    assert found == {"net_o1@2": "wrong", "out_o1@2": "follows", "out_o1@1": "wrong"}


def test_e_of_all_samples_is_that_of_the_weights_of_that_moment() -> None:
    samples = [{"input": 2, "target": 1}, {"input": 1, "target": 0}]
    trace = bptrace.run({**ONE_NEURON, "samples": samples})
    claims = {2: {"E_all": trace.error_of_all(1)}, "after": {2: {"E_all": trace.error_of_all(2)}}}
    assert [each.ok for each in verdicts(claims, samples=samples)] == [True, True]


def test_e_of_all_samples_is_not_that_of_one() -> None:
    """σ(1.2) for the first sample, which has E = ½(1 − σ(1.2))²; the second is another one."""
    samples = [{"input": 2, "target": 1}, {"input": 1, "target": 0}]
    error = 0.5 * (1 - sigmoid(1.2)) ** 2
    found = said({"net_o1": Decimal("1.200000"), "E": error, "E_all": error}, samples=samples)
    assert found == {"net_o1": "wrong", "E": "follows", "E_all": "wrong"}


def test_thousands_of_wrong_weights_are_no_more_work_than_a_few() -> None:
    """Each follows, or not, from all the others: a minute, were it done one by one."""
    config = {
        "layers": [
            {"units": 10, "activation": "sigmoid", "weights": {"init": "constant", "value": 0.1}},
            {"units": 4, "activation": "sigmoid", "weights": {"init": "constant", "value": 0.2}},
        ],
        "samples": [{"input": [0.01 * each for each in range(64)], "target": [1, 0, 0, 0]}],
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
    }
    weights = [f"w{number}" for number in range(1, 681)]
    expected = {
        1: {f"{each}_new": Decimal("0.300000") for each in weights},
        2: {f"{each}_new": Decimal("0.400000") for each in weights},
    }
    trace = bptrace.run({**config, "expected": expected})
    started = monotonic()
    assert len(verdicts_of(trace, claims_of(trace.experiment))) == 1360
    assert monotonic() - started < 20


def test_claims_beyond_the_last_iteration_are_of_a_longer_run() -> None:
    error = bptrace.run({**ONE_NEURON, "iterations": 50}).last_error(50)
    assert all(each.ok for each in verdicts({7: {"i1": 2}, "after": {50: {"E": error}}}))


DIVERGING: dict[str, Any] = {
    "layers": [{"units": 1, "activation": "identity", "weights": [[0.5]], "bias": False}],
    "samples": [{"input": 2, "target": 3}],
    "optimizer": {"name": "sgd", "learning_rate": 1e200},
}


def test_what_comes_after_a_divergence_cannot_be_had() -> None:
    claims = {1: {"net_o1": 1}, 2: {"net_o1": 1}, "after": {5: {"E": 1}}}
    trace = bptrace.run({**DIVERGING, "expected": claims})
    found = verdicts_of(trace, claims_of(trace.experiment))
    assert [(each.claim.iteration, each.ok) for each in found] == [(1, True), (2, False)]
    (missing,) = unavailable_of(trace, claims_of(trace.experiment))
    assert (missing.claim.moment, missing.claim.iteration) == ("after", 5)
    assert isinstance(missing.why, Diverged)


def test_a_sample_that_a_smaller_batch_does_not_have_has_no_values() -> None:
    samples = [{"input": each, "target": 0} for each in (1, 2, 3)]
    claims = {2: {"net_o1@1": 1, "net_o1@2": 1}}
    trace = trace_of(claims, samples=samples, batch={"size": 2})
    (verdict,) = verdicts_of(trace, claims_of(trace.experiment))
    (missing,) = unavailable_of(trace, claims_of(trace.experiment))
    assert verdict.claim.name == "net_o1@1"
    assert (missing.claim.name, missing.why) == ("net_o1@2", None)


def test_of_a_large_network_a_few_values_are_computed_on_demand() -> None:
    config = {
        "layers": [
            {"units": 64, "activation": "tanh", "weights": {"init": "constant", "value": 0.01}},
            {"units": 1, "activation": "identity", "weights": {"init": "constant", "value": 0.5}},
        ],
        "samples": [{"input": [0.1] * 64, "target": 1}],
        "expected": {"net_h1": 0.064, "net_h2": 0.65, "out_h2": 0.5717},
    }
    trace = bptrace.run(config)
    found = verdicts_of(trace, claims_of(trace.experiment))
    assert list(map(word, found)) == ["holds", "wrong", "follows"]
    assert "training" not in vars(trace)
