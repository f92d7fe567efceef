"""Two traces -> where they differ: the whole comparison, iteration by iteration.

Theirs are read as a stream, ours computed along with them: memory does not grow with the length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isnan
from typing import Any, NamedTuple

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.asked import check_asked
from bptrace.checking.differing.configs import settings_of
from bptrace.checking.differing.drifting import Drifting
from bptrace.checking.differing.entries import Entry
from bptrace.checking.differing.found import Comparison, Drift, First, Missing
from bptrace.checking.differing.mapping import MapSource, read_map
from bptrace.checking.differing.meaning import Map
from bptrace.checking.differing.opening import FOREVER, Other, OtherSource, open_other
from bptrace.checking.differing.own_weights import OwnWeights
from bptrace.checking.differing.planning import Place, Plan
from bptrace.checking.differing.rounding_errors import RoundingErrors
from bptrace.checking.differing.suspects import Known, with_suspects
from bptrace.checking.differing.tolerance import Tolerance, relative_difference
from bptrace.errors import EndedEarly, Flaw, TraceError
from bptrace.sources import open_source
from bptrace.trace.cost import check_comparison, check_reach
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

UNITS_OF_FLOAT32 = 4.0
MOST_PLANS = 4
"""The last batch of an epoch may be smaller, or the other may say more of some iterations."""
ROUNDING_TO_FLOAT32 = 2.0**-24
"""Relative, at most. (IEEE 754, binary32.)"""


def diff(  # noqa: PLR0913 - most of them by name, each with a default
    ours: OtherSource,
    theirs: OtherSource,
    *,
    rtol: float = 1e-9,
    atol: float = 1e-12,
    float32: bool | float = False,
    names: MapSource | None = None,
    force: bool = False,
) -> Comparison:
    """Where two traces differ first, in order of computation, and how far they drift apart.

    ours: a trace or a config: a file, an example's name, `-` for stdin, a dict or a `Trace`.
    theirs: the same; or another program's numbers, in a file (JSON Lines, CSV, name=value), a dict
    or a list of dicts. rtol, atol: relative and absolute, as in `math.isclose`. float32: theirs
    were computed so; they may be so many units of its last place off, and as much more as the
    roundings of an iteration add up to, from the weights that they say it started from; where they
    do not say, from ours, times the number of the iteration. True: 4. names: what the other program
    calls otherwise, in a file or a dict: `{"W1": "weights of layer 1, by rows"}`. force: to begin
    even what takes absurdly long, which is a TooMuchError otherwise.
    Raises ConfigError and TraceError, also where the two have nothing in common; InputError for a
    tolerance that is none.
    """
    check_asked("rtol", rtol, high=1.0)
    check_asked("atol", atol)
    check_asked("float32", float(float32))
    trace = _trace_of(ours)
    units = (UNITS_OF_FLOAT32 if float32 is True else float(float32)) if float32 else None
    tolerance = Tolerance(rtol, atol, units)
    known_names = read_map(names, trace) if names is not None else {}
    other = open_other(theirs)
    if other.computed is not None and not force:
        check_comparison(other.computed)
        check_reach(other.computed, len(other.computed))
    return _Comparing(trace, other, tolerance, known_names, force).made()


def _trace_of(ours: OtherSource) -> Trace:
    if isinstance(ours, Trace):
        return ours
    return open_source(ours)  # type: ignore[arg-type]  # a list is none, and that is said


class _Found(NamedTuple):
    """A value that differs."""

    target: Place
    ours: float
    theirs: float


class _Ours:
    """Our records, by ascending iterations; what nobody asks for is not recorded."""

    def __init__(self, trace: Trace, force: bool) -> None:
        self._trace = trace
        self._force = force
        self._next = 0
        self._records: Iterator[Record] = iter(())

    def record(self, iteration: int) -> Record:
        """Of an iteration, beyond the end of the training too. Raises EndedEarly, and TooMuchError
        for one that is absurdly far away."""
        if iteration != self._next:
            if not self._force:
                check_reach(self._trace, iteration)
            self._records = self._trace.records(iteration, FOREVER)
        self._next = iteration + 1
        return next(self._records)


class _Comparing:
    """A comparison as it is made."""

    def __init__(
        self, trace: Trace, other: Other, tolerance: Tolerance, names: Map, force: bool
    ) -> None:
        self._trace = trace
        self._other = other
        self._tolerance = tolerance
        self._names = names
        self._ours = _Ours(trace, force)
        self._drifting = Drifting()
        self._plans: list[Plan] = []
        self._ever: set[Reference] = set()
        self._understood: dict[str, None] = {}
        self._unknown: dict[str, None] = {}
        self._before: tuple[int, frozenset[Reference]] = 0, frozenset()
        self._compared = self._differing = 0
        self._largest, self._identical = 0.0, True
        self._first: First | None = None
        self._own: OwnWeights | None = None
        self._step = trace.step
        self._endings: dict[str, Any] = {}

    def made(self) -> Comparison:
        """The whole of it."""
        self._compare_all()
        if not self._compared:
            raise self._endings.get("damage") or self._nothing_in_common()
        theirs = self._other.experiment
        settings = settings_of(self._trace.experiment, theirs) if theirs is not None else ()
        return Comparison(
            self._trace,
            self._trace.origin.source,
            self._other.origin,
            self._tolerance,
            self._compared,
            self._differing,
            self._drifting.iterations,
            self._largest,
            self._identical,
            first=self._first,
            drift=self._drifting.rows,
            missing=self._missing(),
            settings=tuple(settings),
            **self._endings,
        )

    def _nothing_in_common(self) -> TraceError:
        ended = self._endings.get("ended")
        if ended is not None:
            raise ended
        theirs, step = list(self._unknown), self._trace.step
        firsts = (next(step.positions(each), None) for each in step.equations)
        names = [step.names.spell(each) for each in firsts if each is not None]
        return TraceError(
            self._other.origin,
            Flaw.NOTHING_IN_COMMON if theirs else Flaw.NO_ENTRIES,
            names=_shortened(theirs),
            ours=_shortened(names),
        )

    def _compare_all(self) -> None:
        """Up to the end of the other, or where that is damaged, or where our training ends."""
        shift = None
        try:
            for entry in self._other.entries:
                if shift is None:
                    shift = 1 if entry.iteration == 0 else 0
                    self._endings["shifted"] = bool(shift)
                self._compare(entry, entry.iteration + shift)
        except EndedEarly as ended:
            self._endings["ended"] = ended
        except TraceError as error:
            self._endings["damage"] = error

    def _compare(self, entry: Entry, iteration: int) -> None:
        record = self._ours.record(iteration)
        plan = self._planned(record.step, entry)
        value = plan.ours(record)
        compared, found, largest, worst = 0, [], 0.0, ""
        pairs = list(plan.pairs(entry))
        agree = self._agreement(record, pairs)
        for place, theirs in pairs:
            ours = value(place)
            compared += 1
            if ours == theirs:
                continue
            self._identical = self._identical and isnan(ours) and isnan(theirs)
            relative = self._relative(ours, theirs)
            if relative > largest:
                largest, worst = relative, place.name
            if not agree(place.reference, ours, theirs):
                found.append(_Found(place, ours, theirs))
        if compared:
            self._drifting.take(Drift(iteration, compared, len(found), largest, worst))
            self._compared += compared
            self._differing += len(found)
            self._largest = max(self._largest, largest)
        if found and self._first is None:
            self._first = self._first_of(found, record, plan)
        self._before = iteration, plan.references

    def _agreement(
        self, record: Record, pairs: Sequence[tuple[Place, float]]
    ) -> Callable[[Reference, float, float], bool]:
        """Whether two numbers of an iteration count as the same."""
        tolerance, own = self._tolerance, self._own
        if tolerance.units is None:
            return lambda _reference, ours, theirs: tolerance.allows(ours, theirs)
        given = {place.reference: theirs for place, theirs in pairs}
        is_next = own is not None and own.iteration == record.iteration - 1
        own = self._own = OwnWeights(self._trace, record, given, own if is_next else None)
        unit, errors = tolerance.units * ROUNDING_TO_FLOAT32, RoundingErrors(record)

        def agree(reference: Reference, ours: float, theirs: float) -> bool:
            if tolerance.allows(ours, theirs):
                return True
            holds = own.holds(reference, theirs, unit)
            if holds is None:
                return abs(ours - theirs) <= record.iteration * unit * errors.of(reference)
            return holds

        return agree

    def _relative(self, ours: float, theirs: float) -> float:
        """How far apart they are, unless that is next to nothing."""
        is_nothing = abs(ours - theirs) <= self._tolerance.absolute
        return 0.0 if is_nothing else relative_difference(ours, theirs)

    def _planned(self, step: Step, entry: Entry) -> Plan:
        plan = next((each for each in self._plans if each.fits(step, entry)), None)
        if plan is None:
            plan = Plan(step, entry, self._names)
            self._plans = [plan, *self._plans[: MOST_PLANS - 1]]
            unknown = dict.fromkeys(plan.unknown)
            self._unknown |= unknown
            self._understood |= {name: None for name in entry.names if name not in unknown}
            self._ever |= plan.references
        return plan

    def _first_of(self, found: Sequence[_Found], record: Record, plan: Plan) -> First:
        """The first in order of computation, whatever the order in which they came."""
        place_of = {each.name: place for place, each in enumerate(record.step.families)}

        def order(each: _Found) -> tuple[int, tuple[Any, ...]]:
            reference = each.target.reference
            return place_of[reference.name], reference.at

        place, ours, theirs = min(found, key=order)
        reference = place.reference
        first = First(
            record.iteration,
            reference,
            record,
            place.called,
            ours,
            theirs,
            self._tolerance.distance(ours, theirs),
            equation=reference,
            right=None,
            source=record,
        )
        iteration, before = self._before
        is_next = iteration == record.iteration - 1
        known = Known(plan.references, before if is_next else frozenset(), self._ever)
        return with_suspects(first, self._trace, self._tolerance, known)

    def _missing(self) -> Missing:
        """What is recorded of an iteration of ours and was never given; theirs that mean
        nothing."""
        spell = self._step.names.spell
        given = set(map(spell, self._ever))
        recorded = self._trace.columns(self._trace.order.size).names
        unknown = tuple(name for name in self._unknown if name not in self._understood)
        return Missing(tuple(name for name in recorded if name not in given), unknown)


MOST_NAMES = 6


def _shortened(names: Sequence[str]) -> str:
    """The first few names."""
    return ", ".join([*names[:MOST_NAMES], *["…"] * (len(names) > MOST_NAMES)])
