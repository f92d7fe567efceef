"""Explanations of batches, cross-entropies, kinks, optimizers, missing and tied connections."""

from __future__ import annotations

from itertools import islice
from math import isclose, isnan
from typing import Any

import pytest

import bptrace
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Expression
from bptrace.algebra.substitute import in_primitives
from bptrace.explaining.asking import explain_name, record_to_explain
from bptrace.explaining.derivation import Derivation, Shortening
from bptrace.explaining.tree import explanation_json
from bptrace.explaining.values import ALL
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace
from tests.render.networks import MASKED, TIED
from tests.support.networks import dense, trace_of

BATCH = bptrace.run("batch")
SOFTMAX = bptrace.run("softmax")
ADAM = bptrace.run("adam")


def shown(trace: Trace, name: str, **options: Any) -> str:
    return " ".join(str(bptrace.explain(trace, name, **options)).split())


def spelled(trace: Trace, explained: Derivation) -> list[str]:
    return [trace.step.names.spell(each.reference) for each in explained.steps]


# Batches. The gallery's is worked out by hand in its config: of w5, -0.5, -1.5 and 1.


def test_a_weight_of_a_batch_has_a_gradient_of_each_sample_and_their_mean() -> None:
    explained = explain_name(BATCH, BATCH[1], "w5")
    assert explained.gradient is not None
    assert explained.gradient.value == -0.5
    assert explained.reduction is not None
    assert [term.value for term in explained.reduction.terms] == [-0.5, -1.5, 1.0]
    assert explained.reduction.value == pytest.approx(-1 / 3, rel=1e-15)
    assert explained.update is not None
    assert explained.update.value == pytest.approx(1.04, rel=1e-15)


def test_the_check_is_of_the_error_of_the_batch() -> None:
    check = explain_name(BATCH, BATCH[1], "w5").check
    assert check is not None
    assert check.gradient == pytest.approx(-1 / 3, rel=1e-15)
    assert check.difference == pytest.approx(-1 / 3, rel=1e-7)


def test_another_sample_of_the_batch_is_asked_for_by_its_number() -> None:
    explained = bptrace.explain(BATCH, "w5", sample=2).derivation
    assert explained.place == 1
    assert explained.gradient is not None
    assert explained.gradient.value == -1.5
    assert "of sample @2:" in shown(BATCH, "w5", sample=2)


def test_a_sample_that_the_batch_has_not_is_seen_alone() -> None:
    config = dense(1, 1, activation="identity")
    config["layers"][0] |= {"weights": [[1]], "bias": False}
    config["samples"] = [{"input": x, "target": 0} for x in (1, 2, 3)]
    trace = bptrace.run({**config, "batch": {"size": 2}})
    explained = bptrace.explain(trace, "w1", sample=3).derivation
    assert explained.gradient is not None
    assert explained.gradient.value == 9.0  # 3 · 3
    assert explained.reduction is None
    assert "sample 3 of 3, as if it were alone" in shown(trace, "w1", sample=3)


def test_a_value_of_each_sample_is_shown_of_the_first_and_then_of_all() -> None:
    explained = explain_name(BATCH, BATCH[1], "delta_o1")
    assert explained.name == "delta_o1@1"
    record = BATCH[1]
    assert [record.value(each) for (each,) in explained.in_each] == [-0.5, -1.0, 1.0]
    assert "@3 1.000000000" in shown(BATCH, "delta_o1")


def test_a_value_at_a_place_is_that_sample_s() -> None:
    explained = explain_name(BATCH, BATCH[1], "δ_o1@2")
    assert explained.name == "delta_o1@2"
    assert explained.steps[-1].value == -1.0
    assert explained.in_each == ()


def test_the_middle_of_a_batch_is_counted() -> None:
    config = dense(1, 1, activation="identity", batch={"size": "full"})
    config["layers"][0] |= {"weights": [[1]], "bias": False}
    config["samples"] = [{"input": x, "target": 0} for x in range(1, 13)]
    trace = bptrace.run(config)
    explained = explain_name(trace, trace[1], "w1")
    assert explained.reduction is not None
    elided = explained.reduction.elided
    assert elided is not None
    # x² of 4 to 10, between three ahead and two behind
    assert (elided.count, elided.subtotal) == (7, 16 + 25 + 36 + 49 + 64 + 81 + 100)
    assert "… stands for 7 terms that add up to 371" in shown(trace, "w1")


def test_the_last_batch_of_an_epoch_is_explained_with_as_many_samples_as_it_has() -> None:
    config = dense(1, 1, activation="identity", batch={"size": 2}, iterations=2)
    config["layers"][0] |= {"weights": [[1]], "bias": False}
    config["samples"] = [{"input": x, "target": 0} for x in (1, 2, 3)]
    trace = bptrace.run({**config, "optimizer": {"name": "sgd", "learning_rate": 0}})
    explained = explain_name(trace, trace[2], "dE_dw1")
    assert [each.value for each in explained.steps] == [9.0, 9.0]


