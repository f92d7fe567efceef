"""A long run: a progress bar for who waits, and an orderly end for who does not."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from bptrace.engine.training import Training

if TYPE_CHECKING:
    from rich.progress import Progress

    from bptrace.trace.trace import Trace

Said = TypeVar("Said")

PATIENCE = 1.0
"""Seconds before a bar appears: who waits no longer needs none."""
BETWEEN_UPDATES = 0.1


@contextmanager
def watched(training: Training, total: int) -> Iterator[ProgressBar]:
    """Training with a progress bar on stderr, where that is a terminal, and a first Ctrl-C that
    lets it end in order; a second one ends it at once."""
    bar = ProgressBar(total)
    if _is_seen():
        training.watch = bar
    before = None
    if threading.current_thread() is threading.main_thread():

        def stop(_number: int, _frame: FrameType | None) -> None:
            training.stopping = True
            signal.signal(signal.SIGINT, signal.default_int_handler)

        before = signal.signal(signal.SIGINT, stop)
    try:
        yield bar
    finally:
        bar.hide()
        if before is not None:
            signal.signal(signal.SIGINT, before)


@contextmanager
def followed(trace: Trace, last: int) -> Iterator[ProgressBar]:
    """A progress bar on stderr, where that is a terminal, while a trace is trained as far as an
    iteration; the first one takes no time."""
    bar = ProgressBar(last)
    if last > 1 and _is_seen():
        trace.training.watch = bar
    try:
        yield bar
    finally:
        bar.hide()


def _is_seen() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


class ProgressBar:
    """Called with the number of iterations done, it shows them once that takes a while."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._next_update = monotonic() + PATIENCE
        self._shown: Progress | None = None

    def __call__(self, done: int) -> None:
        now = monotonic()
        if now < self._next_update:
            return
        self._next_update = now + BETWEEN_UPDATES
        if self._shown is None:
            self._shown = _progress(self._total)
            self._shown.start()
        task = self._shown.task_ids[0]
        self._shown.update(task, completed=done, total=max(done, self._total), refresh=True)

    def hidden_while(self, write: Callable[[Said], object]) -> Callable[[Said], object]:
        """The same, on the terminal that the bar is on."""

        def hide_and_write(what: Said) -> None:
            self.hide()
            write(what)

        return hide_and_write

    def hide(self) -> None:
        """Leaves nothing on the terminal; the bar comes back with the next call."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None


def _progress(total: int) -> Progress:
    # Imported when somebody waits: the others need not wait for it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TimeRemainingColumn,
    )

    columns = BarColumn(bar_width=None), MofNCompleteColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    progress = Progress(
        "iterations", *columns, console=console, auto_refresh=False, transient=True, expand=True
    )
    progress.add_task("", total=total)
    return progress
