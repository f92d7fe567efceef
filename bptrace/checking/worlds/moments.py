"""The values of a training by moment: which they are, and what each is made of."""

from __future__ import annotations

from bptrace.algebra.evaluate import evaluator
from bptrace.algebra.expressions import (
    Expression,
    Number,
    Reference,
    Sum,
    references_in,
    terms_of,
)
from bptrace.config.claims import AFTER, Moment

When = tuple[int, int]
"""The iteration with whose weights values are computed, and that whose samples it sees: after an
update, the next one's weights and the same samples."""

FIRST: When = (1, 1)

Place = tuple[When, Reference]
"""A value at a moment."""


class Instance:
    """The right side of a value, in primitives.

    operands: what is in it, each once. roundings: how often somebody rounds who rounds whatever is
    computed: the value, and each computed term of a sum.
    """

    __slots__ = ("operands", "roundings", "value")

    def __init__(self, right: Expression) -> None:
        self.operands = tuple(dict.fromkeys(references_in(right)))
        self.value = evaluator(right)
        computed = [each for each in terms_of(right) if not isinstance(each, Reference | Number)]
        self.roundings = len(computed) + isinstance(right, Sum)


Source = Instance | float | Place
"""What a value is made of: its right side, a given number, a value of an earlier moment."""


def when_of(moment: Moment, iteration: int) -> When:
    """During an iteration, or after so many updates."""
    return (iteration + 1, max(iteration, 1)) if moment == AFTER else (iteration, iteration)


def before(when: When) -> When:
    """The iteration that left behind the weights with which values are computed."""
    iteration, seen = when
    return iteration - 1, min(seen, iteration - 1)


def needs(place: Place, source: Source) -> list[Place]:
    """The values from which another one is computed."""
    if isinstance(source, tuple):
        return [source]
    if isinstance(source, float):
        return []
    when, _ = place
    return [(when, each) for each in source.operands]
