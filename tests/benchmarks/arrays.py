"""The array engine, against loops that somebody wrote by hand for one network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from bptrace.config.experiment import Experiment
from bptrace.network.naming import label_layers
from bptrace.network.values import sample_values, start_values
from bptrace.trace.trace import Trace
from tests.benchmarks import numpy_loops
from tests.benchmarks.measure import Row, against_yardstick
from tests.benchmarks.networks import DIGITS, RATE, classifier, drawn
from tests.support.networks import trace_of

ONE_BY_ONE, IN_BATCHES, BATCH = 1000, 200, 32

Arrays = list[Any]


def arrays() -> Iterator[Row]:
    yield from one_sample()
    yield from mini_batch()


def one_sample() -> Iterator[Row]:
    """784-15-10, a sample an iteration."""
    trace = trace_of(drawn(*DIGITS, samples=100, iterations=ONE_BY_ONE))
    loop = partial(by_hand, numpy_loops.one_sample, trace, RATE, ONE_BY_ONE)
    assert np.allclose(loop(), errors(trace), rtol=1e-9), "they do not compute the same"
    what = f"784-15-10, {ONE_BY_ONE:,} iterations, E kept, replayable"
    yield against_yardstick(what, partial(errors, trace), loop, limit=1.3, repeats=15)
    what = "… every value of every iteration as arrays"
    yield against_yardstick(what, partial(every_array, trace), loop, limit=3.0, repeats=15)


def mini_batch() -> Iterator[Row]:
    """784-128-10, relu, softmax, cross-entropy, 32 samples an iteration."""
    config = classifier(784, 128, 10, samples=10 * BATCH, batch=BATCH, iterations=IN_BATCHES)
    trace = trace_of(config)
    loop = partial(by_hand, numpy_loops.mini_batch, trace, 0.1, IN_BATCHES, BATCH)
    assert np.allclose(loop(), errors(trace), rtol=1e-9), "they do not compute the same"
    what = f"784-128-10, {IN_BATCHES} batches of {BATCH}, replayable"
    yield against_yardstick(what, partial(errors, trace), loop, limit=1.3, repeats=9)


def errors(trace: Trace) -> list[float]:
    return list(trace.errors())


def every_array(trace: Trace) -> None:
    for record in trace:
        record.row.arrays  # type: ignore[attr-defined]  # noqa: B018 - arrays, by family


def by_hand(loop: Callable[..., Any], trace: Trace, *settings: float) -> Any:
    """The loop on the network and the samples of a trace, from the same weights."""
    parameters, samples = given(trace.experiment, trace)
    return loop(*(each.copy() for each in parameters), *samples, *settings)


def given(experiment: Experiment, trace: Trace) -> tuple[Arrays, Arrays]:
    """The weights and biases, layer by layer, and the inputs and targets."""
    start = start_values(experiment, trace.step)
    layers = label_layers(experiment)
    names = [name for each in layers for name in (each.weights, each.bias)]
    return [np.array(start[name]) for name in names], _arrays(experiment)


def _arrays(experiment: Experiment) -> Arrays:
    return [np.array(each) for each in sample_values(experiment).values()]
