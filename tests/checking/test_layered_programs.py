"""A program has one function for each step: what it does wrong there is recognised in all layers,
in all hidden ones, and where it is about batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bptrace.checking.findings import Findings
from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.checking.mistakes.mistake import Change
from bptrace.checking.worlds.world import World
from bptrace.config.claims import AFTER
from bptrace.network.spellings import find_value
from tests.checking.claiming import findings
from tests.checking.wrong_programs.layers import SAMPLES, SLIPS, Program, biases, weights
from tests.support.networks import resolved

LABELS = ("h1", "h2", "o")
HIDDEN, ALL = (0, 1), (0, 1, 2)
DIGITS = 9
PRECISION = 1e-12


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


def world_with(network: dict[str, Any], slug: str, **about: str) -> tuple[World, World]:
    """With a change that the catalogue has, and without it."""
    right = World(resolved(network))
    (mistake,) = [each for each in MISTAKES if each.slug == slug]
    changes = mistake.changes(right.experiment, right.step)
    (change,) = [each for each in changes if about.items() <= each.about.items()]
    world = right.changed(change)
    assert world is not None
    return world, right


def check_change(program: Program, network: dict[str, Any], slug: str, **about: str) -> None:
    """A change that the catalogue has gives what the program with the mistake gives."""
    world, right = world_with(network, slug, **about)
    for epoch in (1, 2):
        program.epoch()
        for name, value in {**program.parameters(), "E": program.mean_error()}.items():
            made = world.value(AFTER, epoch, find_value(right.step, name))
            assert made == pytest.approx(value, rel=PRECISION), name


def labels(layers: Sequence[int]) -> str:
    return ", ".join(LABELS[layer] for layer in layers)


@pytest.mark.parametrize("layers", [HIDDEN, ALL, (1,)], ids=str)
@pytest.mark.parametrize(
    ("activation", "formula"),
    [(activation, formula) for activation, slips in SLIPS.items() for formula in slips],
)
def test_a_misremembered_derivative_gives_what_the_catalogue_says(
    activation: str, formula: str, layers: Sequence[int]
) -> None:
    slug = "derivative_misremembered"
    program = Program(activation, f"{slug} {formula}", layers)
    check_change(program, config(program), slug, slope=formula, layer=labels(layers))


@pytest.mark.parametrize(
    ("activation", "formula", "layers"),
    [("sigmoid", "1 - out", HIDDEN), ("tanh", "1 - out", ALL), ("tanh", "1 + out^2", (2,))],
    ids=str,
)
def test_a_misremembered_derivative_is_told_with_its_formula(
    activation: str, formula: str, layers: Sequence[int]
) -> None:
    slug = "derivative_misremembered"
    program = Program(activation, f"{slug} {formula}", layers)
    program.epoch()
    (change,) = named(findings(config(program), {"after": {1: printed(program)}}))
    assert (change.mistake, change.about) == (slug, {"layer": labels(layers), "slope": formula})


@pytest.mark.parametrize("layers", [HIDDEN, ALL, (1,)], ids=str)
@pytest.mark.parametrize(
    ("activation", "other"),
    [("tanh", "sigmoid"), ("sigmoid", "tanh"), ("sigmoid", "relu"), ("relu", "sigmoid")],
)
def test_another_activation_forward_with_the_right_one_s_derivative(
    activation: str, other: str, layers: Sequence[int]
) -> None:
    slug = "another_activation_forward"
    program = Program(activation, f"{slug} {other}", layers)
    check_change(program, config(program), slug, activation=other, layer=labels(layers))


def test_another_activation_forward_is_told() -> None:
    program = Program("tanh", "another_activation_forward sigmoid", HIDDEN)
    program.epoch()
    (change,) = named(findings(config(program), {"after": {1: printed(program)}}))
    assert change.mistake == "another_activation_forward"
    assert change.about == {"layer": "h1, h2", "activation": "sigmoid"}


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ("transposed_weights", {}),
        ("no_weights_in_hidden_delta", {}),
        ("error_derivative_in_place_of_delta", {}),
        ("hidden_delta_from_one_output first", {"neuron": "h2_1, o1"}),
        ("hidden_delta_from_one_output last", {"neuron": "h2_2, o2"}),
        ("wrong_layers_weights rows", {"order": "rows"}),
        ("weight_gradients_in_place_of_delta", {}),
        ("mean_over_paths", {}),
    ],
)
def test_what_goes_wrong_on_every_way_back(wrong: str, about: dict[str, str]) -> None:
    program = Program(wrong=wrong)
    slug, _, _ = wrong.partition(" ")
    check_change(program, config(program), slug, layer="h1, h2", **about)


@pytest.mark.parametrize(
    ("wrong", "layers", "told"),
    [
        ("sign_of_hidden_delta", HIDDEN, "h1, h2"),
        ("gradient_with_input", (1, 2), "h2, o"),
        ("gradient_with_own_out", ALL, "h1, h2, o"),
        ("gradient_with_own_out", HIDDEN, "h1, h2"),
    ],
)
def test_what_goes_wrong_in_several_layers(wrong: str, layers: Sequence[int], told: str) -> None:
    program = Program(wrong=wrong, layers=layers)
    check_change(program, config(program), wrong, layer=told)


@pytest.mark.parametrize("wrong", ["transposed_weights", "mean_over_paths"])
def test_what_goes_wrong_on_every_way_back_is_one_mistake(wrong: str) -> None:
    program = Program(wrong=wrong)
    program.epoch()
    changes = named(findings(config(program), {"after": {1: printed(program)}}))
    assert [(each.mistake, each.about["layer"]) for each in changes] == [(wrong, "h1, h2")]


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
def test_what_goes_wrong_in_reducing_a_batch(wrong: str, layers: Sequence[int], told: str) -> None:
    program = Program(wrong=wrong, layers=layers, samples=3, every=3)
    about = {"layer": told} if told else {}
    check_change(program, config(program, batch=BATCH), wrong, **about)


def test_biases_that_see_the_last_sample_only_are_told() -> None:
    program = Program(wrong="bias_gradient_of_last_sample", samples=3, every=3)
    program.epoch()
    found = findings(config(program, batch=BATCH), {"after": {1: printed(program)}})
    assert layers_of(program.wrong, named(found)) == {"h1, h2, o"}


def test_updates_after_every_sample_where_they_are_asked_for_once_a_batch() -> None:
    slug = "updated_after_every_sample"
    check_change(Program(samples=3), config(Program(samples=3), batch=BATCH), slug)
    program = Program(samples=3)
    program.epoch()
    found = findings(config(program, batch=BATCH), {"after": {1: printed(program)}})
    assert [each.mistake for each in named(found)] == [slug]
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
def test_updates_once_an_epoch_where_they_are_asked_for_after_every_sample(summed: bool) -> None:
    """E after three iterations is that of the third sample."""
    slug, after = "updated_once_an_epoch", "sum" if summed else "mean"
    program = Program(samples=3, every=3, summed=summed)
    world, right = world_with(config(program), slug, after=after)
    for epoch in (1, 2):
        program.epoch()
        numbers = program.parameters() | {"E": program.error(*SAMPLES[2])}
        for name, value in numbers.items():
            made = world.value(AFTER, 3 * epoch, find_value(right.step, name))
            assert made == pytest.approx(value, rel=PRECISION), name


def test_updates_once_an_epoch_are_told() -> None:
    program = Program(samples=3, every=3, summed=True)
    program.epoch()
    numbers = program.parameters() | {"E": program.error(*SAMPLES[2])}
    expected = {name: f"{each:.{DIGITS}f}" for name, each in numbers.items()}
    changes = named(findings(config(program), {"after": {3: expected}}))
    assert [each.mistake for each in changes] == ["updated_once_an_epoch"]
    assert changes[0].about == {"after": "sum"}


def test_iterations_that_see_all_samples_where_they_should_see_one() -> None:
    """Counted by updates, as in a config that lacks its `batch:`."""
    slug = "batch_of_another_size"
    program = Program(samples=3, every=3)
    check_change(program, config(program), slug, after="mean")
    program = Program(samples=3, every=3)
    program.epoch()
    changes = named(findings(config(program), {"after": {1: printed(program)}}))
    assert [each.mistake for each in changes] == ["batch_of_another_size"]
    assert changes[0].about == {"before": "1", "count": "3", "after": "mean"}


def test_iterations_that_see_one_sample_where_they_should_see_all() -> None:
    program = Program(samples=3, every=1)
    world, right = world_with(config(program, batch=BATCH), "batch_of_another_size", count="1")
    for update, sample in enumerate(SAMPLES, start=1):
        program.update([sample])
        for name, value in {**program.parameters(), "E": program.error(*sample)}.items():
            made = world.value(AFTER, update, find_value(right.step, name))
            assert made == pytest.approx(value, rel=PRECISION), name
