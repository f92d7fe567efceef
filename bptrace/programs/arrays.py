"""An operation on arrays with named axes -> the NumPy expression that people write for it.

contracted(delta_o[s,k], out_h[s,j]; k j)      delta_o.T @ out_h
multiply(delta_o[k], out_h[j]; k j)            np.outer(delta_o, out_h)
multiply(out_h[s,j], subtract(1, out_h[s,j]))  out_h * (1 - out_h)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bptrace.algebra.notation import Form, Precedence
from bptrace.engine.numpy_code.operations import (
    Axes,
    Called,
    Contracted,
    Held,
    Identity,
    Literal,
    Operation,
    Reduced,
)
from bptrace.programs.text import shortest


class Array(NamedTuple):
    """Text, how tightly it holds together, and the axes that its value has."""

    text: str
    holds: Precedence
    axes: Axes


class ArrayNotation:
    """How arrays are written. variable: of a family; lengths: of the axes, as text; forms: of
    functions of each element."""

    def __init__(
        self,
        variable: Callable[[str], str],
        lengths: Mapping[str, str],
        forms: Mapping[str, Form],
    ) -> None:
        self._variable = variable
        self._lengths = lengths
        self._forms = forms

    def filling(self, operation: Operation, axes: Axes) -> str:
        """The operation as an array that has all those axes."""
        array = self._of(operation)
        if array.axes == axes:
            return array.text
        shape = f"({', '.join(self._lengths[each] for each in axes)},)"
        if not array.axes:
            return f"np.full({shape}, {array.text})"
        return f"np.broadcast_to({self._spread(array, axes).text}, {shape})"

    def _of(self, operation: Operation) -> Array:
        match operation:
            case Literal(value=value):
                holds = Precedence.SUM if value < 0 else Precedence.ATOM
                return Array(shortest(value), holds, ())
            case Held(name=name, at=at):
                return self._held(self._variable(name), at)
            case Identity(axes=axes):
                return Array(f"np.eye({self._lengths[axes[0]]})", Precedence.ATOM, axes)
            case Called(function=function, arguments=arguments, axes=axes):
                return self._called(function, [self._of(each) for each in arguments], axes)
            case Reduced(how=how, argument=argument, axes=axes):
                return _reduced(how, self._of(argument), axes)
            case Contracted(left=left, right=right, axes=axes):
                return _contracted(self._of(left), self._of(right), axes)
            case _:
                raise TypeError(f"no operation: {operation!r}")

    def _held(self, name: str, at: tuple[object, ...]) -> Array:
        axes = tuple(each for each in at if isinstance(each, str))
        if len(axes) == len(at):
            return Array(name, Precedence.ATOM, axes)
        places = ", ".join(":" if isinstance(each, str) else str(each) for each in at)
        return Array(f"{name}[{places}]", Precedence.ATOM, axes)

    def _called(self, function: str, arguments: list[Array], axes: Axes) -> Array:
        own = [each.axes for each in arguments]
        if function == "multiply" and len(axes) == 2 and own == [axes[:1], axes[1:]]:
            left, right = arguments
            return Array(f"np.outer({left.text}, {right.text})", Precedence.ATOM, axes)
        form = self._forms[function]
        places = zip(arguments, form.arguments, strict=True)
        texts = [_held_within(self._spread(each, axes), place) for each, place in places]
        return Array(form.template.format(*texts), form.whole, axes)

    def _spread(self, array: Array, axes: Axes) -> Array:
        """An array with its axes where they stand among others; what it lacks in front, NumPy adds
        by itself."""
        array = _in_the_order_of(array, axes)
        missing = list(axes)
        while missing and missing[0] not in array.axes:
            del missing[0]
        if len(missing) == len(array.axes):
            return array
        places = ", ".join(":" if each in array.axes else "None" for each in missing)
        return Array(f"{_atom(array)}[{places}]", Precedence.ATOM, tuple(missing))


def _in_the_order_of(array: Array, axes: Axes) -> Array:
    wanted = tuple(each for each in axes if each in array.axes)
    if wanted == array.axes:
        return array
    if len(wanted) == 2:
        return Array(f"{_atom(array)}.T", Precedence.ATOM, wanted)
    places = ", ".join(str(array.axes.index(each)) for each in wanted)
    return Array(f"{_atom(array)}.transpose({places})", Precedence.ATOM, wanted)


def _reduced(how: str, array: Array, axes: Axes) -> Array:
    function = "np.sum" if how == "add" else "np.max"
    away = [place for place, each in enumerate(array.axes) if each not in axes]
    kept = tuple(each for each in array.axes if each in axes)
    along = ""
    if kept:
        along = f", axis={away[0] if len(away) == 1 else tuple(away)}"
    text = f"{function}({array.text}{along})"
    return _in_the_order_of(Array(text, Precedence.ATOM, kept), axes)


def _contracted(left: Array, right: Array, axes: Axes) -> Array:
    """A matrix product, where it is one."""
    summed = {*left.axes, *right.axes} - {*axes}
    if len(summed) == 1 and {*left.axes} & {*right.axes} == summed:
        for first, second in ((left, right), (right, left)):
            rows = tuple(each for each in first.axes if each not in summed)
            columns = tuple(each for each in second.axes if each not in summed)
            if rows + columns == axes and len(rows) <= 1 and len(columns) <= 1:
                sides = (
                    _in_the_order_of(first, (*rows, *summed)),
                    _in_the_order_of(second, (*summed, *columns)),
                )
                text = " @ ".join(_held_within(each, Precedence.POWER) for each in sides)
                return Array(text, Precedence.PRODUCT, axes)
    return _by_einsum(left, right, axes)


def _by_einsum(left: Array, right: Array, axes: Axes) -> Array:
    names = dict.fromkeys(left.axes + right.axes)
    letters = dict(zip(names, "abcdefghijklmnopqrstuvwxyz", strict=False))
    parts = ["".join(letters[each] for each in side) for side in (left.axes, right.axes, axes)]
    pattern = f"{parts[0]},{parts[1]}->{parts[2]}"
    return Array(f'np.einsum("{pattern}", {left.text}, {right.text})', Precedence.ATOM, axes)


def _atom(array: Array) -> str:
    return _held_within(array, Precedence.ATOM)


def _held_within(array: Array, place: Precedence) -> str:
    return array.text if array.holds >= place else f"({array.text})"
