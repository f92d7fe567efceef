"""Numbers in each other's place: inputs, targets, weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Literal

from msgspec import structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.mistyped import rows_of, with_layer
from bptrace.checking.mistakes.networks import dense, square, two_neurons
from bptrace.checking.mistakes.parts import Part, about, groups, parts_of
from bptrace.config.experiment import Experiment, Sample
from bptrace.config.shapes import as_list

MOST_NEURONS = 8
"""Of which any two may be mixed up."""
MOST_WEIGHTS = 16

Pair = tuple[int, int]
Order = Callable[[Sequence[float]], Sequence[float]]


def _inputs(experiment: Experiment, step: Step) -> Iterator[Change]:
    table = step.names.tables["i"]
    for pair in _pairs(parts_of(experiment)[0].inputs):
        yield _change("inputs_swapped", pair, [table.name((each,)) for each in pair], "input")


def _targets(experiment: Experiment, step: Step) -> Iterator[Change]:
    outputs = parts_of(experiment)[-1]
    table = step.names.tables[outputs.label]
    for pair in _pairs(outputs.layer.units):
        yield _change("targets_swapped", pair, [table.name((each,)) for each in pair], "target")


def _pairs(count: int) -> Iterator[Pair]:
    return combinations(range(count if count <= MOST_NEURONS else 0), 2)


def _change(slug: str, pair: Pair, names: Sequence[str], key: Literal["input", "target"]) -> Change:
    """In every sample."""

    def swapped(experiment: Experiment) -> Experiment:
        samples = [_swapped_in(each, key, pair) for each in experiment.samples]
        return structs.replace(experiment, samples=samples)

    first, second = names
    return Change(slug, {"first": first, "second": second}, experiment=swapped, keeps_step=True)


def _swapped_in(sample: Sample, key: Literal["input", "target"], pair: Pair) -> Sample:
    return structs.replace(sample, **{key: _swapped(as_list(getattr(sample, key)), *pair)})


def _swapped(numbers: Sequence[float], one: int, other: int) -> list[float]:
    swapped = list(numbers)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped


def _weights(experiment: Experiment, step: Step) -> Iterator[Change]:
    """Two of a layer's weights."""
    for place, part in enumerate(parts_of(experiment)):
        ends = [(j, i) for j, row in enumerate(rows_of(part.layer)) for i in range(len(row))]
        existing = [at for at in ends if step.exists(Reference(part.here.weights, at))]
        for pair in combinations(existing if len(existing) <= MOST_WEIGHTS else (), 2):
            first, second = (step.names.spell(Reference(part.here.weights, at)) for at in pair)
            one, other = (j * part.inputs + i for j, i in pair)
            yield Change(
                "weights_swapped",
                {"first": first, "second": second},
                experiment=_in_order({place: partial(_swapped, one=one, other=other)}),
                keeps_step=True,
                in_pairs=False,
            )


def _by_columns(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The same list of numbers, read column by column; in one layer or in all."""
    parts = parts_of(experiment)
    readable = [part for part in parts if part.has_own_weights and _has_columns(part)]
    for group in groups(readable):
        orders = {parts.index(part): partial(_columns, units=part.layer.units) for part in group}
        yield Change(
            "weights_by_columns", about(group), experiment=_in_order(orders), keeps_step=True
        )


def _has_columns(part: Part) -> bool:
    return part.layer.mask is None and min(part.layer.units, part.inputs) > 1


def _columns(flat: Sequence[float], units: int) -> Sequence[float]:
    """What a reader by rows gets where the numbers were meant to be read by columns."""
    return [number for unit in range(units) for number in flat[unit::units]]


def _in_order(orders: Mapping[int, Order]) -> Callable[[Experiment], Experiment]:
    """The weights of some layers in another order, row after row."""

    def changed(experiment: Experiment) -> Experiment:
        for place, order in orders.items():
            layer = experiment.layers[place]
            rows = rows_of(layer)
            flat = order([number for row in rows for number in row])
            width = len(rows[0])
            others = [list(flat[start : start + width]) for start in range(0, len(flat), width)]
            if others != rows:
                other = structs.replace(layer, weights=others)
                experiment = with_layer(experiment, place, other)
        return experiment

    return changed


EXCHANGED = (
    Mistake("inputs_swapped", _inputs, Shows(dense([[0.4, 0.7]]), 1, 2)),
    Mistake("targets_swapped", _targets, Shows(two_neurons(), 1, 2)),
    Mistake("weights_swapped", _weights, Shows(dense([[0.4, 0.7]]), 1, 2)),
    Mistake("weights_by_columns", _by_columns, Shows(square(), 1, 3)),
)
