"""What a check finds: a verdict on every number, and what explains the wrong ones. No words.

Findings ── verdicts ── Verdict        holds, follows, wrong
         ├─ rounded ── Rounded         wrong in its last digits: something was rounded before
         ├─ misprints ── Misprint      wrong in print only
         └─ groups ── Hypothesis …     of each group, which cannot be told apart by these numbers
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from bptrace.algebra.expressions import Expression, Reference
from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.mistake import Change
from bptrace.config.claims import Claim, Moment
from bptrace.errors import EndedEarly
from bptrace.trace.trace import Trace


class Verdict(Struct, frozen=True):
    """What is to be said of a claim.

    reference: of the value in its step; None for E_all. computed: the value, with the sign that the
    claim has. units_off: expected − computed, in units of the last digit that is printed. ok: it
    holds. follows: it does not, but is right if the person's own earlier numbers are taken. unused:
    of a wrong one, the place of a right one that is computed from it and was not from what is
    printed; None where there is none.
    """

    claim: Claim
    reference: Reference | None
    computed: float
    units_off: float
    ok: bool
    follows: bool
    unused: int | None = None

    @property
    def is_wrong(self) -> bool:
        return not self.ok and not self.follows


class Rounded(Struct, frozen=True):
    """A wrong number that comes out as printed where something was rounded on the way.

    verdict: its place among the verdicts. operands: what was rounded before it was used; empty:
    everything, at each step. digits: decimals that were kept; significant: digits of each number
    instead. cut_off: they were cut off, not rounded. exactly: it comes out digit by digit; else it
    is as near as such rounding brings it.
    """

    verdict: int
    operands: tuple[Reference, ...]
    digits: int
    significant: bool = False
    cut_off: bool = False
    exactly: bool = True


class Misprint(Struct, frozen=True):
    """A wrong number that is wrong in print only: nobody went on computing with it.

    verdict: its place among the verdicts. meant: as it should have been printed. differing: one
    digit is another one, or two are exchanged; None where more is different. used: the place of a
    right number that was computed with what was meant.
    """

    verdict: int
    meant: Decimal
    differing: int | None = None
    used: int | None = None


class Rewriting(Struct, frozen=True):
    """What a mistake makes of an equation, or of a given value.

    step: in which the names of `after` are spelled. before, after: the right sides, as instances;
    None where the value is given. values: before and after; None where they say nothing.
    """

    reference: Reference
    step: Step
    before: Expression | None
    after: Expression | None
    values: tuple[float, float] | None = None


class Hypothesis(Struct, frozen=True):
    """A mistake, or two, with which wrong numbers come out as they were printed.

    explains: the places, among the verdicts, of the wrong numbers that do; follows_too: of those
    that follow from them and do too. rewritten: the first things that are different with it.
    nearly: some only come as near as rounding on the way, to the printed digits, brings them.
    contradicts: the places of numbers that hold and would not with it; of moments before that of
    the first one explained, none: those may come from elsewhere, as a hand calculation does.
    """

    changes: tuple[Change, ...]
    explains: tuple[int, ...]
    follows_too: tuple[int, ...] = ()
    rewritten: tuple[Rewriting, ...] = ()
    nearly: bool = False
    contradicts: tuple[int, ...] = ()


class Telling(Struct, frozen=True):
    """A number to compute by hand: it is another one for each hypothesis of a group.

    values: one a hypothesis.
    """

    name: str
    moment: Moment
    iteration: int
    values: tuple[float, ...]


class Group(Struct, frozen=True):
    """Hypotheses that give the same numbers here; what would tell them apart, if anything does.

    is_vague: the numbers have so few digits that some mistake or other would give them.
    """

    hypotheses: tuple[Hypothesis, ...]
    tells: Telling | None = None
    is_vague: bool = False


class Unavailable(Struct, frozen=True):
    """A claim about a value that there is none of.

    why: what ended training before; None where that iteration sees fewer samples, and not that one.
    """

    claim: Claim
    why: EndedEarly | None


class Findings(Struct, frozen=True):
    """All that a check finds.

    groups: the best first; empty where no mistake that is known gives the wrong numbers. tried: how
    many mistakes were, alone and in pairs. unavailable: what could not be computed. misprints: of
    wrong numbers that nothing else explains.
    """

    trace: Trace
    verdicts: tuple[Verdict, ...]
    rounded: tuple[Rounded, ...] = ()
    groups: tuple[Group, ...] = ()
    tried: tuple[int, int] = (0, 0)
    unavailable: tuple[Unavailable, ...] = ()
    misprints: tuple[Misprint, ...] = ()

    @property
    def wrong(self) -> tuple[int, ...]:
        """The places of the verdicts that say so."""
        return tuple(place for place, each in enumerate(self.verdicts) if each.is_wrong)

    @property
    def all_hold(self) -> bool:
        return not self.wrong and not self.unavailable
