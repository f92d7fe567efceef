"""The line with a caret: aligned, cut where it is long, harmless to a terminal."""

from __future__ import annotations

import pytest

from bptrace.problems.excerpt import excerpt, lines_of
from bptrace.problems.problem import Place, Span


def shown(text: str, marked: str, hint: str = "") -> str:
    """The excerpt that marks the first occurrence of something in a text."""
    start = text.index(marked)
    return "\n".join(excerpt(lines_of(Place("c", text, Span(start, start + len(marked)))), hint))


def test_the_line_above_and_the_line_are_shown_with_a_caret_and_a_hint() -> None:
    assert shown("a: 1\nb: x\nc: 3\n", "x", "did you mean 2?") == (
        "  1 | a: 1\n  2 | b: x\n    |    ^ did you mean 2?"
    )


def test_a_blank_line_above_is_left_out() -> None:
    assert shown("a: 1\n \nb: x", "x") == "  3 | b: x\n    |    ^"


def test_a_tab_takes_one_column() -> None:
    assert shown("a:\tx", "x") == "  1 | a: x\n    |    ^"


def test_wide_characters_move_the_caret_by_two_columns() -> None:
    assert shown("名: 前x", "x") == "  1 | 名: 前x\n    |       ^"
    assert shown("a: 名前", "名前") == "  1 | a: 名前\n    |    ^^^^"


def test_combining_characters_move_the_caret_by_none() -> None:
    assert shown("e\u0301: x", "x") == "  1 | e\u0301: x\n    |    ^"


def test_characters_that_command_a_terminal_are_shown_as_blanks() -> None:
    assert shown("a\x1b[2J: x", "x") == "  1 | a [2J: x\n    |        ^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "0123456789" * 10 + "X" + "0123456789" * 10
    lines = shown("short\n" + text, "X").split("\n")

    assert len(lines) == 2
    assert lines[0] == "  2 | …" + ("0123456789" * 10)[-30:] + "X" + ("0123456789" * 10)[:41] + "…"
    assert lines[1].index("^") == lines[0].index("X")


def test_a_long_line_whose_mark_is_at_its_beginning_is_cut_at_its_end() -> None:
    lines = shown("ab: " + "x" * 100, "ab").split("\n")

    assert lines == ["  1 | ab: " + "x" * 68 + "…", "    | ^^"]


def test_something_that_goes_over_several_lines_is_marked_at_its_first_character() -> None:
    assert shown("a: [1,\n2]", "[1,\n2]") == "  1 | a: [1,\n    |    ^"


def test_the_end_of_a_text_can_be_marked() -> None:
    place = Place("c", "a: [\n", Span(5, 6))

    assert list(excerpt(lines_of(place), "")) == ["  1 | a: [", "  2 |", "    | ^"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_breaks_them(line_break: str) -> None:
    text = line_break.join(["one", "", "three", "x"])
    lines = lines_of(Place("c", text, Span(len(text) - 1, len(text))))

    assert (lines.line, lines.column, lines.before, lines.text) == (4, 1, "three", "x")
