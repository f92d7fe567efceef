"""Curves -> JSON: their points, for other programs to draw."""

from __future__ import annotations

from typing import Any

from msgspec import json

from bptrace.trace.curves.curve import Curve, Curves, Scales
from bptrace.trace.trace import Trace


def curves_json(trace: Trace, curves: Curves, scales: Scales) -> bytes:
    """One document. `points` are [iteration, value], thinned where there are thousands: what is
    between two of them is between the smaller and the larger."""
    document = {
        "source": trace.origin.source,
        "first": curves.first,
        "last": curves.last,
        "scales": scales,
        "ended": None if curves.ended is None else str(curves.ended),
        "curves": [_curve(each) for each in curves.curves],
    }
    return json.encode(document) + b"\n"


def _curve(curve: Curve) -> dict[str, Any]:
    not_finite = curve.not_finite
    return {
        "name": curve.name,
        "phase": curve.phase,
        "sample": curve.sample,
        "values": curve.count,
        "smallest": curve.smallest,
        "largest": curve.largest,
        "not_finite": not_finite and [not_finite.iteration, str(not_finite.value)],
        "points": curve.points,
    }
