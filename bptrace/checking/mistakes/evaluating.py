"""Other ways of evaluating: fewer digits, less precise numbers, another iteration's values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Changes, Mistake, Rounding, Shows
from bptrace.checking.mistakes.networks import neuron
from bptrace.checking.rounding.decimals import (
    cut_off,
    in_half,
    in_significant_digits,
    in_single,
    rounded,
)
from bptrace.config.experiment import Experiment

MOST_DIGITS, LEAST_DIGITS = 12, 2


def _precision(slug: str, rounding: Rounding) -> Changes:
    return lambda experiment, step: [Change(slug, rounding=rounding, in_pairs=False)]


def _digits(slug: str, to: Callable[[float, int], float]) -> Changes:
    def changes(_experiment: Experiment, _step: Step) -> Iterator[Change]:
        for digits in range(MOST_DIGITS, LEAST_DIGITS - 1, -1):
            rounding = partial(_kept, to, digits)
            yield Change(slug, {"digits": str(digits)}, rounding=rounding, in_pairs=False)

    return changes


def _kept(to: Callable[[float, int], float], digits: int, value: float) -> float:
    return to(value, digits)


def _moved(slug: str, shift: int) -> Changes:
    return lambda experiment, step: [Change(slug, shift=shift)]


NEURON = neuron()
THREE = {"digits": "3"}

EVALUATING = (
    Mistake("float32", _precision("float32", in_single), Shows(NEURON, 1, 9)),
    Mistake("float16", _precision("float16", in_half), Shows(NEURON, 1, 5)),
    Mistake("rounded", _digits("rounded", rounded), Shows(NEURON, 1, 4, THREE)),
    Mistake(
        "rounded_significant",
        _digits("rounded_significant", in_significant_digits),
        Shows(NEURON, 1, 5, THREE),
    ),
    Mistake("cut_off", _digits("cut_off", cut_off), Shows(NEURON, 1, 4, THREE)),
    Mistake("iteration_before", _moved("iteration_before", -1), Shows(NEURON, 2, 4)),
    Mistake("iteration_after", _moved("iteration_after", 1), Shows(NEURON, 1, 3)),
)
