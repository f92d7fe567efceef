"""A whole number from 0 to some bound, which help need not spell out."""

from __future__ import annotations

import click


class Count(click.ParamType[int]):
    """What `click.IntRange` is, without `[0<=x<=1000000000000000]` in every help text."""

    name = "integer"

    def __init__(self, most: int) -> None:
        self.most = most

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        text = str(value)
        is_count = text.isascii() and text.isdecimal() and len(text) <= len(str(self.most))
        if not is_count or int(text) > self.most:
            self.fail(f"{text[:40]!r} is not a whole number from 0 to {self.most:,}.", param, ctx)
        return int(text)
