"""Names and what they stand for -> lines in two columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bptrace.render.layout.lines import Line, Span, Tone, left_column


def two_columns(rows: Mapping[str, str], left: Tone, right: Tone) -> Iterator[Line]:
    """One line a name."""
    _, *first = left_column("", list(rows))
    for text, other in zip(first, rows.values(), strict=True):
        yield Span(text, left), Span(f"   {other}", right)
