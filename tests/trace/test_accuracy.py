"""How many samples a network that tells classes apart gets right."""

from __future__ import annotations

from typing import Any

import pytest

from bptrace.trace.accuracy import Accuracy, SampleResult, accuracy_of, tells_classes_apart
from tests.support.networks import dense, resolved


def classes(targets: list[Any], loss: str = "categorical_cross_entropy") -> bool:
    samples = [{"input": [0.5], "target": each} for each in targets]
    config = dense(1, len(targets[0]), activation="softmax", loss=loss, samples=samples)
    return tells_classes_apart(resolved(config))


def test_classes_are_one_hot_targets_under_a_cross_entropy() -> None:
    assert classes([[1.0, 0.0], [0.0, 1.0]])
    assert not classes([[1.0, 0.0], [0.5, 0.5]])
    assert not classes([[1.0, 1.0]])
    assert not classes([[1.0, 0.0]], loss="half_squared_error")


def test_one_output_between_0_and_1_tells_two_classes_apart() -> None:
    assert classes([[1.0], [0.0]], loss="binary_cross_entropy")
    assert not classes([[0.3]], loss="binary_cross_entropy")


@pytest.mark.parametrize(
    ("out", "target", "correct"),
    [
        ([0.2, 0.5, 0.3], [0.0, 1.0, 0.0], 1),
        ([0.2, 0.5, 0.3], [0.0, 0.0, 1.0], 0),
        ([0.51], [1.0], 1),
        ([0.5], [1.0], 1),
        ([0.49], [1.0], 0),
        ([0.49], [0.0], 1),
    ],
)
def test_the_largest_output_is_the_class(
    out: list[float], target: list[float], correct: int
) -> None:
    names = [f"o{place}" for place in range(len(out))]
    wanted, found = (dict(zip(names, values, strict=True)) for values in (target, out))
    assert accuracy_of([SampleResult(1, wanted, found)]) == Accuracy(correct, 1)
