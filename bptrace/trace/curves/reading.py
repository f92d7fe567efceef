"""Names and a trace -> curves.

w5   dE/dw5   h1:o1   dE_*   layer:h     as `bptrace.trace.wanted` reads them
E_all                                    E summed over all samples
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bptrace.algebra.expressions import Reference
from bptrace.errors import EndedEarly, InputError
from bptrace.network.error import ERROR, ERROR_OF_ALL
from bptrace.network.naming import SAMPLE_INDEX, has_places
from bptrace.network.respelled import plain
from bptrace.trace.curves.curve import Curve, Curves
from bptrace.trace.curves.thinning import Thinned, stretches
from bptrace.trace.narrowed import Narrowed
from bptrace.trace.selection import ALL, Selection
from bptrace.trace.trace import Trace
from bptrace.trace.wanted import wanted_references

MOST_CURVES = 40
MOST_CURVES_BY_SAMPLE = 8
"""With more samples than this a value is one curve, whichever sample an iteration sees."""
MOST_EVALUATIONS = 200_000
"""Each point of E_all takes every sample once: fewer points where there are many."""
FEWEST_POINTS = 50

Key = tuple[Reference | None, int | None]
"""Of which value a curve is, and of which sample, if each has its own."""


class _Read(Struct):
    """What comes together while a trace is read."""

    ends: list[int]
    thinned: dict[Key, Thinned] = {}
    last: int = 0
    ended: EndedEarly | None = None

    def add(self, key: Key, iteration: int, value: float) -> None:
        found = self.thinned.get(key)
        if found is None:
            found = self.thinned[key] = Thinned(self.ends)
        found.add(iteration, value)


def curves_of(trace: Trace, names: Sequence[str] = (), selection: Selection = ALL) -> Curves:
    """The curves of names in any spelling, patterns among them, over the selected iterations; of E,
    or of E of all samples where there are several, without a name.

    Raises UnknownNameError for a name, InputError where there are too many curves or no iteration.
    A run that ends early is read up to there.
    """
    first = _first(trace, selection)
    wanted = _wanted(trace, names)
    read = _Read(stretches(first, len(trace)), {}, first)
    by_sample = _sees_one_of_few(trace)
    _read_values(trace, [each for each in wanted if each is not None], selection, read, by_sample)
    if None in wanted:
        _read_error_of_all(trace, selection, read)
    curves = [_curve(trace, key, read.thinned[key]) for key in _in_order(wanted, read)]
    if len(curves) > MOST_CURVES:
        raise _too_many(len(curves))
    sees_one = any(_is_of_a_sample(trace, each) for each in wanted) and not by_sample
    seen = len(trace.experiment.samples) if sees_one and not has_places(trace.experiment) else 1
    return Curves(curves, first, read.last, read.ended, seen if seen > 1 else None)


def _first(trace: Trace, selection: Selection) -> int:
    selection.check(len(trace))
    first = next(selection.ranges(len(trace)), None)
    if first is None:
        raise InputError("there is no iteration to plot")
    return first[0]


def _wanted(trace: Trace, names: Sequence[str]) -> list[Reference | None]:
    """What the names mean, in their order; E_all is nobody's reference."""
    if not names:
        names = [ERROR_OF_ALL if len(trace.experiment.samples) > 1 else ERROR]
    found: dict[Reference | None, None] = {}
    for part in names:
        if plain(part) == ERROR_OF_ALL:
            found[None] = None
        else:
            found |= dict.fromkeys(wanted_references(trace.step, [part]))
    if len(found) > MOST_CURVES:
        raise _too_many(len(found))
    return list(found)


def _too_many(count: int) -> InputError:
    return InputError(f"{count:,} curves cannot be told apart: name at most {MOST_CURVES} values")


def _sees_one_of_few(trace: Trace) -> bool:
    """Whether an iteration sees one sample, of so few that each can have its own curve."""
    samples = len(trace.experiment.samples)
    return 1 < samples <= MOST_CURVES_BY_SAMPLE and not has_places(trace.experiment)


def _is_of_a_sample(trace: Trace, reference: Reference | None) -> bool:
    return reference is not None and SAMPLE_INDEX in trace.step.family(reference.name).at


def _read_values(
    trace: Trace,
    wanted: Sequence[Reference],
    selection: Selection,
    read: _Read,
    by_sample: bool,
) -> None:
    if not wanted:
        return
    narrowed = Narrowed(trace, list(map(trace.step.names.spell, wanted)))
    own = {each for each in wanted if by_sample and _is_of_a_sample(trace, each)}
    try:
        for record in trace.select(selection):
            iteration, sample = record.iteration, record.samples[0]
            references = narrowed.columns(trace.order.length(iteration)).references
            for reference, value in zip(references, narrowed.record(record).row, strict=True):
                key = reference, sample if reference in own else None
                read.add(key, iteration, value)
            read.last = iteration
    except EndedEarly as ended:
        read.ended = ended


def _read_error_of_all(trace: Trace, selection: Selection, read: _Read) -> None:
    """E of all samples at the weights that an iteration starts with."""
    most = MOST_EVALUATIONS // len(trace.experiment.samples)
    try:
        for iteration in _spread(trace, selection, max(most, FEWEST_POINTS)):
            (record,) = trace.records(iteration, iteration)
            read.add((None, None), iteration, trace.error_of_all_before(record))
            read.last = max(read.last, iteration)
    except EndedEarly as ended:
        read.ended = ended


def _spread(trace: Trace, selection: Selection, most: int) -> Iterator[int]:
    """So many of the selected iterations, or all if they are fewer, spread over either axis."""
    ranges = selection.ranges(len(trace))
    starts = iter(stretches(_first(trace, selection), len(trace), min(most // 2, 1000)))
    start: int | None = 1
    for first, last in ranges:
        while start is not None and start <= last:
            iteration = max(first, start)
            yield iteration
            start = next((each for each in starts if each > iteration), None)


def _in_order(wanted: Sequence[Reference | None], read: _Read) -> list[Key]:
    """The curves as their names were given, sample by sample."""
    place = {reference: number for number, reference in enumerate(wanted)}
    return sorted(read.thinned, key=lambda key: (place[key[0]], key[1] or 0))


def _curve(trace: Trace, key: Key, thinned: Thinned) -> Curve:
    reference, sample = key
    points, count, not_finite = thinned.points(), thinned.count, thinned.not_finite
    if reference is None:
        return Curve(ERROR_OF_ALL, None, "error", ERROR, None, points, count, not_finite)
    family, name = trace.step.family(reference.name), trace.step.names.spell(reference)
    return Curve(name, reference, family.phase, family.role, sample, points, count, not_finite)
