"""A name of another program, with its value -> the values of a step that are meant.

w5, dE/dw5      a value, in any spelling
W1              an array, by the map, or a family as a trace's header calls it
W1[0,1]         an element of one, counted from 0
net_h1          of each sample of a batch, where there is a list of them
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import nan, prod
from typing import Any

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.differing.entries import number_in
from bptrace.checking.differing.meaning import Map, Meaning
from bptrace.errors import Flaw, TraceError
from bptrace.network.naming import SAMPLE_INDEX
from bptrace.network.spellings import at_place, look_up
from bptrace.network.starting import shape_of

ELEMENT = re.compile(r"(?P<array>.+?)(?P<at>(?:\[\d+(?:\s*,\s*\d+)*\])+)")
NUMBER = re.compile(r"\d+")


class Target(Struct, frozen=True):
    """The values that a name means.

    references: in the order of the array, None where there is no connection. lengths: of the
    array's axes. meaning: what the map says.
    """

    references: tuple[Reference | None, ...]
    lengths: tuple[int, ...] = ()
    sign: int = 1
    meaning: str = ""


def target_of(step: Step, name: str, value: Any, names: Map) -> Target | None:
    """What a name means, with that value; None where it means nothing."""
    meaning = names.get(name)
    if meaning is not None:
        return _meant(step, meaning)
    element = ELEMENT.fullmatch(name)
    if element is not None:
        return _element(step, element, names)
    if isinstance(value, list) and any(each.name == name for each in step.families):
        return _family(step, name)
    return _named(step, [name], Meaning(name))


def _meant(step: Step, meaning: Meaning) -> Target | None:
    if meaning.family is not None:
        return _family(step, meaning.family, meaning)
    return _named(step, meaning.names, meaning)


def _named(step: Step, names: Sequence[str], meaning: Meaning) -> Target | None:
    """Values by their names; None where one is not that of a value."""
    references: list[Reference] = []
    for name in names:
        found = look_up(step, name)
        if found is None or len(found.references) > 1:
            return None
        places = range(step.axes[SAMPLE_INDEX] if found.of_each else 1)
        each = (at_place(step, found, place) if found.of_each else found for place in places)
        references += (one.references[0] for one in each)
    lengths = (len(references),) if len(references) > 1 else ()
    return Target(tuple(references), lengths, meaning.sign, meaning.text)


def _family(step: Step, name: str, meaning: Meaning | None = None) -> Target:
    """All values of a family in the order of its axes, or with the last two exchanged."""
    family = step.family(name)
    axes = list(range(len(family.at)))
    if meaning is not None and meaning.transposed and len(axes) > 1:
        axes[-2:] = axes[:-3:-1]
    lengths = tuple(step.axes[family.at[axis]] for axis in axes)
    references = []
    for at in product(*map(range, lengths)):
        own = dict(zip(axes, at, strict=True))
        reference = Reference(name, tuple(own[axis] for axis in range(len(axes))))
        references.append(reference if step.exists(reference) else None)
    sign, text = (meaning.sign, meaning.text) if meaning is not None else (1, name)
    return Target(tuple(references), lengths, sign, text)


def _element(step: Step, element: re.Match[str], names: Map) -> Target | None:
    """One value of an array, by the positions that are written; axes of length 1 may be left
    out."""
    whole = target_of(step, element["array"], [], names)
    if whole is None or not whole.lengths:
        return None
    at = [int(each) for each in NUMBER.findall(element["at"])]
    lengths = _matching(whole.lengths, len(at))
    if lengths is None or any(each >= length for each, length in zip(at, lengths, strict=True)):
        return None
    place = 0
    for each, length in zip(at, lengths, strict=True):
        place = place * length + each
    return Target((whole.references[place],), (), whole.sign, whole.meaning)


def _matching(lengths: Sequence[int], count: int) -> Sequence[int] | None:
    """The axes that so many positions are along: all, those that are longer than 1, or one."""
    long = _squeezed(lengths)
    for axes in (tuple(lengths), long, (prod(lengths),)):
        if len(axes) == count:
            return axes
    return None


def numbers_of(value: Any, target: Target, name: str, where: str) -> list[float]:
    """The numbers of a value, one for each of the target. Raises TraceError where it has another
    shape, or is none."""
    if not isinstance(value, list):
        numbers = [number_of(value, name, where)]
    else:
        numbers = [number_of(each, name, where) for each in _flat(value)]
    if len(numbers) != len(target.references) or not _fits(value, target.lengths):
        raise _other_shape(value, target, name, where)
    return numbers if target.sign > 0 else [-each for each in numbers]


def number_of(value: Any, name: str, where: str) -> float:
    """A number; null stands for one that JSON has not. Raises TraceError."""
    if isinstance(value, float):
        return value
    if value is None:
        return nan
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) < 2**1023 else number_in(str(value), name, where)
    if isinstance(value, str):
        return number_in(value, name, where)
    raise TraceError(where, Flaw.NOT_A_NUMBER, name=name, found=repr(value)[:40])


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    else:
        yield value


def _fits(value: Any, lengths: Sequence[int]) -> bool:
    """Whether rows are as long as they should be; a flat list has none. Axes of length 1 do not
    count: a bias may be a column of numbers."""
    if not isinstance(value, list) or not any(isinstance(each, list) for each in value):
        return True
    shape = shape_of(value)
    return shape is not None and _squeezed(shape) == _squeezed(lengths)


def _squeezed(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)


def _other_shape(value: Any, target: Target, name: str, where: str) -> TraceError:
    return TraceError(
        where,
        Flaw.OTHER_SHAPE,
        name=name,
        found=_shown(shape_of(value)),
        meaning=target.meaning or name,
        needed=_shown(target.lengths),
    )


def _shown(lengths: Sequence[int] | None) -> str:
    """3 × 2; ? where rows are of different lengths."""
    return "?" if lengths is None else " × ".join(map(str, lengths)) or "1"
