"""Names and numbers where they are more than a row of characters: indices below, powers above.

    w5   w with 5 below          h1_2   h with 1,2 below        net_h1      net with h1 below
    b_h1   b with h1 below       enc_1  enc with 1 below        dE_dw5_new  … with a + above

Only what is an index for certain is set as one; any other name stands as it was chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from bptrace.render.signs.glyphs import Glyphs, Typeset

COUNTED = r"(?P<word>[a-zA-Z]+)(?P<count>\d*)(?P<places>(?:_\d+)*)"
"""`h1`, `h1_2`, `enc_1`, `slope`"""
OF_ANOTHER = r"(?P<letter>[a-zA-Z])_(?P<other>[a-zA-Z]+\d*(?:_\d+)*)"
"""`b_h1`: a letter, and whose it is. Compiled when a name is typeset: a terminal does not."""


NEW = "_new"


class Part(NamedTuple):
    """A part of a name; an entry is one that people chose or counted, `w5` in `dE_dw5`. place: of
    the sample that its value is of, as it is written above."""

    text: str
    is_entry: bool
    place: str = ""


class Piece(NamedTuple):
    """A sign, or a name with what stands below it; above: + of the new one, a sample's place."""

    base: str
    below: str = ""
    above: str = ""

    def written(self, signs: Typeset) -> str:
        match bool(self.below), bool(self.above):
            case True, True:
                return signs.both.format(self.base, self.below, self.above)
            case True, False:
                return signs.below.format(self.base, self.below)
            case False, True:
                return signs.above.format(self.base, self.above)
            case _:
                return self.base


def typeset_name(parts: Iterable[Part], glyphs: Glyphs, signs: Typeset) -> str:
    """`d`, `net_`, `o1`, `_d`, `w5`: ∂net/∂w with o1 and 5 below."""
    pieces: list[Piece] = []
    takes_index = False
    for text, is_entry, place in parts:
        if is_entry and takes_index:
            pieces[-1] = pieces[-1]._replace(below=_compact(text, signs))
        elif is_entry:
            pieces.append(_with_indices(text, signs)._replace(above=place))
        elif text == NEW:
            pieces[-1] = pieces[-1]._replace(above=glyphs.parts[text])
        elif text in glyphs.parts:
            pieces.append(Piece(glyphs.parts[text], above=place))
        elif text.startswith("_"):
            pieces[-1] = _with_one_more(pieces[-1], text[1:], signs)
        else:
            pieces.append(Piece(_word(text.rstrip("_"), signs), above=place))
        takes_index = text.endswith("_") and not is_entry
    return "".join(piece.written(signs) for piece in pieces)


def _with_one_more(piece: Piece, index: str, signs: Typeset) -> Piece:
    """`_h`, `_0` after a rate: below it, beside what stands there."""
    number = signs.number.format(index) if index.isdigit() else _compact(index, signs)
    return piece._replace(below=signs.comma.join([piece.below, number]) if piece.below else number)


def typeset_number(digits: str, glyphs: Glyphs) -> str:
    """`-4.2e-18` with its sign and its power of ten."""
    signs = glyphs.typeset
    if signs is None:
        return digits
    sign = signs.negative if digits.startswith("-") else ""
    size, _, exponent = digits.removeprefix("-").partition("e")
    text = signs.special.get(size) or signs.number.format(size)
    if exponent:
        text = signs.power.format(text, typeset_number(str(int(exponent)), glyphs))
    return sign + text


def _with_indices(name: str, signs: Typeset) -> Piece:
    """A name that stands by itself."""
    other = re.fullmatch(OF_ANOTHER, name)
    if other is not None:
        return Piece(_word(other["letter"], signs), _compact(other["other"], signs))
    counted = re.fullmatch(COUNTED, name)
    if counted is None:
        return Piece(_word(name, signs))
    return Piece(_word(counted["word"], signs), _list(_indices(counted), signs))


def _compact(name: str, signs: Typeset) -> str:
    """A name that stands below another: on one level, `h1`, `h1,2`, `enc,1`; b with h1 below."""
    counted = re.fullmatch(COUNTED, name)
    if counted is None:
        return _with_indices(name, signs).written(signs)
    word, indices = _word(counted["word"], signs), _indices(counted)
    if counted["count"]:
        word, indices = word + signs.number.format(indices[0]), indices[1:]
    return signs.comma.join([word, *map(signs.number.format, indices)])


def _indices(counted: re.Match[str]) -> list[str]:
    places = counted["places"].split("_")[1:]
    return [counted["count"], *places] if counted["count"] else places


def _list(indices: list[str], signs: Typeset) -> str:
    return signs.comma.join(map(signs.number.format, indices))


def _word(text: str, signs: Typeset) -> str:
    special = signs.special.get(text)
    if special is not None:
        return special
    form = signs.letter if len(text) == 1 else signs.word
    return form.format(text.replace("_", signs.underscore))
