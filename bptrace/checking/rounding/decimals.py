"""Numbers as somebody keeps them who works with fewer digits than a computer."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, inf, isfinite, log10
from struct import pack, unpack

TIE = 2e-15
"""Relative. What is so near a tie is one: 0.5 × 0.038098237 is, and no double is 0.0190491185."""
MOST_DECIMALS = 22
"""10 to that power is the last that a double has exactly."""
SINGLE, HALF = "f", "e"

Rounding = Callable[[float], float]


def rounded(value: float, decimals: int) -> float:
    """To so many decimals, half up (away from 0), as people round; negative ones are 10, 100, …"""
    return _scaled(value, decimals, 0.5)


def cut_off(value: float, decimals: int) -> float:
    """The decimals after so many left out."""
    return _scaled(value, decimals, 0.0)


def in_significant_digits(value: float, digits: int) -> float:
    """Rounded half up to so many digits, from 1, beginning with the first that is not 0."""
    return rounded(value, digits - 1 - magnitude(value)) if value else value


def magnitude(value: float) -> int:
    """The power of ten of the first digit of a number that is not 0: −2 of 0.0381."""
    return floor(log10(abs(value))) if isfinite(value) else 0


def in_single(value: float) -> float:
    """As a float32, of 24 bits: about seven digits."""
    return _stored(value, SINGLE)


def in_half(value: float) -> float:
    """As a float16, of 11 bits: about three digits."""
    return _stored(value, HALF)


def ulp_in_single(value: float) -> float:
    """What the last bit of a float32 of that size is worth."""
    return abs(value) * 2.0**-23


def ulp_in_half(value: float) -> float:
    """What the last bit of a float16 of that size is worth."""
    return max(abs(value) * 2.0**-10, 2.0**-24)


def _scaled(value: float, decimals: int, above: float) -> float:
    if not isfinite(value) or decimals > MOST_DECIMALS:
        return value
    scale = 10.0 ** abs(decimals)
    size = abs(value) * scale if decimals >= 0 else abs(value) / scale
    if size >= 2.0**52:
        return value
    whole = float(floor(size * (1.0 + TIE) + above))
    kept = whole / scale if decimals >= 0 else whole * scale
    return kept if value >= 0 else -kept


def _stored(value: float, kind: str) -> float:
    try:
        (stored,) = unpack(kind, pack(kind, value))
    except OverflowError:
        return inf if value > 0 else -inf
    return float(stored)
