"""Which engine computes a step: straight-line Python for a small one, arrays for a large one."""

from __future__ import annotations

from typing import Literal

from bptrace.algebra.steps import Step
from bptrace.engine.columns import is_small
from bptrace.engine.engine import Engine
from bptrace.engine.scalar import ScalarEngine

EngineName = Literal["scalar", "array"]
AnyEngine = Literal["auto", "scalar", "array"]


def chosen_engine(step: Step, name: AnyEngine) -> EngineName:
    """The engine of that name; "auto": the one that is faster for a step of that size."""
    if name == "auto":
        return "scalar" if is_small(step) else "array"
    return name


def engine_called(name: EngineName) -> Engine:
    """The engine of that name."""
    if name == "scalar":
        return ScalarEngine()
    from bptrace.engine.array import ArrayEngine  # noqa: PLC0415  # start-up time: NumPy

    return ArrayEngine()
