"""A plan -> assignments to arrays in order, one a family, for languages that have arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct, structs

from bptrace.algebra.expressions import Expression, Number, Reference, rebuild
from bptrace.algebra.steps import Equation, Family, Given, Phase, Step
from bptrace.algebra.substitute import rename
from bptrace.engine.numpy_code.families import operation_of
from bptrace.engine.numpy_code.operations import Axes, Held, Operation, axes_of, called
from bptrace.errors import InputError
from bptrace.network.naming import INPUT_INDEX, PLACE, SAMPLE_INDEX
from bptrace.network.values import scalars_of
from bptrace.programs.functions import Functions
from bptrace.programs.identifiers import Identifiers
from bptrace.programs.plan import Plan, reduction_of
from bptrace.programs.words import remark_on

LENGTH = "length"
"""The number of samples in a batch, where that is not always the same."""
MOST_NUMBERS = 1_000_000
"""A program has its weights and samples in its text."""

Nested = float | Sequence["Nested"]


class ArrayLine(Struct, frozen=True):
    """A family and what it is equal to, as an array of those axes."""

    phase: Phase
    remark: str
    family: Equation
    axes: Axes
    operation: Operation


class Families:
    """The families of one program. functions: those that it defines; step: the equations as it has
    them; needed: the names of families that it takes; length: of the last batch, if that varies.

    Raises InputError for more numbers than a text should have.
    """

    def __init__(self, plan: Plan, reserved: Iterable[str]) -> None:
        _check_size(plan)
        identifiers = Identifiers(reserved)
        self.functions = Functions(identifiers)
        self.plan = plan
        self._identifiers = identifiers
        self._names: dict[str, str] = {}
        self.step = self._step()
        self.needed = self.step.needed_for(*plan.wanted, *plan.step.states)

    def variable(self, family: str) -> str:
        """The array, or number, of a family."""
        if family not in self._names:
            name = family.replace(PLACE, "_of_each")
            self._names[family] = self._identifiers.free(name)
        return self._names[family]

    @property
    def masks(self) -> Mapping[str, list[list[int]]]:
        """Which connections of a layer there are, by family."""
        layers = self.plan.experiment.layers
        families = [each for each in self.step.equations if each.role == "net"]
        return {
            _mask_of(family): layer.mask
            for family, layer in zip(families, layers, strict=True)
            if layer.mask is not None and not all(map(all, layer.mask))
        }

    def lengths(self) -> dict[str, str]:
        """How long the axes are, as text."""
        inputs = self.variable(self._given_along(INPUT_INDEX))
        several = {SAMPLE_INDEX: f"len({inputs})"}
        return {index: str(length) for index, length in self.step.axes.items()} | several

    def lines(self) -> Iterator[ArrayLine]:
        """What a program computes, in order."""
        for equation in self.step.equations:
            if equation.name in self.needed:
                operation = self._operation(equation)
                remark = remark_on(equation, self.plan)
                axes = axes_of(self.step, equation)
                yield ArrayLine(equation.phase, remark, equation, axes, operation)

    def starts(self) -> Iterator[tuple[Given, Nested]]:
        """The values that a program begins with: 0 where a connection is missing."""
        for given in self.step.givens:
            if given.name in self.needed and given.name in self.plan.start:
                one = {given.name: self.plan.start[given.name]}
                yield given, _nested(self.step, given, dict(scalars_of(self.step, one)))

    def samples(self) -> Iterator[str]:
        """The families of inputs and targets."""
        return (each.name for each in self.step.givens if SAMPLE_INDEX in each.at)

    def printed(self) -> Iterator[tuple[str, list[str | None]]]:
        """New parameters by family, with the names of all their values; None where a connection is
        missing."""
        for name in self.plan.new_parameters:
            yield name, list(self._names_of(self.step.family(name)))

    def _names_of(self, family: Family) -> Iterator[str | None]:
        names = {each.at: self.step.names.spell(each) for each in self.step.positions(family)}
        ranges = [range(self.step.axes[index]) for index in family.at]
        yield from (names.get(at) for at in product(*ranges))

    def _given_along(self, index: str) -> str:
        return next(each.name for each in self.step.givens if each.at == (SAMPLE_INDEX, index))

    def _operation(self, equation: Equation) -> Operation:
        """0 for a gradient of a connection that is missing."""
        operation = operation_of(self.step, equation)
        pair = next((each for each in self.step.absent if set(each) <= set(equation.at)), None)
        if pair is None or equation.role != "gradient":
            return operation
        mask = Held(name=_mask_of(equation), at=pair, axes=pair)
        return called("multiply", (mask, operation), axes_of(self.step, equation))

    def _step(self) -> Step:
        step = self.plan.step
        equations = [self._prepared(each) for each in step.equations]
        length = Given(LENGTH, (), Phase.GIVEN, LENGTH, None, (LENGTH,))
        return structs.replace(step, givens=(*step.givens, length), equations=tuple(equations))

    def _prepared(self, equation: Equation) -> Equation:
        right = self.functions.prepared(equation.right)
        reduction = reduction_of(equation)
        if reduction is not None:
            of = self.plan.step.equation(reduction.of)
            if of is not None and isinstance(of.right, Reference):
                right = _in_place_of(right, of)
            if reduction.is_mean and self.plan.is_ragged:
                right = rebuild(right, _length_for_number)
        return structs.replace(equation, right=right)


def _mask_of(family: Family) -> str:
    return f"mask_{family.layer}"


def _in_place_of(right: Expression, copy: Equation) -> Expression:
    """What a family is a copy of, in place of it."""
    if isinstance(right, Reference) and right.name == copy.name:
        return rename(copy.right, dict(zip(copy.at, right.at, strict=True)))
    return rebuild(right, lambda each: _in_place_of(each, copy))


def _length_for_number(each: Expression) -> Expression:
    return Reference(LENGTH) if isinstance(each, Number) else each


def _nested(
    step: Step, family: Family, values: Mapping[Reference, float], at: tuple[int, ...] = ()
) -> Nested:
    if len(at) == len(family.at):
        return values.get(Reference(family.name, at), 0.0)
    length = step.axes[family.at[len(at)]]
    return [_nested(step, family, values, (*at, place)) for place in range(length)]


def _check_size(plan: Plan) -> None:
    step = plan.step
    weights = sum(step.count(step.family(name)) for name in plan.start)
    samples = sum(len(rows) * len(rows[0]) for rows in plan.samples.values())
    if weights + samples > MOST_NUMBERS:
        raise InputError(
            f"the program would have {weights + samples:,} numbers in its text, of weights and "
            f"samples; {MOST_NUMBERS:,} are the most: take fewer samples"
        )
