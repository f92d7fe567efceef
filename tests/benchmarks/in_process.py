"""What the library itself takes: streams of values, a derivation, one gradient, an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from math import isclose

from msgspec.json import Encoder

import bptrace
from bptrace import run
from bptrace.algebra.evaluate import Values, evaluate
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.config.experiment import Experiment
from bptrace.network.build import build_step
from bptrace.network.values import sample_values, scalars_of, start_values
from bptrace.trace.rows import iteration_of
from bptrace.trace.selection import parse_selection
from bptrace.trace.trace import Trace
from bptrace.trace.writers import write_json_lines
from tests.benchmarks import plain
from tests.benchmarks.measure import (
    Row,
    against_limit,
    against_number,
    against_yardstick,
    beyond,
)
from tests.benchmarks.networks import DIGITS, drawn
from tests.support.networks import resolved, trace_of

ITERATIONS = 10_000


def in_process() -> Iterator[Row]:
    yield from stream_of_values()
    yield from recording_with_torch()
    yield from json_lines()
    yield from large_network()
    yield from explanation()


def stream_of_values() -> Iterator[Row]:
    """All values of the worked example, against a plain program that records nothing."""
    what = f"2-2-2, {ITERATIONS:,} iterations, all values as a stream"
    ours = partial(consume, run("mazur"))
    yield against_yardstick(what, ours, plain_program, limit=0.6, repeats=25)


def consume(trace: Trace) -> None:
    for record in trace:
        record.row  # noqa: B018 - all values of the iteration, by place


def plain_program() -> None:
    network = plain.worked_example()  # type: ignore[no-untyped-call]  # published without types
    plain.train(network, [0.05, 0.10], [0.01, 0.99], ITERATIONS)  # type: ignore[no-untyped-call]


def recording_with_torch() -> Iterator[Row]:
    """The same, against PyTorch with hooks, where it is installed."""
    if find_spec("torch") is None:
        return
    from tests.benchmarks import torch_hooks  # noqa: PLC0415  # not everybody has it

    trace = run("mazur")
    recorded = torch_hooks.train(1)
    assert isclose(recorded["dE_dW_o"][0], trace[1]["dE_dw5"], rel_tol=1e-14)
    yield against_yardstick(
        "… against PyTorch, which records with hooks",
        partial(consume, trace),
        partial(torch_hooks.train, ITERATIONS),
        limit=1 / 40,
        repeats=3,
    )


def json_lines() -> Iterator[Row]:
    """The same as JSON Lines, against training and encoding the same records, which are there."""
    trace = run("mazur")
    records = list(map(iteration_of, trace))

    def yardstick() -> None:
        consume(trace)
        encode = Encoder().encode
        for record in records:
            encode(record)

    what = f"2-2-2, {ITERATIONS:,} iterations as JSON Lines"
    ours = partial(write_json_lines, trace, parse_selection("all"), len)
    yield against_yardstick(what, ours, yardstick, limit=1.5, repeats=7)


def large_network() -> Iterator[Row]:
    """A network of 784-15-10: its equations, and one of its 11,910 gradients."""
    experiment = resolved(drawn(*DIGITS, samples=1))
    step = build_step(experiment)
    yield against_limit(
        "784-15-10, derive the step", partial(build_step, experiment), limit=0.050, repeats=25
    )
    gradient = partial(one_gradient, experiment, step)
    yield against_limit("… one weight's gradient", gradient, limit=0.3, repeats=5)
    yield against_number("… instances made for it", len(gradient()), limit=199, unit="")


def one_gradient(experiment: Experiment, step: Step) -> Values:
    """Everything that the gradient of the weight from input 301 to h8 takes."""
    given = {**start_values(experiment, step), **sample_values(experiment)}
    known = dict(scalars_of(step, given))
    return evaluate(step, Reference("dE_dW_h", (0, 7, 300)), known)


def explanation() -> Iterator[Row]:
    """What it takes to explain a weight of iteration 1000, beyond getting there."""
    config = drawn(*DIGITS, samples=100, iterations=1000)

    def explained() -> None:
        trace = trace_of(config)
        trace[1000]
        bptrace.explain(trace, "w1", iteration=1000)._repr_html_()

    def replayed() -> None:
        trace_of(config)[1000]

    what = "784-15-10, explain w1 of iteration 1000"
    yield beyond(what, explained, replayed, limit=0.5, repeats=5)
