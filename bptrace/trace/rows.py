"""The records of a trace as they are written: header, iterations, summary.

These types are the format `bptrace-trace`, version 1. A value that is not finite is written as
null, and `not_finite` says what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct, UnsetType, defstruct

from bptrace.algebra.expressions import Reference
from bptrace.algebra.instances import instantiate
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.primitive_values import PRIMITIVE_VALUES
from bptrace.algebra.steps import Family
from bptrace.algebra.wellformed import write_equation
from bptrace.config.experiment import Loss
from bptrace.config.written import written
from bptrace.engine.columns import Columns, is_small
from bptrace.errors import Diverged, Interrupted
from bptrace.network.error import ERROR, ERROR_OF_ALL
from bptrace.trace.accuracy import Accuracy, SampleResult
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import family_of
from bptrace.version import __version__

if TYPE_CHECKING:  # data files are read by few
    from bptrace.config.data_files.samples import Data

FORMAT, VERSION = "bptrace-trace", 1

NotFinite = Mapping[str, str] | UnsetType


class Column(Struct, frozen=True):
    """A value of every iteration, and the equation that gives it; none where it is given."""

    name: str
    phase: str
    equation: str | None


class ColumnFamily(Struct, frozen=True):
    """The same for all values of a family, in a large network's header.

    equation: with its left side, which says what the indices are. first, last: names of values.
    """

    family: str
    phase: str
    equation: str | None
    count: int
    first: str
    last: str


class Conventions(Struct, frozen=True):
    """What signs and words mean in this trace.

    delta: what it is the derivative of, with that sign, for each sample on its own, never divided
    by their number. E: of an iteration's own samples, before the iteration's update. reduction:
    what E and the gradients of an iteration are of those of its samples. engine: what computed the
    values; another one's may differ in the last bits.
    """

    loss: str
    update_order: str
    reduction: str
    engine: str
    delta: str = "+dE/dnet"
    E: str = "before the update"
    relu_derivative_at_0: float = PRIMITIVE_VALUES["positive"](0.0)


class Header(Struct, frozen=True, tag_field="record", tag="header", kw_only=True):
    """What was run. `config` is resolved: with drawn weights, it reproduces the run. `data`: where
    its samples come from, if from a file; they are in the config, scaled already."""

    format: str = FORMAT
    version: int = VERSION
    generator: str
    config: dict[str, Any]
    conventions: Conventions
    data: Data | UnsetType = UNSET
    columns: list[Column] | UnsetType = UNSET
    families: list[ColumnFamily] | UnsetType = UNSET


class Iteration(Struct, frozen=True, tag_field="record", tag="iteration"):
    """One iteration; `epoch` and `samples` count from 1.

    E_all: where there are several samples, at the end of an epoch: E summed over all of them, after
    the iteration's update.
    """

    iteration: int
    epoch: int
    samples: tuple[int, ...]
    values: Mapping[str, float | None] | Struct
    E_all: float | UnsetType = UNSET
    not_finite: NotFinite = UNSET


class Divergence(Struct, frozen=True):
    """Which value stopped being finite, and when."""

    iteration: int
    name: str
    value: str


class Summary(Struct, frozen=True, tag_field="record", tag="summary"):
    """How it ended, after `iterations` complete iterations.

    E: of the last iteration's samples, after its update; E_all: over all samples. values: the
    parameters and the optimizer's states, enough to go on training. accuracy: where the network
    tells classes apart, of how many samples it finds the right one.
    """

    iterations: int
    E: float
    E_all: float
    values: Mapping[str, float]
    samples: list[SampleResult]
    accuracy: Accuracy | UnsetType = UNSET
    diverged: Divergence | UnsetType = UNSET
    interrupted: bool | UnsetType = UNSET
    not_finite: NotFinite = UNSET


def header_of(trace: Trace, narrowed: Narrowed | None = None) -> Header:
    """The header of a trace, or of what is wanted of it."""
    experiment = trace.experiment
    small = is_small(trace.step)
    columns = (narrowed or Narrowed(trace)).whole
    return Header(
        generator=f"bptrace {__version__}",
        config=written(experiment),
        conventions=_conventions(trace),
        data=trace.origin.data or UNSET,
        columns=list(_columns(columns)) if small else UNSET,
        families=UNSET if small else list(_families(columns)),
    )


def _conventions(trace: Trace) -> Conventions:
    experiment = trace.experiment
    assert isinstance(experiment.loss, Loss)
    return Conventions(
        loss=experiment.loss.name,
        update_order=experiment.update_order,
        reduction=experiment.batch.reduction,
        engine=trace.origin.engine,
    )


def _columns(columns: Columns) -> Iterator[Column]:
    step = columns.step
    notation = ascii_notation(step.names.spell)
    for reference in columns.references:
        right = instantiate(step, reference)
        equation = None if right is None else write(right, notation)
        yield Column(step.names.spell(reference), step.family(reference.name).phase, equation)


def _families(columns: Columns) -> Iterator[ColumnFamily]:
    """All of a family, or of some of them as many as there are, and the first and the last."""
    step = columns.step
    for family, count, first, last in _extents(columns):
        equation = step.equation(family.name)
        yield ColumnFamily(
            family.name,
            family.phase,
            None if equation is None else write_equation(equation),
            count,
            step.names.spell(first),
            step.names.spell(last),
        )


def _extents(columns: Columns) -> Iterator[tuple[Family, int, Reference, Reference]]:
    step = columns.step
    for family in columns.families:
        ends = [tuple(0 for _ in family.at), tuple(step.axes[index] - 1 for index in family.at)]
        first, last = (Reference(family.name, at) for at in ends)
        yield family, step.count(family), first, last
    if not columns.families:
        references = columns.references
        for family, start, end in family_of(step, references):
            yield family, end - start, references[start], references[end - 1]


def iteration_of(
    record: Record, error_of_all: float | None = None, names: Sequence[str] = ()
) -> Iteration:
    """A record as it is written, with E_all where it ends an epoch.

    names: of the values of other iterations, which may see more samples than this one; what it does
    not have is null.
    """
    own = dict(zip(record, record.row, strict=True))
    named = own if error_of_all is None else {**own, ERROR_OF_ALL: error_of_all}
    values: Mapping[str, float | None] = own
    if len(names) > len(own):
        values = {name: own.get(name) for name in names}
    return Iteration(
        record.iteration,
        record.epoch,
        record.samples,
        values,
        E_all=UNSET if error_of_all is None else error_of_all,
        not_finite=not_finite_among(named),
    )


def quick_iterations(names: Sequence[str]) -> Callable[[Record], Iteration | None]:
    """A faster `iteration_of` for records with finite values of exactly these names, that end no
    epoch of several samples; None for others."""
    fields = [f"value_{place}" for place in range(len(names))]
    type_ = defstruct(
        "Values", [(each, float) for each in fields], rename=dict(zip(fields, names, strict=True))
    )

    def iteration(record: Record) -> Iteration | None:
        row = record.row
        total = sum(row)
        if len(row) != len(names) or total - total != 0.0:
            return None
        return Iteration(record.iteration, record.epoch, record.samples, type_(*row))

    return iteration


def not_finite_among(values: Mapping[str, float]) -> NotFinite:
    """The values that JSON has no numbers for, by name; UNSET where there are none."""
    total = sum(values.values())
    if total - total == 0.0:
        return UNSET
    return {name: str(value) for name, value in values.items() if not isfinite(value)} or UNSET


def summary_of(trace: Trace) -> Summary:
    """How a trace ended; runs it to its end."""
    outcome = trace.outcome
    end, ended = outcome.iterations, outcome.ended
    errors = {ERROR: trace.last_error(end), ERROR_OF_ALL: trace.error_of_all(end)}
    values = trace.parameters(end)
    return Summary(
        end,
        **errors,
        values=values,
        samples=list(trace.results(end)),
        accuracy=trace.accuracy(end) or UNSET,
        diverged=_divergence(ended) if isinstance(ended, Diverged) else UNSET,
        interrupted=True if isinstance(ended, Interrupted) else UNSET,
        not_finite=not_finite_among({**errors, **values}),
    )


def _divergence(diverged: Diverged) -> Divergence:
    return Divergence(diverged.iteration, diverged.name, str(diverged.value))
