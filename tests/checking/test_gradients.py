"""Derived gradients against slopes: right ones agree, wrong ones are found, kinks have names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

import pytest
from msgspec import structs

import bptrace
from bptrace.algebra.expressions import HALF, Function, Reference
from bptrace.checking.gradients.gradcheck import Gradient, GradientCheck, Judgement, gradcheck
from bptrace.errors import InputError
from bptrace.network import activations
from bptrace.network.activations import ACTIVATIONS
from bptrace.network.losses import LOSSES
from bptrace.trace.trace import Trace
from tests.support.networks import dense, trace_of, worked_example

RANDOM = Random(6)
PROBABILITIES = {"sigmoid", "softmax", "hard_sigmoid"}
"""Outputs between 0 and 1, of which a cross-entropy has a logarithm."""


def by_name(check: GradientCheck) -> Mapping[str, Gradient]:
    spell = check.record.step.names.spell
    return {spell(each.of): each for each in check.gradients}


def relu_at_0(**layer: Any) -> dict[str, Any]:
    """net_h1 = w1·1 − 1·1 = 0, and E = ½(1 − out_o1)², out_o1 = out_h1: with net_h1 a little above
    0, ∂E/∂w1 = −(1 − 0)·1·1 = −1; below it E does not change."""
    hidden = {"units": 1, "activation": "relu", "weights": [[1, -1]], "bias": False, **layer}
    output = {"units": 1, "activation": "identity", "weights": [[1]], "bias": False}
    samples = [{"input": [1, 1], "target": 1}]
    return {"layers": [hidden, output], "samples": samples, "iterations": 3}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", [each for each in ACTIVATIONS if each != "step"])
def test_every_activation_and_every_loss_agree(activation: str, loss: str) -> None:
    output = activation if "cross" not in loss or activation in PROBABILITIES else "sigmoid"
    units = 3 if "categorical" in loss else 2
    target = [0.2, 0.5, 0.3][:units]
    config = {
        "layers": [
            {"units": 3, "activation": activation, "bias": 0.1},
            {"units": units, "activation": output, "bias": -0.2},
        ],
        "loss": loss,
        "samples": [{"input": [0.7, -0.4], "target": target}],
        "iterations": 1,
    }
    check = gradcheck(trace_of(config), inputs=True)
    assert check.agrees
    assert set(check.counts) <= {Judgement.AGREES, Judgement.TOO_SMALL}
    assert Judgement.TOO_SMALL not in check.counts or activation in {"softmax", "hard_sigmoid"}


def test_the_measured_slopes_are_the_gradients_of_the_article() -> None:
    found = by_name(gradcheck(bptrace.run("mazur")))
    # Mazur (2015) prints ∂E/∂w5 = 0.082167041 and ∂E/∂w1 = 0.000438568.
    assert found["w5"].measured == pytest.approx(0.082167041, abs=0.5e-9)
    assert found["w1"].measured == pytest.approx(0.000438568, abs=0.5e-9)
    assert list(found) == sorted(found, key=lambda name: -found[name].relative_error)


def test_the_relative_error_is_the_difference_by_the_larger_of_both() -> None:
    for each in gradcheck(bptrace.run("rgu")).gradients:
        largest = max(abs(each.derived), abs(each.measured))
        assert each.relative_error == abs(each.derived - each.measured) / largest


@pytest.fixture
def wrong_tanh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """tanh with another derivative than it has."""
    right = activations.tanh.function
    assert isinstance(right, Function)
    planted = structs.replace(right, partials=(lambda out, net: HALF,))
    record = structs.replace(activations.tanh, function=planted)
    with monkeypatch.context() as patch:
        patch.setitem(ACTIVATIONS, "tanh", record)
        activations.function_of.cache_clear()
        yield
    activations.function_of.cache_clear()


@pytest.mark.usefixtures("wrong_tanh")
def test_a_planted_wrong_derivative_is_found_and_named() -> None:
    config = dense(2, 2, 1)
    config["layers"][0]["activation"] = "tanh"
    check = gradcheck(trace_of(config))
    assert check.verdict is Judgement.DIFFERS
    wrong = {name for name, each in by_name(check).items() if each.verdict is Judgement.DIFFERS}
    assert wrong == {"w1", "w2", "w3", "w4", "b_h1", "b_h2"}


def test_a_derivative_that_is_off_by_a_hundred_thousandth_is_found() -> None:
    trace = bptrace.run("mazur")
    check = gradcheck(
        with_values(trace, lambda name, value: value * (1 + 1e-5 * (name == "dE_dw5")))
    )
    assert [name for name, each in by_name(check).items() if each.verdict == "differs"] == ["w5"]


def with_values(trace: Trace, change: Callable[[str, float], float]) -> Trace:
    """The trace, as somebody else computed it: with some values of iteration 1 changed."""
    record = trace[1]
    changed = tuple(change(name, value) for name, value in record.items())
    record.row = changed
    trace.records = lambda first, last: iter([record])  # type: ignore[method-assign]
    return trace


def test_updated_weights_give_gradients_that_are_not_those_of_the_error() -> None:
    check = gradcheck(trace_of(worked_example(update_order="sequential")))
    verdicts = {name: each.verdict for name, each in by_name(check).items()}
    assert {name for name in verdicts if verdicts[name] == "differs"} == {"w1", "w2", "w3", "w4"}
    assert not check.agrees


def test_a_kink_is_named_and_no_failure() -> None:
    check = gradcheck(trace_of(relu_at_0()))
    w1 = by_name(check)["w1"]
    assert (w1.verdict, check.agrees) == (Judgement.KINK, True)
    (kink,) = w1.kinks
    assert (kink.function, kink.place) == ("relu", Reference("net_h", (0, 0)))
    assert kink.values[0] < 0.0 == kink.values[1] < kink.values[2]
    assert (w1.left, w1.right) == pytest.approx((0.0, -1.0), abs=1e-6)


def test_a_kink_beside_which_a_parameter_stands_is_avoided_by_a_shorter_step() -> None:
    """net_h1 = 1e-5: a step of 7e-4 leads across, one of 7e-6 does not."""
    w1 = by_name(gradcheck(trace_of(relu_at_0(weights=[[1.00001, -1]]))))["w1"]
    assert w1.verdict is Judgement.AGREES
    assert 0.0 < w1.step < 1e-5


def test_who_asks_for_a_step_across_a_kink_learns_of_it() -> None:
    trace = trace_of(relu_at_0(weights=[[1.00001, -1]]))
    w1 = by_name(gradcheck(trace, step=1e-3))["w1"]
    assert (w1.verdict, w1.step) == (Judgement.KINK, 1e-3)
    below, here, above = w1.kinks[0].values
    assert (below, above) == pytest.approx((1e-5 - 1e-3, 1e-5 + 1e-3))
    assert here > 0.0


def test_a_wrong_gradient_is_none_the_better_for_a_kink() -> None:
    """Whatever is taken at a kink lies between the slopes on either side, 0 and −1."""
    trace = with_values(
        trace_of(relu_at_0()), lambda name, value: 3.0 if name == "dE_dw1" else value
    )
    assert by_name(gradcheck(trace))["w1"].verdict is Judgement.DIFFERS


def test_the_absolute_error_of_a_perfect_output_has_a_kink() -> None:
    config = relu_at_0(weights=[[2, -1]]) | {"loss": "absolute_error"}
    found = by_name(gradcheck(trace_of(config)))
    # out_o1 = target_o1 = 1: |1 − out| has the slopes −1 and 1 there.
    assert found["w3"].verdict is Judgement.KINK
    assert found["w3"].kinks[0].function == "absolute_error"
    assert (found["w3"].left, found["w3"].right) == pytest.approx((-1.0, 1.0), abs=1e-6)


def test_the_corner_of_a_formula_is_a_kink() -> None:
    config = relu_at_0(activation={"formula": "max(net, 0.5 * net)"})
    w1 = by_name(gradcheck(trace_of(config)))["w1"]
    assert w1.verdict is Judgement.KINK
    # E = ½(1 − out)² at out = 0: −1 times the slope of the formula
    assert (w1.left, w1.right) == pytest.approx((-0.5, -1.0), abs=1e-6)


def test_where_the_parabola_of_huber_ends_there_is_a_derivative_all_the_same() -> None:
    config = relu_at_0(weights=[[1, -1.00001]], activation="identity") | {"loss": "huber"}
    assert gradcheck(trace_of(config)).counts.keys() <= {Judgement.AGREES, Judgement.TOO_SMALL}


def test_what_rounding_drowns_is_too_small_to_tell() -> None:
    """σ′(30) is 1e-13: E does not change by more than its last digits."""
    config = dense(1, 1, 1)
    config["layers"][0] |= {"weights": [[60]], "bias": False}
    config["samples"] = [{"input": 0.5, "target": 0.5}]
    found = by_name(gradcheck(trace_of(config)))
    assert found["w1"].verdict is Judgement.TOO_SMALL
    assert abs(found["w1"].derived) < 1e-12
    assert found["w2"].verdict is Judgement.AGREES


def test_a_step_that_is_too_long_proves_nothing() -> None:
    check = gradcheck(bptrace.run("mazur"), step=5.0)
    assert check.verdict is Judgement.UNCLEAR


@pytest.mark.parametrize(
    "optimizer",
    [
        {"name": "sgd", "learning_rate": 0.5, "momentum": 0.9, "nesterov": True},
        {"name": "sgd", "learning_rate": 0.5, "clip_value": 1e-4},
        {"name": "sgd", "learning_rate": 0.5, "clip_norm": 1e-4, "weight_decay": 0.1},
        {"name": "adamw", "learning_rate": 0.5},
    ],
)
def test_what_an_optimizer_makes_of_the_gradient_comes_after_it(optimizer: Any) -> None:
    trace = trace_of(worked_example(optimizer=optimizer))
    assert gradcheck(trace, iteration=3).counts == {Judgement.AGREES: 8}


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_gradient_of_a_batch_is_that_of_its_error(reduction: str) -> None:
    samples = [{"input": [n / 4, 1 - n / 3], "target": [n / 5]} for n in range(5)]
    config = dense(2, 3, 1, samples=samples, batch={"size": 3, "reduction": reduction})
    trace = trace_of(config | {"iterations": 4})
    for iteration in (1, 2):  # of three samples, and of the two that are left
        check = gradcheck(trace, iteration=iteration, inputs=True)
        assert check.counts == {Judgement.AGREES: 13 + 2 * len(check.record.samples)}


def test_tied_weights_masks_and_frozen_layers() -> None:
    config = dense(3, 2, 3, 1)
    config["layers"][0]["mask"] = [[1, 0, 1], [0, 1, 1]]
    config["layers"][1] = {"units": 2, "activation": "tanh", "trainable": False}
    config["layers"][2] = {"units": 2, "activation": "tanh", "weights": {"tied_to": "h2"}}
    config["layers"].append({"units": 1, "activation": "sigmoid"})
    config["layers"][2]["weights"] |= {"transposed": False}
    check = gradcheck(trace_of(config))
    # h1: 4 weights and 2 biases; h2 is frozen, 4 and 2, and h3 has its weights; h3: 2 biases; o: 3
    assert sum(check.counts.values()) == 6 + 2 + 3
    assert check.untrained == 6
    assert check.counts.keys() <= {Judgement.AGREES, Judgement.TOO_SMALL}


def test_both_uses_of_tied_weights_count() -> None:
    config = dense(4, 2, 4)
    config["layers"][1]["weights"] = {"tied_to": "h"}
    assert gradcheck(trace_of(config)).counts == {Judgement.AGREES: 8 + 2 + 4}


def test_a_step_in_a_frozen_layer_lets_nothing_through_to_the_inputs() -> None:
    config = dense(2, 2, 1)
    config["layers"][0] |= {"activation": "step", "trainable": False}
    check = gradcheck(trace_of(config))
    assert (check.counts, check.untrained) == ({Judgement.AGREES: 3}, 6)
    with pytest.raises(InputError, match="step"):
        gradcheck(trace_of(config), inputs=True)


def test_where_nothing_is_trained_nothing_is_checked() -> None:
    config = worked_example()
    for layer in config["layers"]:
        layer["trainable"] = False
    check = gradcheck(trace_of(config))
    assert (check.gradients, check.agrees, check.untrained) == ((), True, 10)


def test_inputs_of_a_large_scale_and_steep_networks_take_shorter_steps() -> None:
    config = dense(2, 2, 1, activation="tanh")
    config["samples"] = [{"input": [9000.0, -7000.0], "target": [0.5]}]
    config["layers"][0] |= {"weights": [[1e-4, 2e-5], [-3e-5, 1e-4]]}
    check = gradcheck(trace_of(config))
    assert check.counts == {Judgement.AGREES: 9}
    assert by_name(check)["w1"].step < by_name(check)["w5"].step


def test_every_parameter_of_a_large_network_is_measured() -> None:
    samples = [
        {"input": [RANDOM.random() for _ in range(64)], "target": [RANDOM.random()] * 4}
        for _ in range(20)
    ]
    config = dense(64, 10, 4, activation="relu", samples=samples, batch={"size": "full"})
    check = gradcheck(trace_of(config))
    assert sum(check.counts.values()) == 64 * 10 + 10 + 10 * 4 + 4
    assert check.agrees
    assert check.counts[Judgement.AGREES] > 600


def test_what_is_not_finite_is_no_agreement() -> None:
    trace = with_values(
        bptrace.run("mazur"), lambda name, value: math.nan if name == "dE_dw5" else value
    )
    check = gradcheck(trace)
    assert not check.agrees
    assert math.isnan(by_name(check)["w5"].relative_error)


@pytest.mark.parametrize("asked", [{"step": 0.0}, {"step": math.nan}, {"tolerance": -1.0}])
def test_a_step_and_a_tolerance_are_above_0(asked: Any) -> None:
    with pytest.raises(InputError, match="above 0"):
        gradcheck(bptrace.run("mazur"), **asked)
