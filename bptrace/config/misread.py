"""Entries of a mapping that YAML reads without complaint, and otherwise than they were meant.

{value:0.35}              the key "value:0.35" of nothing
{bias: 0,35}              bias is 0; and the key "35" of nothing
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bptrace.config.meant import GLUED, LONGEST, apart, why_glued
from bptrace.config.scalars import resolve
from bptrace.problems.problem import Finding, Kind, Path


def entries_as_meant(
    mapping: Mapping[str, Any], path: Path
) -> Iterator[tuple[str, Any, Finding | None]]:
    """The entries of a mapping, put right, and what was wrong with one."""
    previous: tuple[str, Any] = ("", None)
    for key, value in mapping.items():
        glued = GLUED.fullmatch(key) if value is None and len(key) <= LONGEST else None
        name, number = previous
        if glued:
            data = {"hint": why_glued(glued), "meant": [apart(glued)]}
            finding = Finding(Kind.GLUED_COLON, (*path, key), data, at="key")
            yield glued["key"], resolve(glued["value"]), finding
        elif value is None and key.isdecimal() and type(number) is int:
            meant = f"{number}.{key}"
            data = {"meant": [f"{name}: {meant}"]}
            yield name, float(meant), Finding(Kind.DECIMAL_COMMA, (*path, key), data, at="key")
        else:
            yield key, value, None
        previous = key, value
