"""A wrong number with which nobody went on: it is wrong in print only.

0.596844378 for 0.596884378        one digit is another one
0.567884378 for 0.576884378        two digits are exchanged
0.75136079  for 0.75136507         which is what the next number was computed with
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import islice, zip_longest

from bptrace.checking.digits import unit_of
from bptrace.checking.findings import Misprint, Verdict
from bptrace.checking.rounding.rounded import LEAST_DIGITS

EXCHANGED = 2
"""So many digits differ where two neighbours are exchanged."""


def misprints_of(verdicts: Sequence[Verdict], unexplained: Iterable[int]) -> Iterator[Misprint]:
    """What should have been printed in place of wrong numbers that nothing explains: where others
    of the same people say that they know better, or it is the only one and nearly right."""
    is_only = sum(not each.ok for each in verdicts) == 1
    for place in unexplained:
        used = verdicts[place].unused
        misprint = _slip(place, verdicts[place]) if is_only or used is not None else None
        if misprint is not None:
            yield misprint
        elif used is not None:
            yield from _used(place, verdicts[place], used)


def _used(place: int, verdict: Verdict, used: int) -> Iterator[Misprint]:
    """Whatever is different."""
    for meant in islice(_as_printed(verdict.computed, verdict.claim.number), 1):
        yield Misprint(place, meant, used=used)


def _slip(place: int, verdict: Verdict) -> Misprint | None:
    """A digit for another, or two exchanged ones; None where more is different, or there are too
    few digits to say so.

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
            return Misprint(place, meant, len(differing), verdict.unused)
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
