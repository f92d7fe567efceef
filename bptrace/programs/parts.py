"""Vector functions, such as softmax, as equations: their sums and largest components have names.

    out_o[s,k] = softmax(net_o[s,k])

becomes

    largest_o[s]  = max over k: net_o[s,k]
    exp_o[s,k]    = exp(net_o[s,k] - largest_o[s])
    sum_exp_o[s]  = sum over k: exp_o[s,k]
    out_o[s,k]    = exp_o[s,k] / sum_exp_o[s]

What is the same in several equations is computed once.
"""

from __future__ import annotations

from msgspec import structs

from bptrace.algebra.expressions import (
    Apply,
    Expression,
    Index,
    Largest,
    Reference,
    SumOver,
    children_of,
    rebuild,
)
from bptrace.algebra.names import Entry, Spelling
from bptrace.algebra.steps import Equation, Step
from bptrace.algebra.substitute import rename, written_out
from bptrace.network.batches import AT_PLACE
from bptrace.network.naming import PLACE, SAMPLE_INDEX

LARGEST, POWERS, TOTAL = "largest", "exp", "sum_exp"
"""The roles of the parts, and what their names begin with."""


def with_named_parts(step: Step) -> Step:
    """The step without vector functions; the same values, bit for bit."""
    parts = _Parts(step)
    equations = [each for old in step.equations for each in parts.of(old)]
    names = step.names.with_spellings(
        (each.reference, each.spelling) for each in parts.known.values()
    )
    return structs.replace(step, equations=tuple(equations), names=names)


class _Parts:
    """known: the equations of parts, by what they are equal to."""

    def __init__(self, step: Step) -> None:
        self.known: dict[Expression, Equation] = {}
        self._taken = {each.name for each in step.families}
        self._new: list[Equation] = []

    def of(self, equation: Equation) -> list[Equation]:
        """The equation, after those of the parts that are new in it."""
        call = equation.right
        if not isinstance(call, Apply) or call.along is None:
            return [equation]
        self._new = []
        own, other = call.along
        right = self._named(evaluated(call), equation, own, other)
        return [*self._new, structs.replace(equation, right=right)]

    def _named(
        self, expression: Expression, equation: Equation, own: Index, other: Index
    ) -> Expression:
        match expression:
            case Largest(_, body):
                right = Largest(own, rename(body, {other: own}))
                return self._part(LARGEST, right, equation, own)
            case SumOver(_, body):
                term = self._named(rename(body, {other: own}), equation, own, other)
                if not isinstance(term, Reference):
                    term = self._part(POWERS, term, equation, own)
                return self._part(TOTAL, SumOver(own, term), equation, own)
            case _:
                inner = rebuild(expression, lambda each: self._named(each, equation, own, other))
                return self._known(inner) or self._as_in_a_sum(inner, equation, own)

    def _as_in_a_sum(self, expression: Expression, equation: Equation, own: Index) -> Expression:
        """A power has the name that it has as a term of the sum."""
        is_power = isinstance(expression, Apply) and expression.function.name == POWERS
        return self._part(POWERS, expression, equation, own) if is_power else expression

    def _known(self, expression: Expression) -> Expression | None:
        part = self.known.get(expression)
        return part.reference if part else None

    def _part(self, role: str, right: Expression, equation: Equation, own: Index) -> Expression:
        known = self._known(right)
        if known is not None:
            return known
        label = equation.layer or ""
        at = tuple(each for each in equation.at if each != own or _has(right, own))
        entry: Spelling = (Entry(label, (own,)),) if own in at else (label,)
        place = AT_PLACE if PLACE in equation.spelling and SAMPLE_INDEX in at else ()
        part = structs.replace(
            equation,
            name=self._free(f"{role}_{label}"),
            at=at,
            role=role,
            spelling=(f"{role}_", *entry, *place),
            right=right,
            chain=None,
        )
        self.known[right] = part
        self._new.append(part)
        return part.reference

    def _free(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def evaluated(call: Apply) -> Expression:
    """A function's formula as it is evaluated, the stable one if any, with the arguments put in."""
    function = call.function
    formula = function.stable or function.formula
    changed = structs.replace(function, formula=formula)
    return written_out(Apply(changed, call.arguments, call.along))


def _has(expression: Expression, index: Index) -> bool:
    """Whether an index stands for a position from outside."""
    match expression:
        case Reference(_, at):
            return index in at
        case SumOver(bound, body) | Largest(bound, body):
            return bound != index and _has(body, index)
        case _:
            return any(_has(each, index) for each in children_of(expression))
