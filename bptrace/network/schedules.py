"""How the learning rate changes: one record each, one line each in SCHEDULES.

A record is η as an expression over η₀, the rate in the config, and t, the number of the iteration
from 1. (torch.optim.lr_scheduler has the same, with its scheduler called once an iteration.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import pi

from bptrace.algebra.expressions import HALF, ONE, Apply, Expression, Number, Reference
from bptrace.algebra.primitives import cos, floor, minimum, power
from bptrace.config.experiment import Schedule, ScheduleName
from bptrace.network.optimizers import COUNTER

Rate = Callable[[Expression, Schedule], Expression]

t = Reference(COUNTER)
done = t - ONE


def scheduled(rate: Expression, schedule: Schedule) -> Expression:
    """η of a schedule, with the warm-up that comes before it."""
    right = SCHEDULES[schedule.name](rate, schedule)
    return right * _warming(schedule.warmup) if schedule.warmup else right


def _constant(rate: Expression, _schedule: Schedule) -> Expression:
    """η = η₀"""
    return rate


def _step(rate: Expression, schedule: Schedule) -> Expression:
    """η = η₀ · factor^⌊(t − 1) / every⌋: torch's StepLR"""
    steps = Apply(floor, (done / _number(schedule.every),))
    return rate * Apply(power, (_number(schedule.factor), steps))


def _exponential(rate: Expression, schedule: Schedule) -> Expression:
    """η = η₀ · factor^(t − 1): torch's ExponentialLR"""
    return rate * Apply(power, (_number(schedule.factor), done))


def _cosine(rate: Expression, schedule: Schedule) -> Expression:
    """η = low + ½ (η₀ − low) (1 + cos(π · min(t − 1, over) / over)). Loshchilov & Hutter, ICLR
    (2017), eq. 5; torch's CosineAnnealingLR, up to its end."""
    low, over = _number(schedule.low), _number(schedule.over)
    part = Number(pi) * Apply(minimum, (done, over)) / over
    return low + HALF * (rate - low) * (ONE + Apply(cos, (part,)))


def _warmup(rate: Expression, schedule: Schedule) -> Expression:
    """η = η₀ · min(1, t / over)"""
    return rate * _warming(schedule.over)


def _warming(over: float | None) -> Apply:
    """t/over of the rate, until it is all of it. Goyal et al. (2017), 2.2."""
    return Apply(minimum, (ONE, t / _number(over)))


def _number(value: float | None) -> Number:
    assert value is not None
    return Number(float(value))


SCHEDULES: Mapping[ScheduleName, Rate] = {
    "constant": _constant,
    "step": _step,
    "exponential": _exponential,
    "cosine": _cosine,
    "warmup": _warmup,
}
