"""What curves are called at their ends, and which of the names find room there."""

from __future__ import annotations

from collections.abc import Sequence

from bptrace.render.signs.page import Page
from bptrace.trace.curves.curve import Curve

SAMPLE = " #"


def label_of(page: Page, curve: Curve) -> str:
    """`∂E/∂w5`, `out_o1 #3` of the third sample."""
    if curve.reference is None:
        name = page.names.literal(curve.name)
    else:
        name = page.names.of(curve.reference)
    return name if curve.sample is None else f"{name}{SAMPLE}{curve.sample}"


def places_of_labels(wanted: Sequence[float], room: int) -> list[float | None]:
    """Where labels of height 1 stand, from 0 to room - 1, in the order of where they should be and
    as near to there as can be (least squares, by pooling those that are in each other's way: Best &
    Chakravarti, "Active set algorithms for isotonic regression", 1990). None for those that come
    after the first `room`.
    """
    order = sorted(range(min(len(wanted), room)), key=lambda each: (wanted[each], each))
    pools: list[tuple[float, int]] = []
    for number, label in enumerate(order):
        pool = wanted[label] - number, 1
        while pools and pools[-1][0] > pool[0]:
            mean, count = pools.pop()
            size = count + pool[1]
            pool = (mean * count + pool[0] * pool[1]) / size, size
        pools.append(pool)
    places: list[float | None] = [None] * len(wanted)
    starts = [mean for mean, count in pools for _ in range(count)]
    for number, (label, start) in enumerate(zip(order, starts, strict=True)):
        places[label] = min(max(start, 0.0), room - len(order)) + number
    return places
