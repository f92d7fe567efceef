"""A program has one function for each step: what it does wrong there is recognised in all layers,
in all hidden ones, and where it is about batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bptrace.checking.findings import Findings
from bptrace.checking.mistakes.mistake import Change
from tests.checking.claiming import findings
from tests.checking.wrong_programs.layers import SAMPLES, SLIPS, Program, biases, weights

LABELS = ("h1", "h2", "o")
HIDDEN, ALL = (0, 1), (0, 1, 2)
DIGITS = 9


def config(program: Program, **changes: Any) -> dict[str, Any]:
    """What the program should compute: the same network, without its mistake."""
    layers = [
        {"units": 2, "activation": program.activation, "weights": w, "bias": {"value": b}}
        for w, b in zip(weights(), biases(), strict=True)
    ]
    samples = [{"input": x, "target": t} for x, t in SAMPLES[: program.samples]]
    return {
        "layers": layers,
        "samples": samples,
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "iterations": 6,
        **changes,
    }


def printed(program: Program, digits: int = DIGITS) -> dict[str, str]:
    """The parameters and E, with so many decimals."""
    numbers = {**program.parameters(), "E": program.mean_error()}
    return {name: f"{each:.{digits}f}" for name, each in numbers.items()}


def named(found: Findings) -> list[Change]:
    """The mistakes, each alone, that are told first."""
    hypotheses = (each for group in found.groups[:1] for each in group.hypotheses)
    return [each.changes[0] for each in hypotheses if len(each.changes) == 1]


def layers_of(slug: str, changes: Sequence[Change]) -> set[str]:
    return {each.about.get("layer", "") for each in changes if each.mistake == slug}


@pytest.mark.parametrize("layers", [HIDDEN, ALL, (1,)], ids=str)
@pytest.mark.parametrize(
    ("activation", "formula"),
    [(activation, formula) for activation, slips in SLIPS.items() for formula in slips],
)
def test_a_misremembered_derivative_is_told_with_its_formula(
    activation: str, formula: str, layers: Sequence[int]
) -> None:
    program = Program(activation, f"derivative_misremembered {formula}", layers)
    program.epoch()
    changes = named(findings(config(program), {"after": {1: printed(program)}}))
    slopes = {(each.about.get("layer"), each.about.get("slope")) for each in changes}
    assert (", ".join(LABELS[layer] for layer in layers), formula) in slopes


@pytest.mark.parametrize("layers", [HIDDEN, ALL, (1,)], ids=str)
@pytest.mark.parametrize(
    ("activation", "other"),
    [("tanh", "sigmoid"), ("sigmoid", "tanh"), ("sigmoid", "relu"), ("relu", "sigmoid")],
)
def test_another_activation_forward_with_the_right_one_s_derivative(
    activation: str, other: str, layers: Sequence[int]
) -> None:
    program = Program(activation, f"another_activation_forward {other}", layers)
    program.epoch()
    changes = named(findings(config(program), {"after": {1: printed(program)}}))
    found = {
        (each.about["layer"], each.about["activation"])
        for each in changes
        if each.mistake == "another_activation_forward"
    }
    assert (", ".join(LABELS[layer] for layer in layers), other) in found


OF_SENDERS = (
    "transposed_weights",
    "no_weights_in_hidden_delta",
    "error_derivative_in_place_of_delta",
    "hidden_delta_from_one_output first",
    "hidden_delta_from_one_output last",
    "wrong_layers_weights rows",
    "weight_gradients_in_place_of_delta",
    "mean_over_paths",
)


@pytest.mark.parametrize("wrong", OF_SENDERS)
def test_what_goes_wrong_on_every_way_back_is_told_of_every_hidden_layer(wrong: str) -> None:
    program = Program(wrong=wrong)
    program.epoch()
    changes = named(findings(config(program), {"after": {1: printed(program)}}))
    assert "h1, h2" in layers_of(wrong.split()[0], changes)


@pytest.mark.parametrize(
    ("wrong", "layers", "told"),
    [
        ("sign_of_hidden_delta", HIDDEN, "h1, h2"),
        ("gradient_with_input", (1, 2), "h2, o"),
        ("gradient_with_own_out", ALL, "h1, h2, o"),
        ("gradient_with_own_out", HIDDEN, "h1, h2"),
    ],
)
def test_what_goes_wrong_in_several_layers_is_one_mistake(
    wrong: str, layers: Sequence[int], told: str
) -> None:
    program = Program(wrong=wrong, layers=layers)
    program.epoch()
    changes = named(findings(config(program), {"after": {1: printed(program)}}))
    assert told in layers_of(wrong, changes)


def test_a_slope_at_the_kink_of_a_dead_relu() -> None:
    """net = 0.15·0 − 0.2·0 + 0 of the first layer's neurons: relu′ is taken to be 1 there."""
    program = Program("relu", "derivative_at_kink")
    program.b[0] = [0.0, 0.0]
    inputs = [0.0, 0.0]
    network = config(program, samples=[{"input": inputs, "target": SAMPLES[0][1]}])
    network["layers"][0]["bias"] = {"value": [0.0, 0.0]}
    program.b[1], network["layers"][1]["bias"] = [0.2, 0.3], {"value": [0.2, 0.3]}
    program.update([(inputs, SAMPLES[0][1])])
    new = {name: f"{each:.{DIGITS}f}" for name, each in program.parameters().items()}
    changes = named(findings(network, {"after": {1: new}}))
    assert "h1" in layers_of("derivative_at_kink", changes)


