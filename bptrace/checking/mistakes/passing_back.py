"""Mistakes about what reaches a hidden layer: ∂E/∂out_h = Σ δ_o·w, over all that h feeds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import product

from msgspec import structs

from bptrace.algebra.expressions import (
    MINUS_ONE,
    Expression,
    Reference,
    Same,
    references_in,
    sum_of,
)
from bptrace.algebra.partials import times
from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import (
    neurons_in_a_row,
    two_by_three,
    two_by_two,
    two_outputs,
)
from bptrace.checking.mistakes.parts import Part, about, groups, listed, parts_of
from bptrace.checking.mistakes.rewriting import (
    Right,
    by_chain,
    divided,
    one_term,
    rewriting,
)
from bptrace.checking.mistakes.sending import (
    Instead,
    Of,
    change,
    changes,
    senders,
    weights_of,
    with_others,
)
from bptrace.config.experiment import Experiment, Optimizer
from bptrace.network.update_order import in_sequence

PARAMETERS = frozenset({"weight", "bias"})
MOST_OUTPUTS = 16
"""Of a layer of which each neuron might be the one that is thought of."""

MOST_WEIGHTS = 64
"""Of a layer of which each weight may stand for another one."""


def _updated(experiment: Experiment, _step: Step) -> Iterator[Change]:
    parts = parts_of(experiment)
    optimizer = experiment.optimizer
    is_clipped = isinstance(optimizer, Optimizer) and optimizer.clip_norm is not None
    has_ties = not all(part.has_own_weights for part in parts)
    is_in_turn = experiment.update_order == "sequential"
    if len(parts) > 1 and not (is_in_turn or is_clipped or has_ties):
        yield Change("updated_output_weights", step=lambda step: _after_updates(step, parts))


def _after_updates(step: Step, parts: Sequence[Part]) -> Step:
    """The step in sequence. Only of weights and biases are there new ones already, and of those
    only the ones of layers above."""
    parameters = {
        name: new for name, new in step.states.items() if step.family(name).role in PARAMETERS
    }
    if not all(_uses_its_own(step, part, parameters) for part in parts):
        return step
    others = in_sequence(structs.replace(step, states=parameters), [part.label for part in parts])
    changed = [each for each in others.equations if each != step.equation(each.name)]
    return structs.replace(others, states=step.states) if changed else step


def _uses_its_own(step: Step, part: Part, parameters: Collection[str]) -> bool:
    """Whether a layer passes errors back through no weights but its own."""
    passing = [each for name in part.passed_back if (each := step.equation(name)) is not None]
    used = {each.name for equation in passing for each in references_in(equation.right)}
    return used.isdisjoint({*parameters} - {part.here.weights})


def _original(experiment: Experiment, _step: Step) -> Iterator[Change]:
    if experiment.update_order == "sequential":
        yield Change("original_output_weights", experiment=_simultaneous)


def _simultaneous(experiment: Experiment) -> Experiment:
    return structs.replace(experiment, update_order="simultaneous")


def _transposed(experiment: Experiment, _step: Step) -> Iterator[Change]:
    square = (part for part in senders(experiment) if part.is_square)
    yield from changes(
        "transposed_weights",
        square,
        lambda part: with_others(weights_of(part), _transposed_reference),
    )


def _transposed_reference(each: Reference) -> Sequence[Expression]:
    return (Reference(each.name, each.at[::-1]),)


def _by_columns(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """As one flat list, but with the wrong length of a row: w[j * outputs + k]."""
    yield from changes(
        "weights_by_columns_on_the_way_back",
        filter(_can_be_misread, senders(experiment)),
        lambda part: with_others(weights_of(part), _misread(part)),
    )


def _can_be_misread(part: Part) -> bool:
    units, inputs = part.layer.units, part.inputs
    is_small = min(units, inputs) > 1 and units * inputs <= MOST_WEIGHTS
    return is_small and units != inputs and not part.layer.mask


def _misread(part: Part) -> Instead:
    """Of each weight the one that stands where it would stand among the columns."""
    units, inputs = part.layer.units, part.inputs

    def instead(each: Reference) -> Sequence[Expression]:
        unit, source = each.at
        terms = []
        for k, j in product(range(units), range(inputs)):
            place = divmod(j * units + k, inputs)
            terms.append(Same(unit, k) * Same(source, j) * Reference(each.name, place))
        return (sum_of(terms),)

    return instead


def _from_one(experiment: Experiment, step: Step) -> Iterator[Change]:
    """Each neuron of a layer; of several layers the first of each, or the last."""
    several = [part for part in senders(experiment) if part.layer.units > 1]
    for group in groups(several):
        units = group[0].layer.units
        places = range(units if units <= MOST_OUTPUTS else 0) if len(group) == 1 else (0, -1)
        for place in places:
            yield _from_neuron(step, group, place)


def _from_neuron(step: Step, parts: Sequence[Part], place: int) -> Change:
    """place: from the end, where it is negative."""
    places = {part.label: place % part.layer.units for part in parts}
    neurons = listed(step.names.tables[label].name((at,)) for label, at in places.items())
    return change(
        "hidden_delta_from_one_output",
        parts,
        lambda part: one_term(part.here.index, places[part.label]),
        neuron=neurons,
    )


def _another_layers(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The weights of the layer below, as it has them, or by columns."""
    parts = parts_of(experiment)
    pairs = zip(parts[1:], parts, strict=False)
    fitting = [part for part, below in pairs if _fit(part, below)]
    for group, (order, called) in product(groups(fitting), ((1, "rows"), (-1, "columns"))):
        yield change("wrong_layers_weights", group, _from_below(order), order=called)


