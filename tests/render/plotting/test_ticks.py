"""Ticks are round numbers within the axis, and their texts say what they are."""

from __future__ import annotations

from math import isfinite, log10

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bptrace.render.plotting.ticks import Axis, Tick, axis_around, spaced
from bptrace.trace.curves.curve import ScaleName

SIZES = st.floats(1e-12, 1e12)


@pytest.mark.parametrize(
    ("axis", "texts"),
    [
        (Axis(0.0, 1.0, "linear"), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (Axis(-3.9, 2.9, "linear"), ["-2", "0", "2"]),
        (Axis(1.0, 10_000.0, "log"), ["1", "10", "100", "1000", "10000"]),
        (Axis(3.5e-5, 0.3, "log"), ["0.0001", "0.001", "0.01", "0.1"]),
        (Axis(1e-9, 1e-3, "log"), ["1e-8", "1e-6", "0.0001"]),
        (Axis(3.0, 60.0, "log"), ["5", "10", "20", "50"]),
    ],
)
def test_ticks_are_the_numbers_that_people_take(axis: Axis, texts: list[str]) -> None:
    assert [each.text for each in axis.ticks(5)] == texts


@given(st.floats(-1e9, 1e9), SIZES, st.integers(2, 12))
def test_ticks_of_an_even_axis_are_few_within_it_and_say_where_they_are(
    low: float, size: float, most: int
) -> None:
    axis = axis_around(low, low + size, "linear")
    assume(abs(low) < 1e5 * size)  # else six digits do not tell them apart
    ticks = axis.ticks(most)
    assert 1 <= len(ticks) <= most + 1
    step = ticks[1].value - ticks[0].value if len(ticks) > 1 else axis.high - axis.low
    for tick in ticks:
        assert -1e-6 <= axis.place(tick.value) <= 1 + 1e-6
        assert float(tick.text) == pytest.approx(tick.value, rel=1e-5, abs=step * 1e-3)


@given(SIZES, st.floats(100.0, 1e15), st.integers(2, 12))
def test_ticks_of_powers_are_few_within_it_and_say_where_they_are(
    low: float, ratio: float, most: int
) -> None:
    axis = axis_around(low, low * ratio, "log")
    ticks = axis.ticks(most)
    assert 1 <= len(ticks) <= most + 1
    for tick in ticks:
        assert -1e-6 <= axis.place(tick.value) <= 1 + 1e-6
        assert float(tick.text) == pytest.approx(tick.value, rel=1e-9)


def test_places_go_from_one_end_to_the_other() -> None:
    assert Axis(-1.0, 3.0, "linear").place(0.0) == 0.25
    assert Axis(1.0, 1000.0, "log").place(10.0) == pytest.approx(log10(10) / log10(1000))
    assert Axis(-1.5e308, 1.5e308, "linear").place(0.0) == 0.5
    assert Axis(1e-300, 1e300, "log").place(1.0) == pytest.approx(0.5)


ENDS = st.sampled_from([5e-324, 1e-310, 1e-300, 1.0, 1e300, 1.7e308, 1.7976931348623157e308])


@given(ENDS, ENDS, st.sampled_from([1.0, -1.0]), st.sampled_from(["linear", "log"]))
def test_there_are_ticks_between_any_two_numbers(
    one: float, other: float, sign: float, scale: ScaleName
) -> None:
    low, high = sorted((one * (sign if scale == "linear" else 1.0), other))
    axis = axis_around(low, high, scale)
    assert axis.low <= low <= high <= axis.high
    for most in (3, 5, 12):
        ticks = axis.ticks(most)
        assert 1 <= len(ticks) <= most + 2
        assert all(isfinite(each.value) for each in ticks)


@pytest.mark.parametrize("value", [0.5, 0.0, -2.0, 1e300, 5e-324])
def test_an_axis_around_one_value_has_room_on_both_sides(value: float) -> None:
    for scale in ("linear", "log"):
        axis = axis_around(value, value, scale)
        assert axis.low < axis.high
        assert axis.place(value) == pytest.approx(0.5)
        assert axis.ticks(4)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=12, unique=True))
def test_texts_on_a_line_do_not_touch(values: list[int]) -> None:
    ticks = [Tick(float(each), str(each)) for each in sorted(values)]
    end = -1
    for place, tick in spaced(ticks, [5 * number for number in range(len(ticks))]):
        start = max(place - len(tick.text) // 2, 0)
        assert start > end
        end = start + len(tick.text)
