"""Numbers with fewer digits, against decimal arithmetic and NumPy's smaller floats."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.checking.rounding.decimals import (
    cut_off,
    in_half,
    in_significant_digits,
    in_single,
    rounded,
)

numbers = st.floats(-1000, 1000, allow_subnormal=False).map(lambda x: round(x, 9))


@given(numbers, st.integers(0, 10))
def test_rounding_is_that_of_decimal_arithmetic(value: float, decimals: int) -> None:
    unit = Decimal(1).scaleb(-decimals)
    exact = Decimal(repr(value))
    assert rounded(value, decimals) == float(exact.quantize(unit, ROUND_HALF_UP))
    assert cut_off(value, decimals) == float(exact.quantize(unit, ROUND_DOWN))


def test_a_product_that_is_a_tie_on_paper_is_rounded_up() -> None:
    """½ × 0.038098237 = 0.0190491185, which the worked example prints as 0.019049119."""
    assert rounded(0.5 * -0.038098237, 9) == -0.019049119


@pytest.mark.parametrize(
    ("value", "digits", "kept"),
    [(0.0381, 2, 0.038), (1234.5, 2, 1200.0), (-0.00095, 1, -0.001), (9.996, 3, 10.0), (0.0, 3, 0)],
)
def test_significant_digits_begin_where_a_number_does(
    value: float, digits: int, kept: float
) -> None:
    assert in_significant_digits(value, digits) == kept


@given(st.floats(-1e6, 1e6))
def test_smaller_floats_are_numpy_s(value: float) -> None:
    with np.errstate(over="ignore"):
        assert in_single(value) == float(np.float32(value))
        assert in_half(value) == float(np.float16(value))
