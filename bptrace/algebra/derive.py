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

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, structs

from bptrace.algebra.expressions import (
    ONE,
    Expression,
    Index,
    Product,
    Reference,
    SumOver,
    references_in,
    sum_of,
)
from bptrace.algebra.names import Entry, Spelling, respelled
from bptrace.algebra.partials import Use, times, uses_by_variable
from bptrace.algebra.steps import Equation, Family, Given, Phase, Step
from bptrace.algebra.substitute import rename

GRADIENT, LOCAL, SHARE = "gradient", "local", "share"
PREFIX = "dE_d"
"""What is differentiated is called E in the names of its derivatives."""


class Named(Struct, frozen=True):
    """What a derivative is called, as ∂E/∂net is called delta.

    short: what it is known to be equal to, and evaluated as; None: what the chain rule says.
    """

    name: str
    spelling: Spelling
    role: str
    short: Expression | None = None


def gradients(
    step: Step,
    of: str,
    with_respect_to: Iterable[str],
    kept: Index,
    named: Mapping[str, Named] | None = None,
) -> Step:
    """The step with equations for dE/dv appended, for every v that matters.

    of: the family that is differentiated, E.
    with_respect_to: the given families whose gradients are wanted; whatever lies between them and
        `of` is differentiated too.
    kept: the index that gradients are never summed over: the sample.
    named: families whose gradients have names, or shorter forms, of their own.
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
            for use in uses_by_variable(equation):
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
        terms = tuple(share for share, _ in reversed(shares))
        right = sum_of(terms)
        if _is_constant(right):
            self.gradient[family.name] = right
            return
        at = (self.kept, *(index for index in family.at if index != self.kept))
        named = self._gradient_name(family)
        whole = _backward(named, at, family.layer, right)
        if named.short is not None:
            whole = structs.replace(whole, right=named.short, chain=right)
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
        renamed = _renaming(own, family.at, lacking)
        body = rename(body, renamed)
        for index in reversed(lacking):
            body = SumOver(renamed.get(index, index), body)
        self.contributions.setdefault(family.name, []).append((body, equation))

    def _name_partial(self, equation: Equation, use: Use) -> Expression:
        """The partial as the chain rule uses it; named where it is worth a name."""
        own = _indices(use.variable)
        is_first_link = _is_constant(self.gradient[equation.name])
        worth_a_name = use.through_function or isinstance(use.partial, Reference)
        has_a_name = all(index in (*own, *equation.at) for index in use.summed)
        if is_first_link or not worth_a_name or not has_a_name:
            return use.partial
        names, variable = self.step.names, self.step.family(use.variable.name)
        name = f"d{equation.name}_d{variable.name}"
        at = (*equation.at, *(index for index in own if index not in equation.at))
        indices = dict(zip(variable.at, own, strict=True))
        spelled_use = respelled(names.spelling(variable.name), indices)
        spelling: Spelling = ("d", *names.spelling(equation.name), "_d", *spelled_use)
        local = Named(name, spelling, LOCAL)
        self.equations.append(_backward(local, at, equation.layer, use.partial))
        return Reference(name, at) if use.through_function else use.partial

    def _gradient_name(self, family: Family) -> Named:
        default = Named(f"{PREFIX}{family.name}", (PREFIX, *family.spelling), GRADIENT)
        return self.named.get(family.name, default)


def _backward(
    named: Named, at: tuple[Index, ...], layer: str | None, right: Expression
) -> Equation:
    return Equation(named.name, at, Phase.BACKWARD, named.role, layer, named.spelling, right=right)


def _is_constant(expression: Expression) -> bool:
    return next(references_in(expression), None) is None


def _renaming(
    own: tuple[Index, ...], axes: tuple[Index, ...], lacking: Sequence[Index]
) -> dict[Index, Index]:
    """How a use's indices become those of the variable's family; an index that is summed over and
    has one of their names changes places with it: Σ_k a[k]·J[k,l] of l is Σ_l a[l]·J[l,k] of k."""
    renamed = dict(zip(own, axes, strict=True))
    swapped = {new: old for old, new in renamed.items() if new in lacking}
    return {**renamed, **swapped}


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


def _indices(variable: Reference) -> tuple[Index, ...]:
    """Forward equations are over whole families: no position in them is fixed."""
    indices = tuple(each for each in variable.at if isinstance(each, str))
    assert len(indices) == len(variable.at), variable
    return indices


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
