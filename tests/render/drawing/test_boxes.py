"""Rectangles and lines: whether they meet, against points tried one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bptrace.render.drawing.boxes import Box, Line, Place

NUMBERS = st.integers(-20, 20).map(float)
PLACES = st.builds(Place, NUMBERS, NUMBERS)
BOXES = st.builds(Box, NUMBERS, NUMBERS, st.just(8.0), st.just(4.0))


@given(BOXES, PLACES, PLACES)
def test_a_line_crosses_a_box_if_one_of_its_points_lies_well_within(
    box: Box, start: Place, end: Place
) -> None:
    line = Line(start, end)
    places = [line.at(part / 400) for part in range(401)]
    inside = any(
        abs(each.x - box.x) < box.width / 2 - 1e-6 and abs(each.y - box.y) < box.height / 2 - 1e-6
        for each in places
    )
    if inside and start != end:
        assert box.is_crossed(*line)
    smallest = min(
        max(abs(each.x - box.x) - box.width / 2, abs(each.y - box.y) - box.height / 2)
        for each in places
    )
    if smallest > 0.5:
        assert not box.is_crossed(*line)


def test_boxes_that_touch_do_not_meet_unless_a_gap_is_wanted() -> None:
    left, right, below = Box(0, 0, 4, 2), Box(4, 0, 4, 2), Box(0, 2, 4, 2)
    assert not left.meets(right)
    assert left.meets(right, across=1)
    assert not left.meets(below, across=1)
    assert left.meets(below, up=1)
    assert left.meets(Box(3, 1, 4, 2))
