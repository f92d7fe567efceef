"""Mistakes about what reaches a hidden layer: ∂E/∂out_h = Σ δ_o·w, over all that h feeds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import product
from math import prod

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
from bptrace.algebra.steps import Equation, Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import (
    neurons_in_a_row,
    two_by_three,
    two_by_two,
    two_outputs,
)
from bptrace.checking.mistakes.parts import Part, about, parts_of
from bptrace.checking.mistakes.rewriting import (
    by_chain,
    divided,
    exchanged,
    one_term,
    rewriting,
)
from bptrace.config.experiment import Experiment, Optimizer
from bptrace.network.update_order import in_sequence

PARAMETERS = frozenset({"weight", "bias"})
MOST_OUTPUTS = 16
"""Of a layer of which each neuron might be the one that is thought of."""

MOST_WEIGHTS = 64
"""Of a layer of which each weight may stand for another one."""

Instead = Callable[[Reference], Sequence[Expression]]


def _senders(experiment: Experiment) -> Iterator[Part]:
    """The layers that pass errors back, each to the one below, by weights of its own."""
    for part in parts_of(experiment):
        if part.passes_back and part.has_own_weights:
            yield part


def _change(slug: str, part: Part, names: Collection[str], instead: Instead, **more: str) -> Change:
    """In what a layer passes back, other factors in place of what has one of those names."""

    def right(equation: Equation) -> Expression:
        return exchanged(
            equation.right, lambda each: instead(each) if each.name in names else (each,)
        )

    words = {"layer": part.below.label, "other": part.label, **more}
    return Change(slug, words, step=rewriting(part.passed_back, right))


def _weights(part: Part) -> Collection[str]:
    """Its weights in what it passes back: as they were, or updated already."""
    return {part.here.weights, f"{part.here.weights}_new"}


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
    for part in _senders(experiment):
        if part.is_square:
            yield _change("transposed_weights", part, _weights(part), _transposed_reference)


def _transposed_reference(each: Reference) -> Sequence[Expression]:
    return (Reference(each.name, each.at[::-1]),)


def _by_columns(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """As one flat list, but with the wrong length of a row: w[j * outputs + k]."""
    for part in _senders(experiment):
        shape = (part.layer.units, part.inputs)
        if (
            shape[0] != shape[1]
            and min(shape) > 1
            and prod(shape) <= MOST_WEIGHTS
            and not part.layer.mask
        ):
            yield _change(
                "weights_by_columns_on_the_way_back", part, _weights(part), _misread(shape)
            )


def _misread(shape: tuple[int, int]) -> Instead:
    """Of each weight the one that stands where it would stand among the columns."""
    units, inputs = shape

    def instead(each: Reference) -> Sequence[Expression]:
        unit, source = each.at
        terms = []
        for k, j in product(range(units), range(inputs)):
            place = divmod(j * units + k, inputs)
            terms.append(Same(unit, k) * Same(source, j) * Reference(each.name, place))
        return (sum_of(terms),)

    return instead


def _from_one(experiment: Experiment, step: Step) -> Iterator[Change]:
    for part in _senders(experiment):
        if not 1 < part.layer.units <= MOST_OUTPUTS:
            continue
        for place in range(part.layer.units):
            neuron = step.names.tables[part.label].name((place,))
            words = {**about([part]), "layer": part.below.label, "neuron": neuron}
            rewrite = rewriting(part.passed_back, one_term(part.here.index, place))
            yield Change("hidden_delta_from_one_output", words, step=rewrite)


def _another_layers(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The weights of the layer below, as it has them, or by columns."""
    parts = parts_of(experiment)
    for part, below in zip(parts[1:], parts, strict=False):
        if not (part.has_own_weights and below.has_own_weights and _fit(part, below)):
            continue
        for order in (1, -1):
            yield _change(
                "wrong_layers_weights",
                part,
                _weights(part),
                _of_layer(below.here.weights, order),
                order="rows" if order == 1 else "columns",
            )


