"""One instruction -> one line of Python.

_dot(W_h, i, _array1)        _multiply(delta_o[:, None], out_h, dE_dW_o)        eta = _1 * _2
"""

from __future__ import annotations

from collections.abc import Set
from math import frexp, isfinite
from typing import Any

from bptrace.engine.numpy_code.instructions import Instruction, Operand, Special, Use
from bptrace.engine.numpy_code.storage import Storage

SIGNS = {"add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "negative": "-{}"}
SCALAR = "_scalar_"
"""Before the name of a primitive that takes and gives floats."""


class Statements:
    """The lines of a program's instructions. before: what is made once, ahead of them; still: the
    arrays that are the same objects all the time, of which views are made once."""

    def __init__(self, storage: Storage, still: Set[str]) -> None:
        self.before: list[str] = []
        self.gaps: dict[str, Any] = {}
        self._storage = storage
        self._still = still | storage.buffers.keys() | storage.constants.keys()
        self._views: dict[str, str] = {}
        for name, shape in storage.buffers.items():
            self.before.append(f"{name} = _empty({shape})")
        for name, shape in storage.constants.items():
            self.before.append(f"{name} = _identity({shape[0]})")

    def line(self, value: int, instruction: Instruction) -> str:
        """The line that computes a value; empty for a constant."""
        if instruction.function == Special.IDENTITY:
            return ""
        if instruction.shape == ():
            return f"{self._storage.names[value]} = {self._scalar(instruction)}"
        return self._into(instruction, self._storage.names[value])

    def _into(self, instruction: Instruction, out: str) -> str:
        arguments = [self._operand(each) for each in instruction.operands]
        match instruction.function, instruction.detail:
            case Special.DOT, _:
                return f"_dot({', '.join(arguments)}, {out})"
            case Special.OUTER, _:
                _, row = instruction.operands
                return f"_dot({arguments[0]}, {self._viewed(row, '[None]')}, {out})"
            case Special.EINSUM, (pattern,):
                return f"_einsum({pattern!r}, {', '.join(arguments)}, out={out})"
            case Special.REDUCE, (how, axes):
                return f"_{how}_along({arguments[0]}, {_axis(axes)}, None, {out})"
            case Special.COPY, _:
                return f"_copyto({out}, {arguments[0]})"
            case Special.PICK, places:
                return f"_copyto({out}, {arguments[0]}{_picked(places)})"
            case "divide", _ if inverse := _inverse(instruction.operands[1]):
                return f"_multiply({arguments[0]}, {inverse}, {out})"
            case Special.GAPS, gap:
                return f"_without({arguments[0]}, {self._gap(gap, instruction.shape)}, {out})"
            case name, _:
                return f"_{name}({', '.join(arguments)}, {out})"

    def _scalar(self, instruction: Instruction) -> str:
        arguments = [self._operand(each) for each in instruction.operands]
        match instruction.function, instruction.detail:
            case Special.DOT, _:
                return f"_float(_dot({', '.join(arguments)}))"
            case Special.EINSUM, (pattern,):
                return f"_float(_einsum({pattern!r}, {', '.join(arguments)}))"
            case Special.REDUCE, (how, _):
                return f"_float(_{how}_along({arguments[0]}, None))"
            case Special.COPY, _:
                return arguments[0]
            case Special.PICK, places:
                return f"_float({arguments[0]}{_picked(places)})"
            case name, _ if name in SIGNS:
                return SIGNS[name].format(*arguments)
            case name, _:
                return f"{SCALAR}{name}({', '.join(arguments)})"

    def _operand(self, operand: Operand) -> str:
        if not isinstance(operand, Use):
            return repr(operand) if isfinite(operand) else f"_float('{operand}')"
        return self._viewed(operand, _view(operand.spread))

    def _viewed(self, operand: Operand, view: str) -> str:
        assert isinstance(operand, Use)
        name = self._storage.names[operand.value]
        if not view or name not in self._still:
            return name + view
        text = name + view
        if text not in self._views:
            self._views[text] = f"_view{len(self._views) + 1}"
            self.before.append(f"{self._views[text]} = {text}")
        return self._views[text]

    def _gap(self, gap: tuple[Any, ...], shape: tuple[int, ...]) -> str:
        name = f"_gap{len(self.gaps) + 1}"
        self.gaps[name] = (shape, *gap)
        return name


def _view(spread: tuple[int | None, ...]) -> str:
    """What to write after an array so that its axes stand where a result's do; what it lacks in
    front, NumPy adds by itself."""
    axes = [each for each in spread if each is not None]
    text = ""
    if axes == [1, 0]:
        text = ".T"
    elif axes != sorted(axes):
        text = f".transpose({', '.join(map(str, axes))})"
    while spread and spread[0] is None:
        spread = spread[1:]
    if None in spread:
        text += f"[{', '.join('None' if each is None else ':' for each in spread)}]"
    return text


def _inverse(operand: Operand) -> str:
    """1 / operand, where multiplying by that gives the same bits as dividing, and faster: of a
    power of 2."""
    if isinstance(operand, Use) or not 1e-300 < abs(operand) < 1e300:
        return ""
    return repr(1.0 / operand) if abs(frexp(operand)[0]) == 0.5 else ""


def _axis(axes: Any) -> str:
    return repr(axes[0] if len(axes) == 1 else axes)


def _picked(places: tuple[Any, ...]) -> str:
    return f"[{', '.join(':' if each is None else str(each) for each in places)}]"