# Softmax and cross-entropies


def _value(expression: Expression, record: Record) -> float:
    return value_of(in_primitives(expression), record.value)


def _shortening(trace: Trace, name: str) -> Shortening:
    (only,) = explain_name(trace, record_to_explain(trace, 1, None), name).shortenings
    return only


@pytest.mark.parametrize("name", ["delta_o1", "delta_o2", "w5", "b_o3"])
def test_what_follows_from_the_long_chain_is_equal_to_it(name: str) -> None:
    record, shortening = SOFTMAX[1], _shortening(SOFTMAX, name)
    delta = record.value(shortening.delta)
    assert isclose(shortening.value, delta, rel_tol=1e-14)
    assert isclose(_value(shortening.put_in, record), delta, rel_tol=1e-14)
    assert isclose(_value(shortening.divided_out, record), delta, rel_tol=1e-14)


@pytest.mark.parametrize("target", [0, 1, 0.25])
def test_a_binary_cross_entropy_after_sigmoid_comes_to_out_minus_target(target: float) -> None:
    config = dense(1, 1, loss="binary_cross_entropy")
    trace = trace_of({**config, "samples": [{"input": 0.5, "target": target}]})
    record, shortening = trace[1], _shortening(trace, "w1")
    assert isclose(_value(shortening.divided_out, record), record["out_o1"] - target, rel_tol=1e-14)


def test_targets_add_up_to_1_only_where_they_do() -> None:
    layer = {"units": 2, "activation": "softmax", "weights": [[1], [2]], "bias": False}
    config = {"layers": [layer], "loss": "categorical_cross_entropy", "iterations": 1}
    said = "the targets add up to 1 in this sample"
    for target in ([0.25, 0.75], [1, 1]):
        trace = bptrace.run({**config, "samples": [{"input": 1, "target": target}]})
        assert (said in shown(trace, "delta_o1")) == (sum(target) == 1)
    assert "= (target_o1 + target_o2)·out_o1 − target_o1" in shown(trace, "delta_o1")


def test_a_jacobian_s_row_is_among_the_steps() -> None:
    names = spelled(SOFTMAX, explain_name(SOFTMAX, SOFTMAX[1], "delta_o1"))
    assert names == [
        "dE_dout_o1",
        "dE_dout_o2",
        "dE_dout_o3",
        "dout_o1_dnet_o1",
        "dout_o2_dnet_o1",
        "dout_o3_dnet_o1",
        "delta_o1",
    ]


def _saturated() -> Trace:
    """σ(40) is 1 in floating point, so 1 − out is 0; the target is 0."""
    layer = {"units": 1, "activation": "sigmoid", "weights": [[40]], "bias": False}
    samples = [{"input": 1, "target": 0}]
    return bptrace.run({"layers": [layer], "loss": "binary_cross_entropy", "samples": samples})


def test_a_chain_that_is_not_finite_is_shown_and_said_to_be_so() -> None:
    trace = _saturated()
    shortening = _shortening(trace, "w1")
    assert not shortening.is_finite
    assert isnan(shortening.value)
    text = shown(trace, "w1")
    assert "= -0 / 1 + (1 - 0) / (1 - 1) = ∞" in text
    assert "infinite: ∂E/∂out_o1. What the chain rule says cannot be computed" in text
    assert "= out_o1 − target_o1 = 1 - 0 = 1.000000000" in text


def test_an_error_that_its_formula_cannot_give_says_what_it_is_computed_as() -> None:
    # ln(1 − out) is infinite; E = net + ln(1 + e^−40), 40 to 16 digits
    text = shown(_saturated(), "E_o1")
    assert "= 40.000000000" in text
    assert "computed by an equal formula" in text
    assert "ln(1 + e^(−|net_o1|))" in text
    assert "equal formula" not in shown(SOFTMAX, "E_o2")


@pytest.mark.parametrize("name", ["w5", "w8", "w1", "b_o2"])
def test_the_check_knows_that_softmax_mixes_the_units_of_its_layer(name: str) -> None:
    check = explain_name(SOFTMAX, SOFTMAX[1], name).check
    assert check is not None
    assert check.difference == pytest.approx(check.gradient, rel=1e-6)


# Kinks


def _at_a_kink(activation: object, loss: str = "half_squared_error") -> Trace:
    layer = {"units": 1, "activation": activation, "weights": [[1]], "bias": False}
    return bptrace.run({"layers": [layer], "loss": loss, "samples": [{"input": 0, "target": 0}]})


@pytest.mark.parametrize(
    ("activation", "said"),
    [
        ("relu", "exactly 0: net_o1. relu has no derivative there; bptrace takes 0, as PyTorch"),
        ({"name": "leaky_relu", "slope": 0.125}, "bptrace takes 0.125, as PyTorch does"),
        ({"formula": "abs(net)"}, "The formula has no derivative there; bptrace takes 0"),
    ],
)
def test_a_kink_that_is_met_is_said(activation: object, said: str) -> None:
    assert said in shown(_at_a_kink(activation), "delta_o1")


