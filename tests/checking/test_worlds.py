"""Values where mistakes are made: on demand and shared, they are those of a training of its own."""

from __future__ import annotations

import pytest
from msgspec import structs

import bptrace
from bptrace.algebra.expressions import Reference
from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.checking.mistakes.mistake import Change
from bptrace.checking.worlds.world import World
from bptrace.config.claims import AFTER, DURING
from bptrace.config.experiment import Experiment, Optimizer
from bptrace.network.spellings import find_value
from bptrace.trace.trace import Trace


def sequential(experiment: Experiment) -> Experiment:
    return structs.replace(experiment, update_order="sequential")


def ten_times(experiment: Experiment) -> Experiment:
    assert isinstance(experiment.optimizer, Optimizer)
    rate = 10 * (experiment.optimizer.learning_rate or 0.0)
    optimizer = structs.replace(experiment.optimizer, learning_rate=rate)
    return structs.replace(experiment, optimizer=optimizer)


SEQUENTIAL = Change("sequential", experiment=sequential)
TEN_TIMES = Change("ten times", experiment=ten_times, keeps_step=True)


@pytest.mark.parametrize("network", ["mazur", "xor", "batch", "adam", "three-layers", "softmax"])
def test_a_world_without_mistakes_is_the_training(network: str) -> None:
    trace = bptrace.run(network)
    world = World(trace.experiment)
    for iteration in (1, 2, 3, 4, 7):
        for reference, value in _values(trace, iteration):
            assert world.value(DURING, iteration, reference) == value
    error = find_value(trace.step, "E")
    for updates in (0, 1, 2, 3, 5):
        assert world.value(AFTER, updates, error) == trace.last_error(updates)


def _values(trace: Trace, iteration: int) -> list[tuple[Reference, float]]:
    record = trace[iteration]
    columns = trace.columns(len(record.samples))
    return list(zip(columns.references, record.row, strict=True))


def test_two_mistakes_together_are_a_training_with_both() -> None:
    trace = bptrace.run("mazur")
    settings = ["update_order=sequential", "optimizer.learning_rate=5"]
    both = bptrace.run("mazur", assignments=settings)
    world = World(trace.experiment).changed(SEQUENTIAL)
    assert world is not None
    world = world.changed(TEN_TIMES)
    assert world is not None
    for iteration in (1, 2, 3, 6):
        for reference, value in _values(both, iteration):
            assert world.value(DURING, iteration, reference) == value


@pytest.mark.parametrize("network", ["mazur", "softmax", "batch"])
def test_what_is_shared_is_what_it_would_be_alone(network: str) -> None:
    """Every mistake: the values that come from the world it was made in are those that a training
    of its own, by an engine, has."""
    trace = bptrace.run(network, assignments=["iterations=4"])
    origin = World(trace.experiment)
    changes = (each for one in MISTAKES for each in one.changes(origin.experiment, origin.step))
    for change in changes:
        world = origin.changed(change)
        if world is None or world.is_rounding or change.shift or not change.in_pairs:
            continue
        record = next(world.trace.records(2, 2))
        references = world.trace.columns(len(record.samples)).references
        for reference, value in zip(references, record.row, strict=True):
            assert world.early.at((2, 2), reference) == pytest.approx(
                value, rel=1e-13, abs=1e-300
            ), change.mistake


def test_a_change_that_changes_nothing_makes_no_world() -> None:
    world = World(bptrace.run("rgu").experiment)
    assert world.changed(Change("none", experiment=lambda experiment: experiment)) is None
    assert world.changed(Change("none", step=lambda step: step)) is None


def test_a_value_that_there_is_not_is_none() -> None:
    world = World(bptrace.run("mazur").experiment)
    assert world.value(DURING, 0, Reference("E", (0,))) is None
    assert world.value(DURING, 1, Reference("no such family", ())) is None
    before = world.changed(Change("before", shift=-1))
    assert before is not None
    assert before.value(AFTER, 0, Reference("E", (0,))) is None


def test_e_of_all_samples_is_the_wrong_network_s_own() -> None:
    """Where a batch's network has its biases twice, each sample's E has them twice too."""
    trace = bptrace.run("batch", assignments=["layers.0.bias=0.3"])
    origin = World(trace.experiment)
    (twice, *_) = [
        change
        for mistake in MISTAKES
        if mistake.slug == "bias_twice"
        for change in mistake.changes(origin.experiment, origin.step)
    ]
    world = origin.changed(twice)
    assert world is not None
    errors = [world.early.at((1, 1), Reference("E@", (place,))) for place in range(3)]
    assert world.value(DURING, 1, None) == pytest.approx(sum(errors), rel=1e-14)
    assert world.value(DURING, 1, None) != pytest.approx(trace.error_of_all(0), rel=1e-6)
