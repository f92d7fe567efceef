"""Numbers as a publication prints them."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal


def holds(printed: str, computed: float) -> bool:
    """Is the printed number the computed one, rounded or cut off at its digits?"""
    claim, exact = Decimal(printed), Decimal(computed)
    return claim in {exact.quantize(claim, rounding) for rounding in (ROUND_HALF_UP, ROUND_DOWN)}
