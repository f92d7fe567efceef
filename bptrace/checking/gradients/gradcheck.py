"""A trace and an iteration -> every derived gradient beside one that was measured, worst first.

derived     by the chain rule, as the record has it
measured    by moving the parameter a little to either side, and looking at E

Relative error: |derived − measured| / max(|derived|, |measured|), as in the notes of Stanford's
CS231n, "Gradient checks"; 0 where both are. Where both are smaller than what rounding does to the
measurement, it says nothing, and the verdict is so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from math import isfinite, isnan, nan
from sys import float_info

from msgspec import Struct

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from bptrace.checking.asked import check_asked
from bptrace.checking.gradients.moving import Crossing, Moving
from bptrace.checking.gradients.slopes import Ruler, Slope
from bptrace.errors import InputError
from bptrace.network.batches import gradient_of_batch
from bptrace.network.naming import INPUTS, SAMPLE_INDEX, label_layers
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

TOLERANCE = 1e-6
AFTERWARDS = ("clip_value", "clip_norm", "weight_decay", "momentum")
PARAMETERS = frozenset({"weight", "bias"})

ALIKE = 1e-3
"""Relative: one-sided slopes are off by the step itself, and cannot be held to much."""


class Judgement(StrEnum):
    """What is to be said of a gradient, the worst first."""

    DIFFERS = "differs"
    UNCLEAR = "unclear"  # E is not finite, or curved too much within the step
    KINK = "kink"  # there is no derivative
    TOO_SMALL = "too_small"  # rounding is larger
    AGREES = "agrees"


ORDER = {verdict: place for place, verdict in enumerate(Judgement)}


class Gradient(Struct, frozen=True):
    """A gradient in two ways.

    of: the parameter or input. gradient: its name. relative_error: nan where one of both is not
    finite. step: how far the parameter was moved. left, right: the slopes on either side alone.
    kinks: within the step, where there is no shorter one without.
    """

    of: Reference
    gradient: Reference
    derived: float
    measured: float
    relative_error: float
    step: float
    left: float
    right: float
    kinks: tuple[Crossing, ...]
    verdict: Judgement


class GradientCheck(Struct, frozen=True):
    """All that a check of the gradients of an iteration finds.

    gradients: the worst first. untrained: how many parameters have none. step: None where one was
    chosen for each.
    """

    trace: Trace
    record: Record
    gradients: tuple[Gradient, ...]
    untrained: int
    tolerance: float
    step: float | None

    @property
    def counts(self) -> Mapping[Judgement, int]:
        """How many there are of each verdict."""
        counts = Counter(each.verdict for each in self.gradients)
        return {verdict: counts[verdict] for verdict in Judgement if counts[verdict]}

    @property
    def verdict(self) -> Judgement:
        """Of all of them: differs, or unclear, where one is; else they agree."""
        failures = (each for each in (Judgement.DIFFERS, Judgement.UNCLEAR) if each in self.counts)
        return next(failures, Judgement.AGREES)

    @property
    def agrees(self) -> bool:
        return self.verdict is Judgement.AGREES

    @property
    def is_sequential(self) -> bool:
        """Whether deltas are computed with weights that have been updated already."""
        return self.trace.experiment.update_order == "sequential"

    @property
    def afterwards(self) -> tuple[str, ...]:
        """What the optimizer does to gradients before, or while, it uses them."""
        optimizer = self.trace.experiment.optimizer
        return tuple(name for name in AFTERWARDS if getattr(optimizer, name))


def gradcheck(
    trace: Trace,
    *,
    iteration: int = 1,
    step: float | None = None,
    tolerance: float = TOLERANCE,
    inputs: bool = False,
) -> GradientCheck:
    """The gradient of every trained parameter against a measurement, in an iteration, of the
    samples that it saw.

    step: how far to move; None: what suits each. tolerance: the largest relative error.
    inputs: those of the inputs as well. Raises InputError where there is no such iteration, or
    where a step or a tolerance is not above 0.
    """
    _check_asked(trace, iteration, step, tolerance)
    record = trace[iteration]
    pairs = [*_parameters(record.step), *(_inputs(record.step) if inputs else ())]
    derived = {gradient: record.value(gradient) for _, gradient in pairs}
    moving = Moving(record)
    ruler = Ruler(moving, _rounding(trace, record), step)
    gradients = (
        _gradient(record, ruler, of, gradient, derived[gradient], tolerance)
        for of, gradient in pairs
    )
    return GradientCheck(
        trace,
        record,
        tuple(sorted(gradients, key=_badness)),
        _untrained(record.step),
        tolerance,
        step,
    )


def _check_asked(trace: Trace, iteration: int, step: float | None, tolerance: float) -> None:
    if not 1 <= iteration <= len(trace):
        there_are = f"there are iterations 1 to {len(trace)}" if len(trace) else "there are none"
        raise InputError(f"cannot check iteration {iteration}: {there_are}")
    check_asked("the step", step, above=True)
    check_asked("the tolerance", tolerance, above=True)


def _gradient(  # noqa: PLR0913, PLR0917 - what is compared, and how
    record: Record,
    ruler: Ruler,
    of: Reference,
    gradient: Reference,
    derived: float,
    tolerance: float,
) -> Gradient:
    sample = of.at[0] if of.name == INPUTS.out else None
    assert not isinstance(sample, str)
    slope = ruler.slope(of, record.value(of), sample)
    return Gradient(
        of,
        gradient,
        derived,
        slope.value,
        _relative_error(derived, slope.value),
        slope.step,
        slope.left,
        slope.right,
        slope.crossings,
        _verdict(derived, slope, tolerance),
    )


def _relative_error(derived: float, measured: float) -> float:
    if not (isfinite(derived) and isfinite(measured)):
        return nan
    largest = max(abs(derived), abs(measured))
    return abs(derived - measured) / largest if largest else 0.0


def _verdict(derived: float, slope: Slope, tolerance: float) -> Judgement:
    if not isfinite(slope.value):
        return Judgement.UNCLEAR
    if slope.crossings:
        return _verdict_at_kinks(derived, slope)
    if _relative_error(derived, slope.value) <= tolerance:
        return Judgement.AGREES
    off = abs(derived - slope.value)
    if off <= slope.noise:
        return Judgement.TOO_SMALL
    return Judgement.UNCLEAR if off <= slope.noise + 2.0 * slope.unsteady else Judgement.DIFFERS


def _verdict_at_kinks(derived: float, slope: Slope) -> Judgement:
    """At one kink, what is taken for a derivative lies between the slopes on either side; where
    there are several, each takes the slope of a side of its own."""
    low, high = sorted((slope.left, slope.right))
    slack = ALIKE * max(abs(low), abs(high)) + slope.noise
    if low - slack <= derived <= high + slack:
        return Judgement.AGREES if high - low <= slack else Judgement.KINK
    return Judgement.KINK if len(slope.crossings) > 1 else Judgement.DIFFERS


def _badness(gradient: Gradient) -> tuple[int, float]:
    error = gradient.relative_error
    return ORDER[gradient.verdict], -1.0 if isnan(error) else -error


def _parameters(step: Step) -> Iterator[tuple[Reference, Reference]]:
    """Every trained parameter with its gradient, that of the batch."""
    for given in step.givens:
        if given.role in PARAMETERS and given.name in step.states:
            gradient = gradient_of_batch(step, given.name)
            for parameter in step.positions(given):
                bound = dict(zip(given.at, parameter.at, strict=True))
                places = (bound[each] if isinstance(each, str) else each for each in gradient.at)
                yield parameter, Reference(gradient.name, tuple(places))


def _inputs(step: Step) -> Iterator[tuple[Reference, Reference]]:
    """Every input with the gradient of its sample's own E."""
    name = f"{PREFIX}{INPUTS.out}"
    if step.equation(name) is None:
        raise InputError("E has no gradient by the inputs: a step lets none through")
    for each in step.positions(step.family(INPUTS.out)):
        yield each, Reference(name, each.at)


