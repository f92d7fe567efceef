"""The records of a written trace, as types that say all about them: those of `trace.rows`, which
for speed leave open what a config is, and what values are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from bptrace.config.config import Config
from bptrace.config.data_files.samples import Data
from bptrace.trace import rows

NotFinite = Mapping[str, Literal["inf", "-inf", "nan"]] | UnsetType


class Header(rows.Header, frozen=True, kw_only=True):
    """What was run: the first line of JSON Lines."""

    format: Literal["bptrace-trace"] = "bptrace-trace"
    version: Literal[1] = 1
    config: Config  # type: ignore[assignment]  # what the data in it are
    data: Data | UnsetType = UNSET


class Iteration(rows.Iteration, frozen=True):
    """One iteration: a line of JSON Lines."""

    values: Mapping[str, float | None]
    E_all: float | UnsetType = UNSET
    not_finite: NotFinite = UNSET


class Summary(rows.Summary, frozen=True, kw_only=True):
    """How it ended: the last line of JSON Lines."""

    not_finite: NotFinite = UNSET


class Trace(Struct, frozen=True):
    """A whole trace in one document."""

    header: Header
    """what was run"""
    iterations: list[Iteration]
    """the values of each iteration"""
    summary: Summary
    """how it ended"""
