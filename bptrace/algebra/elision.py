"""Sums that are too long to read: their ends are shown, their middle is counted."""

from __future__ import annotations

from bptrace.algebra.expressions import Expression, Sum

MOST_TERMS = 8
SHOWN_AHEAD, SHOWN_BEHIND = 3, 2
"""A sum of more terms is shown by so many at its ends."""


def is_too_long(expression: Sum) -> bool:
    """Whether a reader is shown only the ends of it."""
    return len(expression.terms) > MOST_TERMS


def ends_of(expression: Sum) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
    """The terms that are shown of a long sum, before and after those that are not."""
    return expression.terms[:SHOWN_AHEAD], expression.terms[-SHOWN_BEHIND:]


def middle_of(expression: Sum) -> tuple[Expression, ...]:
    """The terms that are not shown of a long sum."""
    return expression.terms[SHOWN_AHEAD:-SHOWN_BEHIND]
