"""The catalogue of mistakes: in every network, and against programs that make them."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given, settings

from bptrace.algebra.steps import Step
from bptrace.algebra.wellformed import check_step, write_equation
from bptrace.api import experiment_of, trace_of
from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.checking.mistakes.exchanged import EXCHANGED
from bptrace.checking.mistakes.mistake import Change
from bptrace.checking.mistakes.mistyped import MISTYPED
from bptrace.checking.mistakes.networks import two_by_three
from bptrace.config import gallery, load
from bptrace.config.experiment import Experiment
from bptrace.network.build import build_step
from bptrace.render.words.mistakes_english import ENGLISH_MISTAKES
from bptrace.trace.trace import Origin, Trace
from tests.checking.wrong_programs import batches, student
from tests.support.networks import resolved, worked_example
from tests.support.strategies import configs

PRECISION = 1e-12
"""Relative: the programs add up in another order."""


NUMBERS = {each.slug for each in (*EXCHANGED, *MISTYPED)}


def changes_of(experiment: Experiment, step: Step) -> list[Change]:
    return [change for mistake in MISTAKES for change in mistake.changes(experiment, step)]


def changed(
    change: Change, experiment: Experiment, step: Step, samples: int | None = None
) -> tuple[Experiment, Step]:
    """The experiment and the step, of so many samples, with a change made."""
    if change.experiment is not None:
        experiment = change.experiment(experiment)
        if not change.keeps_step:
            step = build_step(experiment, samples)
    return experiment, change.step(step) if change.step else step


def check_changes(experiment: Experiment) -> None:
    """Every change gives a step that can be computed; and there are words for it."""
    step = build_step(experiment)
    for change in changes_of(experiment, step):
        _, other_step = changed(change, experiment, step)
        if other_step is not step:
            check_step(other_step)
        assert ENGLISH_MISTAKES.title(change.mistake, change.about), change
        assert ENGLISH_MISTAKES.beginner(change.mistake, change.about), change


@pytest.mark.parametrize("name", gallery())
def test_every_change_can_be_made_in_the_gallery(name: str) -> None:
    check_changes(experiment_of(load(str(gallery()[name]))))


@settings(max_examples=25, deadline=None)
@given(config=configs())
def test_every_change_can_be_made_in_any_network(config: dict[str, object]) -> None:
    check_changes(resolved(config))


@settings(max_examples=25, deadline=None)
@given(config=configs().filter(lambda config: config["loss"] != "categorical_cross_entropy"))
def test_other_numbers_are_those_of_the_same_step(config: dict[str, object]) -> None:
    """But for δ after softmax, which is shorter where the targets add up to 1."""
    experiment = resolved(config)
    step = build_step(experiment)
    one_of_each = {each.mistake: each for each in changes_of(experiment, step) if each.keeps_step}
    for slug in NUMBERS & one_of_each.keys():
        change = one_of_each[slug].experiment
        assert change is not None
        assert structure_of(build_step(change(experiment))) == structure_of(step)


def structure_of(step: Step) -> tuple[object, ...]:
    equations = tuple(map(write_equation, step.equations))
    return step.givens, equations, step.axes, step.states, step.absent


def test_any_two_changes_can_be_made_one_after_the_other() -> None:
    experiment = resolved(worked_example())
    step = build_step(experiment)
    changes = [each for each in changes_of(experiment, step) if each.in_pairs and each.step]
    for first in changes:
        _, once = changed(first, experiment, step)
        for second in changes:
            check_step(changed(second, experiment, once)[1])


def test_every_slug_is_there_once_and_has_words() -> None:
    slugs = [mistake.slug for mistake in MISTAKES]
    assert len(slugs) == len(set(slugs))
    assert set(slugs) == set(ENGLISH_MISTAKES.of)


def way_of(description: str, experiment: Experiment, step: Step) -> Change:
    """The change that a wrong program makes: of that slug, of which that is said."""
    slug, _, rest = description.partition(" ")
    ways = [each for each in changes_of(experiment, step) if each.mistake == slug]
    said = [
        each for each in ways if set(rest.split()) <= set(" ".join(each.about.values()).split())
    ]
    exact = [each for each in said if rest in each.about.values()]
    return (exact or said)[0]


def wrong_trace(change: Change, experiment: Experiment) -> Trace:
    def steps(samples: int) -> Step:
        return changed(change, experiment, build_step(experiment, samples), samples)[1]

    other, _ = changed(change, experiment, build_step(experiment))
    return trace_of(other, Origin("a test"), steps=steps)


@pytest.mark.parametrize("description", student.MISTAKES)
def test_a_students_program_gives_what_the_catalogue_says(description: str) -> None:
    experiment = resolved(worked_example(iterations=3))
    step = build_step(experiment)
    trace = wrong_trace(way_of(description, experiment, step), experiment)
    program = student.Network(description)
    for iteration in (1, 2, 3):
        program.step()
        weights = trace.parameters(iteration)
        assert [weights[f"w{n}"] for n in range(1, 9)] == pytest.approx(program.w, rel=PRECISION)
        assert trace.after(iteration)["E"] == pytest.approx(program.error(), rel=PRECISION)


def test_a_flat_list_with_the_wrong_length_of_a_row() -> None:
    """As in C: w[k * 2 + j] forward, w[j * 3 + k] on the way back; 1-2-3, sigmoids, η ½."""
    v, w = [0.1, -0.3], [0.7, -0.2, -0.6, 0.5, 0.3, 0.9]
    i, target = 0.8, [0.9, 0.2, 0.6]
    h = [1 / (1 + exp(-v[j] * i)) for j in range(2)]
    out = [1 / (1 + exp(-w[k * 2] * h[0] - w[k * 2 + 1] * h[1])) for k in range(3)]
    delta = [(out[k] - target[k]) * out[k] * (1 - out[k]) for k in range(3)]
    back = [sum(delta[k] * w[j * 3 + k] for k in range(3)) for j in range(2)]
    new = [v[j] - 0.5 * back[j] * h[j] * (1 - h[j]) * i for j in range(2)]

    experiment = resolved(two_by_three())
    change = way_of("weights_by_columns_on_the_way_back", experiment, build_step(experiment))
    weights = wrong_trace(change, experiment).parameters(1)
    assert [weights["w1"], weights["w2"]] == pytest.approx(new, rel=PRECISION)


def of_classes(optimizer: str) -> dict[str, object]:
    """The network that the program with batches has."""
    rates = {"momentum": batches.MOMENTUM} if optimizer == "sgd" else {}
    return {
        "layers": [
            {
                "units": 2,
                "activation": "tanh",
                "weights": batches.W1.tolist(),
                "bias": {"value": batches.B1.tolist()},
            },
            {
                "units": 2,
                "activation": "softmax",
                "weights": batches.W2.tolist(),
                "bias": {"value": batches.B2, "shared": True},
            },
        ],
        "loss": "categorical_cross_entropy",
        "optimizer": {
            "name": optimizer,
            "learning_rate": batches.ETA,
            "weight_decay": batches.DECAY,
            "decay_biases": False,
            **rates,
        },
        "batch": {"size": "full", "reduction": "mean"},
        "samples": [
            {"input": x, "target": t}
            for x, t in zip(batches.X.tolist(), batches.T.tolist(), strict=True)
        ],
        "iterations": 3,
    }


@pytest.mark.parametrize(
    ("optimizer", "description"),
    [
        *[("sgd", each) for each in batches.OF_ANY + batches.OF_MOMENTUM],
        *[("adam", each) for each in batches.OF_ANY + batches.OF_ADAM],
    ],
)
def test_a_program_with_batches_gives_what_the_catalogue_says(
    optimizer: str, description: str
) -> None:
    experiment = resolved(of_classes(optimizer))
    step = build_step(experiment)
    trace = wrong_trace(way_of(description, experiment, step), experiment)
    program = batches.Program(description, optimizer)
    for iteration in (1, 2, 3):
        program.step()
        values = trace.parameters(iteration)
        weights = [*program.w1.ravel(), *program.w2.ravel()]
        assert [values[f"w{n}"] for n in range(1, 9)] == pytest.approx(weights, rel=PRECISION)
        biases = [*program.b1, program.b2]
        assert [values[name] for name in ("b_h1", "b_h2", "b2")] == pytest.approx(biases)
        assert trace.after(iteration)["E"] == pytest.approx(program.error(), rel=PRECISION)
