"""Thinned values: few of them, and on the screen the same curve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import inf, log, nan, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.trace.curves.curve import Point
from bptrace.trace.curves.thinning import STRETCHES, Thinned, stretches

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def _thinned(values: list[float], first: int = 1, count: int = STRETCHES) -> Thinned:
    thinned = Thinned(stretches(first, first + len(values) - 1, count))
    for iteration, value in enumerate(values, start=first):
        thinned.add(iteration, value)
    return thinned


@given(st.lists(FINITE, min_size=1, max_size=300), st.integers(1, 1000), st.integers(1, 20))
def test_the_ends_and_the_extremes_are_kept(values: list[float], first: int, count: int) -> None:
    thinned = _thinned(values, first, count)
    points = thinned.points()
    given_ = [Point(iteration, value) for iteration, value in enumerate(values, start=first)]
    assert set(points) <= set(given_)
    assert list(points) == sorted(points)
    assert (points[0], points[-1], thinned.count) == (given_[0], given_[-1], len(values))
    assert min(each.value for each in points) == min(values)
    assert max(each.value for each in points) == max(values)
    assert len(points) <= 4 * len(stretches(first, first + len(values) - 1, count))


def test_few_values_are_all_kept() -> None:
    values = [float(each % 7) for each in range(1000)]
    assert [each.value for each in _thinned(values).points()] == values


def _evenly(last: int, columns: int) -> Callable[[int], int]:
    return lambda iteration: max(0, -(-((iteration - 1) * columns) // (last - 1)) - 1)


def _by_powers(last: int, columns: int) -> Callable[[int], int]:
    return lambda iteration: min(int(log(iteration) / log(last) * columns), columns - 1)


@pytest.mark.parametrize("scale", [_evenly, _by_powers])
def test_each_column_of_a_picture_covers_the_same_values(
    scale: Callable[[int, int], Callable[[int], int]],
) -> None:
    """Jugel et al. (2014): what a column of pixels needs is its smallest and its largest value.

    By powers of ten the columns do not begin where stretches do: a point may fall into the next.
    """
    last, columns = 100_000, 100
    values = [sin(each / 50) * (each % 13) for each in range(last)]
    column = scale(last, columns)
    everything, kept = defaultdict(list), defaultdict(list)
    for iteration, value in enumerate(values, start=1):
        everything[column(iteration)].append(value)
    points = _thinned(values).points()
    assert len(points) < last / 10
    for point in points:
        kept[column(point.iteration)].append(point.value)
    span = max(values) - min(values)
    for place, own in everything.items():
        if len(own) > 100:
            assert min(kept[place]) == pytest.approx(min(own), abs=span / 10)
            assert max(kept[place]) == pytest.approx(max(own), abs=span / 10)
        if scale is _evenly:
            assert (min(kept[place]), max(kept[place])) == (min(own), max(own))


def test_stretches_are_equal_on_both_axes() -> None:
    """By hand, of 1 to 100 in two: up to 50 and 100; up to 10 and 100, and the 1 at the start."""
    assert stretches(1, 100, 2) == [1, 10, 50, 100]


def test_a_million_values_take_no_more_room_than_stretches_have() -> None:
    thinned = Thinned(stretches(1, 10**15))
    for iteration in range(1, 10**15, 10**15 // 100_000):
        thinned.add(iteration, float(iteration % 97))
    assert len(thinned.points()) <= 8 * STRETCHES


@pytest.mark.parametrize("value", [inf, -inf, nan])
def test_what_is_not_finite_is_no_point_and_the_first_of_it_is_known(value: float) -> None:
    thinned = _thinned([1.0, value, inf, 2.0])
    assert [each.value for each in thinned.points()] == [1.0, 2.0]
    assert thinned.not_finite is not None
    assert thinned.not_finite.iteration == 2
    assert thinned.count == 4
