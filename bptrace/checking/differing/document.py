"""The types of a comparison as it is written: the format `bptrace-diff`, version 1.

Names are those of the trace of A. A number that is not finite is a text: "nan", "inf" or "-inf".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct

AnyNumber = float | Literal["nan", "inf", "-inf"]


class ValueOfIteration(Struct, frozen=True):
    """A value of the trace of A."""

    iteration: int
    """in which it is, counting from 1"""
    name: str
    """as the trace calls it"""


class EqualValue(Struct, frozen=True):
    """A value of the trace of A that the number of B is equal to."""

    name: str
    """as the trace calls it"""
    iteration: int
    """in which it is, counting from 1"""
    negative: bool
    """whether it has the other sign"""


class FirstDifference(Struct, frozen=True):
    """The first value that differs, in order of computation, and what it is computed from."""

    iteration: int
    """in which it does, counting from 1"""
    name: str
    """as A calls it"""
    called: str
    """as B calls it"""
    a: AnyNumber
    """what A has"""
    b: AnyNumber
    """what B has"""
    absolute: AnyNumber
    """how far apart they are"""
    relative: AnyNumber
    """the same, relative to the larger one"""
    ulps: AnyNumber
    """the same, in units of the last place of the larger one"""
    equation: str | None
    """what the value is computed as; null where it is given"""
    equation_of: ValueOfIteration
    """whose equation that is: a weight's is in the iteration before"""
    agreed: Sequence[str]
    """what goes into it, and both have"""
    between: Sequence[str]
    """what is computed on the way, and only A has: the mistake may be in each of these"""
    not_given: Sequence[str]
    """what goes into it, is given, and B does not say"""
    alike: Sequence[EqualValue]
    """what else is equal to the number of B"""


class DriftOfIteration(Struct, frozen=True):
    """How far apart the two are in an iteration."""

    iteration: int
    """which one, counting from 1"""
    compared: int
    """how many values both have"""
    differing: int
    """how many of them differ"""
    largest: AnyNumber
    """the largest relative difference"""
    name: str | None
    """in which value that is; null where none differs"""


class MissingNames(Struct, frozen=True):
    """Names that only one of the two has."""

    a: Sequence[str]
    """what A has not, as B calls it"""
    b: Sequence[str]
    """what B has not"""


class DifferentSetting(Struct, frozen=True):
    """A key that two configs have different."""

    key: str
    """its path: `optimizer.learning_rate`"""
    a: Any
    """what A has; null where it is left out"""
    b: Any
    """what B has; null where it is left out"""


class Differences(Struct, frozen=True, kw_only=True):
    """All that a comparison finds."""

    format: Literal["bptrace-diff"] = "bptrace-diff"
    """what this is"""
    version: Literal[1] = 1
    """of the format"""
    same: bool
    """whether everything that was compared agrees, within the tolerance"""
    identical: bool
    """whether every bit of every value is the same"""
    a: str
    """what A is"""
    b: str
    """what B is"""
    compared: int
    """how many values both have"""
    differing: int
    """how many of them differ"""
    iterations: int
    """in how many iterations both have values"""
    largest: AnyNumber
    """the largest relative difference"""
    first: FirstDifference | None
    """the first value that differs; null where none does"""
    drift: Sequence[DriftOfIteration]
    """how far apart they are, by iteration: of many, some"""
    missing: MissingNames
    """what only one of the two has"""
    config: Sequence[DifferentSetting]
    """what their configs have different"""
