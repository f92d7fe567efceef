"""The words for each mistake that people make, by its slug: what was done, what to do instead.

Braces are filled in from what is known about the change: {layer} and {other} are layers, {neuron},
{name}, {first}, {second} names of the trace, {before} and {after} what should have been and what
was, {slope} is a formula.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.render.words import Plural

LAYERS = ("layer", "other")
NAMES = ("neuron",)
FORMULAS = ("slope",)
SEPARATOR = ", "
SIGNS = ((" * ", "·"), ("^2", "²"), ("-", "−"))
"""What stands in a formula that was written in ASCII, and what people write."""


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
        lists = {key: about[key].split(SEPARATOR) for key in (*LAYERS, *NAMES) if key in about}
        joined = {key: self._joined(names) for key, names in lists.items()}
        for key in LAYERS & joined.keys():
            layers = self.layers.one if len(lists[key]) == 1 else self.layers.many
            joined[key] = layers.format(names=joined[key])
        formulas = {key: _formula(about[key]) for key in FORMULAS if key in about}
        return template.format_map({**about, **joined, **formulas})

    def _joined(self, names: list[str]) -> str:
        if len(names) == 1:
            return names[0]
        return self.last.format(others=SEPARATOR.join(names[:-1]), last=names[-1])


def _formula(text: str) -> str:
    for plain, sign in SIGNS:
        text = text.replace(plain, sign)
    return text
