"""The types of an explanation as it is written: the format `bptrace-explanation`, version 1.

Names and formulas are those of a trace's columns, in ASCII. A number that is not finite is null.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from bptrace.explaining.derivation import Check


class NamedValue(Struct, frozen=True):
    """A value of the trace."""

    name: str
    """as the trace calls it"""
    value: float
    """its value"""


class DerivedValue(Struct, frozen=True, kw_only=True):
    """A value and how it comes about; one that is given has neither formula nor terms."""

    name: str
    """as the trace calls it"""
    formula: str | UnsetType = UNSET
    """what it is computed as"""
    terms: Sequence[NamedValue] | UnsetType = UNSET
    """the values in that formula, each once"""
    value: float
    """its value"""


class ChainOfDerivatives(Struct, frozen=True):
    """A derivative as a product of derivatives, by the chain rule."""

    factors: Sequence[NamedValue]
    """the derivatives, from E downwards"""
    value: float
    """their product, taken from left to right"""


class PathToE(Struct, frozen=True):
    """What one path through the network contributes to a gradient."""

    through: Sequence[str]
    """the neurons on it, from the parameter's own up to the output"""
    factors: Sequence[NamedValue]
    """the derivatives, from E downwards"""
    value: float
    """their product, taken from left to right"""


class ShortForm(Struct, frozen=True):
    """A delta that is computed in a short form of what the chain rule says."""

    name: str
    """the delta"""
    formula: str
    """what the chain rule says"""
    value: float
    """what that comes to in floating point"""
    put_in: str
    """the same with each derivative by its formula"""
    divided_out: str
    """the same without the factor that it is divided by"""


class KinkMet(Struct, frozen=True):
    """A function at a place where it has no derivative."""

    function: str
    """which one"""
    zero: str
    """what is exactly 0 there"""
    derivative: str
    """the name of the derivative that is taken all the same"""


class Explanation(Struct, frozen=True, kw_only=True):
    """How one value comes about."""

    format: Literal["bptrace-explanation"] = "bptrace-explanation"
    """what this is"""
    version: Literal[1] = 1
    """of the format"""
    name: str
    """what is explained, as the trace calls it"""
    source: str
    """of which run"""
    iteration: int
    """of which iteration, counting from 1"""
    samples: Sequence[int]
    """which samples that iteration saw, counting from 1"""
    steps: Sequence[DerivedValue]
    """in order of computation, what was asked for last"""
    place: int | UnsetType = UNSET
    """of which sample of the batch, counting from 1, where it is of one"""
    chain: ChainOfDerivatives | UnsetType = UNSET
    """of a derivative that is a product of derivatives"""
    shortenings: Sequence[ShortForm] | UnsetType = UNSET
    """of deltas among the steps that have a short form"""
    kinks: Sequence[KinkMet] | UnsetType = UNSET
    """those that were met"""
    gradient: DerivedValue | UnsetType = UNSET
    """of a parameter: its gradient, of the sample at `place`"""
    reduction: DerivedValue | UnsetType = UNSET
    """how the gradients of the samples of a batch become one"""
    updates: Sequence[DerivedValue] | UnsetType = UNSET
    """what the optimizer computes for the parameter, in order"""
    update: DerivedValue | UnsetType = UNSET
    """the parameter after the update"""
    paths: Sequence[PathToE] | UnsetType = UNSET
    """every path from the parameter to E, where they were asked for"""
    more_paths: int | UnsetType = UNSET
    """how many more there are"""
    check: Check | UnsetType = UNSET
    """of a parameter: its gradient in other ways"""
