"""Derivatives by moving one value a little: the check on everything that is derived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import pytest

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step

H = 1e-3
RELATIVE = 1e-7
"""Far above what differences lose (H⁴ and rounding / H), far below any wrong formula."""

Values = Mapping[Reference, float]


def slope(f: Callable[[float], float], x: float) -> float:
    """f'(x) by central differences of two widths, Richardson's extrapolation to width 0."""

    def central(h: float) -> float:
        return (f(x + h) - f(x - h)) / (2 * h)

    return (4 * central(H / 2) - central(H)) / 3


def is_near(derived: float, measured: float) -> bool:
    return abs(derived - measured) <= RELATIVE * max(1.0, abs(derived), abs(measured))


def near(expected: Any, rel: float) -> Any:
    """pytest.approx by the relative difference alone: 1e-20 is not near 0."""
    return pytest.approx(expected, rel=rel, abs=0.0)


class WrongGradient(NamedTuple):
    name: str
    derived: float
    measured: float


def wrong_gradients(step: Step, of: str, known: Values) -> list[WrongGradient]:
    """The given values whose derived gradient is not what moving them shows."""
    wrong = []
    total = next(step.positions(step.family(of)))
    for at, x in known.items():
        gradient = _gradient_of(step, of, at)
        if gradient is None:
            continue
        derived = evaluate(step, gradient, known)[gradient]
        measured = slope(partial(_value_with, step, total, known, at), x)
        if not is_near(derived, measured):
            wrong.append(WrongGradient(step.names.spell(gradient), derived, measured))
    return wrong


def _value_with(step: Step, of: Reference, known: Values, moved: Reference, to: float) -> float:
    return evaluate(step, of, {**known, moved: to})[of]


def _gradient_of(step: Step, of: str, at: Reference) -> Reference | None:
    """Of a given value; sample 0, the only one here, comes first in the place of a gradient."""
    equation = step.equation(f"d{of}_d{at.name}")
    if equation is None:
        return None
    own = at.at if len(at.at) == len(equation.at) else (0, *at.at)
    return Reference(equation.name, own)