def test_a_kink_of_a_loss_is_said_with_what_is_0() -> None:
    text = shown(_at_a_kink("tanh", loss="absolute_error"), "delta_o1")
    assert "exactly 0: target_o1 − out_o1. absolute_error has no derivative there" in text


@pytest.mark.parametrize("activation", ["tanh", "elu", "selu", "softplus", "gelu"])
def test_where_there_is_a_derivative_no_kink_is_said(activation: str) -> None:
    has_one = activation == "selu"  # its slopes at 0 are 1.05 and 1.76
    assert ("exactly 0" in shown(_at_a_kink(activation), "delta_o1")) == has_one


# Optimizers


def test_a_weight_shows_all_that_the_optimizer_computes_for_it() -> None:
    explained = explain_name(ADAM, ADAM[2], "w5")
    names = [ADAM.step.names.spell(each.reference) for each in explained.updates]
    assert names == ["m_w5_new", "v_w5_new", "m_hat_w5", "v_hat_w5"]
    text = shown(ADAM, "w5", iteration=2)
    # The gallery's, of PyTorch: 0.9 · 0.008216704 + 0.1 · 0.082365057
    assert "= 0.9 × 0.008216704 + (1 - 0.9) × 0.082365057 = 0.015631539" in text
    assert "w5⁺ = w5 − η·m̂_w5 / (√v̂_w5 + ε)" in text


def test_a_state_is_explained_by_how_it_comes_about() -> None:
    for name in ("m_w5", "m_w5_new", "m_w5⁺"):
        explained = explain_name(ADAM, ADAM[2], name)
        assert ADAM.step.names.spell(explained.steps[-1].reference) == "m_w5_new"


def test_a_rate_and_a_norm_are_worked_out() -> None:
    trace = bptrace.run(TIED)
    text = shown(trace, "eta", iteration=2)
    # Two thirds of the way up the warm-up; half a cosine over 20 from its second point.
    assert "cos(π·min(t − 1, 20) / 20)" in text
    assert "= 0.033132243" in text
    assert "‖∇E‖ = √((∂E/∂w1)²" in shown(trace, "‖∇E‖")


# Missing and tied connections


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (MASKED, "w2"),
        (MASKED, "b_h1_2"),
        (TIED, "w1"),
        (TIED, "b_h1"),
        ("softmax", "w1"),
        ("softmax", "w5"),
    ],
)
def test_the_paths_add_up_to_the_gradient_of_the_sample(config: Any, name: str) -> None:
    trace = bptrace.run(config)
    explained = explain_name(trace, trace[1], name, paths=True)
    assert explained.gradient is not None
    total = sum(path.value for path in explained.paths)
    assert total == pytest.approx(explained.gradient.value, rel=1e-13, abs=1e-17)
    assert explained.more_paths == 0


def test_no_path_leads_through_a_missing_connection() -> None:
    trace = bptrace.run(MASKED)
    explained = explain_name(trace, trace[1], "w1", paths=True)
    through = [[trace.step.names.spell(each) for each in path.through] for path in explained.paths]
    assert through == [["out_h1_1", "out_h2_1", "out_o1"]]


def test_a_weight_that_is_used_twice_adds_up_both_uses() -> None:
    trace = bptrace.run(TIED)
    explained = explain_name(trace, trace[1], "w1")
    assert explained.uses == 2
    record = trace[1]
    by_hand = record["delta_h1@1"] * record["i1@1"] + record["delta_o1@1"] * record["out_h1@1"]
    assert explained.gradient is not None
    assert explained.gradient.value == pytest.approx(by_hand, rel=1e-15)
    assert "w1 is used in 2 layers" in shown(trace, "w1")


# Everything


@pytest.mark.parametrize("name", ["softmax", "batch", "momentum", "adam", "deep-tanh"])
def test_every_value_of_the_gallery_is_explained(name: str) -> None:
    trace = bptrace.run(name)
    record = trace[2]
    for value in islice(record, 0, None, 7):
        explained = bptrace.explain(trace, value, iteration=2, depth=ALL, paths=True)
        assert str(explained)
        assert explanation_json(explained.record.step, explained.derivation)


def test_a_large_batch_is_checked_by_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the same comes out as from the equations."""
    by_equations = [explain_name(SOFTMAX, SOFTMAX[2], name).check for name in ("w1", "b_o1")]
    monkeypatch.setattr("bptrace.explaining.checks.MOST_TERMS", 0)
    by_engine = [explain_name(SOFTMAX, SOFTMAX[2], name).check for name in ("w1", "b_o1")]
    for one, other in zip(by_equations, by_engine, strict=True):
        assert one is not None
        assert other is not None
        assert other.difference == pytest.approx(one.difference, rel=1e-7)
        assert other.moved == pytest.approx(one.moved, rel=1e-7)
