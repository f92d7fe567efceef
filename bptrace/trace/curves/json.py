"""Curves -> JSON: their points, for other programs to draw.

The types here are the format `bptrace-curves`, version 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, json

from bptrace.trace.curves.curve import Curve, Curves, Point, Scales
from bptrace.trace.trace import Trace


class WrittenCurve(Struct, frozen=True, kw_only=True):
    """One value over the iterations."""

    name: str
    """as the trace calls it"""
    phase: str
    """`given`, `forward`, `error`, `backward` or `update`"""
    sample: int | None
    """of which sample it is, from 1, where each iteration sees another one; else null"""
    values: int
    """how many there were"""
    smallest: Point | None
    """of all of them that are finite; null where none is"""
    largest: Point | None
    """of all of them that are finite; null where none is"""
    not_finite: tuple[int, str] | None
    """the first that is not: in which iteration, and `inf`, `-inf` or `nan`; null where all are"""
    points: Sequence[Point]
    """those that are finite, thinned where there are thousands: what is between two of them is
    between the smaller and the larger"""


class WrittenCurves(Struct, frozen=True, kw_only=True):
    """Several values over the same iterations."""

    format: Literal["bptrace-curves"] = "bptrace-curves"
    """what this is"""
    version: Literal[1] = 1
    """of the format"""
    source: str
    """of which run"""
    first: int
    """the first iteration that was read"""
    last: int
    """the last one"""
    scales: Scales
    """how the axes are best laid out"""
    ended: str | None
    """what ended the training early, if anything did"""
    curves: Sequence[WrittenCurve]
    """one a name"""


def curves_json(trace: Trace, curves: Curves, scales: Scales) -> bytes:
    """One document."""
    document = WrittenCurves(
        source=trace.origin.source,
        first=curves.first,
        last=curves.last,
        scales=scales,
        ended=None if curves.ended is None else str(curves.ended),
        curves=[_curve(each) for each in curves.curves],
    )
    return json.encode(document) + b"\n"


def _curve(curve: Curve) -> WrittenCurve:
    not_finite = curve.not_finite
    return WrittenCurve(
        name=curve.name,
        phase=curve.phase,
        sample=curve.sample,
        values=curve.count,
        smallest=curve.smallest,
        largest=curve.largest,
        not_finite=None if not_finite is None else (not_finite.iteration, str(not_finite.value)),
        points=curve.points,
    )
