"""The forward pass of an iteration, again and again, each time with one value moved.

What is computed: E, the E of each sample, and what is 0 at each kink.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from bptrace.algebra.expressions import Expression, Reference
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Equation, Family, Step
from bptrace.engine.choice import chosen_engine, engine_called
from bptrace.engine.columns import columns_of_families
from bptrace.explaining.kinks import places_of_kinks
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE, SAMPLE_INDEX
from bptrace.trace.record import Record

Values = Sequence[float]
"""E first, then the E of each sample of a batch, then what is 0 at the kinks."""

KINK = f"kink{PLACE}{PLACE}"
"""What begins with it is no name of a network's, nor of one of its values."""


class Crossing(Struct, frozen=True):
    """What changes its sign while a value moves, at a kink of a function.

    place: what is 0 there. values: its values below, at, and above the value that was moved.
    """

    function: str
    place: Expression
    values: tuple[float, float, float]


class Moving:
    """The values of an iteration's forward pass as functions of one given value of it.

    record: the iteration. unmoved: what the forward pass gives where nothing moves.
    """

    def __init__(self, record: Record) -> None:
        self._full = record.step
        self._functions: dict[str, str] = {}
        forward = _forward_of(record.step)
        kinks = tuple(self._kinks(forward))
        self._step = step = forward.with_equations(*kinks)
        self._columns = columns_of_families(step, [*_errors(step), *kinks])
        self._engine = engine_called(chosen_engine(record.step, "auto"))
        self._program = self._engine.program(step, self._columns)
        self._fixed_names = [each.name for each in step.givens if SAMPLE_INDEX not in each.at]
        self._row_names = [each.name for each in step.givens if SAMPLE_INDEX in each.at]
        fixed = {name: record.family(name) for name in self._fixed_names}
        self._fixed = self._engine.packed(step, self._fixed_names, fixed)
        samples = {name: _rows(record, step.family(name)) for name in self._row_names}
        self._row = self._engine.rows(step, samples)(tuple(range(step.axes[SAMPLE_INDEX])))
        self._first_kink = len(self._columns) - sum(map(step.count, kinks))
        self.unmoved = self._values(self._fixed, self._row)

    def values(self, reference: Reference, value: float) -> Values:
        """The values where a parameter, an input or a target is set to some number."""
        step, fixed, row = self._step, self._fixed, self._row
        change = self._engine.with_value
        if reference.name in self._row_names:
            row = change(step, self._row_names, row, reference, value)
        else:
            fixed = change(step, self._fixed_names, fixed, reference, value)
        return self._values(fixed, row)

    def place_of_error(self, sample: int | None) -> int:
        """Where among the values E is, or the E of a sample of the batch, from 0."""
        if sample is None or self._step.equation(f"{ERROR}{PLACE}") is None:
            return 0
        return self._columns.place_of[Reference(f"{ERROR}{PLACE}", (sample,))]

    def crossings(self, below: Values, above: Values) -> Iterator[Crossing]:
        """The kinks that lie between two places: of functions whose argument changes its sign."""
        first = self._first_kink
        together = zip(below[first:], self.unmoved[first:], above[first:], strict=True)
        for place, values in enumerate(together, start=first):
            if min(values) <= 0.0 <= max(values) and any(values):
                yield self._crossing(self._columns.references[place], values)

    def _crossing(self, kink: Reference, values: tuple[float, float, float]) -> Crossing:
        place = instantiate(self._step, kink)
        assert place is not None
        return Crossing(self._functions[kink.name], place, values)

    def _values(self, fixed: object, row: object) -> Values:
        return list(next(self._program((), fixed, [row], True)))

    def _kinks(self, step: Step) -> Iterator[Equation]:
        for number, (equation, place) in enumerate(places_of_kinks(step)):
            name = f"{KINK}{number}{PLACE}"
            self._functions[name] = _function_of(equation)
            yield structs.replace(
                equation, name=name, spelling=(name, *equation.spelling), right=place, chain=None
            )


def _forward_of(step: Step) -> Step:
    """The equations that E takes, and the givens of those; nothing is trained."""
    needed = step.needed_for(ERROR)
    return structs.replace(
        step,
        givens=tuple(each for each in step.givens if each.name in needed),
        equations=tuple(each for each in step.equations if each.name in needed),
        states={},
    )


def _errors(step: Step) -> Iterator[Family]:
    yield step.family(ERROR)
    of_sample = step.equation(f"{ERROR}{PLACE}")
    if of_sample is not None:
        yield of_sample


def _rows(record: Record, family: Family) -> list[list[float]]:
    """What is given of each sample, a row each."""
    samples, width = (record.step.axes[index] for index in family.at)
    return [
        [record.value(Reference(family.name, (sample, place))) for place in range(width)]
        for sample in range(samples)
    ]


def _function_of(equation: Equation) -> str:
    return equation.right.function.name  # type: ignore[attr-defined, no-any-return]
