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
    """A value of every iteration, and the equation that gives it."""

    name: str
    """under which the iterations have it"""
    phase: str
    """`given`, `forward`, `error`, `backward` or `update`"""
    equation: str | None
    """its right side, in names of other values; null where the value is given"""


class ColumnFamily(Struct, frozen=True):
    """The same for all values of a family, in a large network's header."""

    family: str
    """the name that they have in common"""
    phase: str
    """`given`, `forward`, `error`, `backward` or `update`"""
    equation: str | None
    """with its left side, which says what the indices are; null where the values are given"""
    count: int
    """how many there are"""
    first: str
    """the name of the first of them"""
    last: str
    """the name of the last of them"""


class Conventions(Struct, frozen=True):
    """What signs and words mean in this trace."""

    loss: str
    """the rule by which E is computed"""
    update_order: str
    """`simultaneous`: all gradients are taken at the weights the iteration started with"""
    reduction: str
    """what E and the gradients of an iteration are of those of its samples: `mean` or `sum`"""
    engine: str
    """what computed the values; another one's may differ in the last bits"""
    delta: str = "+dE/dnet"
    """what delta_… is, with its sign; of each sample on its own, never divided by their number"""
    E: str = "before the update"
    """when E of an iteration is taken, over the iteration's own samples"""
    relu_derivative_at_0: float = PRIMITIVE_VALUES["positive"](0.0)
    """what is taken where there is no derivative"""


class Header(Struct, frozen=True, tag_field="record", tag="header", kw_only=True):
    """What was run."""

    format: str = FORMAT
    """what this is"""
    version: int = VERSION
    """of the format"""
    generator: str
    """what wrote it"""
    config: dict[str, Any]
    """with every default and every drawn weight: it reproduces the run"""
    conventions: Conventions
    """what signs and words mean here"""
    data: Data | UnsetType = UNSET
    """where samples come from that are from a file; they are in the config, scaled already"""
    columns: list[Column] | UnsetType = UNSET
    """the values of every iteration, in order of computation; of a small network"""
    families: list[ColumnFamily] | UnsetType = UNSET
    """the same of a large one"""


class Iteration(Struct, frozen=True, tag_field="record", tag="iteration"):
    """One iteration."""

    iteration: int
    """which one, counting from 1"""
    epoch: int
    """which one it belongs to, counting from 1"""
    samples: tuple[int, ...]
    """which ones it saw, counting from 1"""
    values: Mapping[str, float | None] | Struct
    """by name; null is what is not finite, or of a sample that a smaller last batch has not"""
    E_all: float | UnsetType = UNSET
    """at the end of an epoch of several samples: E summed over all, after the update"""
    not_finite: NotFinite = UNSET
    """what values are that are null because they are not finite"""


class Divergence(Struct, frozen=True):
    """Which value stopped being finite, and when."""

    iteration: int
    """in which it did"""
    name: str
    """of the value"""
    value: str
    """what it became: `inf`, `-inf` or `nan`"""


class Summary(Struct, frozen=True, tag_field="record", tag="summary"):
    """How it ended."""

    iterations: int
    """how many are complete"""
    E: float
    """of the last iteration's samples, after its update"""
    E_all: float
    """summed over all samples"""
    values: Mapping[str, float]
    """the parameters and the optimizer's states: enough to go on training"""
    samples: list[SampleResult]
    """what comes out of each sample in the end"""
    accuracy: Accuracy | UnsetType = UNSET
    """where the network tells classes apart: how often it is right"""
    diverged: Divergence | UnsetType = UNSET
    """what ended training early, if a value did"""
    interrupted: bool | UnsetType = UNSET
    """whether somebody ended it early"""
    not_finite: NotFinite = UNSET
    """what values are that are null because they are not finite"""


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
