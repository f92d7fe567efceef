"""What a run will take, from counts: how much memory, how long, how many bytes written.

Good for telling what is absurd from what is not: within a factor of about three of what was
measured with CPython 3.11 on one core at 2.6 GHz. The constants say of what.
"""

from __future__ import annotations

from msgspec import Struct

from bptrace.errors import Excess, TooMuchError
from bptrace.trace.recorded import RecordedTrace
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace

MOST_MEMORY = 8e9
"""Bytes: what many machines have no more than."""
MOST_SECONDS = 86_400.0
"""A day, of training or of writing."""
MOST_WRITTEN = 200e9
"""Bytes of a file."""

BYTES_COMPILED = 2_500
"""Of memory, for a scalar that is written out as a line of Python: 1,900 in 300 × 300 weights,
2,700 in a batch of 1,000."""
BYTES_RECORDED = 33
"""For a scalar of a record as arrays: 25 to 33 in 2000 × 2000 weights."""
BYTES_A_SAMPLE = 3_500
"""With its results: in a batch of 100,000 samples of two inputs and two targets."""
BYTES_A_NAME = 350
"""For a scalar that is written under its name: 260 to 335."""

BYTES_COMPARED = 1_200
"""For a scalar of two records that are compared by its name: in 1000 × 1000 weights."""

SCALAR_SECONDS = 60e-9
"""A scalar of an iteration, as straight-line Python: 50 to 90 ns."""
ARRAY_SECONDS = 10e-9
"""As arrays: 1 to 20 ns."""


class Writing(Struct, frozen=True):
    """What it takes to write a value: seconds, bytes. most: so many of an iteration at most; tables
    for people show no more of a large network."""

    seconds: float
    bytes: float
    most: float = float("inf")


PAGES = Writing(15e-6, 100, most=2_000)
"""Terminal 13 µs and 45 bytes; Markdown, LaTeX and HTML up to 25 µs and 220 bytes."""
DATA = Writing(0.3e-6, 35)
"""JSON Lines; the other formats take less."""


class Cost(Struct, frozen=True):
    """An estimate: bytes of memory, seconds of training, seconds and bytes of writing."""

    memory: float
    training: float
    writing: float
    written: float


def cost_of(trace: Trace, shown: int, writing: Writing) -> Cost:
    """Of training, and of writing so many iterations."""
    values = len(trace.columns(trace.order.size))
    written = shown * min(values, writing.most)
    names = values if writing is DATA else 0
    return Cost(
        memory=_of_a_step(trace, values)
        + len(trace.experiment.samples) * BYTES_A_SAMPLE
        + names * BYTES_A_NAME,
        training=_of_training(trace, len(trace)),
        writing=written * writing.seconds,
        written=written * writing.bytes,
    )


def _of_training(trace: Trace, iterations: int) -> float:
    """Seconds, of so many iterations."""
    values = len(trace.columns(trace.order.size))
    is_scalar = trace.origin.engine == "scalar"
    return iterations * values * (SCALAR_SECONDS if is_scalar else ARRAY_SECONDS)


def _of_a_step(trace: Trace, values: int) -> float:
    """Memory for the values of an iteration and what computes them."""
    if trace.origin.engine == "scalar":
        return sum(map(trace.step.count, trace.step.families)) * BYTES_COMPILED
    return values * BYTES_RECORDED


def check_cost(trace: Trace, selection: Selection, writing: Writing, *, to_file: bool) -> None:
    """Raises TooMuchError, with the estimate and what to do, where a run takes more memory than
    most machines have, or more than a day, or fills a disk."""
    shown = selection.at_most(len(trace))
    cost = cost_of(trace, shown, writing)
    _check_memory(trace, cost.memory)
    if cost.training > MOST_SECONDS:
        raise TooMuchError(Excess.TRAINING, count=len(trace), seconds=cost.training)
    if cost.writing > MOST_SECONDS or (to_file and cost.written > MOST_WRITTEN):
        raise TooMuchError(Excess.WRITING, count=shown, seconds=cost.writing, memory=cost.written)


def check_comparison(trace: Trace) -> None:
    """Raises TooMuchError, with the estimate, where two records of a trace are too large to be
    compared value by value."""
    _check_memory(trace, len(trace.columns(trace.order.size)) * BYTES_COMPARED)


def _check_memory(trace: Trace, memory: float) -> None:
    if memory > MOST_MEMORY:
        samples, values = trace.order.size, len(trace.columns(trace.order.size))
        raise TooMuchError(Excess.MEMORY, count=values, samples=samples, memory=memory)


def check_reach(trace: Trace, iteration: int) -> None:
    """Raises TooMuchError, with the estimate, where it takes more than a day to train as far as an
    iteration that nobody recorded."""
    seconds = _of_training(trace, iteration)
    if seconds <= MOST_SECONDS:
        return
    if not (isinstance(trace, RecordedTrace) and trace.is_recorded(iteration)):
        raise TooMuchError(Excess.REACHING, count=iteration, seconds=seconds)
