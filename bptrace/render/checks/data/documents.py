"""The types of what `bptrace check` writes: the formats `bptrace-check`, `bptrace-origins` and
`bptrace-mistakes`, version 1.

Names and equations are those of a trace's columns, in ASCII. Numbers that somebody printed keep
their digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from bptrace.config.claims import Moment


class NumberOfMoment(Struct, frozen=True):
    """A value of the trace."""

    when: Moment
    """`during` an iteration, or `after` so many updates"""
    iteration: int
    """which iteration, from 1; or after how many updates"""
    name: str
    """as the trace calls it"""


class CheckedClaim(Struct, frozen=True, kw_only=True):
    """A number that somebody printed, and what is to be said of it."""

    when: Moment
    """`during` an iteration, or `after` so many updates"""
    iteration: int
    """which iteration, from 1; or after how many updates"""
    name: str
    """as the trace calls the value"""
    expected: Decimal
    """the number, as it was printed"""
    computed: float | None
    """the value; null where there is none that is finite"""
    units_of_last_digit: float | None
    """expected − computed, in units of the last digit that is printed"""
    ok: bool
    """whether it holds"""
    follows: bool
    """it does not, but is right if the person's own earlier numbers are taken"""
    unavailable: str | UnsetType | None = UNSET
    """there is none: what ended training before; null: that iteration has no such sample"""


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What explains wrong numbers: mistakes, rounding on the way, a misprint."""

    ids: Sequence[str]
    """of the mistakes, as in the catalogue; or how something was rounded; or `misprint`"""
    explains: int
    """how many of the wrong numbers"""
    of: int
    """how many are wrong"""
    title: str
    """what was done, in a line"""
    before: str | None
    """the first equation that is another one with the mistake, as it should be"""
    after: str | None
    """the same with the mistake"""
    beginner: Sequence[str] | UnsetType = UNSET
    """of each mistake: what it means, to a beginner"""
    about: Sequence[Mapping[str, str | int | bool]]
    """what the words speak of: layers, weights, numbers of digits, the number that was meant"""
    numbers: Sequence[NumberOfMoment]
    """the wrong numbers that are explained"""
    contradicts: Sequence[NumberOfMoment] | UnsetType = UNSET
    """numbers that hold, and would be others with it"""
    nearly: bool | UnsetType = UNSET
    """some come out only as near as rounding on the way brings them"""
    group: int
    """those of one group give the same numbers here; counts from 1, the best first, then what was
    rounded, then misprints"""
    vague: bool | UnsetType = UNSET
    """the numbers have so few digits that some mistake or other would give them"""
    tell_apart: NumberOfMoment | UnsetType = UNSET
    """what to compute to tell the mistakes of the group apart"""


class Tried(Struct, frozen=True):
    """How much was tried."""

    alone: int
    """how many mistakes"""
    pairs: int
    """how many pairs of them"""


class CheckedNumbers(Struct, frozen=True, kw_only=True):
    """All that a check of numbers finds."""

    format: Literal["bptrace-check"] = "bptrace-check"
    """what this is"""
    version: Literal[1] = 1
    """of the format"""
    source: str
    """of which run"""
    claims: Sequence[CheckedClaim]
    """every number, in order of computation"""
    diagnoses: Sequence[Diagnosis]
    """what explains the wrong ones; what explains most comes first"""
    tried: Tried
    """to explain them"""


class Origin(Struct, frozen=True):
    """A value that a number can be."""

    when: Moment
    """`during` an iteration, or `after` so many updates"""
    iteration: int
    """the first iteration in which it has that value, from 1; or after how many updates"""
    name: str
    """as the trace calls it"""
    value: float | None
    """with every digit; null where it is not finite"""
    again: int
    """in how many later iterations it has that value, too"""
    factor: float
    """what it must be multiplied by to be the number: −1 for another sign"""
    ids: Sequence[str]
    """the conventions or mistakes under which it is"""
    title: str | None
    """the same in words; null where there are none"""


class OriginsOfNumber(Struct, frozen=True, kw_only=True):
    """Where one number can come from."""

    format: Literal["bptrace-origins"] = "bptrace-origins"
    """what this is"""
    version: Literal[1] = 1
    """of the format"""
    source: str
    """of which run"""
    value: Decimal
    """the number, as it was printed"""
    occurrences: Sequence[Origin]
    """every value that is this number, or becomes it by the least change"""
    nearest: Origin | None
    """where there are none: the value of iteration 1 that is nearest"""


class KnownMistake(Struct, frozen=True):
    """A mistake that people make."""

    id: str
    """by which a diagnosis calls it"""
    title: str
    """what was done; what depends on the network stands in braces"""
    beginner: str
    """what that means, to a beginner"""


class KnownMistakes(Struct, frozen=True, kw_only=True):
    """The catalogue of mistakes."""

    format: Literal["bptrace-mistakes"] = "bptrace-mistakes"
    """what this is"""
    version: Literal[1] = 1
    """of the format"""
    mistakes: Sequence[KnownMistake]
    """every one that is known"""
