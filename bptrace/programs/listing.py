"""A plan -> assignments to variables in order: a program before it is written in a language.

One sample an iteration is written out once. A batch is a loop over its samples that adds up E and
the gradients. Where layers are updated one after the other, each sample of a batch is written out:
the layers below see weights that depend on all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from bptrace.algebra.expressions import Expression, Reference, rebuild, references_in
from bptrace.algebra.instances import instantiate
from bptrace.algebra.steps import Equation, Family, Phase
from bptrace.errors import InputError
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE, SAMPLE_INDEX
from bptrace.network.values import scalars_of
from bptrace.programs.functions import Defined, Functions, primitives_in
from bptrace.programs.identifiers import Identifiers, Variables
from bptrace.programs.plan import Plan, reduction_of
from bptrace.programs.words import remark_on

MOST_LINES = 2000
"""A longer program is nothing that anybody reads."""


class Line(Struct, frozen=True):
    """variable = right, over References named as variables."""

    variable: str
    right: Expression


class Block(Struct, frozen=True):
    """The assignments of one family."""

    phase: Phase
    role: str
    remark: str
    lines: tuple[Line, ...]


class Start(Struct, frozen=True):
    """The values that a family begins with. changes: whether iterations change them."""

    role: str
    layer: str | None
    values: tuple[tuple[str, float], ...]
    changes: bool


class Listing(Struct, frozen=True):
    """A program in parts.

    columns: the variables of the inputs and targets of a sample, in order; of all samples of a
    batch one after the other, where each is written out. used: those of them that are of use.
    of_sample: for each sample of a batch; added: what is added up over them; means: of which of
    that the mean is taken. of_iteration: once an iteration. successors: (variable, that of its next
    value). printed: (name in the trace, variable).
    """

    plan: Plan
    columns: tuple[str, ...]
    used: frozenset[str]
    starts: tuple[Start, ...]
    of_sample: tuple[Block, ...]
    added: tuple[Line, ...]
    means: tuple[str, ...]
    of_iteration: tuple[Block, ...]
    successors: tuple[tuple[str, str], ...]
    printed: tuple[tuple[str, str], ...]
    functions: tuple[Defined, ...]

    @property
    def is_loop(self) -> bool:
        """Whether an iteration loops over the samples of a batch."""
        return bool(self.added)

    @property
    def primitives(self) -> frozenset[str]:
        """The names of all primitives, and functions, that are called in it."""
        blocks = (*self.of_sample, *self.of_iteration)
        lines = (*self.added, *(line for block in blocks for line in block.lines))
        bodies = (*(each.right for each in lines), *(each.body for each in self.functions))
        return frozenset[str]().union(*map(primitives_in, bodies))


def listing_of(plan: Plan, reserved: Iterable[str], *, several: bool = True) -> Listing:
    """The listing of a plan in a language with those reserved words.

    several: whether the language's `max` takes more than two numbers.
    Raises InputError where it would be too long.
    """
    return _Lister(plan, reserved, several).listing()


def _check_length(plan: Plan, is_unrolled: bool) -> None:
    """A line for each scalar; in a loop, for each of one sample."""
    step, needed = plan.step, plan.step.needed_for(*plan.wanted)
    length = 0
    for each in step.equations:
        is_added = each.name.endswith(PLACE) and not is_unrolled  # on the line of the sum
        if each.name in needed and not is_added:
            is_repeated = SAMPLE_INDEX in each.at and not is_unrolled
            length += step.count(each) // (step.axes[SAMPLE_INDEX] if is_repeated else 1)
    if length > MOST_LINES:
        raise InputError(
            f"every value on a line of its own would be {length:,} lines, more than anybody reads "
            f"({MOST_LINES:,}): --to numpy has one line for all values of a layer"
        )


class _Lister:
    def __init__(self, plan: Plan, reserved: Iterable[str], several: bool) -> None:
        self._plan = plan
        self._step = plan.step
        self._is_unrolled = plan.places and plan.experiment.update_order == "sequential"
        _check_length(plan, self._is_unrolled)
        if self._is_unrolled and plan.is_ragged:
            raise InputError(
                "with update_order: sequential each sample of a batch is written out, and the last "
                "batch of an epoch is smaller: choose a batch size that divides the samples, or "
                "--to numpy"
            )
        identifiers = Identifiers(reserved)
        self._variables = Variables(self._step, identifiers, placed=self._is_unrolled)
        self._functions = Functions(identifiers, several=several)
        self._rights: dict[Reference, Expression | None] = {}

    def listing(self) -> Listing:
        plan, step = self._plan, self._step
        starts = tuple(self._starts())
        columns = tuple(self._of(each) for each in self._columns)
        of_sample, of_iteration = tuple(self._blocks(True)), tuple(self._blocks(False))
        added = tuple(self._added())
        successors = tuple(self._successors())
        used = {self._of(each) for each in self._needed}
        printed = [ERROR, *plan.new_parameters]
        references = [each for name in printed for each in self._positions(step.family(name))]
        return Listing(
            plan=plan,
            columns=columns,
            used=frozenset(used),
            starts=starts,
            of_sample=of_sample,
            added=added,
            means=tuple(self._of(each) for each in self._means()),
            of_iteration=of_iteration,
            successors=successors,
            printed=tuple(
                (step.names.spell(each).split(PLACE)[0], self._of(each)) for each in references
            ),
            functions=tuple(self._functions.defined),
        )

    @property
    def _is_loop(self) -> bool:
        return self._plan.places and not self._is_unrolled

    def _of(self, reference: Reference) -> str:
        return self._variables.of(reference)

    def _positions(self, family: Family) -> Iterator[Reference]:
        """The scalars of a family; in a loop, those of one sample."""
        places = self._step.positions(family)
        if not self._is_loop or SAMPLE_INDEX not in family.at:
            return places
        sample = family.at.index(SAMPLE_INDEX)
        return (each for each in places if each.at[sample] == 0)

    @cached_property
    def _columns(self) -> list[Reference]:
        """The inputs and targets of each sample."""
        givens = [each for each in self._step.givens if SAMPLE_INDEX in each.at]
        references = [each for given in givens for each in self._positions(given)]
        return sorted(references, key=lambda each: int(each.at[0]))

    def _starts(self) -> Iterator[Start]:
        for given in self._step.givens:
            if given.name in self._plan.start:
                one = {given.name: self._plan.start[given.name]}
                values = tuple(
                    (self._of(each), value)
                    for each, value in scalars_of(self._step, one)
                    if each in self._needed
                )
                if values:
                    changes = given.name in self._step.states
                    yield Start(given.role, given.layer, values, changes)

    def _right(self, reference: Reference) -> Expression | None:
        """What a scalar is equal to, or what is added up to it in a loop; None where it is given.
        Functions are calls by now, which take only what they use."""
        if reference not in self._rights:
            right = self._instance(reference)
            self._rights[reference] = right and self._functions.prepared(right)
        return self._rights[reference]

    def _instance(self, reference: Reference) -> Expression | None:
        equation = self._step.equation(reference.name)
        if equation is None:
            return None
        reduction = reduction_of(equation) if self._is_loop else None
        if reduction is not None:
            own = dict(zip(equation.at, reference.at, strict=True))
            of = self._step.family(reduction.of)
            reference = Reference(of.name, tuple(own.get(index, 0) for index in of.at))
        return instantiate(self._step, reference)

    @cached_property
    def _needed(self) -> frozenset[Reference]:
        """All scalars that it takes to compute what is wanted."""
        wanted = [self._step.family(name) for name in self._plan.wanted]
        stack = [each for family in wanted for each in self._positions(family)]
        needed: set[Reference] = set()
        while stack:
            reference = stack.pop()
            if reference not in needed:
                needed.add(reference)
                stack.extend(references_in(self._right(reference) or reference))
                stack.extend(self._old_of(reference))
        return frozenset(needed)

    def _old_of(self, reference: Reference) -> Iterator[Reference]:
        """A state whose new value is computed is there, whether or not that depends on it."""
        for old, new in self._step.states.items():
            if reference.name == new:
                yield Reference(old, reference.at)

    def _blocks(self, of_sample: bool) -> Iterator[Block]:
        for equation in self._step.equations:
            is_added = self._is_loop and reduction_of(equation) is not None
            in_loop = self._is_loop and SAMPLE_INDEX in equation.at
            if is_added or in_loop != of_sample:
                continue
            lines = tuple(self._lines(self._positions(equation)))
            if lines:
                remark = remark_on(equation, self._plan)
                yield Block(equation.phase, equation.role, remark, lines)

    def _lines(self, references: Iterable[Reference]) -> Iterator[Line]:
        for each in references:
            right = self._right(each) if each in self._needed else None
            if right is not None:
                yield Line(self._of(each), _with_variables(right, self._variables))

    def _added(self) -> Iterator[Line]:
        for equation in self._reductions():
            yield from self._lines(self._positions(equation))

    def _means(self) -> Iterator[Reference]:
        for equation in self._reductions():
            reduction = reduction_of(equation)
            if reduction and reduction.is_mean:
                yield from (each for each in self._positions(equation) if each in self._needed)

    def _reductions(self) -> Sequence[Equation]:
        equations = self._step.equations
        return [each for each in equations if self._is_loop and reduction_of(each) is not None]

    def _successors(self) -> Iterator[tuple[str, str]]:
        for old, new in self._step.states.items():
            for each in self._step.positions(self._step.family(old)):
                yield self._of(each), self._of(Reference(new, each.at))


def _with_variables(expression: Expression, variables: Variables) -> Expression:
    if isinstance(expression, Reference):
        return Reference(variables.of(expression))
    return rebuild(expression, lambda each: _with_variables(each, variables))