BATCH = {"size": "full", "reduction": "mean"}


@pytest.mark.parametrize(
    ("wrong", "layers", "told"),
    [
        ("gradient_of_first_sample", ALL, ""),
        ("gradient_sum_or_mean", ALL, ""),
        ("error_sum_or_mean", ALL, ""),
        ("bias_gradient_of_last_sample", ALL, "h1, h2, o"),
        ("bias_gradient_of_last_sample", (2,), "o"),
        ("bias_gradient_of_first_sample", ALL, "h1, h2, o"),
        ("bias_gradient_sum_or_mean", ALL, "h1, h2, o"),
        ("bias_gradient_sum_or_mean", HIDDEN, "h1, h2"),
    ],
)
@pytest.mark.parametrize("epochs", [1, 3, 5])
def test_what_goes_wrong_in_reducing_a_batch(
    wrong: str, layers: Sequence[int], told: str, epochs: int
) -> None:
    program = Program(wrong=wrong, layers=layers, samples=3, every=3)
    for _ in range(epochs):
        program.epoch()
    changes = named(findings(config(program, batch=BATCH), {"after": {epochs: printed(program)}}))
    assert told in layers_of(wrong, changes)


@pytest.mark.parametrize("epochs", [1, 2, 4])
def test_updates_after_every_sample_where_they_are_asked_for_once_a_batch(epochs: int) -> None:
    program = Program(samples=3, every=1)
    for _ in range(epochs):
        program.epoch()
    found = findings(config(program, batch=BATCH), {"after": {epochs: printed(program)}})
    assert [each.mistake for each in named(found)] == ["updated_after_every_sample"]
    assert not set(found.wrong) - set(found.groups[0].hypotheses[0].explains)


def test_values_of_samples_while_it_updates_after_each() -> None:
    """Of the second sample, with the weights after the first; and the weights after all three."""
    program = Program(samples=3, every=1)
    program.update(SAMPLES[:1])
    nets, outs = program.forward(SAMPLES[1][0])
    values = {"net_h1_1@2": nets[0][0], "out_o2@2": outs[-1][1]}
    program.update(SAMPLES[1:2])
    program.update(SAMPLES[2:3])
    values["w12_new"] = program.parameters()["w12"]
    numbers = {name: f"{each:.{DIGITS}f}" for name, each in values.items()}
    found = findings(config(program, batch=BATCH), {1: numbers})
    assert len(found.wrong) == 3
    assert [each.mistake for each in named(found)] == ["updated_after_every_sample"]


@pytest.mark.parametrize("summed", [False, True], ids=["mean", "sum"])
@pytest.mark.parametrize("epochs", [1, 2])
def test_updates_once_an_epoch_where_they_are_asked_for_after_every_sample(
    epochs: int, summed: bool
) -> None:
    """E after three iterations is that of the third sample."""
    program = Program(samples=3, every=3, summed=summed)
    for _ in range(epochs):
        program.epoch()
    numbers = program.parameters() | {"E": program.error(*SAMPLES[2])}
    expected = {name: f"{each:.{DIGITS}f}" for name, each in numbers.items()}
    changes = named(findings(config(program), {"after": {3 * epochs: expected}}))
    assert [each.mistake for each in changes] == ["updated_once_an_epoch"]
    assert changes[0].about == {"after": "sum" if summed else "mean"}


@pytest.mark.parametrize("updates", [1, 4])
def test_iterations_that_see_all_samples_where_they_should_see_one(updates: int) -> None:
    """Counted by updates, as in a config that lacks its `batch:`."""
    program = Program(samples=3, every=3)
    for _ in range(updates):
        program.epoch()
    changes = named(findings(config(program), {"after": {updates: printed(program)}}))
    assert [each.mistake for each in changes] == ["batch_of_another_size"]
    assert changes[0].about == {"before": "1", "count": "3", "after": "mean"}


def test_iterations_that_see_one_sample_where_they_should_see_all() -> None:
    program = Program(samples=3, every=1)
    for start in (0, 1):
        program.update(SAMPLES[start : start + 1])
    numbers = program.parameters() | {"E": program.error(*SAMPLES[1])}
    expected = {name: f"{each:.{DIGITS}f}" for name, each in numbers.items()}
    changes = named(findings(config(program, batch=BATCH), {"after": {2: expected}}))
    assert [each.mistake for each in changes] == ["batch_of_another_size"]
    assert changes[0].about["count"] == "1"
