"""A wrong number in which a digit was printed for another, or two neighbours were exchanged.

0.596844378 for 0.596884378        one digit is another one
0.567884378 for 0.576884378        two digits are exchanged
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import zip_longest

from bptrace.checking.digits import unit_of
from bptrace.checking.findings import Misprint, Verdict
from bptrace.checking.rounding.rounded import LEAST_DIGITS

EXCHANGED = 2
"""So many digits differ where two neighbours are exchanged."""


def misprint_of(place: int, verdict: Verdict) -> Misprint | None:
    """What should have been printed in place of a wrong number, the verdict of that place; None
    where more is different, or there are too few digits to say so.

    A last digit that is another one may as well come from rounding.
    """
    printed = verdict.claim.number
    if len(printed.as_tuple().digits) < LEAST_DIGITS:
        return None
    for meant in _as_printed(verdict.computed, printed):
        pairs = _pairs(printed, meant)
        differing = [at for at, (one, other) in enumerate(pairs) if one != other]
        is_one = len(differing) == 1 and differing[0] < len(pairs) - 1
        if is_one or _are_exchanged(pairs, differing):
            return Misprint(place, meant, exchanged=len(differing) == EXCHANGED)
    return None


def _as_printed(value: float, printed: Decimal) -> Iterator[Decimal]:
    """A value with as many decimals as a number, rounded or cut off."""
    unit = Decimal(repr(unit_of(printed)))
    for rounding in (ROUND_HALF_UP, ROUND_DOWN):
        with suppress(InvalidOperation):  # of more digits than a Decimal has, or not finite
            meant = Decimal(repr(value)).quantize(unit, rounding)
            if meant.is_finite():
                yield meant


def _pairs(printed: Decimal, meant: Decimal) -> list[tuple[int, int]]:
    """The digits of both, side by side; none where their signs differ."""
    one, two = printed.as_tuple(), meant.as_tuple()
    if one.sign != two.sign:
        return []
    backwards = zip_longest(reversed(one.digits), reversed(two.digits), fillvalue=0)
    return list(backwards)[::-1]


def _are_exchanged(pairs: Sequence[tuple[int, int]], differing: Sequence[int]) -> bool:
    if len(differing) != EXCHANGED or differing[1] != differing[0] + 1:
        return False
    first, second = (pairs[at] for at in differing)
    return first == second[::-1]
