"""Which values a change may change: those that it touches, and all that are computed from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bptrace.algebra.expressions import Expression, references_in
from bptrace.algebra.steps import Equation, Step


def rewritten_families(before: Step, after: Step) -> Iterator[str]:
    """The families whose equations are not the same, and those that were not there."""
    for equation in after.equations:
        if not _is_same(equation, before.equation(equation.name)):
            yield equation.name
    known = {each.name for each in before.families}
    yield from (each.name for each in after.givens if each.name not in known)


def revalued_families(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    """The given families whose values are not the same."""
    return (name for name, values in after.items() if values != before.get(name))


def depending_on(
    names: Iterable[str], step: Step, *, through_states: bool = False
) -> frozenset[str]:
    """The families that depend on some, these included. through_states: also by what one iteration
    leaves to the next."""
    found = set(names)
    while True:
        before = len(found)
        for equation in step.equations:
            if not used_by(equation).isdisjoint(found):
                found.add(equation.name)
        found.update(old for old, new in step.states.items() if through_states and new in found)
        if len(found) == before or not through_states:
            return frozenset(found)


def used_by(equation: Equation) -> frozenset[str]:
    """The families that an equation is over."""
    return _used_in(equation.right)


@lru_cache(maxsize=4096)
def _used_in(expression: Expression) -> frozenset[str]:
    return frozenset(each.name for each in references_in(expression))


def _is_same(one: Equation, other: Equation | None) -> bool:
    if one is other:
        return True
    return other is not None and one.at == other.at and one.right == other.right
