"""How far apart two traces are in each iteration; of a long run, in some of them.

Kept are the first of those from 1, 2, 5, 10, 20, 50, … on, those where something differs for the
first time and where the difference is largest, and the last: about three for every power of ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from bptrace.checking.differing.found import Drift

MOST_SHOWN = 12
"""So many are kept before any is left out."""
STEPS = (1, 2, 5)


class Drifting:
    """Takes one iteration after the other; keeps some."""

    def __init__(self) -> None:
        self._kept: list[Drift] = []
        self._last: Drift | None = None
        self._first_differing: Drift | None = None
        self._worst: Drift | None = None
        self.iterations = 0

    def take(self, drift: Drift) -> None:
        """The next iteration, in ascending order."""
        self.iterations += 1
        self._last = drift
        if drift.differing and self._first_differing is None:
            self._first_differing = drift
        if self._worst is None or drift.largest > self._worst.largest:
            self._worst = drift
        self._kept.append(drift)
        if len(self._kept) > 2 * MOST_SHOWN:
            self._kept = self._thinned()

    @property
    def rows(self) -> tuple[Drift, ...]:
        """What is kept, in order."""
        return tuple(self._kept if self.iterations <= MOST_SHOWN else self._thinned())

    def _thinned(self) -> list[Drift]:
        by_interval: dict[Sequence[int], Drift] = {}
        for each in self._kept:
            by_interval.setdefault(_interval(each.iteration), each)
        also = (self._first_differing, self._worst, self._last)
        kept = {each.iteration: each for each in by_interval.values()}
        kept |= {each.iteration: each for each in also if each is not None}
        return [kept[iteration] for iteration in sorted(kept)]


def _interval(iteration: int) -> tuple[int, int]:
    """Which of 1 to 1, 2 to 4, 5 to 9, 10 to 19, … it is in."""
    power = int(log10(iteration) + 1e-9)
    leading = iteration // 10**power
    return power, max(each for each in STEPS if each <= leading)