def _untrained(step: Step) -> int:
    return sum(
        step.count(each)
        for each in step.givens
        if each.role in PARAMETERS and each.name not in step.states
    )


def _rounding(trace: Trace, record: Record) -> float:
    """What rounding does to E, to first order: each value on the way is off by ε of itself, and E
    by that times ∂E/∂value (Higham, Accuracy and Stability of Numerical Algorithms, 3.3)."""
    step, labels = record.step, label_layers(trace.experiment)
    pairs = [(each.net, each.delta) for each in labels]
    pairs.append((labels[-1].out, f"{PREFIX}{labels[-1].out}"))
    of_values = sum(
        _products(record, step.positions(step.family(value)), gradient)
        for value, gradient in pairs
        if step.equation(gradient) is not None
    )
    samples = step.axes[SAMPLE_INDEX] if trace.experiment.batch.reduction == "mean" else 1
    of_parameters = sum(
        _size(record.value(of) * record.value(gradient)) for of, gradient in _parameters(step)
    )
    return float_info.epsilon * (of_parameters + of_values / samples)


def _products(record: Record, values: Iterable[Reference], gradient: str) -> float:
    return sum(
        _size(record.value(each) * record.value(Reference(gradient, each.at))) for each in values
    )


def _size(product: float) -> float:
    """Without a sign; of what is not finite, nothing is known."""
    return abs(product) if isfinite(product) else 0.0
