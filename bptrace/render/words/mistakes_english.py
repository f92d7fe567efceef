"""English words for the mistakes that people make."""

from __future__ import annotations

from bptrace.render.words import Plural
from bptrace.render.words.mistakes import MistakesWords
from bptrace.render.words.mistakes_english_gradients import (
    ERRORS,
    PASSED_BACK,
    SLOPES,
    WEIGHT_GRADIENTS,
)
from bptrace.render.words.mistakes_english_training import (
    BIASES,
    EVALUATION,
    FORWARD,
    NUMBERS,
    UPDATES,
)

ENGLISH_MISTAKES = MistakesWords(
    layers=Plural("layer {names}", "layers {names}"),
    last="{others} and {last}",
    of={
        **PASSED_BACK,
        **SLOPES,
        **WEIGHT_GRADIENTS,
        **ERRORS,
        **UPDATES,
        **BIASES,
        **FORWARD,
        **NUMBERS,
        **EVALUATION,
    },
)
