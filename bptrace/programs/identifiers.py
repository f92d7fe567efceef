"""Names of the trace -> names that a language allows, each for one thing."""

from __future__ import annotations

from collections.abc import Iterable

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.network.naming import PLACE

AT = "_at_"
"""Stands in `net_h1_at_3` for the @ of `net_h1@3`."""


class Identifiers:
    """Gives everything a name of its own. reserved: words that nothing may be called."""

    def __init__(self, reserved: Iterable[str]) -> None:
        self._taken = set(reserved)

    def free(self, name: str) -> str:
        """The name, or one like it that is free; nobody else gets it."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


class Variables:
    """The variables of scalars. placed: whether those of a sample say its place in the batch."""

    def __init__(self, step: Step, identifiers: Identifiers, *, placed: bool) -> None:
        self._step = step
        self._identifiers = identifiers
        self._placed = placed
        self._names: dict[Reference, str] = {}

    def of(self, reference: Reference) -> str:
        """The variable of a scalar: the same each time."""
        if reference not in self._names:
            spelled = self._step.names.spell(reference)
            name = spelled.replace(PLACE, AT) if self._placed else spelled.split(PLACE)[0]
            self._names[reference] = self._identifiers.free(name)
        return self._names[reference]
