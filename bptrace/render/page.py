"""What every section of a page is written with: the step, the signs, the words, the room."""

from __future__ import annotations

from msgspec import Struct

from bptrace.algebra.steps import Equation, Step
from bptrace.network.naming import INPUTS, Labels, label_layers
from bptrace.render.formulas import Formulas
from bptrace.render.glyphs import ASCII, Glyphs
from bptrace.render.names import DisplayNames
from bptrace.render.words import Words
from bptrace.trace.trace import Trace


class Page(Struct, frozen=True):
    """labels: of the layers, inputs first. digits: decimals shown. width: in characters.

    plain_names: for what is drawn of characters, whatever the notation of the rest.
    """

    step: Step
    labels: tuple[Labels, ...]
    names: DisplayNames
    plain_names: DisplayNames
    formulas: Formulas
    glyphs: Glyphs
    words: Words
    digits: int
    width: int

    def equation(self, name: str) -> Equation:
        """The equation of a family that is computed; KeyError where it is given."""
        equation = self.step.equation(name)
        if equation is None:
            raise KeyError(name)
        return equation


def page_for(trace: Trace, glyphs: Glyphs, words: Words, digits: int, width: int) -> Page:
    """The page on which a trace is written."""
    names = DisplayNames(trace.step, glyphs)
    plain_names = names if glyphs.typeset is None else DisplayNames(trace.step, ASCII)
    formulas = Formulas(trace.step, names, glyphs, digits)
    labels = (INPUTS, *label_layers(trace.experiment))
    return Page(trace.step, labels, names, plain_names, formulas, glyphs, words, digits, width)
