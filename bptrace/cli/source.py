"""What a command was given as SOURCE, or was not -> a trace."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

import bptrace
from bptrace.api import trace_of
from bptrace.cli.last_run import last_run
from bptrace.sources import open_source
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.trace import Origin, Trace

WORKED_EXAMPLE = "mazur"


def trace_of_source(source: str | None, *, partial: bool = False) -> Trace:
    """Of a source; of the last run where none is named; of the worked example where there was
    none.

    partial: whether what is whole of a damaged trace will do; it is said, then, how much that is.
    """
    if source is not None:
        trace = open_source(source, partial=partial)
        if partial and isinstance(trace, RecordedTrace):
            _say_what_is_whole(trace)
        return trace
    last = last_run()
    if last is None:
        return bptrace.run(WORKED_EXAMPLE)
    place = Path(last.folder, last.origin)
    origin = str(place) if place.exists() else last.origin
    when = datetime.fromtimestamp(last.time).strftime("%Y-%m-%d %H:%M")
    return trace_of(last.experiment, Origin(f"last run, {when}: {origin}"))


def _say_what_is_whole(trace: RecordedTrace) -> None:
    whole = trace.whole
    if whole.damage is not None:
        click.echo(
            f"bptrace: {whole.damage}; iterations read before that: {whole.iterations:,}; others "
            "are computed",
            err=True,
        )
