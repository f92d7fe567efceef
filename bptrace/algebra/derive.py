"""Forward equations -> the same step with its backward equations: reverse-mode differentiation.

One walk over the equations in reverse. An equation `v = f(…u…)` adds to the gradient of each
variable u that it uses

    (gradient of v) · (local partial ∂v/∂u), summed over the indices that u lacks

so a fan-out into several neurons, a bias shared by a layer, tied weights and a batch are the same
sum. Written once a family, whatever its size. (Griewank & Walther, Evaluating Derivatives, 3.2.)

Local partials through a function get an equation of their own (`dout_o_dnet_o`); those of sums and
products are read off the equation (`∂net/∂w = out`), named beside it, and need no computation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from bptrace.algebra.expressions import (
    MINUS_ONE,
    ONE,
    Apply,
    Expression,
    Index,
    Product,
    Reference,
    Sum,
    SumOver,
    factors_of,
    references_in,
)
from bptrace.algebra.names import Entry, Spelling
from bptrace.algebra.steps import Equation, Family, Given, Phase, Step
from bptrace.algebra.substitute import rename

GRADIENT, LOCAL, SHARE = "gradient", "local", "share"


class Named(Struct, frozen=True):
    """What a derivative is called, as ∂E/∂net is called delta."""

    name: str
    spelling: Spelling
    role: str


class Use(NamedTuple):
    """One occurrence of a variable in an equation, and the partial with respect to it."""

    variable: Reference
    partial: Expression
    summed: tuple[Index, ...]
    through_function: bool


def gradients(
    step: Step,
    of: str,
    with_respect_to: Iterable[str],
    kept: Index,
    named: Mapping[str, Named] | None = None,
) -> Step:
    """The step with equations for d`of`/dv appended, for every v that matters.

    of: the family that is differentiated, `E`.
    with_respect_to: the given families whose gradients are wanted; whatever lies between them and
        `of` is differentiated too.
    kept: the index that gradients are never summed over: the sample.
    named: families whose gradients have names of their own.
    """
    return _Walk(step, of, frozenset(with_respect_to), kept, named or {}).derive()


class _Walk:
    """The state of one walk: gradients known so far, and equations in the order they came."""

    def __init__(
        self,
        step: Step,
        of: str,
        wanted: frozenset[str],
        kept: Index,
        named: Mapping[str, Named],
    ) -> None:
        self.step = step
        self.of = of
        self.wanted = wanted
        self.kept = kept
        self.named = named
        self.relevant = _depending_on(wanted, step)
        self.gradient: dict[str, Expression] = {of: ONE}
        self.contributions: dict[str, list[tuple[Expression, Equation]]] = {}
        self.equations: list[Equation] = []

    def derive(self) -> Step:
        first_used_in = _givens_by_first_use(self.step)
        for equation in reversed(self.step.equations):
            if equation.name not in self.relevant:
                continue
            self._finish(equation)
            for use in _uses_by_variable(equation):
                if use.variable.name in self.relevant and equation.name in self.gradient:
                    self._contribute(equation, use)
            for given in first_used_in.get(equation.name, ()):
                if given.name in self.wanted:
                    self._finish(given)
        return self.step.with_equations(*self.equations)

    def _finish(self, family: Family) -> None:
        """All uses of a family are known: its gradient is their sum."""
        shares = self.contributions.pop(family.name, [])
        if not shares:
            return
        if all(share == ONE for share, _ in shares) and len(shares) == 1:
            self.gradient[family.name] = ONE
            return
        at = (self.kept, *(index for index in family.at if index != self.kept))
        terms = tuple(share for share, _ in reversed(shares))
        right = terms[0] if len(terms) == 1 else Sum(terms)
        whole = _backward(self._gradient_name(family), at, family.layer, right)
        self.equations += [_share(whole, *each) for each in shares if _is_shared_out(*each)]
        self.equations.append(whole)
        self.gradient[family.name] = whole.reference

    def _contribute(self, equation: Equation, use: Use) -> None:
        partial = self._name_partial(equation, use)
        body = times(self.gradient[equation.name], partial)
        family = self.step.family(use.variable.name)
        own = _indices(use.variable)
        lacking = [
            index
            for index in (*equation.at, *use.summed)
            if index not in own and index != self.kept
        ]
        for index in reversed(lacking):
            body = SumOver(index, body)
        body = rename(body, dict(zip(own, family.at, strict=True)))
        self.contributions.setdefault(family.name, []).append((body, equation))

    def _name_partial(self, equation: Equation, use: Use) -> Expression:
        """The partial as the chain rule uses it; named where it is worth a name."""
        own = _indices(use.variable)
        upstream_is_one = self.gradient[equation.name] == ONE
        worth_a_name = use.through_function or isinstance(use.partial, Reference)
        has_a_name = all(index in (*own, *equation.at) for index in use.summed)
        if upstream_is_one or not worth_a_name or not has_a_name:
            return use.partial
        names = self.step.names
        name = f"d{equation.name}_d{use.variable.name}"
        at = (
            *equation.at,
            *(index for index in own if index not in equation.at),
        )
        spelled_use = names.spelling(use.variable.name)
        spelling: Spelling = ("d", *names.spelling(equation.name), "_d", *spelled_use)
        local = Named(name, spelling, LOCAL)
        self.equations.append(_backward(local, at, equation.layer, use.partial))
        return Reference(name, at) if use.through_function else use.partial

    def _gradient_name(self, family: Family) -> Named:
        prefix = f"d{self.of}_d"
        default = Named(f"{prefix}{family.name}", (prefix, *family.spelling), GRADIENT)
        return self.named.get(family.name, default)


def _backward(
    named: Named, at: tuple[Index, ...], layer: str | None, right: Expression
) -> Equation:
    return Equation(named.name, at, Phase.BACKWARD, named.role, layer, named.spelling, right=right)


def _is_shared_out(contribution: Expression, user: Equation) -> bool:
    """Does it reach the variable through several neurons, each with a factor of its own?"""
    return (
        isinstance(contribution, SumOver)
        and contribution.index in user.at
        and isinstance(contribution.body, Product)
    )


def _share(whole: Equation, contribution: Expression, user: Equation) -> Equation:
    """What reaches a variable through one neuron that it feeds: a term of the sum, by name."""
    assert isinstance(contribution, SumOver)
    entry = Entry(*_axis_entry(user.spelling, contribution.index))
    named = Named(f"{whole.name}_via_{entry.table}", (*whole.spelling, "_via_", entry), SHARE)
    at = (*whole.at, contribution.index)
    return _backward(named, at, whole.layer, contribution.body)


def times(left: Expression, right: Expression) -> Expression:
    """A product without factors of 1, its minus sign in front."""
    factors = [each for each in (*factors_of(left), *factors_of(right)) if each != ONE]
    unsigned = [each for each in factors if each != MINUS_ONE]
    is_negative = (len(factors) - len(unsigned)) % 2 == 1
    product = _product(unsigned)
    return -product if is_negative else product


def uses(expression: Expression, own: Expression) -> Iterator[Use]:
    """Every occurrence of a variable in an expression, with the partial with respect to it.

    own: what has the expression's value by name, so that partials can be written as people do:
        out·(1 − out), not σ(net)·(1 − σ(net)).
    """
    match expression:
        case Reference():
            yield Use(expression, ONE, (), through_function=False)
        case Sum(terms):
            for term in terms:
                yield from uses(term, term)
        case Product(factors):
            for place, factor in enumerate(factors):
                others = factors[:place] + factors[place + 1 :]
                for use in uses(factor, factor):
                    yield use._replace(partial=times(_product(others), use.partial))
        case SumOver(index, body):
            for use in uses(body, body):
                yield use._replace(summed=(index, *use.summed))
        case Apply(function, arguments):
            for argument, partial in zip(arguments, function.partials, strict=True):
                outer = partial(own, *arguments)
                for use in uses(argument, argument):
                    chained = times(outer, use.partial)
                    yield use._replace(partial=chained, through_function=True)
        case _:
            return


def _product(factors: Sequence[Expression]) -> Expression:
    match factors:
        case []:
            return ONE
        case [factor]:
            return factor
        case _:
            return Product(tuple(factors))


def _indices(variable: Reference) -> tuple[Index, ...]:
    """Forward equations are over whole families: no position in them is fixed."""
    indices = tuple(each for each in variable.at if isinstance(each, str))
    assert len(indices) == len(variable.at), variable
    return indices


def _uses_by_variable(equation: Equation) -> list[Use]:
    """The uses of an equation, those of one and the same scalar put together."""
    together: dict[tuple[Reference, tuple[Index, ...]], Use] = {}
    for use in uses(equation.right, equation.reference):
        key = (use.variable, use.summed)
        together[key] = _put_together(together[key], use) if key in together else use
    return list(together.values())


def _put_together(before: Use, use: Use) -> Use:
    return use._replace(
        partial=before.partial + use.partial,
        through_function=before.through_function or use.through_function,
    )


def _depending_on(wanted: frozenset[str], step: Step) -> frozenset[str]:
    relevant = set(wanted)
    for equation in step.equations:
        if any(each.name in relevant for each in references_in(equation.right)):
            relevant.add(equation.name)
    return frozenset(relevant)


def _givens_by_first_use(step: Step) -> dict[str, list[Given]]:
    """For every equation, the given families that no equation before it uses."""
    unused = {each.name: each for each in step.givens}
    first: dict[str, list[Given]] = {}
    for equation in step.equations:
        for name in dict.fromkeys(each.name for each in references_in(equation.right)):
            if name in unused:
                first.setdefault(equation.name, []).append(unused.pop(name))
    return first


def _axis_entry(spelling: Spelling, index: Index) -> tuple[str, tuple[Index, ...]]:
    """The table that names the positions along an index, as a family along it is spelled."""
    for part in spelling:
        if isinstance(part, Entry) and part.at == (index,):
            return part.table, part.at
    raise LookupError(f"no name for the positions of {index!r} in {spelling!r}")
