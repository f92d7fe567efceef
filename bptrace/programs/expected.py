"""Iterations of a trace -> a C header with their values as arrays, for a unit test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isnan

from bptrace.algebra.steps import Phase
from bptrace.errors import InputError
from bptrace.network.naming import PLACE, has_places
from bptrace.programs.c import Real, block_comment, comment, literal
from bptrace.programs.identifiers import AT, Identifiers
from bptrace.programs.plan import DEFAULT_ITERATIONS
from bptrace.programs.text import INDENT, filled, listed
from bptrace.programs.words import EXPECTED, GIVEN_VALUES, PHASES, PLACES, written_by
from bptrace.trace.record import Record
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace

PREFIX = "bptrace_expected_"
MOST_VALUES = 200_000


def expected_text(trace: Trace, selection: Selection | None = None, real: Real = "double") -> str:
    """The header: an array for every name of the trace, with a value for every iteration selected;
    at first for the first 10.

    Raises InputError for more values than a header should have, or a value that is no float, and
    EndedEarly where training ends before the last of them.
    """
    chosen = selection or Selection((f"1-{min(DEFAULT_ITERATIONS, len(trace))}",))
    _check_size(trace, chosen)
    return "\n".join(_lines(trace, list(trace.select(chosen)), real)) + "\n"


def _check_size(trace: Trace, selection: Selection) -> None:
    if not len(trace):
        raise InputError("there are no iterations, and nothing to expect of them")
    iterations = selection.at_most(len(trace))
    if iterations <= MOST_VALUES:  # what is said twice is counted once; it would take long of more
        iterations = sum(last - first + 1 for first, last in selection.ranges(len(trace)))
    values = iterations * len(trace.columns(trace.order.size).names)
    if values > MOST_VALUES:
        raise InputError(
            f"the header would have {values:,} values, more than a test needs ({MOST_VALUES:,}): "
            "--show fewer iterations"
        )


def _lines(trace: Trace, records: Sequence[Record], real: Real) -> Iterator[str]:
    yield from block_comment(_header(trace))
    yield from ("#ifndef BPTRACE_EXPECTED_H", "#define BPTRACE_EXPECTED_H", "")
    arrays = list(_arrays(trace, records, real))
    if any("NAN" in line or "INFINITY" in line for line in arrays):
        yield from ("#include <math.h>", "")
    yield f"#define BPTRACE_ITERATIONS {len(records)}"
    yield ""
    numbers = [str(each.iteration) for each in records]
    yield from _array("long", "bptrace_iterations", numbers)
    yield from arrays
    yield from ("", "#endif")


def _header(trace: Trace) -> Iterator[str]:
    yield trace.experiment.title or EXPECTED
    yield EXPECTED
    if has_places(trace.experiment):
        yield PLACES
    yield from written_by(trace.experiment, trace.origin.source)


def _arrays(trace: Trace, records: Sequence[Record], real: Real) -> Iterator[str]:
    columns = trace.columns(trace.order.size)
    identifiers = Identifiers(())
    scalars = zip(columns.references, columns.names, strict=True)
    phases = {each.name: each.phase for each in columns.step.families}
    for phase, several in groupby(scalars, key=lambda each: phases[each[0].name]):
        yield ""
        yield from comment([GIVEN_VALUES if phase is Phase.GIVEN else PHASES[phase]])
        for _, name in several:
            values = [_literal(_value(record, name), real) for record in records]
            yield from _array(real, identifiers.free(PREFIX + name.replace(PLACE, AT)), values)


def _value(record: Record, name: str) -> float:
    """Not-a-number where there is none: in a smaller batch."""
    try:
        value = record[name]
    except KeyError:
        return float("nan")
    return float("nan") if value is None else value


def _literal(value: float, real: Real) -> str:
    if isnan(value):
        return "NAN"
    if value in {float("inf"), float("-inf")}:
        return "INFINITY" if value > 0 else "-INFINITY"
    return literal(value, real)


def _array(kind: str, name: str, values: Sequence[str]) -> Iterator[str]:
    before = f"static const {kind} {name}[BPTRACE_ITERATIONS] = {{"
    if len(before) + sum(len(each) + 2 for each in values) < 100:
        yield f"{before}{', '.join(values)}}};"
        return
    yield before
    yield from filled(listed(values), INDENT)
    yield "};"
