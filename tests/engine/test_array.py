"""The array engine computes what the equations say, in place or not, whatever is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import isfinite
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bptrace import api
from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import ZERO, Reference
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Family, Step
from bptrace.algebra.substitute import in_primitives
from bptrace.engine.array import ArrayEngine
from bptrace.engine.columns import columns_of_families
from bptrace.engine.family_row import FamilyRow
from bptrace.errors import Diverged
from bptrace.network.build import build_step
from bptrace.network.values import order_of, sample_values, start_values
from bptrace.trace.record import Record
from bptrace.trace.trace import Origin, Trace
from tests.support.networks import resolved
from tests.support.sizes import size_of
from tests.support.strategies import configs

EXACT = 1e-12

name_of = attrgetter("name")


def trace_by(engine: Any, config: Mapping[str, Any]) -> Trace:
    return api.trace_of(resolved(config), Origin("a test"), engine)


def wrong_values(step: Step, values: Mapping[Reference, float]) -> list[tuple[str, float, float]]:
    """What is not equal to the right side of its equation, over the other values."""
    wrong = []
    for equation in step.equations:
        for reference in step.positions(equation):
            right = in_primitives(instantiate(step, reference) or ZERO)
            expected, found = value_of(right, values.__getitem__), values[reference]
            bound = EXACT * size_of(right, values.__getitem__)
            if isfinite(expected) and isfinite(found) and abs(expected - found) > bound:
                wrong.append((step.names.spell(reference), expected, found))
            if isfinite(expected) != isfinite(found):
                wrong.append((step.names.spell(reference), expected, found))
    return wrong


def values_of(record: Record) -> dict[Reference, float]:
    step = record.step
    return {each: record.value(each) for family in step.families for each in step.positions(family)}


@given(configs(iterations=4))
def test_every_value_is_what_its_equation_says(config: dict[str, Any]) -> None:
    """Within 1e-12 of the sum of the absolute terms; the equation over the engine's own values."""
    with suppress(Diverged):
        for record in trace_by("array", config):
            assert wrong_values(record.step, values_of(record)) == []


class Outcome(NamedTuple):
    """The records of some iterations, each as bytes by family, and the state at the end."""

    records: list[dict[str, bytes]]
    end: list[bytes] | None


class Inputs(NamedTuple):
    """What a program of the array engine takes, of a config's first iterations that see equally
    many samples."""

    step: Step
    state: Any
    fixed: Any
    rows: list[Any]

    def run(
        self, families: Sequence[Family], *, recorded: bool = True, spoiling: bool = False
    ) -> Outcome:
        columns = columns_of_families(self.step, families)
        run = ArrayEngine().program(self.step, columns)(self.state, self.fixed, self.rows, recorded)
        records: list[dict[str, bytes]] = []
        while True:
            try:
                row = next(run)
            except StopIteration as end:
                return Outcome(records, end.value and list(map(bits, end.value)))
            arrays = row.arrays if isinstance(row, FamilyRow) else by_family(families, row)
            records.append({name: bits(array) for name, array in arrays.items()})
            for array in arrays.values():
                if spoiling and isinstance(array, np.ndarray):
                    array.fill(np.nan)

    def bits(self) -> list[bytes]:
        arrays = (*self.state, *self.fixed, *(each for row in self.rows for each in row))
        return list(map(bits, arrays))


def by_family(families: Sequence[Family], row: Sequence[float]) -> dict[str, float]:
    return {family.name: value for family, value in zip(families, row, strict=True)}


def bits(array: Any) -> bytes:
    return np.asarray(array, dtype=np.float64).tobytes()


def inputs_of(config: Mapping[str, Any], iterations: int = 4) -> Inputs:
    experiment = resolved(config)
    step, order, engine = build_step(experiment), order_of(experiment), ArrayEngine()
    start = start_values(experiment, step)
    row = engine.rows(step, sample_values(experiment))
    last = min(iterations, order.last_like(1) or iterations)
    return Inputs(
        step,
        engine.packed(step, [name for name in start if name in step.states], start),
        engine.packed(step, [name for name in start if name not in step.states], start),
        list(map(row, order.batches(1, last))),
    )


@given(configs(iterations=4), st.data())
def test_the_bits_do_not_depend_on_what_is_recorded(
    config: dict[str, Any], data: st.DataObject
) -> None:
    inputs = inputs_of(config)
    families = inputs.step.families
    everything = inputs.run(families)
    some = data.draw(st.lists(st.sampled_from(families), min_size=1, unique_by=name_of))
    chosen = inputs.run(some)
    assert chosen.end == everything.end == inputs.run(some, recorded=False).end
    for record, whole in zip(chosen.records, everything.records, strict=True):
        assert record == {name: whole[name] for name in record}


@given(configs(iterations=4))
def test_a_record_is_the_reader_s_own(config: dict[str, Any]) -> None:
    """Whatever a reader does to it, the next iteration and the samples do not change."""
    inputs = inputs_of(config)
    families, before = inputs.step.families, inputs.bits()
    assert inputs.run(families) == inputs.run(families, spoiling=True)
    assert inputs.bits() == before
