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
        *(
            "1e",
            "e3",
            ".",
            "-",
            "+",
            "1.2.3",
            "1,5",
            "--1",
            "inf",
            "nan",
            "Infinity",
            "½",
            "—",
            "ｅ",
            "１2½",
            "－－1",
        ),
    ],
)
def test_what_was_something_in_yaml_1_1_or_is_nothing_is_a_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("−0.5", -0.5),
        ("–0.5", -0.5),
        ("—1", -1),
        ("‐1", -1),
        ("－１２", -12),
        ("０．５", 0.5),
        ("＋1", 1),
        ("1e−3", 0.001),
        ("１Ｅ３", 1000.0),
    ],
)
def test_a_number_may_have_a_typesetter_s_minus_and_full_width_digits(
    text: str, value: float
) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_a_typeset_number_is_one_wherever_a_number_is_meant() -> None:
    text = GOOD.replace("sigmoid", "sigmoid\n    bias: −０.25").replace("[1, 2]", "[－1, ２]")
    experiment = loaded(text + "title: −1°\nexpected: {E: −0.350}")

    assert experiment.layers[0].bias == -0.25
    assert experiment.samples[0].input == [-1.0, 2.0]
    assert experiment.title == "−1°"
    assert str((experiment.expected or {})["E"]) == "-0.350"


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
