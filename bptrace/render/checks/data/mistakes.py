"""The catalogue of mistakes -> JSON."""

from __future__ import annotations

from msgspec import json

from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.render.checks.data.documents import KnownMistake, KnownMistakes
from bptrace.render.words.mistakes import MistakesWords


def mistakes_json(mistakes: MistakesWords) -> bytes:
    """Every mistake; what is known only of a certain network stands in braces."""
    document = KnownMistakes(
        mistakes=[
            KnownMistake(each.slug, mistakes.of[each.slug].title, mistakes.of[each.slug].beginner)
            for each in MISTAKES
        ]
    )
    return json.format(json.encode(document), indent=2) + b"\n"
