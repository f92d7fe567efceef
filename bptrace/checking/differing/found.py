"""What a comparison finds. No words.

Comparison ── first ── First        the first value that differs, in order of computation
           ├─ drift ── Drift …      how far apart they are, by iteration
           ├─ missing ── Missing    names that only one of the two has
           └─ settings ── Setting   what their configs have different
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from bptrace.algebra.expressions import Expression, Reference
from bptrace.checking.differing.tolerance import Distance, Tolerance
from bptrace.errors import BptraceError, EndedEarly
from bptrace.explaining.derivation import Derived
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace


class Alike(Struct, frozen=True):
    """A value of ours that the other number is equal to: another one, or of another iteration, or
    with the other sign."""

    reference: Reference
    iteration: int
    is_negative: bool = False


class First(Struct, frozen=True):
    """The first value that differs, and what it is computed from.

    iteration: counts from 1. reference: of the value; record: ours, of that iteration. called: what
    the other program calls it. equation: whose right side makes it, in `source`: of the value
    itself; of a weight at the beginning of an iteration, what the iteration before made of it.
    agreed: what goes into that and both have. between: what is computed on the way and only we
    have, in order of computation: the mistake may be in each of these. not_given: what goes into
    it, is given, and the other does not say. working: the last of those between and the value
    itself, each with its equation. alike: what else is equal to the other number. should_be: what
    the equation gives, where what is recorded of ours is something else.
    """

    iteration: int
    reference: Reference
    record: Record
    called: str
    ours: float
    theirs: float
    distance: Distance
    equation: Reference
    right: Expression | None
    source: Record
    agreed: tuple[Reference, ...] = ()
    between: tuple[Reference, ...] = ()
    not_given: tuple[Reference, ...] = ()
    working: tuple[Derived, ...] = ()
    alike: tuple[Alike, ...] = ()
    should_be: float | None = None

    @property
    def name(self) -> str:
        """What it is called in our trace."""
        return self.record.step.names.spell(self.reference)


class Drift(Struct, frozen=True):
    """An iteration: how many values were compared and differ, and how far at most, in which."""

    iteration: int
    compared: int
    differing: int
    largest: float
    name: str


class Missing(Struct, frozen=True):
    """Names that only one of the two has, as it calls them."""

    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


class Setting(Struct, frozen=True):
    """What two configs have different: a key by its path, and both values; None: left out."""

    key: str
    ours: Any
    theirs: Any


class Comparison(Struct, frozen=True):
    """All that is found.

    ours, theirs: what the two are called. compared, differing: how many values. iterations: how
    many of them have any that were compared. largest: relative difference of all that are more than
    the tolerance's absolute part apart. identical: every bit of every value is the same. drift:
    the iterations, all of a few, of many some. ended: what ended our training before the other
    ended; damage: what ended reading the other. shifted: it counts iterations from 0.
    """

    trace: Trace
    ours: str
    theirs: str
    tolerance: Tolerance
    compared: int
    differing: int
    iterations: int
    largest: float
    identical: bool
    first: First | None = None
    drift: tuple[Drift, ...] = ()
    missing: Missing = Missing()
    settings: tuple[Setting, ...] = ()
    ended: EndedEarly | None = None
    damage: BptraceError | None = None
    shifted: bool = False

    @property
    def same(self) -> bool:
        """Whether everything that was compared agrees, within the tolerance."""
        return self.first is None
