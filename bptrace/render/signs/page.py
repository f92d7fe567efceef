"""What every section of a page is written with: the step, the signs, the words, the room."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from bptrace.algebra.steps import Equation, Step
from bptrace.network.error import ERROR
from bptrace.network.naming import INPUTS, PLACE, SAMPLE_INDEX, Labels, label_layers
from bptrace.render.signs.formulas import Formulas
from bptrace.render.signs.glyphs import ASCII, Glyphs
from bptrace.render.signs.names import DisplayNames
from bptrace.render.words import Words
from bptrace.trace.trace import Trace


class Page(Struct, frozen=True, dict=True):
    """labels: of the layers, inputs first. digits: decimals shown. width: in characters.

    placed: what each sample of a batch has is named with its place, `net_h1@3`.
    """

    step: Step
    labels: tuple[Labels, ...]
    glyphs: Glyphs
    words: Words
    digits: int
    width: int
    placed: bool = True

    @cached_property
    def names(self) -> DisplayNames:
        return DisplayNames(self.step, self.glyphs, self.placed)

    @cached_property
    def plain_names(self) -> DisplayNames:
        """For what is drawn of characters, whatever the notation of the rest."""
        if self.glyphs.typeset is None:
            return self.names
        return DisplayNames(self.step, ASCII, self.placed)

    @cached_property
    def formulas(self) -> Formulas:
        return Formulas(self.step, self.names, self.glyphs, self.digits)

    @property
    def samples(self) -> int:
        """How many samples an iteration sees."""
        return self.step.axes[SAMPLE_INDEX]

    @property
    def in_batch(self) -> bool:
        """Whether values of a sample are called by its place: the batch may be of one all the same,
        where it is the last of an epoch."""
        return self.step.equation(f"{ERROR}{PLACE}") is not None

    @cached_property
    def of_one_sample(self) -> Page:
        """The page for values that are all of the same sample: none is named with it."""
        if not self.in_batch or not self.placed:
            return self
        return Page(
            self.step, self.labels, self.glyphs, self.words, self.digits, self.width, placed=False
        )

    def equation(self, name: str) -> Equation:
        """The equation of a family that is computed; KeyError where it is given."""
        equation = self.step.equation(name)
        if equation is None:
            raise KeyError(name)
        return equation


def page_for(trace: Trace, glyphs: Glyphs, words: Words, digits: int, width: int) -> Page:
    """The page on which a trace is written."""
    labels = (INPUTS, *label_layers(trace.experiment))
    return Page(trace.step, labels, glyphs, words, digits, width)


def page_of_step(page: Page, step: Step) -> Page:
    """The page for iterations that see fewer samples, as the last of an epoch may."""
    if step is page.step:
        return page
    return Page(step, page.labels, page.glyphs, page.words, page.digits, page.width)
