"""The array engine: a step as NumPy code, compiled; for networks and batches where a line for every
scalar no longer pays.

Values are arrays, one a family, without an axis of the samples where an iteration sees one;
families without axes are floats.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice
from typing import Any

import numpy as np

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Step
from bptrace.engine.columns import Columns
from bptrace.engine.engine import Evaluation, Program, Results, Row, Samples
from bptrace.engine.family_row import FamilyRow
from bptrace.engine.numpy_code.functions import (
    FUNCTIONS,
    SCALARS,
    are_finite,
    copies,
    without,
)
from bptrace.engine.numpy_code.loops import forward_lines, iterations_lines
from bptrace.engine.numpy_code.operations import axes_of
from bptrace.engine.numpy_code.statements import SCALAR
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE, SAMPLE_INDEX
from bptrace.network.values import ByFamily

Arrays = tuple[Any, ...]
"""One a family: an array, or a float."""

Rows = Iterable[Arrays]
Run = Generator[Row, None, Arrays | None]
Iterations = Callable[[Arrays, Arrays, Rows], Run]
Scope = dict[str, Any]
Gap = tuple[tuple[int, ...], int, int, frozenset[tuple[int, int]]]

MOST_SAMPLES_AT_ONCE = 64
"""So many outputs are computed together where somebody asks for those of many samples."""

ITERATIONS_A_BLOCK = 32
"""After so many, states of which there are no records are checked to be finite."""

GLOBALS: Mapping[str, Any] = {
    **{f"_{name}": function for name, function in FUNCTIONS.items()},
    **{f"{SCALAR}{name}": function for name, function in SCALARS.items()},
    "_add_along": np.add.reduce,
    "_are_finite": are_finite,
    "_copies": copies,
    "_copyto": np.copyto,
    "_dot": np.dot,
    "_einsum": np.einsum,
    "_empty": np.empty,
    "_errstate": np.errstate,
    "_float": float,
    "_identity": np.eye,
    "_maximum_along": np.maximum.reduce,
    "_without": without,
}


class ArrayEngine:
    """Compiles steps to functions over tuples of arrays; see `engine.Engine`."""

    name = "array"
    pays_for_records = True
    values_in_a_chunk = 50_000_000

    def __init__(self) -> None:
        self._samples: tuple[Samples, list[Any]] = {}, []
        """Those that were seen last, and their arrays."""

    def program(self, step: Step, columns: Columns) -> Program:
        """The iterations of a step. What is not recorded is computed in place; the values are the
        same, bit for bit, whatever is recorded."""
        families = columns.families
        assert families, "records of an array engine hold whole families"
        quiet = _program_of(step, ())
        recording = _program_of(step, families)
        if not any(axes_of(step, each) for each in families):
            recording = partial(_checked_in_blocks, recording)

        def iterations(state: Arrays, fixed: Arrays, rows: Rows, recorded: bool) -> Run:
            return (recording if recorded else quiet)(state, fixed, rows)

        return iterations

    def evaluation(
        self, steps: Callable[[int], Step], outputs: str, samples: Samples
    ) -> Evaluation:
        """The outputs and E of samples, many at once."""
        most = min(MOST_SAMPLES_AT_ONCE, len(next(iter(samples.values()))))

        @cache
        def forward(length: int) -> Callable[[Arrays, Arrays, tuple[int, ...]], Results]:
            return _forward(steps(length), outputs, self.rows(steps(length), samples))

        def evaluate(state: Arrays, fixed: Arrays, places: Sequence[int]) -> Results:
            length = min(most, len(places))
            for start in range(0, len(places), max(length, 1)):
                some = tuple(places[start : start + length])
                full = some + some[-1:] * (length - len(some))
                yield from islice(forward(length)(state, fixed, full), len(some))

        return evaluate

    def packed(self, step: Step, names: Iterable[str], values: ByFamily) -> Arrays:
        """The values of families, one array each."""
        return tuple(_packed(step, step.family(name), values[name]) for name in names)

    def unpacked(
        self, step: Step, names: Iterable[str], packed: Arrays
    ) -> Iterator[tuple[Reference, float]]:
        """Every scalar of the families with its value."""
        for name, array in zip(names, packed, strict=True):
            for each in step.positions(step.family(name)):
                yield each, float(array[each.at] if each.at else array)

    def with_value(
        self, step: Step, names: Iterable[str], packed: Arrays, reference: Reference, value: float
    ) -> Arrays:
        """The values of families with another one of a scalar among them."""
        return tuple(
            _with_value(step, array, reference, value) if name == reference.name else array
            for name, array in zip(names, packed, strict=True)
        )

    def rows(self, step: Step, samples: Samples) -> Callable[[tuple[int, ...]], Arrays]:
        """What makes the arrays of a batch of the samples at some places."""
        arrays = self._arrays_of(samples)
        if step.axes[SAMPLE_INDEX] == 1:
            return lambda places: tuple(each[places[0]] for each in arrays)
        return lambda places: tuple(each[_selection(places)] for each in arrays)

    def _arrays_of(self, samples: Samples) -> list[Any]:
        if self._samples[0] is not samples:
            arrays = [np.array(each, dtype=np.float64) for each in samples.values()]
            self._samples = samples, arrays
        return self._samples[1]


def _program_of(step: Step, families: Sequence[Family]) -> Iterations:
    """The iterations of a step with records of some families; compiled when they are wanted."""

    @cache
    def compiled() -> Iterations:
        lines, gaps = iterations_lines(step, [each.name for each in families])
        as_record = partial(FamilyRow, step, families)
        program: Iterations = _compiled(lines, gaps, _as_record=as_record)["_iterations"]
        return program

    def iterations(state: Arrays, fixed: Arrays, rows: Rows) -> Run:
        return compiled()(state, fixed, rows)

    return iterations


def _checked_in_blocks(iterations: Iterations, state: Arrays, fixed: Arrays, rows: Rows) -> Run:
    """Iterations whose states are checked after several of them: what is not finite stays so. A
    block that does not end well is run again, one iteration at a time."""
    rows = iter(rows)
    while block := tuple(islice(rows, ITERATIONS_A_BLOCK)):
        records, after = _all_of(iterations(state, fixed, block))
        if after is not None:
            yield from records
            state = after
        else:
            return (yield from _up_to_the_end(iterations, state, fixed, block))
    return state


def _up_to_the_end(iterations: Iterations, state: Arrays, fixed: Arrays, rows: Rows) -> Run:
    """Iterations one at a time, up to the one after which something is not finite."""
    after: Arrays | None = state
    for row in rows:
        if after is None:
            break
        after = yield from iterations(after, fixed, (row,))
    return after


def _all_of(run: Run) -> tuple[list[Row], Arrays | None]:
    records: list[Row] = []
    while True:
        try:
            records.append(next(run))
        except StopIteration as end:
            return records, end.value


def _forward(
    step: Step, outputs: str, row: Callable[[tuple[int, ...]], Arrays]
) -> Callable[[Arrays, Arrays, tuple[int, ...]], Results]:
    """The outputs and E of as many samples as the step sees."""
    is_single = step.axes[SAMPLE_INDEX] == 1
    error = ERROR if step.equation(ERROR + PLACE) is None else ERROR + PLACE
    run = _compiled(*forward_lines(step, (outputs, error)))["_forward"]

    def forward(state: Arrays, fixed: Arrays, places: tuple[int, ...]) -> Results:
        out, errors = run(state, fixed, row(places))
        if is_single:
            return iter([(out, errors)])
        return zip(out, errors.tolist(), strict=True)

    return forward


def _compiled(lines: Iterable[str], gaps: Mapping[str, Gap], **more: Any) -> Scope:
    masks = {name: _mask(*gap) for name, gap in gaps.items()}
    scope: Scope = {**GLOBALS, **masks, **more}
    exec(compile("\n".join(lines), "<a step as NumPy code>", "exec"), scope)
    return scope


def _mask(shape: tuple[int, ...], left: int, right: int, missing: Iterable[tuple[int, int]]) -> Any:
    """True where along two axes of an array there is no connection."""
    lengths = [length if axis in {left, right} else 1 for axis, length in enumerate(shape)]
    mask = np.zeros(lengths, dtype=np.bool_)
    for place in missing:
        at = [0] * len(shape)
        at[left], at[right] = place
        mask[tuple(at)] = True
    return mask


def _packed(step: Step, family: Family, nested: Any) -> Any:
    """The values of a family as an array, 0 where a connection is missing; or as a float."""
    if not family.at:
        return float(nested)
    array = np.array(nested, dtype=np.float64)
    for pair, missing in step.absent.items():
        if set(pair) <= set(family.at):
            left, right = map(family.at.index, pair)
            array[np.broadcast_to(_mask(array.shape, left, right, missing), array.shape)] = 0.0
    return array


def _with_value(step: Step, array: Any, reference: Reference, value: float) -> Any:
    """The array of a family, or the float that it is, with another value at a place."""
    family = step.family(reference.name)
    axes = axes_of(step, family)
    if not axes:
        return value
    changed = array.copy()
    changed[tuple(at for at, axis in zip(reference.at, family.at, strict=True) if axis in axes)] = (
        value
    )
    return changed


def _selection(places: tuple[int, ...]) -> Any:
    """A slice, which copies nothing, where samples lie beside each other."""
    first, last = places[0], places[-1] + 1
    return slice(first, last) if places == tuple(range(first, last)) else list(places)
