"""How far rounding on the way can bring a value: the errors of all it is computed from, added up.

A value's own error is half a unit of the last digit that is kept, once more for each product it is
the sum of; an operand's goes into it as far as the value moves with the operand.
"""

from __future__ import annotations

from collections.abc import Callable

from bptrace.algebra.evaluate import Lookup
from bptrace.algebra.expressions import Reference
from bptrace.checking.rounding.decimals import magnitude, ulp_in_half, ulp_in_single
from bptrace.checking.worlds.moments import Instance, Place
from bptrace.checking.worlds.world import World

Unit = Callable[[float], float]
"""What the last digit that is kept of a value is worth."""

HALF = 0.5
SLACK = 1.1
"""Errors are added up as if each value were a straight line of its operands."""


def decimals(kept: int) -> Unit:
    """The unit where so many decimals are kept."""
    return lambda _value: 10.0**-kept


def significant(kept: int) -> Unit:
    """The unit where so many digits are kept, from the first that is not 0."""
    return lambda value: 10.0 ** (magnitude(value) + 1 - kept) if value else 0.0


SINGLE: Unit = ulp_in_single
"""float32: a program rounds each sum and product, in an order of its own."""
HALF_PRECISION: Unit = ulp_in_half


def reach(world: World, wanted: Place, unit: Unit) -> float:
    """How far from its value a value can be where what is computed is rounded to a unit."""
    errors: dict[Place, float] = {}
    for place in world.early.in_order(wanted):
        errors[place] = _error(world, place, errors, unit)
    return errors[wanted] * SLACK


def _error(world: World, place: Place, errors: dict[Place, float], unit: Unit) -> float:
    source = world.early.source(*place)
    if isinstance(source, float):
        return 0.0
    if isinstance(source, tuple):
        return errors[source]
    when, _ = place
    own = HALF * unit(world.early.at(*place)) * source.roundings
    return own + moved(
        source, lambda each: world.early.at(when, each), lambda each: errors[when, each]
    )


def moved(source: Instance, value_at: Lookup, error_of: Lookup) -> float:
    """How far a value moves at most where its operands are off by their errors, each on its own."""
    value = source.value(value_at)
    total = 0.0
    for operand in source.operands:
        error = error_of(operand)
        if error:
            ends = (value_at(operand) - error, value_at(operand) + error)
            total += max(abs(_with(source, value_at, operand, end) - value) for end in ends)
    return total


def _with(source: Instance, value_at: Lookup, operand: Reference, value: float) -> float:
    return source.value(lambda each: value if each == operand else value_at(each))
