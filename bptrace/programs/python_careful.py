"""Divisions, powers and roots that may fail in Python -> calls of functions that do not.

What an optimizer does cannot divide by zero; nor can 1 / (1 + e^x). There, people read `/`.
"""

from __future__ import annotations

from msgspec import structs

from bptrace.algebra.expressions import Apply, Expression, Number, Reference, Sum, divide, rebuild
from bptrace.algebra.primitives import power, sqrt
from bptrace.algebra.steps import Phase
from bptrace.programs.listing import Block, Listing
from bptrace.programs.parts import TOTAL

CAREFULLY = "careful "
"""Before the name of a primitive that gives an infinity where Python raises an exception."""
NEVER_NEGATIVE = frozenset({"exp", "square", "sqrt", "absolute", "positive", "rectify"})
CAREFUL = {
    each: structs.replace(each, name=CAREFULLY + each.name, symbol=None)
    for each in (divide, power, sqrt)
}


def careful(listing: Listing) -> Listing:
    """The listing with careful functions where they are needed."""
    blocks = (*listing.of_sample, *listing.of_iteration)
    positive = frozenset(
        line.variable for each in blocks if each.role == TOTAL for line in each.lines
    )
    change = _Careful(positive)
    return structs.replace(
        listing,
        of_sample=tuple(map(change.block, listing.of_sample)),
        of_iteration=tuple(map(change.block, listing.of_iteration)),
        added=tuple(structs.replace(each, right=change.of(each.right)) for each in listing.added),
        functions=tuple(
            structs.replace(each, body=change.of(each.body)) for each in listing.functions
        ),
    )


class _Careful:
    """positive: variables that are above 0 whatever the values."""

    def __init__(self, positive: frozenset[str]) -> None:
        self._positive = positive

    def block(self, block: Block) -> Block:
        if block.phase is Phase.UPDATE:
            return block
        lines = (structs.replace(each, right=self.of(each.right)) for each in block.lines)
        return structs.replace(block, lines=tuple(lines))

    def of(self, expression: Expression) -> Expression:
        inner = rebuild(expression, self.of)
        if not isinstance(inner, Apply) or inner.function not in CAREFUL:
            return inner
        if inner.function is divide and self._is_positive(inner.arguments[1]):
            return inner
        return Apply(CAREFUL[inner.function], inner.arguments)

    def _is_positive(self, expression: Expression) -> bool:
        match expression:
            case Reference(name):
                return name in self._positive
            case Number(value):
                return value > 0.0
            case Apply(function, (argument,)) if function.name == "square":
                return self._is_positive(argument)
            case Sum(terms):
                parts = [each for each in terms if not _is_never_negative(each)]
                return bool(parts) and all(map(self._is_positive, parts))
            case _:
                return False


def _is_never_negative(expression: Expression) -> bool:
    return isinstance(expression, Apply) and expression.function.name in NEVER_NEGATIVE
