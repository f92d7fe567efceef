"""Which engine computes a step: straight-line Python for a small one, arrays for a large one."""

from __future__ import annotations

from typing import Literal

from bptrace.algebra.steps import Step
from bptrace.engine.columns import is_small
from bptrace.engine.engine import Engine
from bptrace.engine.scalar import ScalarEngine

EngineName = Literal["auto", "scalar", "array"]


def engine_for(step: Step, name: EngineName) -> Engine:
    """The engine of that name; "auto": the one that is faster for a step of that size."""
    if name == "scalar" or (name == "auto" and is_small(step)):
        return ScalarEngine()
    from bptrace.engine.array import ArrayEngine  # noqa: PLC0415  # start-up time: NumPy

    return ArrayEngine()
