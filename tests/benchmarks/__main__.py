"""`python -m tests.benchmarks [--slow] [--store]`: what bptrace takes, beside its yardsticks.

Times are the least / the median of several runs. --slow: a million iterations for the memory
and as a table. --store: keeps the times of both engines, from which `python -m tests.pictures`
draws.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain

from tests.benchmarks.arrays import arrays
from tests.benchmarks.checking import checking
from tests.benchmarks.engines import Point, crossing, measured_points, store, table
from tests.benchmarks.in_process import in_process
from tests.benchmarks.measure import Row
from tests.benchmarks.tables import large_tables, tables
from tests.benchmarks.whole_process import memory, whole_process

WIDTHS = (58, 22, 22, 18, 9)
HEADINGS = ("least / median", "bptrace", "yardstick", "ratio", "limit")


def main() -> None:
    _print(HEADINGS, "")
    iterations = 1_000_000 if "--slow" in sys.argv else 10_000
    large = large_tables() if "--slow" in sys.argv else ()
    rows = in_process(), tables(), arrays(), whole_process(), checking(), memory(iterations), large
    for row in chain.from_iterable(rows):
        _show(row)
    print()
    points: list[Point] = []
    for line in table(_kept(points)):
        print(line, flush=True)
    print(f"all values: arrays are faster from {crossing(points):,} weights on")
    if "--store" in sys.argv:
        store(points)


def _kept(points: list[Point]) -> Iterator[Point]:
    for point in measured_points():
        points.append(point)
        yield point


def _show(row: Row) -> None:
    cells = row.what, row.ours, row.yardstick, row.result, row.limit
    _print(cells, "holds" if row.holds else "MISSED")


def _print(cells: tuple[str, ...], verdict: str) -> None:
    first, *others = zip(cells, WIDTHS, strict=True)
    print(first[0].ljust(first[1]), *(text.rjust(width) for text, width in others), verdict)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
