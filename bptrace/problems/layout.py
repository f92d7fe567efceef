"""A problem -> the text that a user reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bptrace.problems.problem import Problem

LINE_BREAK = re.compile(r"\r\n|\n|\r")


def line_at(text: str, offset: int) -> int:
    """The number, from 1, of the line in which an offset lies."""
    return sum(1 for _ in LINE_BREAK.finditer(text, 0, offset)) + 1


def show_problems(problems: Sequence[Problem]) -> str:
    return "\n\n".join(
        f"{p.place.origin}: {p.finding.kind} {p.finding.path} {dict(p.finding.data)}"
        for p in problems
    )
