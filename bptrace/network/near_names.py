"""A name that means nothing -> what to say of it: the names that are near, spelled as it is.

dE/dw99     did you mean dE/dw9?
∂E/∂w99     did you mean ∂E/∂w9?
h1->o9      did you mean h1->o1?
h1-         what is left of h1->o1 by a shell that took `> o1` for a file
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from bptrace.algebra.steps import Family, Step
from bptrace.errors import AbsentNameError, RedirectedNameError, UnknownNameError
from bptrace.network.absent import absence_of
from bptrace.network.respelled import arrow_in, layer_of_index, plain, weight_ends
from bptrace.problems.near import near

NUMBERS = re.compile("[0-9]+")
MOST_COMPARED = 20_000
"""A name is compared with so many others: a large network has millions."""


def unknown_name(step: Step, text: str) -> UnknownNameError:
    """What to raise for a name that `find` does not know."""
    name = plain(text)
    if name.endswith("-"):
        return RedirectedNameError(text, [_ends_meant(step, name.rstrip("-"))])
    absence = absence_of(step, text)
    if absence is not None:
        return AbsentNameError(text, absence)
    near_it = near_values(step, text, step.families) or _near(text, _neurons(step))
    return UnknownNameError(text, near_it)


def near_values(step: Step, text: str, families: Iterable[Family]) -> list[str]:
    """The names, among those of the families, that somebody who wrote `text` may have meant."""
    arrow = arrow_in(plain(text))
    if arrow is None:
        return _near(text, _spelled(step, families, _signs_in(text)))
    ends = [f"{source}{arrow}{target}" for source, target in weight_ends(step)]
    turned_round = arrow.join(reversed(plain(text).split(arrow)))
    return [turned_round] if turned_round in ends else _near(text, ends)


def _near(text: str, spelled: Iterable[str]) -> list[str]:
    """The nearest; or the last that differs in its numbers only: w8, where somebody wrote w9."""
    name = plain(text)
    compared = {plain(each): each for each in islice(spelled, MOST_COMPARED)}
    words = NUMBERS.sub("", name)
    found = (
        near(name, compared, most=3)
        or [each for each in compared if NUMBERS.sub("", each) == words][-1:]
    )
    return [compared[each] for each in found]


def _spelled(step: Step, families: Iterable[Family], signs: Mapping[str, str]) -> Iterator[str]:
    for family in families:
        literal = [isinstance(part, str) for part in family.spelling]
        for each in step.positions(family):
            parts = zip(step.names.parts(each), literal, strict=True)
            yield "".join(signs.get(part, part) if is_sign else part for part, is_sign in parts)


def _signs_in(text: str) -> Mapping[str, str]:
    """How somebody writes the literal parts of names, who wrote this one."""
    d, over = "∂" if "∂" in text else "d", "/" if "/" in text else "_"
    return {
        "d": d,
        "_d": over + d,
        "dE_d": f"{d}E{over}{d}",
        "delta_": "δ_" if "δ" in text else "delta_",
        "_new": next((sign for sign in "⁺+" if sign in text), "_new"),
        "eta": "η" if "η" in text else "eta",
    }


def _neurons(step: Step) -> Iterator[str]:
    for index, label in layer_of_index(step).items():
        yield from (step.names.tables[label].name((at,)) for at in range(step.axes[index]))


def _ends_meant(step: Step, source: str) -> str:
    """A weight that begins where the text ends, or any, as an example."""
    ends = list(islice(weight_ends(step), MOST_COMPARED))
    start, end = next((each for each in ends if source.endswith(each[0])), ends[0])
    return f"{start}:{end}"
