"""Words with formulas among them: what a format sets one way, and what it sets another way."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Formula(Struct, frozen=True):
    """A formula or a name in the notation of its page: `∂E/∂w5`, `\\partial E/\\partial w_{5}`."""

    signs: str


Piece = str | Formula
Text = Piece | tuple[Piece, ...]
"""Words, a formula, or both in turn."""


def pieces(text: Text) -> tuple[Piece, ...]:
    """What a text consists of, one after the other."""
    return text if isinstance(text, tuple) else (text,)


def plain(text: Text) -> str:
    """The text as a row of characters."""
    if isinstance(text, str):
        return text
    if isinstance(text, Formula):
        return text.signs
    return "".join(map(plain, text))


def filled(phrase: str, **values: Text) -> Text:
    """A phrase of the catalogue with its braces filled: `through {neuron}`."""
    words, *others = phrase.split("{")
    found: list[Piece] = [words] if words else []
    for each in others:
        key, _, words = each.partition("}")
        found += (*pieces(values[key]), words) if words else pieces(values[key])
    return tuple(found)


def joined(texts: Iterable[Text], between: str) -> Text:
    """Several texts as one."""
    found: list[Piece] = []
    for place, text in enumerate(texts):
        found += (between, *pieces(text)) if place else pieces(text)
    return tuple(found)
