"""The words of a drawn network, a catalogue of their own; one a language."""

from __future__ import annotations

from msgspec import Struct

from bptrace.render.words import Plural


class DrawingWords(Struct, frozen=True, kw_only=True):
    """Braces are filled in by the renderer."""

    source: str
    values: str
    sample: str
    highlighted: str
    unnamed: Plural
    too_wide: str


ENGLISH_DRAWING = DrawingWords(
    source="{source}",
    values="{source}, at the start of iteration {n}",
    sample="{text}, sample {sample} of {samples}",
    highlighted="highlighted: {names}",
    unnamed=Plural(
        "1 weight or bias has no room for its name here; --format svg has it",
        "{n} weights or biases have no room for their names here; --format svg has them",
    ),
    too_wide=(
        "the network needs {needed} columns, the terminal has {width}: --format svg draws it at "
        "any size"
    ),
)
"""English."""
