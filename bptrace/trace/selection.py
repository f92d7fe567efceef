"""Which iterations to show or write: `1-3,every:1000,last` -> ranges, in order."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge

from msgspec import Struct

from bptrace.errors import InputError

Range = tuple[int, int]
"""First and last iteration, both included."""

FORMS = "N, N-M, every:N, first, last, all, or several of them with commas"


class Selection(Struct, frozen=True):
    """A selection of iterations, by the parts it was written in."""

    parts: tuple[str, ...]

    @property
    def is_first_only(self) -> bool:
        """Whether nothing but the first iteration is selected."""
        return self.parts in {("first",), ("1",)}

    @property
    def wants_last(self) -> bool:
        """Whether the last iteration is selected, whichever it turns out to be."""
        return "last" in self.parts

    def ranges(self, total: int) -> Iterator[Range]:
        """The selected iterations of a run of `total`, as ranges that do not touch.

        Raises InputError for a number that the run does not reach.
        """
        joined: Range | None = None
        for first, last in merge(*(_ranges(part, total) for part in self.parts)):
            if joined is None:
                joined = first, last
            elif first <= joined[1] + 1:
                joined = joined[0], max(last, joined[1])
            else:
                yield joined
                joined = first, last
            if joined[1] == total:
                break
        if joined is not None:
            yield joined

    def at_most(self, total: int) -> int:
        """How many iterations of a run of `total` it selects, if its parts do not overlap."""
        return min(total, sum(_count(part, total) for part in self.parts))

    def last(self, total: int) -> int:
        """The last iteration of a run of `total` that it selects, 0 if there is none, whether or
        not the run gets there. InputError as for `ranges`."""
        return max((_last(part, total) for part in self.parts), default=0)

    def check(self, total: int) -> None:
        """Raises InputError for a part that selects nothing of a run of `total`."""
        for part in self.parts:
            if next(_ranges(part, total), None) is None and part not in ALWAYS:
                raise _beyond(part, total)


ALWAYS = frozenset({"first", "last", "all"})
"""Parts that mean whatever there is."""

FIRST = Selection(("first",))
ALL = Selection(("all",))


def parse_selection(text: str) -> Selection:
    """`1-3,every:1000,last`; InputError where a part of it is not understood."""
    parts = tuple(part.strip() for part in text.split(","))
    for part in parts:
        if part not in ALWAYS and not _numbers(part):
            raise InputError(f'cannot show "{part}": expected {FORMS}')
    return Selection(parts)


def _numbers(part: str) -> list[int]:
    """The numbers of `N`, `N-M` or `every:N`; empty where the part is none of these."""
    texts = [part.removeprefix("every:")] if part.startswith("every:") else part.split("-")
    if len(texts) > 2 or not all(text.isascii() and text.isdecimal() for text in texts):
        return []
    if any(len(text) > len(str(10**15)) for text in texts):
        raise InputError(f'cannot show "{part}": there are never so many iterations')
    numbers = [int(text) for text in texts]
    if numbers[0] < 1:
        raise InputError(f'cannot show "{part}": iterations count from 1')
    if numbers[-1] < numbers[0]:
        raise InputError(f'cannot show "{part}": did you mean {numbers[1]}-{numbers[0]}?')
    return numbers


def _count(part: str, total: int) -> int:
    if part.startswith("every:"):
        return total // _numbers(part)[0]
    return sum(last - first + 1 for first, last in _ranges(part, total))


def _last(part: str, total: int) -> int:
    if part.startswith("every:"):
        (step,) = _numbers(part)
        return total // step * step
    return max((last for _, last in _ranges(part, total)), default=0)


def _ranges(part: str, total: int) -> Iterator[Range]:
    if part in ALWAYS:
        first = total if part == "last" else 1
        last = 1 if part == "first" else total
        if total:
            yield first, last
    elif part.startswith("every:"):
        (step,) = _numbers(part)
        yield from ((n, n) for n in range(step, total + 1, step))
    else:
        numbers = _numbers(part)
        if numbers[-1] > total:
            raise _beyond(part, total)
        yield numbers[0], numbers[-1]


def _beyond(part: str, total: int) -> InputError:
    there_are = f"there {'is 1 iteration' if total == 1 else f'are {total} iterations'}"
    return InputError(f'cannot show "{part}": {there_are}')
