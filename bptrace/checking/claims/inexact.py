"""Values of an iteration as they are where some are taken from elsewhere, and how far off they may
be.

net_o1 = 1.11 ± 0.005      out_o1 = σ(1.11) ± 0.0009

To first order, each that a value is computed from is off by itself:
off = Σ |f(…, x + off of x, …) − f(…, x, …)|
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bptrace.algebra.evaluate import Evaluator, evaluator
from bptrace.algebra.expressions import Reference, references_in
from bptrace.algebra.instances import instantiate
from bptrace.algebra.substitute import in_primitives
from bptrace.checking.worlds.touching import depending_on
from bptrace.trace.record import Record

MOST_MOVED = 64
"""So many operands of a value are moved, one by one; of more, evenly spread ones stand for all."""


class Inexact(Struct, frozen=True):
    """A value, and how far it may be off to either side."""

    value: float
    off: float


class InexactValues:
    """The values of a record, where some are given: computed as far as they depend on those."""

    def __init__(self, record: Record, given: Mapping[Reference, Inexact]) -> None:
        self._record = record
        self._affected = depending_on({each.name for each in given}, record.step)
        self._known = dict(given)
        self._formulas: dict[Reference, tuple[Evaluator, Sequence[Reference]]] = {}

    def value(self, wanted: Reference) -> Inexact:
        """A value: as given, or as computed from what is given."""
        stack = [wanted]
        while stack:
            reference = stack[-1]
            if reference in self._known:
                stack.pop()
                continue
            if not self._is_affected(reference):
                self._known[reference] = Inexact(float(self._record.value(reference)), 0.0)
                continue
            _, operands = self._formula(reference)
            missing = [each for each in operands if each not in self._known]
            stack += missing
            if not missing:
                self._known[reference] = self._computed(reference)
        return self._known[wanted]

    def by_equation(self, wanted: Reference) -> Inexact | None:
        """What the others give for a value, even if it is given itself; None where no equation
        does."""
        if self._record.step.equation(wanted.name) is None:
            return None
        for each in self.operands(wanted):
            self.value(each)
        return self._computed(wanted)

    def operands(self, wanted: Reference) -> Sequence[Reference]:
        """What a value is computed from; nothing where it is given."""
        is_given = self._record.step.equation(wanted.name) is None
        return () if is_given else self._formula(wanted)[1]

    def _is_affected(self, reference: Reference) -> bool:
        is_computed = self._record.step.equation(reference.name) is not None
        return is_computed and reference.name in self._affected

    def _formula(self, reference: Reference) -> tuple[Evaluator, Sequence[Reference]]:
        """What computes a value, and from which others."""
        if reference not in self._formulas:
            right = instantiate(self._record.step, reference)
            assert right is not None
            primitive = in_primitives(right)
            operands = tuple(dict.fromkeys(references_in(primitive)))
            self._formulas[reference] = evaluator(primitive), operands
        return self._formulas[reference]

    def _computed(self, reference: Reference) -> Inexact:
        """A value whose operands are known."""
        compute, operands = self._formula(reference)
        values = {each: self._known[each].value for each in operands}
        value = compute(values.__getitem__)
        inexact = [each for each in operands if self._known[each].off]
        moved = inexact[:: -(-len(inexact) // MOST_MOVED) or 1]
        off = 0.0
        for each in moved:
            elsewhere = {**values, each: values[each] + self._known[each].off}
            off += abs(compute(elsewhere.__getitem__) - value)
        return Inexact(value, off * len(inexact) / max(len(moved), 1))
