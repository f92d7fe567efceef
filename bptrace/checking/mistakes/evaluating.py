"""Other ways of evaluating: fewer digits, less precise numbers, another iteration's values."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator

from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change, Changes, Mistake, Rounding, Shows
from bptrace.checking.mistakes.networks import neuron
from bptrace.config.experiment import Experiment

MOST_DIGITS = 12
TIES = 1e-14
"""Relative: a product of decimals that ends in 5 on paper may be so far below it as a float."""
TENTH = 0.1
"""Of a unit of the last digit: so much at most is taken for a tie."""


def rounded(decimals: int) -> Rounding:
    """Half up, as on paper: -0.0190491185 to nine decimals is -0.019049119."""
    unit = 10.0**-decimals

    def rounding(value: float) -> float:
        return round(value + _towards_a_tie(value, unit), decimals)

    return rounding


def significant(digits: int) -> Rounding:
    """Half up to so many digits from the first that is not 0."""
    decimals = digits - 1

    def rounding(value: float) -> float:
        return float(f"{value * (1.0 + TIES):.{decimals}e}")

    return rounding


def cut_off(decimals: int) -> Rounding:
    """What comes after so many decimals is dropped."""
    scale, unit = 10.0**decimals, 10.0**-decimals

    def rounding(value: float) -> float:
        scaled = (value + _towards_a_tie(value, unit)) * scale
        return math.trunc(scaled) / scale if math.isfinite(scaled) else value

    return rounding


def _towards_a_tie(value: float, unit: float) -> float:
    """What a number may be off for being a float."""
    return math.copysign(min(abs(value) * TIES, unit * TENTH), value)


def as_float(form: str) -> Rounding:
    """The nearest number of a binary format, `f` or `e`; infinite where it has none so large."""
    packed = struct.Struct(form)

    def rounding(value: float) -> float:
        try:
            (nearest,) = packed.unpack(packed.pack(value))
        except OverflowError:
            return math.copysign(math.inf, value)
        return float(nearest)

    return rounding


def _precision(slug: str, form: str) -> Changes:
    rounding = as_float(form)
    return lambda experiment, step: [Change(slug, rounding=rounding, in_pairs=False)]


def _digits(slug: str, to: Callable[[int], Rounding]) -> Changes:
    def changes(_experiment: Experiment, _step: Step) -> Iterator[Change]:
        for digits in range(MOST_DIGITS, 0, -1):
            yield Change(slug, {"digits": str(digits)}, rounding=to(digits), in_pairs=False)

    return changes


def _moved(slug: str, shift: int) -> Changes:
    return lambda experiment, step: [Change(slug, shift=shift)]


NEURON = neuron()

EVALUATING = (
    Mistake("float32", _precision("float32", "f"), Shows(NEURON, 1, 9)),
    Mistake("float16", _precision("float16", "e"), Shows(NEURON, 1, 5)),
    Mistake("rounded", _digits("rounded", rounded), Shows(NEURON, 1, 5)),
    Mistake(
        "rounded_significant", _digits("rounded_significant", significant), Shows(NEURON, 1, 5)
    ),
    Mistake("cut_off", _digits("cut_off", cut_off), Shows(NEURON, 1, 5)),
    Mistake("iteration_before", _moved("iteration_before", -1), Shows(NEURON, 1, 3)),
    Mistake("iteration_after", _moved("iteration_after", 1), Shows(NEURON, 1, 3)),
)
