"""Iterations in a row: their records, the states between them, and what ends them early.

    start ──chunk──▶ checkpoint ──chunk──▶ checkpoint ──chunk──▶ …

A checkpoint is the state after some iteration. What was not kept is replayed from the nearest one
before it, bit for bit the same. There are at most 64: when they run out every other one goes, and
the stride between them doubles.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cached_property, lru_cache

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.engine.columns import Columns, error_column
from bptrace.engine.engine import Engine, Evaluation, Packed, Program, Results, Row, Samples
from bptrace.errors import Diverged, Interrupted
from bptrace.network.order import SampleOrder
from bptrace.network.values import ByFamily

FIRST_STRIDE = 64
MAX_CHECKPOINTS = 64
MAX_CHECKPOINT_VALUES = 2_000_000
"""Large networks keep fewer checkpoints: about 64 MB of them."""
MAX_CHUNK = 1024


class Training:
    """A step, the values it starts from and the samples it visits in some order.

    Records and states can be asked for in any order, and again: the same values come out.

    columns: what is recorded of an iteration that sees so many samples, and its step. alone: the
    same of an iteration that sees one sample as if there were no batches. outputs: the
    family of what comes out of the network. start: every given value that is no sample's. reached:
    how many iterations were run so far, whole chunks at a time. watch: called with that number
    whenever it grows. stopping: once it is set, nothing beyond is run.
    """

    def __init__(  # noqa: PLR0913  # what training takes, each once
        self,
        engine: Engine,
        columns: Callable[[int], Columns],
        alone: Callable[[], Columns],
        *,
        outputs: str,
        start: ByFamily,
        samples: Samples,
        order: SampleOrder,
    ) -> None:
        self.engine = engine
        self.order = order
        self.samples = len(next(iter(samples.values())))
        self.reached = 0
        self.watch: Callable[[int], object] = _nobody
        self.stopping = False
        self.columns = columns
        self._alone = alone
        self._outputs = outputs
        self._samples = samples
        step = self._step(order.size)
        self.states = [each.name for each in step.givens if each.name in step.states]
        self.constants = [name for name in start if name not in step.states]
        self._fixed = engine.packed(step, self.constants, start)
        state = engine.packed(step, self.states, start)
        self._checkpoints: dict[int, Packed] = {0: state}
        size = sum(step.count(step.family(name)) for name in self.states)
        self._room = max(2, min(MAX_CHECKPOINTS, MAX_CHECKPOINT_VALUES // max(size, 1)))
        values = engine.values_in_a_chunk // len(self.columns(order.size))
        self._chunk = max(1, min(MAX_CHUNK, values))
        self._stride = FIRST_STRIDE
        self._latest = 0, state
        """Where somebody got to last: who goes on from there runs no iteration twice."""

    def records(self, first: int, last: int) -> Generator[Row, None, Packed]:
        """Yields the records of iterations `first` to `last`; returns the state after them.

        Raises Diverged after the record in which E or a new value of the state is not finite, and
        Interrupted where somebody stopped the training.
        """
        return (yield from self._recorded(first, last, self._everything))

    def errors(self, first: int, last: int) -> Iterator[float]:
        """E of iterations `first` to `last`, and nothing else recorded; raises as `records`."""
        for (error,) in self._recorded(first, last, self._errors):
            yield error

    def _recorded(
        self, first: int, last: int, programs: Callable[[int], Program]
    ) -> Generator[Row, None, Packed]:
        state = self.state_after(first - 1)
        state = yield from self._run(state, first - 1, last, programs, recorded=True)
        self._latest = last, state
        return state

    def state_after(self, iterations: int) -> Packed:
        """The state after so many iterations; EndedEarly where training ends before."""
        nearest = max(each for each in self._checkpoints if each <= iterations)
        state = self._checkpoints[nearest]
        if nearest < self._latest[0] <= iterations:
            nearest, state = self._latest
        if nearest < iterations:
            programs = self._errors if self.engine.pays_for_records else self._everything
            state = _end(self._run(state, nearest, iterations, programs, recorded=False))
            self._latest = iterations, state
        return state

    def values_after(self, iterations: int) -> Iterator[tuple[Reference, float]]:
        """What is the same for all samples: states after so many iterations, and what is fixed."""
        state, step = self.state_after(iterations), self._step(self.order.size)
        yield from self.engine.unpacked(step, self.constants, self._fixed)
        yield from self.engine.unpacked(step, self.states, state)

    def _step(self, length: int) -> Step:
        """The step of an iteration that sees so many samples."""
        return self.columns(length).step

    @cached_property
    def _everything(self) -> Callable[[int], Program]:
        """The program for so many samples that records all its columns."""
        return lru_cache(maxsize=None)(
            lambda length: self.engine.program(self._step(length), self.columns(length))
        )

    @cached_property
    def _errors(self) -> Callable[[int], Program]:
        """The program for so many samples that records E."""

        def compiled(length: int) -> Program:
            step = self._step(length)
            return self.engine.program(step, error_column(step))

        return lru_cache(maxsize=None)(compiled)

    @cached_property
    def _rows(self) -> Callable[[int], Callable[[tuple[int, ...]], Packed]]:
        """What makes rows of so many samples."""
        return lru_cache(maxsize=None)(
            lambda length: self.engine.rows(self._step(length), self._samples)
        )

    def record_of_sample(self, iteration: int, place: int) -> Row:
        """The record of an iteration as it would be if it saw the sample at a place only."""
        columns, state = self._alone(), self.state_after(iteration - 1)
        row = self.engine.rows(columns.step, self._samples)((place,))
        program = self.engine.program(columns.step, columns)
        return next(program(state, self._fixed, [row], True))

    def record_from(self, iteration: int, states: ByFamily) -> Row:
        """The record of an iteration as it would be if it started with other values of all
        states."""
        length = self.order.length(iteration)
        state = self.engine.packed(self._step(length), self.states, states)
        rows = self._rows_of(iteration - 1, iteration)
        return next(self._everything(length)(state, self._fixed, rows, True))

    def results(self, state: Packed, places: Sequence[int]) -> Results:
        """The outputs of samples at a state, each with the E of the sample."""
        return self._evaluation(state, self._fixed, places)

    def error_of_all(self, state: Packed) -> float:
        """E_all: E summed over all samples at a state."""
        total = 0.0
        for _, error in self.results(state, range(self.samples)):
            total += error
        return total

    @cached_property
    def _evaluation(self) -> Evaluation:
        return self.engine.evaluation(
            lambda length: self._alone().step if length == 1 else self._step(length),
            self._outputs,
            self._samples,
        )

    def _run(
        self,
        state: Packed,
        done: int,
        last: int,
        programs: Callable[[int], Program],
        *,
        recorded: bool,
    ) -> Generator[Row, None, Packed]:
        while done < last:
            end = self._end_of_chunk(done, last)
            if self.stopping and end > self.reached:
                raise Interrupted(self.reached)
            length = self.order.length(end)
            rows = self._rows_of(done, end)
            after = yield from programs(length)(state, self._fixed, rows, recorded)
            if after is None:
                raise self._divergence(state, done, end)
            state, done = after, end
            self._keep(state, done)
            if done > self.reached:
                self.reached = done
                self.watch(done)
        return state

    def _rows_of(self, done: int, end: int) -> list[Packed]:
        """What the iterations of a chunk see; all of them see equally many samples."""
        row = self._rows(self.order.length(end))
        if self.samples == 1:
            return [row((0,))] * (end - done)
        return list(map(row, self.order.batches(done + 1, end)))

    def _end_of_chunk(self, done: int, last: int) -> int:
        """A chunk ends at a checkpoint, and where iterations begin to see more or fewer samples."""
        end = min(last, done + self._chunk, (done // self._stride + 1) * self._stride)
        alike = self.order.last_like(done + 1)
        return end if alike is None else min(end, alike)

    def _keep(self, state: Packed, done: int) -> None:
        if done % self._stride or done in self._checkpoints:
            return
        if len(self._checkpoints) == self._room:
            self._stride *= 2
            kept = self._checkpoints.items()
            self._checkpoints = {at: each for at, each in kept if at % self._stride == 0}
        if done % self._stride == 0:
            self._checkpoints[done] = state

    def _divergence(self, state: Packed, done: int, end: int) -> Diverged:
        """What to say of a chunk that was not finished."""
        from bptrace.engine.divergence import first_that_overflowed  # noqa: PLC0415  # start-up time

        length = self.order.length(end)
        again = self._everything(length)(state, self._fixed, self._rows_of(done, end), True)
        ((iteration, record),) = deque(enumerate(again, start=done + 1), maxlen=1)
        columns = self.columns(length)
        reference, value = first_that_overflowed(
            columns.step, lambda each: columns.value(record, each)
        )
        return Diverged(iteration, columns.step.names.spell(reference), value)


def _nobody(_reached: int) -> None:
    """Who watches where nobody else does."""


def _end(run: Generator[Row, None, Packed]) -> Packed:
    """The state that a run which records nothing returns."""
    ends: list[Packed] = []

    def kept() -> Iterator[Row]:
        ends.append((yield from run))

    deque(kept(), maxlen=0)
    return ends[0]
