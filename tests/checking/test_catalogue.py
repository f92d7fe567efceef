"""The walk through the catalogue: each mistake is recognised where it says that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bptrace.algebra.steps import Step
from bptrace.checking.findings import Findings
from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import (
    dense,
    neuron,
    neurons_in_a_row,
    square,
    three_in_a_row,
    two_by_two,
    two_neurons,
    two_outputs,
)
from bptrace.checking.worlds.world import World
from bptrace.config.claims import AFTER, DURING
from bptrace.network.error import ERROR
from tests.checking.claiming import findings
from tests.support.networks import resolved

DRAWN = 0.6
"""A number that was drawn where a bias of 0 is given."""

PLAIN = (
    neuron(),
    dense([[0.4, 0.7]]),
    two_neurons(),
    neurons_in_a_row(),
    two_outputs(),
    three_in_a_row(),
    square(),
    two_by_two(),
)
"""The smallest networks, without biases or anything else that is not needed."""
IN_PLAIN = [each for each in MISTAKES if each.shows.network in PLAIN]

Way = tuple[str, frozenset[tuple[str, str]]]
Numbers = Mapping[Any, Mapping[Any, Any]]


def way(change: Change) -> Way:
    """What a change is known by: its slug and what is said about it."""
    return change.mistake, frozenset(change.about.items())


def printed(world: World, step: Step, shows: Shows) -> Numbers:
    """The new weights and biases of an iteration and E after it, as a program prints them."""
    states = [each for each in step.givens if each.role in {"weight", "bias"}]
    names = [step.states[each.name] for each in states if each.name in step.states]
    new = [each for name in names for each in step.positions(step.family(name))]
    (error,) = list(step.positions(step.family(ERROR)))
    weights = {
        step.names.spell(each): digits(world.value(DURING, shows.iteration, each), shows)
        for each in new
    }
    after = {ERROR: digits(world.value(AFTER, shows.iteration, error), shows)}
    return {shows.iteration: weights, AFTER: {shows.iteration: after}}


def digits(value: float | None, shows: Shows) -> str:
    return "?" if value is None else f"{value:.{shows.digits}f}"


def worlds_of(world: World) -> list[tuple[Change, World]]:
    """Every way of making a mistake, with the number that was drawn where one was."""
    changes = [each for one in MISTAKES for each in one.changes(world.experiment, world.step)]
    made = [each if each.unknown is None else each.unknown(DRAWN) for each in changes]
    pairs = [(each, world.changed(each)) for each in made]
    return [(change, other) for change, other in pairs if other is not None]


def named_first(found: Findings) -> set[Way]:
    """The mistakes, each alone, of the first group."""
    hypotheses = (each for group in found.groups[:1] for each in group.hypotheses)
    return {way(each.changes[0]) for each in hypotheses if len(each.changes) == 1}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.slug)
def test_a_mistake_is_recognised_with_all_that_cannot_be_told_from_it(mistake: Mistake) -> None:
    shows = mistake.shows
    world = World(resolved(shows.network))
    step = world.step
    worlds = worlds_of(world)
    mine, its_world = next(
        (change, other)
        for change, other in worlds
        if change.mistake == mistake.slug and shows.about.items() <= change.about.items()
    )
    numbers = printed(its_world, step, shows)
    assert numbers != printed(world, step, shows)
    found = named_first(findings(shows.network, numbers))
    alike = {way(change) for change, other in worlds if printed(other, step, shows) == numbers}
    assert way(mine) in found
    assert alike <= found


@pytest.mark.parametrize("mistake", IN_PLAIN, ids=lambda mistake: mistake.slug)
def test_a_mistake_shows_in_no_smaller_network(mistake: Mistake) -> None:
    size = count_weights(mistake.shows.network)
    for network in PLAIN:
        if count_weights(network) < size:
            world = World(resolved(network))
            right = printed(world, world.step, mistake.shows)
            wrong = [each for change, each in worlds_of(world) if change.mistake == mistake.slug]
            assert all(printed(each, world.step, mistake.shows) == right for each in wrong)


def count_weights(network: Mapping[str, Any]) -> int:
    return sum(len(row) for layer in network["layers"] for row in layer["weights"])
