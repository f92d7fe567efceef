"""The gradient of a parameter in three ways: derived, by differences, by moving it alone."""

from __future__ import annotations

from bptrace.algebra.expressions import Reference
from bptrace.explain.derivation import Check
from bptrace.network.build import ERROR
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

STEP = 1e-5
"""Balances rounding, about 1e-16 / step, against curvature, about step². Press et al., Numerical
Recipes, 5.7, has the cube root of the machine's precision: 6e-6."""


def check_parameter(
    trace: Trace, record: Record, parameter: Reference, gradient: Reference
) -> Check:
    """The check of a trained parameter in an iteration, for the sample that the iteration saw."""
    layout = trace.training.program.layout
    old, new = (
        record.value(each)
        for each in (parameter, Reference(trace.step.states[parameter.name], parameter.at))
    )

    def error_at(value: float) -> float:
        state, fixed, row = (
            tuple(value if each == parameter else record.value(each) for each in references)
            for references in (layout.state, layout.fixed, layout.row)
        )
        return trace.training.program.forward(state, fixed, row)[-1]

    derived = record.value(gradient)
    difference = (error_at(old + STEP) - error_at(old - STEP)) / (2.0 * STEP)
    return Check(
        gradient=derived,
        difference=difference,
        off=difference - derived,
        step=STEP,
        moved=error_at(new) - record[ERROR],
        predicted=derived * (new - old),
    )
