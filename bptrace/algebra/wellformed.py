"""Is a step well formed? A mistake in an equation is found here, not as a strange number later."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.algebra.expressions import (
    Expression,
    Index,
    Largest,
    Position,
    Reference,
    SumOver,
    children_of,
)
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Equation, Family, Step


class IllFormedError(Exception):
    """A step has a faulty equation; the message shows it among its neighbours. Always a bug."""


def check_step(step: Step) -> None:
    """Raises IllFormedError unless every name is defined once, every reference is defined before it
    is used, with indices along equally long axes, and every state has the axes of what it
    becomes."""
    defined: dict[str, Family] = {}
    for given in step.givens:
        _check_new(step, given, defined)
    for equation in step.equations:
        for complaint in _complaints(step, equation.right, frozenset(equation.at), defined):
            raise IllFormedError(_report(step, equation, complaint))
        _check_new(step, equation, defined)
    for state, successor in step.states.items():
        for name in (state, successor):
            if name not in defined:
                raise IllFormedError(f"the state {state} -> {successor}: {name} is not defined")
        if defined[state].at != defined[successor].at:
            raise IllFormedError(f"the state {state} -> {successor}: the axes differ")


def _check_new(step: Step, family: Family, defined: dict[str, Family]) -> None:
    """The family may be defined now, and is."""
    complaint = None
    if family.name in defined:
        complaint = f"{family.name} is defined twice"
    elif missing := [index for index in family.at if index not in step.axes]:
        complaint = f"there is no axis {missing[0]!r}"
    elif family.name not in step.names.spellings:
        complaint = f"{family.name} has no spelling"
    if complaint:
        is_equation = isinstance(family, Equation)
        raise IllFormedError(_report(step, family, complaint) if is_equation else complaint)
    defined[family.name] = family


def _complaints(
    step: Step, expression: Expression, bound: frozenset[Index], defined: dict[str, Family]
) -> Iterator[str]:
    if isinstance(expression, Reference):
        yield from _reference_complaints(step, expression, bound, defined)
    if isinstance(expression, SumOver | Largest):
        if expression.index in bound:
            yield f"the index {expression.index} is summed over but already taken"
        if expression.index not in step.axes:
            yield f"there is no axis {expression.index!r}"
        bound = bound | {expression.index}
    for child in children_of(expression):
        yield from _complaints(step, child, bound, defined)


def _reference_complaints(
    step: Step, reference: Reference, bound: frozenset[Index], defined: dict[str, Family]
) -> Iterator[str]:
    family = defined.get(reference.name)
    if family is None:
        later = any(each.name == reference.name for each in step.equations)
        yield f"{reference.name} is used {'before it is' if later else 'but never'} defined"
        return
    if len(reference.at) != len(family.at):
        yield f"{reference.name} has {len(family.at)} indices, not {len(reference.at)}"
        return
    for position, axis in zip(reference.at, family.at, strict=True):
        yield from _position_complaints(step, reference.name, position, axis, bound)


def _position_complaints(
    step: Step, name: str, position: Position, axis: Index, bound: frozenset[Index]
) -> Iterator[str]:
    if isinstance(position, int):
        if not 0 <= position < step.axes[axis]:
            yield f"{name}: position {position} is beyond axis {axis} of length {step.axes[axis]}"
    elif position not in bound:
        yield f"{name}: the index {position} is neither on the left nor summed over"
    elif step.axes.get(position) != step.axes[axis]:
        lengths = step.axes.get(position), step.axes[axis]
        yield f"{name}: index {position} runs over {lengths[0]}, {axis} over {lengths[1]}"


def _report(step: Step, faulty: Family, complaint: str) -> str:
    """The complaint, and the faulty equation between its neighbours."""
    place = next(i for i, each in enumerate(step.equations) if each is faulty)
    lines = [f"{faulty.name}: {complaint}", ""]
    for i in range(max(place - 2, 0), min(place + 3, len(step.equations))):
        mark = ">" if i == place else " "
        lines.append(f"{mark} {write_equation(step.equations[i])}")
    return "\n".join(lines)


def _subscripted(reference: Reference) -> str:
    return reference.name + (f"[{','.join(map(str, reference.at))}]" if reference.at else "")


INDEXED = ascii_notation(_subscripted)


def write_equation(equation: Equation) -> str:
    """`dE_dout_h[s,j] = sum over k: delta_o[s,k] * W_o[k,j]`"""
    return f"{_subscripted(equation.reference)} = {write(equation.right, INDEXED)}"
