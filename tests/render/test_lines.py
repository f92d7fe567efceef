"""Columns and lines: widths in characters of a terminal, numbers at the decimal point."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bptrace.render.layout.lines import (
    Span,
    left_column,
    number_column,
    side_by_side,
    wide,
    width_of,
    wrapped,
)


def test_numbers_are_aligned_at_the_decimal_point() -> None:
    assert number_column("x", ["0.25", "-12.5", "3"]) == ["     x", "  0.25", "-12.5 ", "  3   "]


@given(st.lists(st.decimals(-1000, 1000, places=3).map(str), min_size=1))
def test_every_number_has_its_point_in_the_same_place(numbers: list[str]) -> None:
    heading, *texts = number_column("", numbers)
    assert len({text.index(".") for text in texts}) == 1
    assert {len(text) for text in texts} == {len(heading)}


def test_a_heading_wider_than_its_numbers_makes_the_column_wider() -> None:
    assert number_column("∂E/∂out", ["1.5"]) == ["∂E/∂out", "    1.5"]


def test_words_among_numbers_stand_to_the_right() -> None:
    assert number_column("", ["0.125", "fixed"]) == ["     ", "0.125", "fixed"]


def test_texts_stand_to_the_left() -> None:
    assert left_column("weight", ["w5", "w10"]) == ["weight", "w5    ", "w10   "]


def test_chinese_characters_take_two_cells() -> None:
    assert wide("反向传播") == 8
    assert width_of((Span("误差 "), Span("E"))) == 6
    assert left_column("", ["误差", "E"])[1:] == ["误差", "E   "]


def test_lines_stand_side_by_side_where_there_is_room() -> None:
    lines = [(Span(text),) for text in ("one", "two", "six", "ten")]
    texts = ["".join(span.text for span in line) for line in side_by_side(lines, 2, 40)]
    assert texts == ["one      six", "two      ten"]
    assert side_by_side(lines, 2, 8) == lines


@given(st.lists(st.text("ab", min_size=1, max_size=12), min_size=1), st.integers(12, 40))
def test_wrapping_loses_nothing_and_keeps_to_the_width(parts: list[str], width: int) -> None:
    lines = list(wrapped(parts, width))
    assert "".join(lines) == "".join(parts)
    assert all(len(line) <= width for line in lines)
