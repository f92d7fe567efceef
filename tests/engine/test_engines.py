"""The two engines agree: a trace holds the same values, whichever computes it.

That each value of either is what its equation says, to 1e-12 of the terms that it is made of, is
tested in test_scalar (bit for bit) and test_array; here, that nothing grows out of the last bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace import api
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.engine.choice import AnyEngine, chosen_engine
from bptrace.errors import Diverged
from bptrace.trace.trace import Origin, Trace
from tests.support.networks import dense, resolved, step_of
from tests.support.strategies import SMOOTH, configs, optimizers


def trace_by(engine: AnyEngine, config: dict[str, Any]) -> Trace:
    return api.trace_of(resolved(config), Origin("a test"), engine)


def scalars(step: Step) -> Iterator[Reference]:
    for family in step.families:
        yield from step.positions(family)


@given(configs(activations=SMOOTH), optimizers(names=("sgd",)))
def test_several_iterations_of_smooth_networks_are_the_same_in_both(
    config: dict[str, Any], optimizer: dict[str, Any]
) -> None:
    """Nothing that has a kink: there, the last bit of net decides which side it is on. Cutting off
    gradients has kinks too, and so have absolute errors."""
    smooth = {key: each for key, each in optimizer.items() if not key.startswith("clip")}
    config = config | {"optimizer": smooth, "loss": "half_squared_error", "iterations": 5}
    with suppress(Diverged):
        for one, other in zip(trace_by("scalar", config), trace_by("array", config), strict=True):
            for each in scalars(one.step):
                expected = pytest.approx(one.value(each), rel=1e-9, abs=1e-12)
                assert other.value(each) == expected, one.step.names.spell(each)


@pytest.mark.parametrize(
    ("sizes", "batch", "chosen"),
    [((2, 2, 2), 1, "scalar"), ((784, 15, 10), 1, "array"), ((10, 10, 10), 32, "array")],
)
def test_auto_takes_what_is_faster(sizes: tuple[int, ...], batch: int, chosen: str) -> None:
    samples = [{"input": [0.5] * sizes[0], "target": [0.5] * sizes[-1]}] * batch
    step = step_of(dense(*sizes, samples=samples, batch={"size": "full"}))
    assert chosen_engine(step, "auto") == chosen


@pytest.mark.parametrize("engine", ["scalar", "array"])
def test_an_engine_can_be_forced_and_the_trace_says_which(engine: AnyEngine) -> None:
    assert trace_by(engine, dense(2, 2, 2)).origin.engine == engine
    assert trace_by(engine, dense(2, 2, 2))[1]["E"] == pytest.approx(
        trace_by("auto", dense(2, 2, 2))[1]["E"], rel=1e-14
    )


@given(st.sampled_from(["scalar", "array"]), configs(iterations=6))
def test_e_alone_is_what_the_records_have(engine: AnyEngine, config: dict[str, Any]) -> None:
    with suppress(Diverged):
        errors = list(trace_by(engine, config).errors())
        assert errors == [record["E"] for record in trace_by(engine, config)]
