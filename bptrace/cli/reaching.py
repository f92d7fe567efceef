"""How far a trace is read -> nothing; or, where that takes absurdly long, a complaint before it
begins."""

from __future__ import annotations

from typing import Any

import click

from bptrace.cli.options import Option
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace

NEAR = 100_000
"""Iterations that no network is too large for."""

force_option: Option[Any] = click.option(
    "--force", is_flag=True, help="Begin even what takes absurdly long."
)


def check_reach(trace: Trace, iteration: int, *, force: bool) -> None:
    """Raises TooMuchError where training as far as that takes more than a day, unless it is
    forced; most need not wait for the estimate."""
    if iteration > NEAR and not force:
        from bptrace.trace import cost  # noqa: PLC0415  # start-up time

        cost.check_reach(trace, iteration)


def check_reach_of(trace: Trace, selection: Selection, *, force: bool) -> None:
    """The same of the last one that is selected. InputError where the trace has not all of them."""
    selection.check(len(trace))
    check_reach(trace, selection.last(len(trace)), force=force)
