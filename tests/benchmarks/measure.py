"""Two ways to do something, timed in turn; the rest of the machine disturbs both alike."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from msgspec import Struct

Work = Callable[[], object]


class Seconds(Struct, frozen=True):
    """What repeats of one and the same work took."""

    least: float
    median: float


class Row(Struct, frozen=True):
    """A line of the table: ours beside what it is measured by, or by a fixed limit alone.

    limit: of the ratio where there is a yardstick, else of `ours` itself, in `unit`.
    """

    what: str
    ours: str
    yardstick: str
    result: str
    limit: str
    holds: bool


def timed(work: Work, repeats: int) -> Seconds:
    return _summary([_seconds(work) for _ in range(repeats)])


def timed_in_turn(ours: Work, yardstick: Work, repeats: int) -> tuple[Seconds, Seconds]:
    """Both, `repeats` times each, in turn; each is warmed up once."""
    ours()
    yardstick()
    pairs = [(_seconds(ours), _seconds(yardstick)) for _ in range(repeats)]
    first, second = zip(*pairs, strict=True)
    return _summary(list(first)), _summary(list(second))


def against_yardstick(what: str, ours: Work, yardstick: Work, limit: float, repeats: int) -> Row:
    """The ratio of two times; it holds where both that of the least and of the medians do."""
    mine, other = timed_in_turn(ours, yardstick, repeats)
    ratios = mine.least / other.least, mine.median / other.median
    return Row(
        what,
        _both(mine),
        _both(other),
        f"× {ratios[0]:.2g} / {ratios[1]:.2g}",
        f"× {limit:.3g}",
        max(ratios) <= limit,
    )


def beyond(what: str, ours: Work, yardstick: Work, limit: float, repeats: int) -> Row:
    """How much longer one takes than the other, and the most it may be, in seconds."""
    mine, other = timed_in_turn(ours, yardstick, repeats)
    more = max(mine.least - other.least, mine.median - other.median, 0.0)
    return Row(
        what, _both(mine), _both(other), f"+ {text_of(more)}", f"+ {text_of(limit)}", more <= limit
    )


def against_limit(what: str, ours: Work, limit: float, repeats: int) -> Row:
    """A time and the most it may be, in seconds."""
    mine = timed(ours, repeats)
    return Row(what, _both(mine), "", "", text_of(limit), mine.median <= limit)


def against_number(what: str, ours: float, limit: float, unit: str) -> Row:
    """Something counted, and the most it may be."""
    return Row(what, f"{ours:.0f} {unit}", "", "", f"{limit:.0f} {unit}", ours <= limit)


def _seconds(work: Work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _summary(seconds: list[float]) -> Seconds:
    return Seconds(min(seconds), median(seconds))


def _both(seconds: Seconds) -> str:
    return f"{text_of(seconds.least)} / {text_of(seconds.median)}"


def text_of(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{1e6 * seconds:.3g} µs"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"
