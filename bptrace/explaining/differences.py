"""Derivatives by moving one value a little: E on both sides of it, and the difference.

(E(x + h) − E(x − h)) / 2h, what is off by about h²; twice, with h and with h/2, extrapolated to
h = 0, what is off by about h⁴ (Richardson; Press et al., Numerical Recipes, 5.7).
"""

from __future__ import annotations

from collections.abc import Callable

ErrorAt = Callable[[float], float]
"""E with one value of the network's set to some number, all else as it is."""


def central_difference(error_at: ErrorAt, at: float, step: float) -> float:
    """The slope between a step below and a step above."""
    return (error_at(at + step) - error_at(at - step)) / (2.0 * step)


def extrapolated(wide: float, narrow: float) -> float:
    """Of the central differences of a step and of half of it, what they would be for none."""
    return (4.0 * narrow - wide) / 3.0
