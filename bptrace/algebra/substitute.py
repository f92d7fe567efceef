"""Expressions with something put in place of something else."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace.algebra.expressions import (
    OTHER,
    Apply,
    Expression,
    Index,
    Largest,
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
        case SumOver(index, body) | Largest(index, body):
            if index in changes.values():
                raise ValueError(f"the index {index!r} is already summed over")
            inner = {old: new for old, new in changes.items() if old != index}
            return type(expression)(index, _rename(body, inner))
        case _:
            return rebuild(expression, lambda child: _rename(child, changes))


def _renamed(position: Position, changes: Mapping[Index, Position]) -> Position:
    return changes.get(position, position) if isinstance(position, str) else position


def replace_families(expression: Expression, families: Mapping[str, str]) -> Expression:
    """The expression with families of variables replaced by others of the same axes."""
    if isinstance(expression, Reference):
        return Reference(families.get(expression.name, expression.name), expression.at)
    return rebuild(expression, lambda child: replace_families(child, families))


def written_out(expression: Apply) -> Expression:
    """A function's formula with its arguments put in; ValueError for a primitive."""
    function = expression.function
    if function.formula is None:
        raise ValueError(f"{function.name} is a primitive")
    return _with_arguments(function.formula, expression)


def in_primitives(expression: Expression) -> Expression:
    """The expression as it is evaluated: records written out (in their stable form, where there
    is one) until only primitives are left."""
    expression = rebuild(expression, in_primitives)
    if not isinstance(expression, Apply):
        return expression
    formula = expression.function.stable or expression.function.formula
    return expression if formula is None else in_primitives(_with_arguments(formula, expression))


def _with_arguments(formula: Expression, call: Apply) -> Expression:
    """The formula of a call's function over its arguments."""
    arguments = dict(zip(call.function.parameters, call.arguments, strict=True))
    if call.along is None:
        return _put_in(formula, arguments, {}, OTHER)
    own, other = call.along
    others = {name: rename(argument, {own: other}) for name, argument in arguments.items()}
    return _put_in(formula, arguments, others, other)


def _put_in(
    formula: Expression,
    arguments: Mapping[str, Expression],
    others: Mapping[str, Expression],
    other: Index,
) -> Expression:
    """`others`: the arguments of a vector function with the index `other`, for net[l]."""
    match formula:
        case Reference(name, at):
            return others[name] if at == (OTHER,) else arguments[name]
        case SumOver(_, body) | Largest(_, body):
            return type(formula)(other, _put_in(body, arguments, others, other))
        case _:
            return rebuild(formula, lambda child: _put_in(child, arguments, others, other))
