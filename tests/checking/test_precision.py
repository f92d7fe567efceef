"""Programs that compute with fewer bits, in NumPy, and what is said of their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.checking.claiming import findings, slugs
from tests.checking.test_diagnosis import MAZUR


def weights_and_error(precision: Any, updates: int) -> dict[str, Any]:
    """The worked example's weights and E after so many updates, all in one precision."""
    x, t = np.array([0.05, 0.1], precision), np.array([0.01, 0.99], precision)
    first = np.array([[0.15, 0.2], [0.25, 0.3]], precision)
    second = np.array([[0.4, 0.45], [0.5, 0.55]], precision)
    b1, b2, rate, one = map(precision, (0.35, 0.6, 0.5, 1))
    for done in range(updates + 1):
        h = one / (one + np.exp(-(first @ x + b1)))
        o = one / (one + np.exp(-(second @ h + b2)))
        error = (precision(0.5) * (t - o) ** 2).sum()
        if done == updates:
            break
        delta_o = (o - t) * o * (one - o)
        delta_h = (second.T @ delta_o) * h * (one - h)
        second = second - rate * np.outer(delta_o, h)
        first = first - rate * np.outer(delta_h, x)
    weights = [*first.ravel(), *second.ravel()]
    assert all(each.dtype == precision for each in (first, second, error))
    return {**{f"w{place}": each for place, each in enumerate(weights, start=1)}, "E": error}


def printed(values: dict[str, Any], decimals: int) -> dict[str, str]:
    return {name: f"{float(value):.{decimals}f}" for name, value in values.items()}


@pytest.mark.parametrize(
    ("precision", "decimals", "updates"),
    [
        (np.float32, 9, 1),
        (np.float32, 8, 1),
        (np.float32, 9, 3),
        (np.float32, 9, 100),
        (np.float32, 12, 1000),
        (np.float16, 5, 1),
        (np.float16, 6, 5),
    ],
)
def test_numbers_of_a_program_with_fewer_bits_are_blamed_on_those(
    precision: Any, decimals: int, updates: int
) -> None:
    expected = {"after": {updates: printed(weights_and_error(precision, updates), decimals)}}
    found = findings(MAZUR, expected)
    assert found.wrong
    assert slugs(found) == [[[precision.__name__]]]
    assert found.groups[0].hypotheses[0].explains == found.wrong
    assert not found.rounded


def test_digits_that_no_float32_has_are_not_one_s() -> None:
    """Weights off by a few units of the ninth decimal that are not between two float32's."""
    values = weights_and_error(np.float64, 1)
    shifted = {name: f"{float(value) + 3.7e-9:.11f}" for name, value in values.items()}
    found = findings(MAZUR, {"after": {1: shifted}})
    assert [["float32"]] not in slugs(found)


def test_a_program_in_double_precision_is_right() -> None:
    found = findings(MAZUR, {"after": {100: printed(weights_and_error(np.float64, 100), 12)}})
    assert found.all_hold
