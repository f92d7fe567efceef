"""Which array holds which value, and for how long.

What nobody keeps lies in a few arrays that are made once and used again and again; what goes into a
record is a new array each iteration. A state's new value takes the place of the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from bptrace.engine.numpy_code.functions import NOT_IN_PLACE
from bptrace.engine.numpy_code.instructions import (
    Instruction,
    Instructions,
    Shape,
    Special,
    Use,
)

ALWAYS = 1 << 60
READS_LATE = NOT_IN_PLACE | {*Special} - {Special.GAPS}


class Kept(Struct, frozen=True):
    """What must not be overwritten.

    fresh: the names of new arrays for the values that go into records. places: the arrays of states
    that may be overwritten with their new values, by new value: its old value and its name.
    always: values that are of use after the last instruction.
    """

    fresh: Mapping[int, str]
    places: Mapping[int, tuple[int, str]]
    always: frozenset[int]


class Storage:
    """The names of the arrays of all values. made_once: buffers and constants, with their shapes;
    an instruction's own array, where it must be made anew, is in `Kept.fresh`."""

    def __init__(self, code: Instructions, names: Mapping[int, str], kept: Kept) -> None:
        self.names = dict(names)
        self.buffers: dict[str, Shape] = {}
        self.constants: dict[str, Shape] = {}
        self._kept = kept
        self._free: dict[Shape, list[str]] = {}
        self._last_use = _last_uses(code, kept.always)
        for place, (value, instruction) in enumerate(code.made.items()):
            if instruction.shape == ():
                self.names.setdefault(value, f"_{value}")
                continue
            self.names[value] = self._place_for(value, instruction, place)
            self._release([value, *instruction.values], self.names[value], place)

    def _place_for(self, value: int, instruction: Instruction, place: int) -> str:
        if instruction.function == Special.IDENTITY:
            return self._new(self.constants, instruction.shape)
        if value in self._kept.fresh:
            return self._kept.fresh[value]
        if value in self._kept.places:
            old, name = self._kept.places[value]
            if self._last_use.get(old, 0) <= place and _may_overwrite(instruction, old):
                return name
        for each in dict.fromkeys(instruction.values):
            name = self.names[each]
            dies = self._last_use[each] <= place and self.buffers.get(name) == instruction.shape
            if dies and _may_overwrite(instruction, each):
                return name
        free = self._free.get(instruction.shape)
        return free.pop() if free else self._new(self.buffers, instruction.shape)

    def _new(self, among: dict[str, Shape], shape: Shape) -> str:
        name = f"_array{len(self.buffers) + len(self.constants) + 1}"
        among[name] = shape
        return name

    def _release(self, values: Iterable[int], taken: str, place: int) -> None:
        """Buffers whose values have been used for the last time may be used again."""
        for value in dict.fromkeys(values):
            name = self.names[value]
            is_over = self._last_use.get(value, 0) <= place
            if is_over and name in self.buffers and (name != taken or value not in self._last_use):
                self._free.setdefault(self.buffers[name], []).append(name)


def _last_uses(code: Instructions, always: frozenset[int]) -> dict[int, int]:
    """The place of the last instruction that uses a value."""
    last: dict[int, int] = {}
    for place, instruction in enumerate(code.made.values()):
        last |= dict.fromkeys(instruction.values, place)
    return last | dict.fromkeys(always, ALWAYS)


def _may_overwrite(instruction: Instruction, value: int) -> bool:
    """Whether an instruction may write its result where it reads an operand."""
    uses = [each for each in instruction.operands if isinstance(each, Use) and each.value == value]
    if not uses:
        return True
    return instruction.function not in READS_LATE and all(each.is_plain for each in uses)
