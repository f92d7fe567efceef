"""An answer that shows itself: as text, in rich, in a notebook, as a document, as JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from rich.console import Console, ConsoleOptions
from rich.text import Text

from bptrace.render.documents.answer_lines import check_lines
from bptrace.render.documents.parts import Part
from bptrace.render.documents.renderers import renderer_of
from bptrace.render.documents.shown import USUAL_WIDTH
from bptrace.render.documents.terminal import STYLES, Canvas, canvas_for
from bptrace.render.layout.lines import Line
from bptrace.render.signs.glyphs import UNICODE, Glyphs
from bptrace.render.signs.page import Page

MARKDOWN = "markdown"


class Answer(ABC):
    """What is found, in whatever form somebody wants it; `str` gives plain text."""

    @abstractmethod
    def page(self, glyphs: Glyphs, width: int) -> Page:
        """What it is written on."""

    @abstractmethod
    def parts(self, page: Page) -> Iterator[Part]:
        """All of it, as the parts of a document."""

    @abstractmethod
    def json(self) -> bytes:
        """All of it, as JSON."""

    def lines(self, glyphs: Glyphs, width: int) -> Iterator[Line]:
        """All of it, as lines of so many characters."""
        page = self.page(glyphs, width)
        return check_lines(page, self.parts(page))

    def document(self, format_: str = MARKDOWN) -> str:
        """All of it in a format of RENDERERS, to be pasted."""
        renderer = renderer_of(format_)
        page = self.page(renderer.glyphs, USUAL_WIDTH)
        return "".join(renderer.render(page, self.parts(page)))

    def __str__(self) -> str:
        canvas = Canvas(USUAL_WIDTH, UNICODE, {})
        return "\n".join(map(canvas.text, self.lines(canvas.glyphs, canvas.width)))

    def _repr_markdown_(self) -> str:
        return self.document()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        glyphs = canvas_for(console, ascii_only=False).glyphs
        for line in self.lines(glyphs, options.max_width):
            yield Text.assemble(*((text, STYLES[tone]) for text, tone in line))
