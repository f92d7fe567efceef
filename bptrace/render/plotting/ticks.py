"""Where an axis has its ticks, and what is written there: round numbers.

linear   0   0.1   0.2   0.3
log      0.001   0.01   0.1   1, or 2 and 5 between them where there are few
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, isclose, log10
from sys import float_info

from msgspec import Struct

from bptrace.trace.curves.curve import ScaleName

ROUND = (1.0, 2.0, 5.0, 10.0)
PLAIN = range(-4, 7)
"""Powers of ten that are written out: 0.0001 to 1000000."""
LARGEST = float_info.max
LEAST_RANGE = 1e-300
"""Nearer to the smallest numbers there are no round ones between two."""


class Tick(Struct, frozen=True):
    """A place on an axis and what is written there."""

    value: float
    text: str


class Axis(Struct, frozen=True):
    """What an axis shows, from `low` to `high`, with low < high; both above 0 on a logarithmic
    one."""

    low: float
    high: float
    scale: ScaleName

    def place(self, value: float) -> float:
        """Where a value is: 0 at the lower end, 1 at the upper one."""
        if self.scale == "log":
            low = log10(self.low)
            return (log10(value) - low) / (log10(self.high) - low)
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)  # their range is finite

    def ticks(self, most: int) -> list[Tick]:
        """At most about so many ticks, at least one."""
        if self.scale == "log":
            return _by_powers(self, most)
        return _evenly(self, most)


def axis_around(low: float, high: float, scale: ScaleName) -> Axis:
    """The axis on which all from `low` to `high` is seen; with some room where they are one."""
    are_one = isclose(low, high, rel_tol=1e-12, abs_tol=0.0)
    if not are_one and (scale == "log" or high - low > LEAST_RANGE):
        return Axis(low, high, scale)
    room = max(abs(low), abs(high)) / 10
    if room < LEAST_RANGE:
        room = 1.0
    return Axis(max(low - room, -LARGEST), min(low + room, LARGEST), "linear")


def _evenly(axis: Axis, most: int) -> list[Tick]:
    step = _round_above(axis.high / most - axis.low / most)
    numbers = range(ceil(axis.low / step - 1e-9), floor(axis.high / step + 1e-9) + 1)
    decimals = max(0, -floor(log10(step) + 1e-9))
    return [Tick(number * step, _digits(number * step, decimals)) for number in numbers]


def _round_above(step: float) -> float:
    """1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next(each * power for each in ROUND if each * power >= step * (1 - 1e-9))


def _digits(value: float, decimals: int) -> str:
    if decimals > -PLAIN[0] + 2 or abs(value) >= 10.0 ** PLAIN[-1] * 10:
        return _short(f"{value:.6g}") if value else "0"
    return f"{value + 0.0:.{decimals}f}"


def _by_powers(axis: Axis, most: int) -> list[Tick]:
    first, last = ceil(log10(axis.low) - 1e-9), floor(log10(axis.high) + 1e-9)
    step = max(1, ceil((last - first + 1) / most))
    powers = list(range(first - first % -step, last + 1, step))
    if len(powers) < 3:
        between = [tick for tick in _with_2_and_5(first - 1, last) if _is_within(tick, axis)]
        if len(between) <= most:
            return between
    return [Tick(10.0**power, _power(power)) for power in powers] or _with_2_and_5(first, first)


def _with_2_and_5(first: int, last: int) -> list[Tick]:
    return [
        Tick(times * 10.0**power, _short(f"{times * 10.0**power:g}"))
        for power in range(first, last + 1)
        for times in (1.0, 2.0, 5.0)
    ]


def _is_within(tick: Tick, axis: Axis) -> bool:
    is_within = axis.low * (1 - 1e-9) <= tick.value <= axis.high * (1 + 1e-9)
    return is_within and tick.value <= LARGEST


def _power(power: int) -> str:
    if power not in PLAIN:
        return f"1e{power}"
    return f"{10**power}" if power >= 0 else f"{10.0**power:.{-power}f}"


def _short(digits: str) -> str:
    """`5e-05` as people write it: 5e-5."""
    mantissa, _, exponent = digits.partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def spaced(ticks: list[Tick], places: list[int], gap: int = 2) -> Iterator[tuple[int, Tick]]:
    """Of ticks on a horizontal axis those whose texts, centred there, do not touch; each with its
    place in characters."""
    end = -gap
    for place, tick in zip(places, ticks, strict=True):
        start = max(place - len(tick.text) // 2, 0)
        if start >= end + gap:
            yield place, tick
            end = start + len(tick.text)
