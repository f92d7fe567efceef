"""When a printed number is the computed one: held against decimal arithmetic."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from math import inf, nan, ulp

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import bptrace
from bptrace.checking.digits import holds, unit_of, units_off
from bptrace.errors import InputError

VALUES = st.floats(-1e6, 1e6, allow_subnormal=False)
DECIMALS = st.integers(0, 12)
ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN])


def quantized(value: float, decimals: int, rounding: str) -> Decimal:
    """The value with so many decimals, by decimal arithmetic on all its digits."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding)


def significant(number: Decimal) -> int:
    return len(number.as_tuple().digits)


@given(VALUES, DECIMALS, ROUNDINGS)
def test_a_value_rounded_or_cut_off_is_that_value(
    value: float, decimals: int, rounding: str
) -> None:
    printed = quantized(value, decimals, rounding)
    assume(significant(printed) < 13)
    assume(quantized(value + 4 * ulp(value), decimals, rounding) == printed)  # 0.35 is not 0.34
    assume(quantized(value - 4 * ulp(value), decimals, rounding) == printed)
    assert holds(printed, value)


@given(VALUES, DECIMALS, st.integers(1, 5), st.booleans())
def test_a_value_that_is_a_unit_off_is_another_one(
    value: float, decimals: int, units: int, above: bool
) -> None:
    """Beyond the neighbour below and the neighbour above there is nothing that it could be."""
    beyond = quantized(value, decimals, ROUND_CEILING if above else ROUND_FLOOR)
    other = beyond + (units if above else -units) * Decimal(1).scaleb(-decimals)
    assume(significant(other) < 13)
    assert not holds(other, value)


@given(VALUES, st.integers(0, 8))
def test_a_value_is_not_rounded_away_from_zero_where_that_is_farther(
    value: float, decimals: int
) -> None:
    down, up = (quantized(value, decimals, each) for each in (ROUND_DOWN, "ROUND_UP"))
    exact = Decimal(repr(value))
    farther = abs(up - exact) - abs(exact - down)
    assume(farther > Decimal("1e-4") * Decimal(1).scaleb(-decimals))
    assume(significant(up) < 10)
    assert not holds(up, value)


@given(VALUES)
def test_a_value_printed_in_full_is_that_value_and_its_neighbours(value: float) -> None:
    assert holds(Decimal(repr(value)), value)
    assert holds(Decimal(f"{value:.16e}"), value * (1 + 4e-13))
    assume(value)
    assert not holds(Decimal(f"{value:.16e}"), value * (1 + 2e-12))


@pytest.mark.parametrize(
    ("printed", "value", "is_it"),
    [
        ("0.35", 0.3549, True),  # rounded up it would be 0.35, cut off too
        ("0.35", 0.3599, True),
        ("0.350", 0.3549, False),  # the 0 at the end was printed as well
        ("0.350", 0.3509, True),
        ("0.36", 0.3549, False),
        ("0.36", 0.355, True),  # a tie, though the double is a little less
        ("0.34", 0.35, False),  # nor is it cut off: the double is a little less than 0.35
        ("3.5E-5", 3.51e-05, True),
        ("3.50E-5", 3.51e-05, False),
        ("12E2", 1299.0, True),
        ("-0.019049119", -0.0190491182583, False),  # the article's
        ("-0.019049118", -0.0190491182583, True),
        ("0.019049118", -0.0190491182583, False),
        ("0", 0.4, True),
        ("0.0", -0.04, True),
        ("0.0", 0.1, False),
        ("7", nan, False),
        ("7", inf, False),
    ],
)
def test_digits_count_as_they_are_written(printed: str, value: float, is_it: bool) -> None:
    assert holds(Decimal(printed), value) is is_it


def test_within_a_tolerance_digits_do_not_matter() -> None:
    assert holds(Decimal("0.36"), 0.35, tolerance=0.01)
    assert not holds(Decimal("0.36"), 0.35, tolerance=0.009)
    assert not holds(Decimal("0.0"), 0.04, tolerance=1e-6)


@pytest.mark.parametrize(
    ("printed", "unit"), [("0.350", 0.001), ("35E-6", 1e-6), ("7", 1), ("0.00", 0.01), ("1E3", 1e3)]
)
def test_a_unit_is_what_the_last_digit_counts(printed: str, unit: float) -> None:
    assert unit_of(Decimal(printed)) == unit


def test_how_far_off_a_number_is_counts_in_its_last_digit() -> None:
    assert units_off(Decimal("0.375"), 0.25) == pytest.approx(125)
    assert units_off(Decimal("-0.5"), -0.25) == pytest.approx(-2.5)
    assert units_off(Decimal("1E-400"), 0.0) == 0.0


@pytest.mark.parametrize("tolerance", [nan, inf, -1.0])
def test_a_tolerance_is_a_number_from_0_up(tolerance: float) -> None:
    with pytest.raises(InputError, match="must be a number from 0 up, not"):
        bptrace.check("mazur", {"E": 0.3}, tolerance=tolerance)
    with pytest.raises(InputError, match="must be a number from 0 up, not"):
        bptrace.diff("mazur", "mazur", atol=tolerance)
    with pytest.raises(InputError, match="must be a number from 0 to 1, not"):
        bptrace.diff("mazur", "mazur", rtol=tolerance)
    with pytest.raises(InputError, match="must be a number from 0 up, not"):
        bptrace.diff("mazur", "mazur", float32=tolerance)
