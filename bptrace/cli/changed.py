"""A source and what is to be different in it -> a trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from bptrace.cli.options import Option
from bptrace.cli.source import trace_of_source
from bptrace.sources import changed, open_source
from bptrace.trace.trace import Trace

set_option: Option[Any] = click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a key of the config or a value of the trace, as in bptrace run.",
)


def changed_trace(source: str | None, changes: Sequence[str]) -> Trace:
    """The trace of a source, of the last run where none is named; with changes, of its config with
    these."""
    if not changes:
        return trace_of_source(source)
    if source is not None:
        return open_source(source, assignments=changes)
    return changed(trace_of_source(None), changes)
