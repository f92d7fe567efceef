"""Floats compared bit for bit: -0.0 is not 0.0, and not-a-number is itself."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from struct import pack


def bits(values: Iterable[float]) -> list[str]:
    """The 64 bits of every value; one text for all that are not a number, whose signs differ."""
    return ["nan" if isnan(each) else pack(">d", each).hex() for each in values]
