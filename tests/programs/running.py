"""Programs -> what they print, beside what the trace has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from bptrace.errors import EndedEarly
from bptrace.network.error import ERROR
from bptrace.trace.trace import Trace

Printed = dict[tuple[int, str], float]
"""By iteration and name."""


def parsed(text: str) -> Printed:
    """What a program printed: `iteration 1`, then a name and a value a line."""
    printed: Printed = {}
    iteration = 0
    for line in text.splitlines():
        name, value = line.split()
        if name == "iteration":
            iteration = int(value)
        else:
            assert (iteration, name) not in printed
            printed[iteration, name] = float(value.replace("Infinity", "inf"))
    return printed


class Expected(NamedTuple):
    iteration: int
    name: str
    value: float


def expected_of(trace: Trace, iterations: int) -> Iterator[Expected]:
    """E and the new parameters of each iteration, up to where a run diverges."""
    families = [
        trace.step.states[each.name]
        for each in trace.step.givens
        if each.role in {"weight", "bias"} and each.name in trace.step.states
    ]
    for number in range(1, iterations + 1):
        try:
            record = trace[number]
        except EndedEarly:
            return
        names = [
            ERROR,
            *(
                trace.step.names.spell(each)
                for name in families
                for each in trace.step.positions(trace.step.family(name))
            ),
        ]
        for name in names:
            value = record[name]
            if value is None or not math.isfinite(value):
                return
            yield Expected(number, name, value)


def check_printed(
    text: str, trace: Trace, iterations: int, relative: float = 1e-12, absolute: float = 1e-15
) -> None:
    """Every value that the trace has, is printed, and nothing else in those iterations."""
    printed = parsed(text)
    expected = list(expected_of(trace, iterations))
    for iteration, name, value in expected:
        assert printed[iteration, name] == pytest.approx(value, rel=relative, abs=absolute), (
            iteration,
            name,
        )
    assert expected
    whole = {each.iteration for each in expected[:-1]} - {expected[-1].iteration}
    names = {each.name for each in expected}
    assert {name for at, name in printed if at in whole} <= names
