"""Numbers that were mistyped: inputs, targets, weights, biases, the learning rate.

0.99    9.9, 0.099     the decimal point elsewhere
        -0.99          the other sign
        0.09, 0.98 …   another digit
        0.9, 9.09 …    a digit left out, two exchanged
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal, TypeVar

from msgspec import Struct, structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron, with_biases
from bptrace.checking.mistakes.parts import parts_of
from bptrace.config.experiment import Experiment, Layer, Optimizer
from bptrace.config.shapes import as_list
from bptrace.network.naming import INPUTS, PLACE
from bptrace.network.updates import RATE

MOST_NUMBERS = 24
"""Of one kind: where there are more, not each of them is tried."""
MOST_DIGITS = 6
"""Of a number that somebody typed."""

Put = Callable[[Experiment, float], Experiment]
Key = Literal["input", "target"]


class Written(Struct, frozen=True):
    """A number of a config: its name, and the experiment with another one in its place. sample: of
    which sample, where there are several."""

    name: str
    value: float
    put: Put
    sample: str = ""


Each = TypeVar("Each")


def _with(items: Sequence[Each], place: int, other: Each) -> list[Each]:
    """The items with another one at a place."""
    return [*items[:place], other, *items[place + 1 :]]


def other_powers(value: float) -> Iterator[float]:
    """The decimal point one place away, or two."""
    for places in (1, -1, 2, -2):
        yield float(Decimal(repr(value)).scaleb(places))


def misreadings(value: float) -> Iterator[float]:
    """The other sign; one digit another, left out, or exchanged with the next."""
    yield -value
    sign = -1.0 if value < 0 else 1.0
    digits = format(Decimal(repr(abs(value))), "f").removesuffix(".0")
    if len(digits) <= MOST_DIGITS:
        yield from (sign * float(text) for text in _edited(digits))


def _edited(text: str) -> Iterator[str]:
    for place, digit in enumerate(text):
        if digit == ".":
            continue
        before, after = text[:place], text[place + 1 :]
        yield from (f"{before}{other}{after}" for other in "0123456789")
        if (before + after).strip("."):
            yield before + after
    for place, (one, other) in enumerate(pairwise(text)):
        if "." not in (one, other):
            yield f"{text[:place]}{other}{one}{text[place + 2 :]}"


def _changes(slug: str, numbers: Iterator[Written], *, in_pairs: bool = False) -> Iterator[Change]:
    """Every way of mistyping one of them. in_pairs: the decimal point one place away in pairs."""
    written = list(numbers)
    for number in written if len(written) <= MOST_NUMBERS else ():
        powers = list(other_powers(number.value))
        values = dict.fromkeys([*powers, *misreadings(number.value)])
        for value in values:
            if value != number.value:
                yield _change(slug, number, value, in_pairs=in_pairs and value in powers[:2])


def _change(slug: str, number: Written, value: float, *, in_pairs: bool) -> Change:
    sample = {"sample": number.sample} if number.sample else {}
    return Change(
        slug,
        {"name": number.name, "before": _shown(number.value), "after": _shown(value), **sample},
        experiment=lambda experiment: number.put(experiment, value),
        keeps_step=True,
        in_pairs=in_pairs,
    )


def _shown(value: float) -> str:
    return f"{value:.15g}"


def _input(experiment: Experiment, step: Step) -> Iterator[Change]:
    numbers = _of_samples(experiment, step, INPUTS.out, "input")
    return _changes("input_mistyped", numbers, in_pairs=True)


def _target(experiment: Experiment, step: Step) -> Iterator[Change]:
    numbers = _of_samples(experiment, step, parts_of(experiment)[-1].here.target, "target")
    return _changes("target_mistyped", numbers, in_pairs=True)


def _of_samples(experiment: Experiment, step: Step, family: str, key: Key) -> Iterator[Written]:
    several = len(experiment.samples) > 1
    for place, sample in enumerate(experiment.samples):
        for number, value in enumerate(as_list(getattr(sample, key))):
            name = step.names.spell(Reference(family, (0, number))).partition(PLACE)[0]
            put = _in_sample(place, key, number)
            yield Written(name, value, put, str(place + 1) if several else "")


def _in_sample(place: int, key: Key, number: int) -> Put:
    def put(experiment: Experiment, value: float) -> Experiment:
        sample = experiment.samples[place]
        row = _with(as_list(getattr(sample, key)), number, value)
        other = structs.replace(sample, **{key: row})
        return structs.replace(experiment, samples=_with(experiment.samples, place, other))

    return put


def _weight(experiment: Experiment, step: Step) -> Iterator[Change]:
    return _changes("weight_mistyped", _weights(experiment, step))


def _weights(experiment: Experiment, step: Step) -> Iterator[Written]:
    for place, part in enumerate(parts_of(experiment)):
        rows = rows_of(part.layer)
        for at in ((j, i) for j, row in enumerate(rows) for i in range(len(row))):
            reference = Reference(part.here.weights, at)
            if step.exists(reference):
                name = step.names.spell(reference)
                yield Written(name, rows[at[0]][at[1]], _in_weights(place, *at))


def rows_of(layer: Layer) -> list[list[float]]:
    """The weights of a resolved layer; none where they are another layer's."""
    if not isinstance(layer.weights, list):
        return []
    return [row for row in layer.weights if isinstance(row, list)]


