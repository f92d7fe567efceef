"""Iterations in a row: their records, the states between them, and what ends them early.

    start ──chunk──▶ checkpoint ──chunk──▶ checkpoint ──chunk──▶ …

A checkpoint is the state after some iteration. What was not kept is replayed from the nearest one
before it, bit for bit the same. There are at most 64: when they run out every other one goes, and
the stride between them doubles.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from math import isfinite

from bptrace.algebra.expressions import Reference, references_in
from bptrace.algebra.instances import instantiate
from bptrace.engine.scalar import Program, Values
from bptrace.errors import Diverged, Interrupted
from bptrace.network.order import SampleOrder

FIRST_STRIDE = 64
MAX_CHECKPOINTS = 64
MAX_CHECKPOINT_VALUES = 2_000_000
"""Large networks keep fewer checkpoints: about 64 MB of them."""
MAX_CHUNK = 1024
MAX_CHUNK_VALUES = 1_000_000
"""A chunk ends soon enough for somebody who wants to stop or to see how far it got."""


class Training:
    """A compiled step, the values it starts from and the samples it visits in some order.

    Records and states can be asked for in any order, and again: the same values come out.

    reached: how many iterations were run so far, whole chunks at a time. watch: called with that
    number whenever it grows. stopping: once it is set, nothing beyond is run.
    """

    def __init__(
        self,
        program: Program,
        parameters: Mapping[Reference, float],
        samples: Sequence[Mapping[Reference, float]],
        order: SampleOrder,
    ) -> None:
        layout = program.layout
        start = tuple(parameters[each] for each in layout.state)
        self.program = program
        self.fixed_values = {each: parameters[each] for each in layout.fixed}
        self._fixed = tuple(self.fixed_values.values())
        self._rows = [tuple(sample[each] for each in layout.row) for sample in samples]
        self.order = order
        self.reached = 0
        self.watch: Callable[[int], object] = _nobody
        self.stopping = False
        self._checkpoints: dict[int, Values] = {0: start}
        self._room = max(2, min(MAX_CHECKPOINTS, MAX_CHECKPOINT_VALUES // max(len(start), 1)))
        self._chunk = max(1, min(MAX_CHUNK, MAX_CHUNK_VALUES // len(layout.columns)))
        self._stride = FIRST_STRIDE
        self._latest = 0, start
        """Where somebody got to last: who goes on from there runs no iteration twice."""

    def records(self, first: int, last: int) -> Generator[Values, None, Values]:
        """Yields the records of iterations `first` to `last`; returns the state after them.

        Raises Diverged after the record in which E or a new value of the state is not finite, and
        Interrupted where somebody stopped the training.
        """
        state = self.state_after(first - 1)
        state = yield from self._run(state, first - 1, last, recorded=True)
        self._latest = last, state
        return state

    def state_after(self, iterations: int) -> Values:
        """The state after so many iterations; EndedEarly where training ends before."""
        nearest = max(each for each in self._checkpoints if each <= iterations)
        state = self._checkpoints[nearest]
        if nearest < self._latest[0] <= iterations:
            nearest, state = self._latest
        if nearest < iterations:
            state = _end(self._run(state, nearest, iterations, recorded=False))
            self._latest = iterations, state
        return state

    def record_of_sample(self, iteration: int, place: int) -> Values:
        """The record of an iteration as it would be if it saw the sample at a place."""
        state, row = self.state_after(iteration - 1), self._rows[place]
        return next(self.program.iterations(state, self._fixed, [row], True))

    def results(self, state: Values, place: int) -> Values:
        """The outputs and E of one sample at a state."""
        return self.program.forward(state, self._fixed, self._rows[place])

    def error_of_all(self, state: Values) -> float:
        """E_all: E summed over all samples at a state."""
        total = 0.0
        for place in range(len(self._rows)):
            total += self.results(state, place)[-1]
        return total

    def _run(
        self, state: Values, done: int, last: int, recorded: bool
    ) -> Generator[Values, None, Values]:
        while done < last:
            end = min(last, done + self._chunk, (done // self._stride + 1) * self._stride)
            if self.stopping and end > self.reached:
                raise Interrupted(self.reached)
            rows = [self._rows[place] for place in self.order.places(done + 1, end)]
            after = yield from self.program.iterations(state, self._fixed, rows, recorded)
            if after is None:
                raise self._divergence(state, done, rows)
            state, done = after, end
            self._keep(state, done)
            if done > self.reached:
                self.reached = done
                self.watch(done)
        return state

    def _keep(self, state: Values, done: int) -> None:
        if done % self._stride or done in self._checkpoints:
            return
        if len(self._checkpoints) == self._room:
            self._stride *= 2
            kept = self._checkpoints.items()
            self._checkpoints = {at: each for at, each in kept if at % self._stride == 0}
        if done % self._stride == 0:
            self._checkpoints[done] = state

    def _divergence(self, state: Values, done: int, rows: Sequence[Values]) -> Diverged:
        """What to say of a chunk that was not finished."""
        again = self.program.iterations(state, self._fixed, rows, True)
        ((iteration, record),) = deque(enumerate(again, start=done + 1), maxlen=1)
        values = dict(zip(self.program.layout.columns, record, strict=True))
        reference = _first_that_overflowed(self.program, values)
        name = self.program.step.names.spell(reference)
        return Diverged(iteration, name, values[reference])


def _first_that_overflowed(program: Program, values: Mapping[Reference, float]) -> Reference:
    """The first value, in the order of computation, that is not finite and made so one that must
    be. A net of a saturated neuron may be infinite and harm nobody."""
    culprits: set[Reference] = set()
    causes = [next(each for each in program.layout.vital if not isfinite(values[each]))]
    while causes:
        cause = causes.pop()
        culprits.add(cause)
        right = instantiate(program.step, cause)
        used = references_in(right) if right is not None else ()
        causes += (each for each in used if each not in culprits and not isfinite(values[each]))
    return next(each for each in values if each in culprits)


def _nobody(_reached: int) -> None:
    """Who watches where nobody else does."""


def _end(run: Generator[Values, None, Values]) -> Values:
    """The state that a run which records nothing returns."""
    ends: list[Values] = []

    def kept() -> Iterator[Values]:
        ends.append((yield from run))

    deque(kept(), maxlen=0)
    return ends[0]
