"""The mistakes that `check` knows: one record each, by what they are about."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.algebra.steps import Step
from bptrace.checking.mistakes.activating import ACTIVATING
from bptrace.checking.mistakes.batching import BATCHING
from bptrace.checking.mistakes.biases import BIASES
from bptrace.checking.mistakes.connecting import CONNECTING
from bptrace.checking.mistakes.errors import ERRORS
from bptrace.checking.mistakes.evaluating import EVALUATING
from bptrace.checking.mistakes.exchanged import EXCHANGED
from bptrace.checking.mistakes.mistake import Change, Mistake
from bptrace.checking.mistakes.mistyped import MISTYPED
from bptrace.checking.mistakes.optimizing import OPTIMIZING
from bptrace.checking.mistakes.passing_back import PASSING_BACK
from bptrace.checking.mistakes.slopes import SLOPES
from bptrace.checking.mistakes.updating import UPDATING
from bptrace.checking.mistakes.weight_gradients import WEIGHT_GRADIENTS
from bptrace.config.experiment import Experiment

MISTAKES: tuple[Mistake, ...] = (
    *PASSING_BACK,
    *SLOPES,
    *WEIGHT_GRADIENTS,
    *ERRORS,
    *UPDATING,
    *OPTIMIZING,
    *BATCHING,
    *CONNECTING,
    *BIASES,
    *ACTIVATING,
    *EXCHANGED,
    *MISTYPED,
    *EVALUATING,
)


def changes_of(experiment: Experiment, step: Step) -> Iterator[Change]:
    """Every way of making a mistake in a network, from its resolved experiment and that one's step;
    not those that would change nothing."""
    for mistake in MISTAKES:
        for change in mistake.changes(experiment, step):
            if _makes_a_difference(change, experiment, step):
                yield change


def _makes_a_difference(change: Change, experiment: Experiment, step: Step) -> bool:
    return (
        bool(change.shift)
        or change.rounding is not None
        or (change.experiment is not None and change.experiment(experiment) is not experiment)
        or (change.step is not None and change.step(step) is not step)
    )
