"""Steps built directly from algebra, for tests that need no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bptrace.algebra.expressions import Expression, Index, Reference
from bptrace.algebra.names import Entry, NameTable, Numbered, Spelling
from bptrace.algebra.steps import Equation, Given, Phase, Step

Left = tuple[str, tuple[Index, ...]]


def make_step(
    axes: Mapping[Index, int],
    givens: Sequence[Left],
    equations: Sequence[tuple[str, tuple[Index, ...], Expression]],
    states: Mapping[str, str] | None = None,
) -> Step:
    """A step of plain families; a scalar is spelled with its position, `x_i2`, `w_j1_i2`."""
    given = tuple(
        Given(name, at, Phase.GIVEN, "given", None, spelling(name, at)) for name, at in givens
    )
    computed = tuple(
        Equation(name, at, Phase.FORWARD, "value", None, spelling(name, at), right=right)
        for name, at, right in equations
    )
    tables = {index: Numbered(index, 1, (length,)) for index, length in axes.items()}
    names = NameTable(tables, {}).with_spellings((each.reference, each.spelling) for each in given)
    return Step(given, (), axes, states or {}, names).with_equations(*computed)


def spelling(name: str, at: Sequence[Index]) -> Spelling:
    """`w[j,i]` -> w_ j _ i; the sample is not spelled."""
    parts: list[str | Entry] = [name]
    for index in at:
        if index != "s":
            parts += ["_", Entry(index, (index,))]
    return tuple(parts)


def ref(name: str, *at: Index | int) -> Reference:
    return Reference(name, at)
