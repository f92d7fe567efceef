"""The words for one kind of problem."""

from __future__ import annotations

from msgspec import Struct


class Words(Struct, frozen=True):
    """headline: what is wrong; caret: a hint, beside the caret; below: why, or what helps."""

    headline: str
    caret: str = ""
    below: str = ""
