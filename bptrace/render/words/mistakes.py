"""The words for each mistake that people make, by its slug: what was done, what to do instead.

Braces are filled in from what is known about the change: {layer} and {other} are layers, {neuron},
{name}, {first}, {second} names of the trace, {before} and {after} what should have been and what
was.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.render.words import Plural

LAYERS = ("layer", "other")
SEPARATOR = ", "


class MistakeWords(Struct, frozen=True):
    """Of one mistake.

    title: what was done, a clause without a capital and a full stop. beginner: what to do instead
    and why, in a sentence or two. of_sample: the title where it is of one sample among several.
    """

    title: str
    beginner: str
    of_sample: str | None = None


class MistakesWords(Struct, frozen=True, kw_only=True):
    """Of all of them, in one language. layers: how one layer or several are called; last: how the
    last of several is joined."""

    layers: Plural
    last: str
    of: Mapping[str, MistakeWords]

    def title(self, slug: str, about: Mapping[str, str]) -> str:
        words = self.of[slug]
        is_of_sample = words.of_sample is not None and "sample" in about
        return self._filled(words.of_sample or "" if is_of_sample else words.title, about)

    def beginner(self, slug: str, about: Mapping[str, str]) -> str:
        return self._filled(self.of[slug].beginner, about)

    def _filled(self, template: str, about: Mapping[str, str]) -> str:
        layers = {key: self._layers(about[key].split(SEPARATOR)) for key in LAYERS if key in about}
        return template.format_map({**about, **layers})

    def _layers(self, labels: list[str]) -> str:
        names = labels[-1]
        if len(labels) > 1:
            names = self.last.format(others=SEPARATOR.join(labels[:-1]), last=labels[-1])
        template = self.layers.one if len(labels) == 1 else self.layers.many
        return template.format(names=names)
