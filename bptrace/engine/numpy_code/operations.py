"""Arrays with named axes: what the right side of an equation is, for all positions at once.

    Σ_i W_h[j,i] · i[s,i] + b_h[j]      add(contracted(W_h[j,i], i[s,i]; s j), b_h[j]; s j)

An operation without axes is a scalar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Literal as OneOf

from msgspec import Struct

from bptrace.algebra.expressions import Index, Position
from bptrace.algebra.primitive_values import PRIMITIVE_VALUES
from bptrace.algebra.steps import Family, Step
from bptrace.network.naming import SAMPLE_INDEX

Axes = tuple[Index, ...]


class Operation(Struct, frozen=True, kw_only=True):
    """Something that gives an array; axes: its own, in order."""

    axes: Axes


class Literal(Operation, frozen=True, kw_only=True):
    """A number of the formula itself."""

    value: float


class Held(Operation, frozen=True, kw_only=True):
    """The values of a family, at some positions: W_o[k,j], x[0,i]."""

    name: str
    at: tuple[Position, ...]


class Identity(Operation, frozen=True, kw_only=True):
    """1 where the positions along two equally long axes are the same, else 0."""


class Called(Operation, frozen=True, kw_only=True):
    """A function of each element: a primitive, or one of ARITHMETIC."""

    function: str
    arguments: tuple[Operation, ...]


class Reduced(Operation, frozen=True, kw_only=True):
    """The sum or the largest along those axes of the argument that are not in `axes`."""

    how: OneOf["add", "maximum"]
    argument: Operation


class Contracted(Operation, frozen=True, kw_only=True):
    """The sum of left · right along those of their axes that are not in `axes`."""

    left: Operation
    right: Operation


ARITHMETIC: Mapping[str, Callable[..., float]] = {
    "add": lambda left, right: left + right,
    "subtract": lambda left, right: left - right,
    "multiply": lambda left, right: left * right,
    "negative": lambda x: -x,
}
"""What sums and products are made of, in numbers."""


def is_single(step: Step, index: Position) -> bool:
    """Whether it is the axis of the samples, and an iteration sees one: that is no axis here."""
    return index == SAMPLE_INDEX and step.axes[SAMPLE_INDEX] == 1


def axes_of(step: Step, family: Family) -> Axes:
    """The axes of a family's array."""
    return tuple(index for index in family.at if not is_single(step, index))


def shape_of(step: Step, axes: Axes) -> tuple[int, ...]:
    """How long those axes are."""
    return tuple(step.axes[index] for index in axes)


def in_order(axes: Sequence[Index], order: Axes) -> Axes:
    """Those axes, each once, in the order in which they stand in `order`."""
    return tuple(index for index in order if index in axes)


def literal(value: float) -> Literal:
    return Literal(value=value, axes=())


def called(function: str, arguments: Sequence[Operation], order: Axes) -> Operation:
    """The function of arrays that are spread along each other's axes; of numbers, a number."""
    numbers = [each.value for each in arguments if isinstance(each, Literal)]
    if len(numbers) == len(arguments):
        return literal((ARITHMETIC.get(function) or PRIMITIVE_VALUES[function])(*numbers))
    axes = [index for argument in arguments for index in argument.axes]
    return Called(function=function, arguments=tuple(arguments), axes=in_order(axes, order))


def multiplied(factors: Sequence[Operation], order: Axes) -> Operation:
    """Their product, from left to right."""
    return reduce(lambda left, right: called("multiply", (left, right), order), factors)


def held_in(operation: Operation | None) -> Iterator[str]:
    """The families whose values an operation takes."""
    match operation:
        case Held(name=name):
            yield name
        case Called(arguments=arguments):
            for each in arguments:
                yield from held_in(each)
        case Reduced(argument=argument):
            yield from held_in(argument)
        case Contracted(left=left, right=right):
            yield from held_in(left)
            yield from held_in(right)
