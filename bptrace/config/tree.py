"""A text's structure: plain data, and for each part of it where it stands.

    Scalar    0.15
    Listing   [0.15, 0.20]           items
    Mapping   {units: 2, …}          entries, each with the place of its key

Offsets count characters from the beginning of the text.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from typing import Any

from msgspec import Struct

from bptrace.problems.problem import Path, Span


class Node(Struct, frozen=True):
    """Some part of a config. value: it as plain data; size: how many values are in it."""

    value: Any
    span: Span
    size: int = 1


class Scalar(Node, frozen=True):
    """A number, a text, true, false or nothing."""


class Listing(Node, frozen=True, kw_only=True):
    """A list."""

    items: tuple[Node, ...]


class Entry(Struct, frozen=True):
    """A key's place, and what it stands for."""

    key: Span
    node: Node


class Mapping(Node, frozen=True, kw_only=True):
    """Keys and what they stand for."""

    entries: Dictionary[str, Entry]


def child(node: Node, step: str | int) -> Node | None:
    """The part one step down; None where there is none."""
    match node:
        case Mapping():
            entry = node.entries.get(str(step))
            return entry.node if entry else None
        case Listing() if isinstance(step, int) and step < len(node.items):
            return node.items[step]
        case _:
            return None


def nearest(node: Node, path: Path) -> tuple[Node, int]:
    """The part at a path, or the last part on the way that exists; and how many steps led to it."""
    for steps, step in enumerate(path):
        below = child(node, step)
        if below is None:
            return node, steps
        node = below
    return node, len(path)
