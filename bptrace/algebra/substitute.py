"""Expressions with something put in place of something else."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.algebra.expressions import (
    Apply,
    Expression,
    Function,
    Index,
    Position,
    Reference,
    Same,
    SumOver,
    rebuild,
)


def rename(expression: Expression, indices: Mapping[Index, Position]) -> Expression:
    """The expression with indices replaced, all at once; ValueError where one would be captured."""
    changes = {old: new for old, new in indices.items() if old != new}
    return _rename(expression, changes) if changes else expression


def _rename(expression: Expression, changes: Mapping[Index, Position]) -> Expression:
    match expression:
        case Reference(name, at):
            return Reference(name, tuple(_renamed(each, changes) for each in at))
        case Same(left, right):
            return Same(_renamed(left, changes), _renamed(right, changes))
        case SumOver(index, body):
            if index in changes.values():
                raise ValueError(f"the index {index!r} is already summed over")
            inner = {old: new for old, new in changes.items() if old != index}
            return SumOver(index, _rename(body, inner))
        case _:
            return rebuild(expression, lambda child: _rename(child, changes))


def _renamed(position: Position, changes: Mapping[Index, Position]) -> Position:
    return changes.get(position, position) if isinstance(position, str) else position


def replace_families(expression: Expression, families: Mapping[str, str]) -> Expression:
    """The expression with families of variables replaced by others of the same axes."""
    if isinstance(expression, Reference):
        return Reference(families.get(expression.name, expression.name), expression.at)
    return rebuild(expression, lambda child: replace_families(child, families))


def written_out(function: Function, arguments: tuple[Expression, ...]) -> Expression:
    """A function's formula with its arguments put in; ValueError for a primitive."""
    if function.formula is None:
        raise ValueError(f"{function.name} is a primitive")
    return _put_in(function.formula, dict(zip(function.parameters, arguments, strict=True)))


def in_primitives(expression: Expression) -> Expression:
    """The expression as it is evaluated: records written out (in their stable form, where there
    is one) until only primitives are left."""
    expression = rebuild(expression, in_primitives)
    if not isinstance(expression, Apply):
        return expression
    function = expression.function
    formula = function.stable or function.formula
    if formula is None:
        return expression
    arguments = dict(zip(function.parameters, expression.arguments, strict=True))
    return in_primitives(_put_in(formula, arguments))


def _put_in(formula: Expression, arguments: Mapping[str, Expression]) -> Expression:
    if isinstance(formula, Reference):
        return arguments[formula.name]
    return rebuild(formula, lambda child: _put_in(child, arguments))
