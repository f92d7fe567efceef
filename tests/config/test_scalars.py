"""Scalars are those of YAML 1.2's core schema (YAML 1.2.2, 10.3.2)."""

from __future__ import annotations

from math import inf, isnan

import pytest

from bptrace.config.scalars import resolve
from tests.config.conftest import GOOD, loaded


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("012", 12),
        ("0o14", 12),
        ("0xC", 12),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        (".5", 0.5),
        (".5e3", 500.0),
        ("1.", 1.0),
        ("-1.5e+3", -1500.0),
        (".inf", inf),
        ("-.INF", -inf),
        ("1e400", inf),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_a_plain_scalar_has_the_value_of_yaml_1_2(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "on", "off", "y", "n", "tRUE", "nUll"),
        *("1_000", "0b1", "1:30", "190:20:30", "2001-12-14", "0o8", "0xG"),
        *("1e", "e3", ".", "-", "+", "1.2.3", "1,5", "--1", "inf", "nan", "Infinity", "½", "１２"),
    ],
)
def test_what_was_something_in_yaml_1_1_or_is_nothing_is_a_text(text: str) -> None:
    assert resolve(text) == text


def test_not_a_number_is_a_number_to_yaml() -> None:
    value = resolve(".nan")

    assert isinstance(value, float)
    assert isnan(value)


def test_a_number_in_quotes_is_a_text() -> None:
    assert loaded(f"{GOOD}title: '12'").title == "12"


@pytest.mark.parametrize(
    ("written", "learning_rate"),
    [("!!float 1", 1.0), ("!!int 1", 1.0), ("! 1", None), ("!!float 1e-3", 0.001)],
)
def test_a_core_tag_says_the_type(written: str, learning_rate: float | None) -> None:
    text = f"{GOOD}title: '1'\noptimizer: {{name: sgd, learning_rate: {written}}}"
    if learning_rate is None:
        text = f"{GOOD}title: {written}"
        assert loaded(text).title == "1"
    else:
        optimizer = loaded(text).optimizer
        assert not isinstance(optimizer, str)
        assert optimizer.learning_rate == learning_rate
