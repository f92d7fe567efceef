"""A family's equation -> the instance people read: `dE_dout_h1 = delta_o1·w5 + delta_o2·w7`.

A term with a weight that does not exist (see `Step.absent`) is not in it. A vector function becomes
one of as many scalars as its argument has: softmax(net_o1, net_o2, net_o3), its second component.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import structs

from bptrace.algebra.expressions import (
    ONE,
    OTHER,
    OWN,
    ZERO,
    Apply,
    Expression,
    Function,
    Index,
    Largest,
    Position,
    Product,
    Reference,
    Same,
    Sum,
    SumOver,
    largest,
    product_of,
    rebuild,
    references_in,
    sum_of,
    terms_of,
)
from bptrace.algebra.steps import Pairs, Step

Places = Mapping[Index, Position]


def instantiate(step: Step, reference: Reference) -> Expression | None:
    """The right side for one scalar; None where its value is given.

    reference: positions for every index, `delta_o[0,1]`; KeyError where there is no such family.
    """
    equation = step.equation(reference.name)
    if equation is None:
        step.family(reference.name)
        return None
    positions = dict(zip(equation.at, reference.at, strict=True))
    return _Instance(step.axes, step.absent).of(equation.right, positions)


class _Instance:
    """Right sides at positions of the indices, with sums over whole axes written out."""

    def __init__(self, axes: Mapping[Index, int], absent: Pairs) -> None:
        self._axes = axes
        self._absent = absent

    def of(self, expression: Expression, positions: Places) -> Expression:
        match expression:
            case Reference(name, at):
                return Reference(name, tuple(_at(each, positions) for each in at))
            case Same(left, right):
                return ONE if _at(left, positions) == _at(right, positions) else ZERO
            case SumOver(index, body):
                terms = self._each(index, body, positions)
                return sum_of([part for term in terms for part in terms_of(term)])
            case Largest(index, body):
                return Apply(largest, tuple(self._each(index, body, positions)))
            case Sum(terms):
                return self._sum(terms, positions)
            case Product(factors) if any(isinstance(each, Same) for each in factors):
                return self._selected(factors, positions)
            case Apply(along=(own, _)):
                return self._component(expression, own, positions)
            case _:
                return rebuild(expression, lambda child: self.of(child, positions))

    def _each(self, index: Index, body: Expression, positions: Places) -> Iterator[Expression]:
        """The body at every position of an index at which all that is in it exists."""
        for place in range(self._axes[index]):
            here = {**positions, index: place}
            if not self._absent or all(self._exists(each, here) for each in references_in(body)):
                yield self.of(body, here)

    def _exists(self, reference: Reference, positions: Places) -> bool:
        """As far as its positions are known: not where a connection is missing."""
        known = {index: positions.get(index) for index in reference.at if isinstance(index, str)}
        return not any(
            (known.get(left), known.get(right)) in missing
            for (left, right), missing in self._absent.items()
        )

    def _sum(self, terms: tuple[Expression, ...], positions: Places) -> Expression:
        """Σ … + b is one sum to the reader, and is added up as one; 0 is not written."""
        flat = (part for term in terms for part in terms_of(self.of(term, positions)))
        return sum_of([part for part in flat if part != ZERO])

    def _selected(self, factors: tuple[Expression, ...], positions: Places) -> Expression:
        """What [k = l] selects: the other factors, or nothing."""
        parts = [self.of(each, positions) for each in factors]
        selecting = [part for part, each in zip(parts, factors, strict=True) if _is_same(each)]
        others = [part for part, each in zip(parts, factors, strict=True) if not _is_same(each)]
        return ZERO if ZERO in selecting else product_of(others)

    def _component(self, call: Apply, own: Index, positions: Places) -> Expression:
        """A component of a vector function, as a function of all that its argument consists of."""
        length = self._axes[own]
        function = component(call.function, int(positions[own]), length)
        vectors = _vectors(call.function)
        arguments: list[Expression] = []
        for name, argument in zip(call.function.parameters, call.arguments, strict=True):
            places = range(length) if name in vectors else [positions[own]]
            arguments += (self.of(argument, {**positions, own: place}) for place in places)
        return Apply(function, tuple(arguments))


@lru_cache(maxsize=1024)
def component(function: Function, at: int, length: int) -> Function:
    """One component of a vector function, of an argument of that length, as a scalar function; it
    is written out, since a name would not say which component it is."""
    vectors = _vectors(function)
    instance = _Instance({OTHER: length}, {})

    def of_scalars(formula: Expression | None) -> Expression | None:
        return formula and _numbered(instance.of(formula, {OWN: at}), vectors, at)

    parameters: list[str] = []
    for name in function.parameters:
        parameters += _elements(name, length) if name in vectors else [name]
    return structs.replace(
        function,
        parameters=tuple(parameters),
        formula=of_scalars(function.formula),
        stable=of_scalars(function.stable),
        partials=(),
        symbol=None,
        jacobian=None,
    )


@lru_cache(maxsize=64)
def _vectors(function: Function) -> frozenset[str]:
    """The parameters of which a vector function takes every component."""
    formulas = (each for each in (function.formula, function.stable) if each is not None)
    references = (each for formula in formulas for each in references_in(formula))
    return frozenset(each.name for each in references if each.at == (OTHER,))


def _numbered(formula: Expression, vectors: frozenset[str], at: int) -> Expression:
    """The formula with net_0, net_1, … for the components of net."""
    if not isinstance(formula, Reference):
        return rebuild(formula, lambda child: _numbered(child, vectors, at))
    if formula.name not in vectors:
        return Reference(formula.name)
    (place,) = formula.at or (at,)
    return Reference(f"{formula.name}_{place}")


def _elements(name: str, length: int) -> list[str]:
    return [f"{name}_{place}" for place in range(length)]


def _is_same(expression: Expression) -> bool:
    return isinstance(expression, Same)


def _at(position: Position, positions: Places) -> Position:
    return positions.get(position, position) if isinstance(position, str) else position
