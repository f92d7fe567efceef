"""What the library itself takes: a stream of all values, a derivation, one gradient."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bptrace import run
from bptrace.algebra.evaluate import Values, evaluate
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.config.experiment import Experiment
from bptrace.network.build import build_step
from bptrace.network.values import parameter_values, sample_values
from bptrace.trace.trace import Trace
from tests.benchmarks import plain
from tests.benchmarks.measure import Row, against_limit, against_number, against_yardstick
from tests.support.networks import dense, resolved

ITERATIONS = 10_000
DIGITS = (784, 15, 10)
"""A network for handwritten digits."""


def in_process() -> Iterator[Row]:
    yield from stream_of_values()
    yield from large_network()


def stream_of_values() -> Iterator[Row]:
    """All values of the worked example, against a plain program that records nothing."""
    trace = run("mazur")
    what = f"all values of {ITERATIONS:,} iterations, as a stream"
    yield against_yardstick(what, partial(consume, trace), plain_program, limit=0.6, repeats=25)


def consume(trace: Trace) -> None:
    for record in trace:
        record.row  # noqa: B018 - all values of the iteration, by place


def plain_program() -> None:
    network = plain.worked_example()  # type: ignore[no-untyped-call]  # published without types
    plain.train(network, [0.05, 0.10], [0.01, 0.99], ITERATIONS)  # type: ignore[no-untyped-call]


def large_network() -> Iterator[Row]:
    """A network of 784-15-10: its equations, and one of its 11,910 gradients."""
    experiment = resolved(dense(*DIGITS))
    step = build_step(experiment)
    yield against_limit(
        "derive the step of 784-15-10", partial(build_step, experiment), limit=0.050, repeats=25
    )
    gradient = partial(one_gradient, experiment, step)
    yield against_limit("one weight's gradient of it", gradient, limit=0.3, repeats=5)
    yield against_number("… instances made for it", len(gradient()), limit=199, unit="")


def one_gradient(experiment: Experiment, step: Step) -> Values:
    """Everything that the gradient of the weight from input 301 to h8 takes."""
    known = {**parameter_values(experiment), **sample_values(experiment, 0)}
    return evaluate(step, Reference("dE_dW_h", (0, 7, 300)), known)
