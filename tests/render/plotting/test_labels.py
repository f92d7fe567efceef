"""Names beside curves: in the order of the curves' ends, one a row, as near as can be."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.render.plotting.labels import places_of_labels


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([3.0, 7.0], [3.0, 7.0]),  # out of each other's way
        ([5.0, 5.0], [4.5, 5.5]),  # half a row each
        ([5.0, 4.9, 5.1], [5.0, 4.0, 6.0]),
        ([0.0, 0.0], [0.0, 1.0]),  # not above the first row
        ([9.0, 9.0], [8.0, 9.0]),
        ([], []),
    ],
)
def test_names_make_room_for_each_other(wanted: list[float], places: list[float]) -> None:
    assert places_of_labels(wanted, 10) == pytest.approx(places)


@given(st.lists(st.floats(-1.0, 12.0), max_size=15), st.integers(1, 12))
def test_no_name_stands_on_another_and_their_order_is_that_of_the_ends(
    wanted: list[float], room: int
) -> None:
    places = places_of_labels(wanted, room)
    shown = [(want, place) for want, place in zip(wanted, places, strict=True) if place is not None]
    assert len(shown) == min(len(wanted), room)
    assert all(0 <= place <= room - 1 for _, place in shown)
    for (want, place), (later, below) in pairwise(sorted(shown, key=lambda each: each[1])):
        assert below - place >= 1 - 1e-9
        assert want <= later


@given(st.lists(st.floats(0.0, 5.0), min_size=2, max_size=4))
def test_no_other_rows_are_nearer(wanted: list[float]) -> None:
    """Against all whole rows far from the ends, tried one by one."""
    places = places_of_labels([each + 10 for each in wanted], 40)

    def distance(rows: list[float]) -> float:
        return sum((row - want - 10) ** 2 for row, want in zip(rows, wanted, strict=True))

    best = distance([each or 0.0 for each in places])
    for rows in permutations(range(7, 20), len(wanted)):
        assert best <= distance(list(map(float, rows))) + 1e-9