def _fit(part: Part, below: Part) -> bool:
    """Whether one layer's weights can stand in the place of another's."""
    sizes = {part.layer.units, part.inputs, below.layer.units, below.inputs}
    have_own = part.has_own_weights and below.has_own_weights
    return have_own and len(sizes) == 1 and part.layer.mask is None and below.layer.mask is None


def _from_below(order: int) -> Of:
    def right(part: Part) -> Right:
        weights = part.below.weights
        return with_others(weights_of(part), lambda each: (Reference(weights, each.at[::order]),))

    return right


def _no_weights(experiment: Experiment, _step: Step) -> Iterator[Change]:
    yield from changes(
        "no_weights_in_hidden_delta",
        senders(experiment),
        lambda part: with_others(weights_of(part), lambda each: ()),
    )


def _mean(experiment: Experiment, _step: Step) -> Iterator[Change]:
    several = (part for part in senders(experiment) if part.layer.units > 1)
    yield from changes("mean_over_paths", several, _mean_of)


def _mean_of(part: Part) -> Right:
    """Of the whole, not of each path."""
    mean = divided(part.layer.units)
    return lambda each: mean(each) if each.name == part.passed_back_whole else each.right


def _sign(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for group in groups(parts_of(experiment)[:-1]):
        deltas = {part.delta for part in group}
        rewrite = rewriting(deltas, lambda each: times(MINUS_ONE, by_chain(each)))
        yield Change("sign_of_hidden_delta", about(group), step=rewrite)


PASSING_BACK = (
    Mistake("updated_output_weights", _updated, Shows(neurons_in_a_row(), 1, 5)),
    Mistake("weights_by_columns_on_the_way_back", _by_columns, Shows(two_by_three(), 1, 3)),
    Mistake(
        "original_output_weights",
        _original,
        Shows(neurons_in_a_row(update_order="sequential"), 1, 5),
    ),
    Mistake("transposed_weights", _transposed, Shows(two_by_two(), 1, 3)),
    Mistake("hidden_delta_from_one_output", _from_one, Shows(two_outputs(), 1, 5)),
    Mistake("wrong_layers_weights", _another_layers, Shows(neurons_in_a_row(), 1, 5)),
    Mistake("no_weights_in_hidden_delta", _no_weights, Shows(neurons_in_a_row(), 1, 5)),
    Mistake("mean_over_paths", _mean, Shows(two_outputs(), 1, 3)),
    Mistake("sign_of_hidden_delta", _sign, Shows(neurons_in_a_row(), 1, 3)),
)
