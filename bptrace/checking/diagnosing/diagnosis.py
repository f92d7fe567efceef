"""Wrong numbers -> the mistakes that give them as they were printed.

Rounding comes first: what it may have done is blamed on nothing else. Then every mistake alone,
then every two together, each on the number first that is computed first: only what gives that one
goes on to the others. Where none gives all of them, those that give some; never by mere chance.
A number that nothing explains may be misprinted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bptrace.checking.diagnosing.grouping import grouped
from bptrace.checking.diagnosing.misprints import misprints_of
from bptrace.checking.diagnosing.printed import Places, Printed
from bptrace.checking.diagnosing.suspects import Suspects
from bptrace.checking.findings import Findings, Rounded, Verdict
from bptrace.checking.rounding.rounded import (
    Kept,
    fewer_digits,
    is_within_reach,
    printed_digits,
    what_was_rounded,
)
from bptrace.checking.worlds.world import World
from bptrace.trace.trace import Trace

Watch = Callable[[int], object]


def diagnose(trace: Trace, verdicts: Sequence[Verdict], watch: Watch | None = None) -> Findings:
    """What explains the wrong ones among the verdicts on a trace, in order of computation.

    watch: called with the number of hypotheses that were tried, whenever it grows.
    """
    wrong = tuple(place for place, each in enumerate(verdicts) if each.is_wrong)
    if not wrong:
        return Findings(trace, tuple(verdicts))
    world, printed = World(trace.experiment), Printed(verdicts)
    kept = printed_digits(verdicts[place] for place in wrong)
    suspects = Suspects(world, printed, kept, watch or _nobody)
    rounded: dict[int, Rounded] = {}
    explaining = suspects.less_precise(wrong)
    if not explaining:
        rounded = _rounded(world, verdicts, wrong, kept)
        far = tuple(place for place in wrong if place not in rounded)
        explaining = suspects.explaining(far) if far else []
        if far and not explaining:
            coarsely = _coarsely_rounded(world, verdicts, far, kept)
            is_exact = all(each.exactly for each in coarsely.values())
            rounded |= coarsely if is_exact or not any(misprints_of(verdicts, far)) else {}
    groups = tuple(grouped(world, printed, explaining, kept))
    explained = {place for group in groups[:1] for place in group.hypotheses[0].explains}
    known = {*rounded, *(place for group in groups for place in group.hypotheses[0].explains)}
    return Findings(
        trace,
        tuple(verdicts),
        tuple(rounded[place] for place in sorted(rounded) if place not in explained),
        groups,
        (suspects.alone, suspects.together),
        misprints=tuple(misprints_of(verdicts, (each for each in wrong if each not in known))),
    )


def _rounded(
    world: World, verdicts: Sequence[Verdict], wrong: Places, kept: Sequence[Kept]
) -> dict[int, Rounded]:
    """The wrong numbers that are no farther off than rounding to the printed digits brings them."""
    within = [(each, _within(world, verdicts, wrong, each)) for each in kept]
    best = max(within, key=lambda each: len(each[1]), default=None)
    return _what_was_rounded(world, verdicts, best[1], best[0]) if best else {}


def _coarsely_rounded(
    world: World, verdicts: Sequence[Verdict], far: Places, kept: Sequence[Kept]
) -> dict[int, Rounded]:
    """The same where fewer digits than the printed ones were kept, if that explains all."""
    for fewer in fewer_digits(kept[0]) if kept else ():
        if _within(world, verdicts, far, fewer) == far:
            return _what_was_rounded(world, verdicts, far, fewer)
    return {}


def _within(world: World, verdicts: Sequence[Verdict], places: Places, kept: Kept) -> Places:
    return tuple(each for each in places if is_within_reach(world, verdicts[each], kept.unit))


def _what_was_rounded(
    world: World, verdicts: Sequence[Verdict], places: Places, kept: Kept
) -> dict[int, Rounded]:
    return {each: what_was_rounded(world, each, verdicts[each], kept) for each in places}


def _nobody(_tried: int) -> None:
    """Who watches where nobody else does."""
