"""The mistakes that `check` knows: one record each, by what they are about."""

from __future__ import annotations

from bptrace.checking.mistakes.activating import ACTIVATING
from bptrace.checking.mistakes.at_random import AT_RANDOM
from bptrace.checking.mistakes.batching import BATCHING
from bptrace.checking.mistakes.biases import BIASES
from bptrace.checking.mistakes.connecting import CONNECTING
from bptrace.checking.mistakes.errors import ERRORS
from bptrace.checking.mistakes.evaluating import EVALUATING
from bptrace.checking.mistakes.exchanged import EXCHANGED
from bptrace.checking.mistakes.in_place_of_delta import IN_PLACE_OF_DELTA
from bptrace.checking.mistakes.misremembered import MISREMEMBERED
from bptrace.checking.mistakes.mistake import Mistake
from bptrace.checking.mistakes.mistyped import MISTYPED
from bptrace.checking.mistakes.optimizing import OPTIMIZING
from bptrace.checking.mistakes.passing_back import PASSING_BACK
from bptrace.checking.mistakes.reducing import REDUCING
from bptrace.checking.mistakes.slopes import SLOPES
from bptrace.checking.mistakes.updating import UPDATING
from bptrace.checking.mistakes.weight_gradients import WEIGHT_GRADIENTS

MISTAKES: tuple[Mistake, ...] = (
    *PASSING_BACK,
    *IN_PLACE_OF_DELTA,
    *SLOPES,
    *MISREMEMBERED,
    *WEIGHT_GRADIENTS,
    *ERRORS,
    *UPDATING,
    *OPTIMIZING,
    *BATCHING,
    *REDUCING,
    *CONNECTING,
    *BIASES,
    *AT_RANDOM,
    *ACTIVATING,
    *EXCHANGED,
    *MISTYPED,
    *EVALUATING,
)
