"""Operations on named axes -> instructions one after the other, equal ones once.

    net_h = add(contracted(W_h, i), b_h)      3: dot(1, 0)   4: add(3, 2)

Here axes have places, not names, so that e^net over k and e^net over l are one and the same value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from bptrace.algebra.expressions import Index
from bptrace.algebra.steps import Family, Step
from bptrace.engine.numpy_code.families import operation_of
from bptrace.engine.numpy_code.operations import (
    Axes,
    Called,
    Contracted,
    Held,
    Identity,
    Literal,
    Operation,
    Reduced,
    axes_of,
    held_in,
    shape_of,
)

Shape = tuple[int, ...]
Spread = tuple[int | None, ...]
"""For every axis of a result, the axis of an operand; None: the same all along."""


class Use(Struct, frozen=True):
    """A value as an operand: its axes where they stand in the result; (0, 1) as it is."""

    value: int
    spread: Spread

    @property
    def is_plain(self) -> bool:
        return self.spread == tuple(range(len(self.spread)))


Operand = Use | float


def whole(value: int, shape: Shape) -> Use:
    """A value as it is."""
    return Use(value, tuple(range(len(shape))))


class Instruction(Struct, frozen=True):
    """One call. detail: positions, axes or a gap, as the function has them."""

    function: str
    operands: tuple[Operand, ...]
    shape: Shape
    detail: tuple[object, ...] = ()

    @property
    def values(self) -> list[int]:
        """The values that it uses."""
        return [each.value for each in self.operands if isinstance(each, Use)]


class Special(StrEnum):
    """What is no function of each element; with what `detail` then says."""

    COPY = "copy"
    GAPS = "gaps"  # two axes, and where along them there is no connection
    PICK = "pick"  # a position or None, for each axis
    REDUCE = "reduce"  # "add" or "maximum", and the axes
    DOT = "dot"
    OUTER = "outer"
    EINSUM = "einsum"  # "ab,bc->ac"
    IDENTITY = "identity"


class Instructions:
    """All that it takes to compute some families, in order.

    of_family: the value of each family; given or computed. made: how a value is computed.
    """

    def __init__(self, step: Step, wanted: Iterable[str]) -> None:
        self.step = step
        self.of_family: dict[str, int] = {}
        self.made: dict[int, Instruction] = {}
        self.shapes: list[Shape] = []
        self._known: dict[Instruction, int] = {}
        operations = _needed_for(step, wanted)
        for family in step.families:
            if family.name in operations:
                self.of_family[family.name] = self._value_of(family, operations[family.name])

    def unique(self, value: int) -> int:
        """A computed value that is equal to this one, and nobody else's."""
        copy = Instruction(Special.COPY, (whole(value, self.shapes[value]),), self.shapes[value])
        unique = self._new(copy.shape)
        self.made[unique] = copy
        return unique

    def _value_of(self, family: Family, operation: Operation | None) -> int:
        axes = axes_of(self.step, family)
        if operation is None:
            return self._new(shape_of(self.step, axes))
        operand = self._operand(operation, axes)
        value = self._filling(operand, shape_of(self.step, axes))
        for gap in self._gaps(axes):
            shape = self.shapes[value]
            value = self._call(Special.GAPS, (whole(value, shape),), shape, gap)
        return value

    def _filling(self, operand: Operand, shape: Shape) -> int:
        """A value of that shape; itself, where the operand is one."""
        if isinstance(operand, Use) and operand.is_plain:
            return operand.value
        return self._call(Special.COPY, (operand,), shape)

    def _gaps(self, axes: Axes) -> list[tuple[int, int, frozenset[tuple[int, int]]]]:
        """Where along two of the axes there is no connection."""
        return [
            (axes.index(left), axes.index(right), missing)
            for (left, right), missing in self.step.absent.items()
            if left in axes and right in axes
        ]

    def _operand(self, operation: Operation, axes: Axes) -> Operand:
        """An operation's value, spread along the axes of a result."""
        if isinstance(operation, Literal):
            return operation.value
        value, own = self._of(operation)
        return Use(value, tuple(own.index(each) if each in own else None for each in axes))

    def _of(self, operation: Operation) -> tuple[int, Axes]:
        """The value of an operation, with the axes in which it has them."""
        shape = shape_of(self.step, operation.axes)
        match operation:
            case Held(name=name, at=at):
                return self._held(name, at)
            case Identity(axes=axes):
                return self._call(Special.IDENTITY, (), shape), axes
            case Called(function=function, arguments=arguments, axes=axes):
                operands = tuple(self._operand(each, axes) for each in arguments)
                if function == "multiply" and _is_outer(operands):
                    return self._call(Special.OUTER, operands, shape), axes
                if function == "multiply" and _is_outer(operands[::-1]):
                    return self._call(Special.OUTER, operands[::-1], shape), axes
                return self._call(function, operands, shape), axes
            case Reduced(how=how, argument=argument, axes=axes):
                operand = self._operand(argument, argument.axes)
                kept = [argument.axes.index(each) for each in axes]
                away = tuple(n for n in range(len(argument.axes)) if n not in kept)
                return self._call(Special.REDUCE, (operand,), shape, (how, away)), axes
            case Contracted():
                return self._contracted(operation), operation.axes
            case _:
                raise TypeError(f"no operation: {operation!r}")

    def _held(self, name: str, at: Sequence[Index | int]) -> tuple[int, Axes]:
        value = self.of_family[name]
        axes = tuple(each for each in at if isinstance(each, str))
        if len(axes) == len(at):
            return value, axes
        places = tuple(each if isinstance(each, int) else None for each in at)
        everything = whole(value, self.shapes[value])
        return self._call(Special.PICK, (everything,), shape_of(self.step, axes), places), axes

    def _contracted(self, operation: Contracted) -> int:
        shape = shape_of(self.step, operation.axes)
        matrices = _as_matrices(operation)
        if matrices:
            operands = tuple(self._operand(each, axes) for each, axes in matrices)
            return self._call(Special.DOT, operands, shape)
        sides = operation.left, operation.right
        operands = tuple(self._operand(each, each.axes) for each in sides)
        return self._call(Special.EINSUM, operands, shape, _pattern(operation))

    def _call(
        self,
        function: str,
        operands: tuple[Operand, ...],
        shape: Shape,
        detail: tuple[object, ...] = (),
    ) -> int:
        instruction = Instruction(function, operands, shape, detail)
        known = self._known.get(instruction)
        if known is None:
            known = self._known[instruction] = self._new(shape)
            self.made[known] = instruction
        return known

    def _new(self, shape: Shape) -> int:
        self.shapes.append(shape)
        return len(self.shapes) - 1


