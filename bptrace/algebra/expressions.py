"""The vocabulary of equations: what the right side of an equation is made of, and nothing else.

An expression is built with ordinary operators and reads like the formula it stands for:

    one = Number(1.0)
    out * (one - out)          Product((out, Sum((one, Product((Number(-1.0), out))))))

Sums and products are evaluated left to right, in the engines, in `evaluate` and in whatever a
reader recomputes by hand; nesting is what parentheses would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

Index = str
"""Stands for a position along an axis: `s` the sample, `i j k` neurons."""

Position = Index | int
Partial = Callable[..., "Expression"]

OWN: Index = "k"
OTHER: Index = "l"
"""In the formula of a vector function: its own component, and each component in turn."""


class Expression(Struct, frozen=True):
    """A node of a formula; immutable, compared by structure."""

    def __add__(self, other: Expression) -> Sum:
        return Sum((*terms_of(self), *terms_of(other)))

    def __sub__(self, other: Expression) -> Sum:
        return Sum((*terms_of(self), -other))

    def __mul__(self, other: Expression) -> Product:
        return Product((*factors_of(self), *factors_of(other)))

    def __truediv__(self, other: Expression) -> Apply:
        return Apply(divide, (self, other))

    def __neg__(self) -> Product:
        return Product((MINUS_ONE, *factors_of(self)))


class Number(Expression, frozen=True):
    """A constant of the formula itself, such as ½."""

    value: float


class Reference(Expression, frozen=True):
    """A variable: `delta_o[s,k]` of a family, `delta_o[0,1]` of an instance."""

    name: str
    at: tuple[Position, ...] = ()


class Same(Expression, frozen=True):
    """[k = l]: 1 where two indices are the same, else 0."""

    left: Position
    right: Position


class Sum(Expression, frozen=True):
    """Terms added from left to right."""

    terms: tuple[Expression, ...]


class Product(Expression, frozen=True):
    """Factors multiplied from left to right; a leading −1 is a minus sign."""

    factors: tuple[Expression, ...]


class SumOver(Expression, frozen=True):
    """Σ over all positions of an index."""

    index: Index
    body: Expression


class Largest(Expression, frozen=True):
    """The largest over all positions of an index."""

    index: Index
    body: Expression


class Function(Struct, frozen=True):
    """A function by name: a record such as sigmoid, or a primitive.

    formula: over References named as `parameters`; None for a primitive, which `evaluate` and
        every printer know by name.
    partials: one a parameter, each a function of (own value, *arguments); None for a parameter that
        only the stable form has.
    symbol: what people write, `σ`; None: they write the formula out.
    stable: an equal formula that is safer numerically, where `formula` is not; it is evaluated.
    kinks: over the parameters; where one of them is 0, the function has no derivative.
    jacobian: of a vector function such as softmax, ∂(own component)/∂(another component of its
        argument), as a function of (own value, the other component's value, [they are the same]).

    The formula of a vector function has net[k] for its own component and net[l] for each component
    in turn, within Σ over l.
    """

    name: str
    parameters: tuple[str, ...]
    formula: Expression | None
    partials: tuple[Partial | None, ...]
    symbol: str | None
    stable: Expression | None = None
    kinks: tuple[Expression, ...] = ()
    jacobian: Partial | None = None

    def __call__(self, *arguments: Expression) -> Apply:
        return Apply(self, arguments)


class Apply(Expression, frozen=True):
    """A function at its arguments.

    along: of a vector function, the index of its own component among its arguments' and one that
    stands for each component in turn: softmax of net[s,k] along (k, l).
    """

    function: Function
    arguments: tuple[Expression, ...]
    along: tuple[Index, Index] | None = None


MINUS_ONE = Number(-1.0)
ZERO = Number(0.0)
ONE = Number(1.0)
TWO = Number(2.0)
HALF = Number(0.5)


def terms_of(expression: Expression) -> tuple[Expression, ...]:
    return expression.terms if isinstance(expression, Sum) else (expression,)


def factors_of(expression: Expression) -> tuple[Expression, ...]:
    return expression.factors if isinstance(expression, Product) else (expression,)


def sum_of(terms: Sequence[Expression]) -> Expression:
    """Their sum; of one term that term, of none 0."""
    if len(terms) < 2:
        return terms[0] if terms else ZERO
    return Sum(tuple(terms))


def product_of(factors: Sequence[Expression]) -> Expression:
    """Their product; of one factor that factor, of none 1."""
    if len(factors) < 2:
        return factors[0] if factors else ONE
    return Product(tuple(factors))


def children_of(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Sum(terms):
            return terms
        case Product(factors):
            return factors
        case SumOver(_, body) | Largest(_, body):
            return (body,)
        case Apply(arguments=arguments):
            return arguments
        case _:
            return ()


def references_in(expression: Expression) -> Iterator[Reference]:
    """Every reference, left to right; one that occurs twice comes twice."""
    if isinstance(expression, Reference):
        yield expression
    for child in children_of(expression):
        yield from references_in(child)


def rebuild(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The same node with every child replaced by `change(child)`."""
    match expression:
        case Sum(terms):
            return Sum(tuple(map(change, terms)))
        case Product(factors):
            return Product(tuple(map(change, factors)))
        case SumOver(index, body):
            return SumOver(index, change(body))
        case Largest(index, body):
            return Largest(index, change(body))
        case Apply(function, arguments, along):
            return Apply(function, tuple(map(change, arguments)), along)
        case _:
            return expression


def _minus_quotient(value: Expression, _dividend: Expression, divisor: Expression) -> Expression:
    return -(value / divisor)


# The two primitives that expressions themselves need; the others are in `primitives`.
divide = Function(
    name="divide",
    parameters=("dividend", "divisor"),
    formula=None,
    partials=(lambda value, dividend, divisor: ONE / divisor, _minus_quotient),
    symbol="/",
)
largest = Function("largest", (), None, (), "max")
"""Of as many arguments as there are: what `Largest` becomes in an instance."""
