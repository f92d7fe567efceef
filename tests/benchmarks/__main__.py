"""`python -m tests.benchmarks [--slow]`: what bptrace takes, beside what it is measured by.

Times are the least / the median of several runs. --slow: a million iterations for the memory.
"""

from __future__ import annotations

import sys

from tests.benchmarks.in_process import in_process
from tests.benchmarks.measure import Row
from tests.benchmarks.whole_process import memory, whole_process

WIDTHS = (56, 22, 22, 14, 9)
HEADINGS = ("least / median", "bptrace", "yardstick", "ratio", "limit")


def main() -> None:
    _print(HEADINGS, "")
    for row in in_process():
        _show(row)
    for row in whole_process():
        _show(row)
    for row in memory(1_000_000 if "--slow" in sys.argv else 20_000):
        _show(row)


def _show(row: Row) -> None:
    cells = row.what, row.ours, row.yardstick, row.result, row.limit
    _print(cells, "holds" if row.holds else "MISSED")


def _print(cells: tuple[str, ...], verdict: str) -> None:
    first, *others = zip(cells, WIDTHS, strict=True)
    print(first[0].ljust(first[1]), *(text.rjust(width) for text, width in others), verdict)


if __name__ == "__main__":
    main()
