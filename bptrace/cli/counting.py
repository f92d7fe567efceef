"""A long search: how many mistakes were tried so far, for who waits."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType

import click

PATIENCE = 1.0
"""Seconds before anything is shown: who waits no longer needs none."""
BETWEEN_UPDATES = 0.1
ERASE = "\r\x1b[K"


class Counter:
    """Called with how many were tried, it says so on stderr where that is a terminal; at the end it
    leaves nothing there."""

    def __init__(self) -> None:
        self._is_watched = sys.stderr is not None and sys.stderr.isatty()
        self._next_update = monotonic() + PATIENCE
        self._is_shown = False

    def __call__(self, tried: int) -> None:
        now = monotonic()
        if self._is_watched and now >= self._next_update:
            self._next_update = now + BETWEEN_UPDATES
            self._is_shown = True
            click.echo(f"{ERASE}{tried:,} mistakes tried", nl=False, err=True)

    def __enter__(self) -> Counter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._is_shown:
            click.echo(ERASE, nl=False, err=True)
