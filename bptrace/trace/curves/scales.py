"""Which axes of curves are logarithmic: those on which more of them is seen."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from bptrace.trace.curves.curve import Curve, Curves, ScaleName, Scales

SPREAD = 100.0
"""From this ratio of the largest to the smallest on, the smaller ones would be a flat line."""
EARLY = 0.1
HALF = 0.5


def scales_of(curves: Curves) -> Scales:
    """Values: by powers where they are positive and spread over two of them. Iterations: where half
    of what happens to most curves is over after a tenth of them."""
    drawn = curves.drawn
    values = _of_values(drawn)
    if curves.last < SPREAD * curves.first:
        return Scales("linear", values)
    early = sum(_is_over_early(each, curves, values) for each in drawn)
    return Scales("log" if 2 * early > len(drawn) else "linear", values)


def _of_values(drawn: Sequence[Curve]) -> ScaleName:
    ends = [each for curve in drawn for each in (curve.smallest, curve.largest) if each]
    low = min((each.value for each in ends), default=0.0)
    high = max((each.value for each in ends), default=0.0)
    return "log" if low > 0.0 and high / low >= SPREAD else "linear"


def _is_over_early(curve: Curve, curves: Curves, scale: ScaleName) -> bool:
    until = curves.first + EARLY * (curves.last - curves.first)
    heights = [
        (iteration, log10(value) if scale == "log" else value) for iteration, value in curve.points
    ]
    early = [height for iteration, height in heights if iteration <= until]
    everything = [height for _, height in heights]
    return bool(early) and _range(early) >= HALF * _range(everything) > 0.0


def _range(heights: list[float]) -> float:
    return max(heights) - min(heights)
