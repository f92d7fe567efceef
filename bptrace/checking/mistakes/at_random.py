"""Numbers that were drawn where they should have been 0: nobody knows them; they can be found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec import structs

from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import neuron
from bptrace.checking.mistakes.parts import about, parts_of
from bptrace.config.experiment import Bias, Experiment, Layer

SLUG = "bias_at_random"
DIGITS = 6


def _at_random(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """`bias if bias else random()`, in the program of the worked example's article: one number for
    all neurons of a layer, which is never trained there."""
    for place, part in enumerate(parts_of(experiment)):
        if _is_zero(part.layer):
            words = {**about([part]), "value": "unknown"}
            unknown = partial(_drawn, place, words)
            yield Change(SLUG, words, in_pairs=False, unknown=unknown)


def _drawn(place: int, words: dict[str, str], value: float) -> Change:
    words = {**words, "value": f"{value:.{DIGITS}g}"}
    return Change(SLUG, words, experiment=partial(_with_bias, place, value), in_pairs=False)


def _with_bias(place: int, value: float, experiment: Experiment) -> Experiment:
    layers = list(experiment.layers)
    layer = layers[place]
    bias = layer.bias if isinstance(layer.bias, Bias) else Bias(shared=True, trainable=False)
    number = value if bias.shared else [value] * layer.units
    layers[place] = structs.replace(layer, bias=structs.replace(bias, value=number))
    return structs.replace(experiment, layers=layers)


def _is_zero(layer: Layer) -> bool:
    if not isinstance(layer.bias, Bias):
        return True
    value = layer.bias.value
    return not any(value) if isinstance(value, list) else not value


AT_RANDOM = (Mistake(SLUG, _at_random, Shows(neuron(), 1, 9)),)