def _needed_for(step: Step, wanted: Iterable[str]) -> Mapping[str, Operation | None]:
    """All families that it takes to compute some; with the operation of each that is computed."""
    needed: dict[str, Operation | None] = dict.fromkeys(wanted)
    for equation in reversed(step.equations):
        if equation.name in needed:
            needed[equation.name] = operation_of(step, equation)
            for name in held_in(needed[equation.name]):
                needed.setdefault(name)
    return needed


def _is_outer(operands: tuple[Operand, ...]) -> bool:
    """Whether a column is multiplied with a row: as matrices, which takes half the time."""
    return [each.spread for each in operands if isinstance(each, Use)] == [(0, None), (None, 0)]


def _as_matrices(operation: Contracted) -> list[tuple[Operation, Axes]]:
    """Both sides, each with its axes in the order in which their matrix product has the axes of
    the result; nothing where it is none."""
    left, right, axes = operation.left, operation.right, operation.axes
    summed = {*left.axes, *right.axes} - {*axes}
    if len(summed) != 1 or {*left.axes} & {*right.axes} != summed:
        return []
    for first, second in ((left, right), (right, left)):
        rows = tuple(each for each in first.axes if each not in summed)
        columns = tuple(each for each in second.axes if each not in summed)
        if rows + columns == axes and len(rows) <= 1 and len(columns) <= 1:
            return [(first, (*rows, *summed)), (second, (*summed, *columns))]
    return []


def _pattern(operation: Contracted) -> tuple[str]:
    """ "ab,bc->ac" """
    sides = operation.left.axes, operation.right.axes, operation.axes
    letters = dict(
        zip(dict.fromkeys(sides[0] + sides[1]), "abcdefghijklmnopqrstuvwxyz", strict=False)
    )
    left, right, result = ("".join(letters[each] for each in axes) for axes in sides)
    return (f"{left},{right}->{result}",)
