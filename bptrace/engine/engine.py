"""What an engine is: it compiles steps, and says in which form their programs take values.

States, samples and records are tuples of floats in one engine, of arrays in the other; whoever
trains hands them on and never looks inside.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.engine.columns import Columns
from bptrace.network.values import ByFamily

Packed = Any
"""Values of several families in an engine's own form."""

Row = Sequence[float]
"""A record: one value a column. A FamilyRow has them as arrays, too."""

Program = Callable[[Packed, Packed, Iterable[Packed], bool], Generator[Row, None, Packed | None]]
"""iterations(state, fixed, rows, recorded): one iteration for each row of samples. Yields a record
each, if they are to be recorded; returns the state after the last one, or None where E or a state
stopped being finite: after that record, or somewhere among the rows if none is recorded."""

Samples = Mapping[str, Sequence[Sequence[float]]]
"""Inputs and targets by family, one row a sample."""

Results = Iterator[tuple[Sequence[float], float]]
"""The outputs of one sample after the other, each with the E of the sample."""

Evaluation = Callable[[Packed, Packed, Sequence[int]], Results]
"""results(state, fixed, places), of the samples at those places."""


class Engine(Protocol):
    """A way to compute the values of a step.

    pays_for_records: whether a program that records less is faster. values_in_a_chunk: so many
    values are computed in one go, some tenths of a second, before somebody is asked whether to go
    on.
    """

    name: str
    pays_for_records: bool
    values_in_a_chunk: int

    def program(self, step: Step, columns: Columns) -> Program:
        """The iterations of a step, with records of those columns."""

    def evaluation(
        self, steps: Callable[[int], Step], outputs: str, samples: Samples
    ) -> Evaluation:
        """The forward pass. steps: of so many samples; outputs: the family of the outputs."""

    def packed(self, step: Step, names: Iterable[str], values: ByFamily) -> Packed:
        """The values of families, as a program takes them."""

    def unpacked(
        self, step: Step, names: Iterable[str], packed: Packed
    ) -> Iterator[tuple[Reference, float]]:
        """Every scalar of the families with its value."""

    def with_value(
        self, step: Step, names: Iterable[str], packed: Packed, reference: Reference, value: float
    ) -> Packed:
        """The values of families with another one of a scalar among them."""

    def rows(self, step: Step, samples: Samples) -> Callable[[tuple[int, ...]], Packed]:
        """What makes a row, for a step, of the samples at some places."""
