"""The gradient of a parameter in three ways: derived, by differences, by moving it alone."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Apply, Reference, references_in
from bptrace.algebra.steps import Equation, Phase, Step
from bptrace.explaining.derivation import Check
from bptrace.explaining.differences import ErrorAt, central_difference
from bptrace.network.error import ERROR
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

STEP = 1e-5
"""Balances rounding, about 1e-16 / step, against curvature, about step². Press et al., Numerical
Recipes, 5.7, has the cube root of the machine's precision: 6e-6."""

ROUNDING = 1e-9
"""What rounding may do to a difference of errors of size 1 over a step of 2e-5."""

MOST_TERMS = 5_000
"""A forward pass of more is left to the engine, which takes a moment to be made."""


def check_parameter(
    trace: Trace, record: Record, parameter: Reference, gradient: Reference
) -> Check:
    """The check of a trained parameter in an iteration, for the samples that the iteration saw.

    gradient: of E, of the whole batch.
    """
    step = record.step
    old, new = (
        record.value(each)
        for each in (parameter, Reference(step.states[parameter.name], parameter.at))
    )
    is_large = _terms_to_add(step, parameter) > MOST_TERMS
    error_at = (_by_engine if is_large else _by_equations)(trace, record, parameter)
    derived = record.value(gradient)
    difference = central_difference(error_at, old, STEP)
    return Check(
        gradient=derived,
        difference=difference,
        off=difference - derived,
        agrees=isclose(difference, derived, rel_tol=1e-4, abs_tol=ROUNDING),
        step=STEP,
        moved=error_at(new) - error_at(old),
        predicted=derived * (new - old),
    )


def _terms_to_add(step: Step, parameter: Reference) -> int:
    """About how many products the forward pass adds up again where a parameter moves: one unit of
    its own layer, and all of the layers after that."""
    layers = [each for each in step.givens if each.role == "weight"]
    names = [each.layer for each in layers]
    layer = step.family(parameter.name).layer
    place = names.index(layer) if layer in names else 0
    above = sum(map(step.count, layers[place + 1 :]))
    index, *_ = layers[place].at
    return step.axes[SAMPLE_INDEX] * (above + step.count(layers[place]) // step.axes[index])


def _by_equations(_trace: Trace, record: Record, parameter: Reference) -> ErrorAt:
    step = record.step
    unmoved = {each: record.value(each) for each in _unmoved_by(step, parameter)}
    error = next(step.positions(step.family(ERROR)))
    return lambda value: evaluate(step, error, unmoved | {parameter: value})[error]


def _by_engine(trace: Trace, record: Record, parameter: Reference) -> ErrorAt:
    training = trace.training
    step, engine, names = record.step, training.engine, training.states
    states = engine.packed(step, names, {name: record.family(name) for name in names})
    places = [number - 1 for number in record.samples]
    return lambda value: trace.error_of_batch(
        engine.with_value(step, names, states, parameter, value), places
    )


def _unmoved_by(step: Step, parameter: Reference) -> Iterator[Reference]:
    """What is given, and of the forward pass whatever does not depend on the parameter: layers
    below, and other units of its own layer, unless that mixes them."""
    depending = {parameter.name}
    for given in step.givens:
        yield from step.positions(given)
    layer, unit = step.family(parameter.name).layer, parameter.at[:1]
    for equation in step.equations:
        if equation.phase is not Phase.FORWARD:
            continue
        if depending.isdisjoint(each.name for each in references_in(equation.right)):
            yield from step.positions(equation)
            continue
        depending.add(equation.name)
        if unit and equation.layer == layer and not _mixes_units(equation):
            yield from (each for each in step.positions(equation) if each.at[1:] != unit)


def _mixes_units(equation: Equation) -> bool:
    """Whether a value depends on every net of its layer, as softmax does."""
    return isinstance(equation.right, Apply) and equation.right.along is not None
