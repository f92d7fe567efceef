"""A number as somebody printed it -> a Decimal, which keeps the digits it was written with: 0.350.

It is how the readers hand over what is under `expected`: how many digits were printed says how
exact the claim is.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from math import isfinite

from bptrace.config.scalars import ordinary, resolve

EXPECTED = "expected"
"""The key of a config under which numbers are claims."""


def as_printed(text: str, value: object) -> object:
    """The value of a scalar: a number with the digits of its text, anything else as it is."""
    if not is_number(value) or (isinstance(value, float) and not isfinite(value)):
        return value
    try:
        return Decimal(ordinary(text))
    except InvalidOperation:  # a number all the same: 0x10
        return Decimal(str(value))


def number_in(value: object) -> Decimal | None:
    """The number that a value is, with its digits, or that a text says: who puts 0.350 in quotes
    keeps the 0 at its end. None for anything else."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if is_number(value):
        return Decimal(value)  # type: ignore[arg-type]  # an int, or a Decimal already
    if not isinstance(value, str):
        return None
    try:
        number = as_printed(value, resolve(value.strip()))
    except OverflowError:
        return None
    return number_in(number) if is_number(number) else None


def is_number(value: object) -> bool:
    """Whether it is a number; true and false are none."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
