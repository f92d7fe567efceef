"""An equation -> the operation on arrays that gives all values of its family.

Axes are in the order of the equation's own, then those that are summed over. The axis of the
samples is none where an iteration sees one: vectors stand where matrices of one row would.
"""

from __future__ import annotations

from bptrace.algebra.expressions import (
    MINUS_ONE,
    Apply,
    Expression,
    Largest,
    Number,
    Position,
    Product,
    Reference,
    Same,
    Sum,
    SumOver,
    factors_of,
)
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import in_primitives
from bptrace.engine.numpy_code.operations import (
    Axes,
    Held,
    Identity,
    Operation,
    Reduced,
    axes_of,
    called,
    in_order,
    is_single,
    literal,
    multiplied,
)
from bptrace.engine.numpy_code.sums import Sums


def operation_of(step: Step, equation: Equation) -> Operation:
    """The right side of an equation; it lacks axes along which all values are the same."""
    return _Lowering(step).of(in_primitives(equation.right), axes_of(step, equation))


class _Lowering:
    """Expressions over indices -> operations on arrays. order: all indices that may occur."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._sums = Sums(step, self.of)

    def of(self, expression: Expression, order: Axes) -> Operation:
        match expression:
            case Number(value):
                return literal(value)
            case Reference(name, at):
                return self._held(name, at, order)
            case Same(left, right):
                return Identity(axes=in_order([str(left), str(right)], order))
            case Sum(terms):
                return self._sum(terms, order)
            case Product(factors):
                return self._product(factors, order)
            case SumOver(index, body) | Largest(index, body) if is_single(self._step, index):
                return self.of(body, order)
            case SumOver(index, body):
                return self._sums.over((index,), body, _with(index, order))
            case Largest(index, body):
                return _largest(self.of(body, _with(index, order)), index)
            case Apply(function, arguments):
                return called(function.name, [self.of(each, order) for each in arguments], order)
            case _:
                raise TypeError(f"no array: {expression!r}")

    def _held(self, name: str, at: tuple[Position, ...], order: Axes) -> Held:
        pairs = zip(at, self._step.family(name).at, strict=True)
        places = tuple(place for place, axis in pairs if not is_single(self._step, axis))
        axes = [each for each in places if isinstance(each, str)]
        if len(set(axes)) < len(axes):
            raise ValueError(f"{name}{list(at)}: one index along two axes")
        return Held(name=name, at=places, axes=in_order(axes, order))

    def _sum(self, terms: tuple[Expression, ...], order: Axes) -> Operation:
        total = self.of(terms[0], order)
        for term in terms[1:]:
            positive = _without_minus(term)
            how = "add" if positive is None else "subtract"
            total = called(how, (total, self.of(positive or term, order)), order)
        return total

    def _product(self, factors: tuple[Expression, ...], order: Axes) -> Operation:
        positive = _without_minus(Product(factors))
        if positive is not None:
            return called("negative", (self.of(positive, order),), order)
        return multiplied([self.of(each, order) for each in factors], order)


def _largest(of: Operation, index: str) -> Operation:
    axes = tuple(each for each in of.axes if each != index)
    return Reduced(how="maximum", argument=of, axes=axes) if axes != of.axes else of


def _with(index: str, order: Axes) -> Axes:
    return order if index in order else (*order, index)


def _without_minus(term: Expression) -> Expression | None:
    """What −1 is multiplied with, where a product begins with that."""
    first, *others = factors_of(term)
    if first != MINUS_ONE or not others:
        return None
    return others[0] if len(others) == 1 else Product(tuple(others))