def _in_weights(place: int, unit: int, source: int) -> Put:
    def put(experiment: Experiment, value: float) -> Experiment:
        layer = experiment.layers[place]
        rows = rows_of(layer)
        rows = _with(rows, unit, _with(rows[unit], source, value))
        return with_layer(experiment, place, structs.replace(layer, weights=rows))

    return put


def with_layer(experiment: Experiment, place: int, layer: Layer) -> Experiment:
    return structs.replace(experiment, layers=_with(experiment.layers, place, layer))


def _bias(experiment: Experiment, step: Step) -> Iterator[Change]:
    return _changes("bias_mistyped", _biases(experiment, step))


def _biases(experiment: Experiment, step: Step) -> Iterator[Written]:
    for place, part in enumerate(parts_of(experiment)):
        if part.bias is None:
            continue
        for number, value in enumerate(as_list(part.bias.value or 0.0)):
            at = () if part.bias.shared else (number,)
            name = step.names.spell(Reference(part.here.bias, at))
            yield Written(name, value, _in_bias(place, at))


def _in_bias(place: int, at: tuple[int, ...]) -> Put:
    def put(experiment: Experiment, value: float) -> Experiment:
        part = parts_of(experiment)[place]
        if part.bias is None or part.bias.shared == bool(at):
            return experiment
        number = _with(as_list(part.bias.value or 0.0), at[0], value) if at else value
        bias = structs.replace(part.bias, value=number)
        return with_layer(experiment, place, structs.replace(part.layer, bias=bias))

    return put


def _rate(experiment: Experiment, _step: Step) -> Iterator[Change]:
    return _changes("learning_rate_mistyped", _rates(experiment), in_pairs=True)


def _rates(experiment: Experiment) -> Iterator[Written]:
    assert isinstance(experiment.optimizer, Optimizer)
    yield Written(RATE, experiment.optimizer.learning_rate or 0.0, _in_optimizer)
    for place, part in enumerate(parts_of(experiment)):
        if part.layer.learning_rate is not None:
            yield Written(f"{RATE}_{part.label}", part.layer.learning_rate, _in_layer(place))


def _in_optimizer(experiment: Experiment, value: float) -> Experiment:
    assert isinstance(experiment.optimizer, Optimizer)
    optimizer = structs.replace(experiment.optimizer, learning_rate=value)
    return structs.replace(experiment, optimizer=optimizer)


def _in_layer(place: int) -> Put:
    def put(experiment: Experiment, value: float) -> Experiment:
        layer = structs.replace(experiment.layers[place], learning_rate=value)
        return with_layer(experiment, place, layer)

    return put


NEURON = neuron()

MISTYPED = (
    Mistake("input_mistyped", _input, Shows(NEURON, 1, 4)),
    Mistake("target_mistyped", _target, Shows(NEURON, 1, 2)),
    Mistake("weight_mistyped", _weight, Shows(NEURON, 1, 2)),
    Mistake("bias_mistyped", _bias, Shows(with_biases(NEURON, value=0.3, trainable=False), 1, 3)),
    Mistake("learning_rate_mistyped", _rate, Shows(NEURON, 1, 2)),
)
