"""Digits: so many decimals while that leaves four significant ones, else scientific."""

from __future__ import annotations

import math

import pytest

from bptrace.render.signs.numbers import operand, result

RESULTS = [
    (0.298371109, 9, "0.298371109"),
    (-0.03809823651655623, 9, "-0.038098237"),
    (1.0, 9, "1.000000000"),
    (0.0, 9, "0.000000000"),
    (-0.0, 9, "0.000000000"),
    # 3.51e-6 has four digits in nine decimals, 0.000003510; 9.9e-7 has three, 0.000000990.
    (3.51018e-06, 9, "0.000003510"),
    (9.9e-07, 9, "9.9000e-07"),
    (4.2e-18, 9, "4.2000e-18"),
    (1234567.891, 3, "1234567.891"),
    (2.5e12, 9, "2.5000e+12"),
    (0.5, 1, "0.5"),
    (math.inf, 9, "inf"),
    (-math.inf, 9, "-inf"),
    (math.nan, 9, "nan"),
]


@pytest.mark.parametrize(("value", "digits", "text"), RESULTS)
def test_a_result_has_its_decimals_or_becomes_scientific(
    value: float, digits: int, text: str
) -> None:
    assert result(value, digits) == text


OPERANDS = [
    (0.05, 9, "0.05"),
    (3.0, 9, "3"),
    (-0.0, 9, "0"),
    (0.15, 1, "0.1"),  # 0.15 is a little less than 0.15 in float64: 0.1499999999999999944…
    (0.5932699921071872, 9, "0.593269992"),
    (1e22, 9, "1e+22"),
    (1.23456789e22, 9, "1.2346e+22"),
    (1e-05, 9, "1e-05"),
    (123456789012.0, 9, "123456789012"),
    (math.inf, 9, "inf"),
]


@pytest.mark.parametrize(("value", "digits", "text"), OPERANDS)
def test_an_operand_is_written_as_short_as_it_is_exact(
    value: float, digits: int, text: str
) -> None:
    assert operand(value, digits) == text


@pytest.mark.parametrize("digits", range(6, 18))
def test_at_least_four_significant_digits_are_shown_of_any_size(digits: int) -> None:
    for exponent in range(-30, 5):
        text = result(1.2345 * 10.0**exponent, digits)
        assert len(text.split("e")[0].replace(".", "").lstrip("0")) >= 4


def test_who_asks_for_three_decimals_gets_them_down_to_a_thousandth() -> None:
    assert result(0.05, 3) == "0.050"
    assert result(0.0004, 3) == "4.000e-04"