def _fit(part: Part, below: Part) -> bool:
    """Whether one layer's weights can stand in the place of another's."""
    sizes = {part.layer.units, part.inputs, below.layer.units, below.inputs}
    return len(sizes) == 1 and part.layer.mask is None and below.layer.mask is None


def _of_layer(weights: str, order: int) -> Instead:
    return lambda each: (Reference(weights, each.at[::order]),)


def _no_weights(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for part in _senders(experiment):
        yield _change("no_weights_in_hidden_delta", part, _weights(part), lambda each: ())


def _error(experiment: Experiment, _step: Step) -> Iterator[Change]:
    part = parts_of(experiment)[-1]
    if part.passes_back:
        yield _change(
            "error_in_place_of_delta",
            part,
            {part.delta},
            lambda each: (Reference(part.here.error, each.at),),
        )


def _error_derivative(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for part in _senders(experiment):
        if part.has_slope:
            yield _change("error_derivative_in_place_of_delta", part, {part.delta}, _by_out(part))


def _by_out(part: Part) -> Instead:
    return lambda each: (Reference(part.by_out, each.at),)


def _weight_gradients(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for part in _senders(experiment):
        yield Change(
            "weight_gradients_in_place_of_delta",
            {"layer": part.below.label, "other": part.label},
            step=rewriting(part.passed_back, _of_weight_gradients(part)),
        )


def _of_weight_gradients(part: Part) -> Callable[[Equation], Expression]:
    """δ·w becomes ∂E/∂w: the gradient in place of the delta, and no weight."""

    def instead(each: Reference) -> Sequence[Expression]:
        if each.name == part.delta:
            return (Reference(part.by_weights, (*each.at, part.below.index)),)
        return () if each.name in _weights(part) else (each,)

    return lambda equation: exchanged(equation.right, instead)


def _mean(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for part in _senders(experiment):
        if part.layer.units > 1:
            rewrite = rewriting({part.passed_back_whole}, divided(part.layer.units))
            words = {"layer": part.below.label, "other": part.label}
            yield Change("mean_over_paths", words, step=rewrite)


def _sign(experiment: Experiment, _step: Step) -> Iterator[Change]:
    for part in parts_of(experiment)[:-1]:
        rewrite = rewriting({part.delta}, lambda each: times(MINUS_ONE, by_chain(each)))
        yield Change("sign_of_hidden_delta", about([part]), step=rewrite)


PASSING_BACK = (
    Mistake("updated_output_weights", _updated, Shows(neurons_in_a_row(), 1, 5)),
    Mistake("weights_by_columns_on_the_way_back", _by_columns, Shows(two_by_three(), 1, 3)),
    Mistake(
        "original_output_weights",
        _original,
        Shows(neurons_in_a_row(update_order="sequential"), 1, 5),
    ),
    Mistake("transposed_weights", _transposed, Shows(two_by_two(), 1, 3)),
    Mistake("hidden_delta_from_one_output", _from_one, Shows(two_outputs(), 1, 3)),
    Mistake("wrong_layers_weights", _another_layers, Shows(neurons_in_a_row(), 1, 3)),
    Mistake("no_weights_in_hidden_delta", _no_weights, Shows(neurons_in_a_row(), 1, 3)),
    Mistake("error_in_place_of_delta", _error, Shows(neurons_in_a_row(), 1, 3)),
    Mistake(
        "error_derivative_in_place_of_delta", _error_derivative, Shows(neurons_in_a_row(), 1, 4)
    ),
    Mistake(
        "weight_gradients_in_place_of_delta", _weight_gradients, Shows(neurons_in_a_row(), 1, 4)
    ),
    Mistake("mean_over_paths", _mean, Shows(two_outputs(), 1, 3)),
    Mistake("sign_of_hidden_delta", _sign, Shows(neurons_in_a_row(), 1, 3)),
)
