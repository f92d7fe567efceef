"""The gradient of a parameter in three ways: derived, by differences, by moving it alone."""

from __future__ import annotations

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.explaining.derivation import Check
from bptrace.network.build import ERROR
from bptrace.trace.record import Record

STEP = 1e-5
"""Balances rounding, about 1e-16 / step, against curvature, about step². Press et al., Numerical
Recipes, 5.7, has the cube root of the machine's precision: 6e-6."""


def check_parameter(step: Step, record: Record, parameter: Reference, gradient: Reference) -> Check:
    """The check of a trained parameter in an iteration, for the sample that the iteration saw."""
    old, new = (
        record.value(each)
        for each in (parameter, Reference(step.states[parameter.name], parameter.at))
    )
    scalars = (each for given in step.givens for each in step.positions(given))
    given = {each: record.value(each) for each in scalars}
    error = next(step.positions(step.family(ERROR)))

    def error_at(value: float) -> float:
        return evaluate(step, error, given | {parameter: value})[error]

    derived = record.value(gradient)
    difference = (error_at(old + STEP) - error_at(old - STEP)) / (2.0 * STEP)
    return Check(
        gradient=derived,
        difference=difference,
        off=difference - derived,
        step=STEP,
        moved=error_at(new) - record.value(error),
        predicted=derived * (new - old),
    )
