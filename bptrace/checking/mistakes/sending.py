"""What a layer passes back to the one below, ∂E/∂out = Σ δ·w, and changes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from bptrace.algebra.expressions import Expression, Reference
from bptrace.checking.mistakes.mistake import Change
from bptrace.checking.mistakes.parts import Part, groups, listed, parts_of
from bptrace.checking.mistakes.rewriting import Right, exchanged, rewriting_each
from bptrace.config.experiment import Experiment

Instead = Callable[[Reference], Sequence[Expression]]
Of = Callable[[Part], Right]
"""What becomes of what a layer passes back."""


def senders(experiment: Experiment) -> Iterator[Part]:
    """The layers that pass errors back, each to the one below, by weights of its own."""
    for part in parts_of(experiment):
        if part.passes_back and part.has_own_weights:
            yield part


def changes(slug: str, parts: Iterable[Part], right: Of) -> Iterator[Change]:
    """In each of these layers, and in several at once."""
    for group in groups(parts):
        yield change(slug, group, right)


def change(slug: str, parts: Sequence[Part], right: Of, **more: str) -> Change:
    of = {name: right(part) for part in parts for name in part.passed_back}
    words = {
        "layer": listed(part.below.label for part in parts),
        "other": listed(part.label for part in parts),
        **more,
    }
    return Change(slug, words, step=rewriting_each(of))


def with_others(names: Collection[str], instead: Instead) -> Right:
    """Other factors in place of what has one of those names."""
    return lambda equation: exchanged(
        equation.right, lambda each: instead(each) if each.name in names else (each,)
    )


def weights_of(part: Part) -> Collection[str]:
    """Its weights in what it passes back: as they were, or updated already."""
    return {part.here.weights, f"{part.here.weights}_new"}
