"""Which iterations to show: written as people would, answered where it makes no sense."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.errors import InputError
from bptrace.trace.selection import ALL, FIRST, parse_selection


def selected(text: str, total: int) -> list[int]:
    ranges = parse_selection(text).ranges(total)
    return [n for first, last in ranges for n in range(first, last + 1)]


@pytest.mark.parametrize(
    ("text", "iterations"),
    [
        ("1", [1]),
        ("2-4", [2, 3, 4]),
        ("last", [10]),
        ("all", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ("every:3", [3, 6, 9]),
        ("every:11", []),
        ("1,every:4,last", [1, 4, 8, 10]),
        (" 2 , 1 ", [1, 2]),
        ("5,2-6,3", [2, 3, 4, 5, 6]),
        ("last,all,1", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ],
)
def test_a_selection_is_the_iterations_it_names_in_order_and_once(
    text: str, iterations: list[int]
) -> None:
    assert selected(text, total=10) == iterations


parts = st.one_of(
    st.integers(1, 30).map(str),
    st.tuples(st.integers(1, 30), st.integers(1, 30)).map(
        lambda each: "{}-{}".format(*sorted(each))
    ),
    st.integers(1, 40).map("every:{}".format),
    st.sampled_from(["last", "all"]),
)


def meant(part: str, total: int) -> set[int]:
    """The iterations of one part, the plain way."""
    if part in {"all", "last"}:
        return set(range(1, total + 1)) if part == "all" else {total}
    if part.startswith("every:"):
        return {n for n in range(1, total + 1) if n % int(part[6:]) == 0}
    first, _, last = part.partition("-")
    return set(range(int(first), int(last or first) + 1))


@given(st.lists(parts, min_size=1, max_size=5))
def test_several_parts_are_their_union_whatever_their_order(some: list[str]) -> None:
    together = set().union(*(meant(part, 30) for part in some))
    assert selected(",".join(some), total=30) == sorted(together)


def test_ranges_that_touch_are_one_run() -> None:
    assert list(parse_selection("1-3,4,5-6,8").ranges(10)) == [(1, 6), (8, 8)]


def test_a_selection_from_a_million_million_iterations_takes_no_time() -> None:
    assert list(parse_selection("all,every:7,last").ranges(10**12)) == [(1, 10**12)]
    assert next(parse_selection("every:1000").ranges(10**12)) == (1000, 1000)


def test_of_no_iterations_nothing_is_selected() -> None:
    assert selected("first,every:2,last,all", total=0) == []


def test_the_usual_selections() -> None:
    assert list(ALL.ranges(3)) == [(1, 3)]
    assert list(FIRST.ranges(3)) == [(1, 1)]


FORMS = "expected N, N-M, every:N, first, last, all, or several of them with commas"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f'cannot show "": {FORMS}'),
        ("firsts", f'cannot show "firsts": {FORMS}'),
        ("1,,2", f'cannot show "": {FORMS}'),
        ("1-2-3", f'cannot show "1-2-3": {FORMS}'),
        ("3-", f'cannot show "3-": {FORMS}'),
        ("-1", f'cannot show "-1": {FORMS}'),
        ("1.5", f'cannot show "1.5": {FORMS}'),
        ("every:", f'cannot show "every:": {FORMS}'),
        ("every:1-2", f'cannot show "every:1-2": {FORMS}'),
        ("١", f'cannot show "١": {FORMS}'),
        ("0", 'cannot show "0": iterations count from 1'),
        ("0-3", 'cannot show "0-3": iterations count from 1'),
        ("every:0", 'cannot show "every:0": iterations count from 1'),
        ("5-2", 'cannot show "5-2": did you mean 2-5?'),
        ("9" * 40, f'cannot show "{"9" * 40}": there are never so many iterations'),
    ],
)
def test_what_is_no_selection_is_answered_with_what_one_looks_like(text: str, message: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_selection(text)
    assert str(refused.value) == message


@pytest.mark.parametrize("text", ["11", "9-11", "1,11", "every:11"])
def test_an_iteration_that_the_run_does_not_reach_is_refused_before_anything_is_written(
    text: str,
) -> None:
    part = text.rpartition(",")[2]
    with pytest.raises(InputError) as refused:
        parse_selection(text).check(10)
    assert str(refused.value) == f'cannot show "{part}": there are 10 iterations'


def test_there_is_one_iteration_or_there_are_several() -> None:
    with pytest.raises(InputError, match=r"there is 1 iteration$"):
        parse_selection("2").check(1)
    with pytest.raises(InputError, match=r"there are 0 iterations$"):
        parse_selection("1").check(0)
    parse_selection("first,last,all").check(0)
