"""An explanation that shows itself: as text, in rich, in a notebook."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions
from rich.text import Text

from bptrace.explaining.asking import explain_name, place_of_sample, record_to_explain
from bptrace.explaining.derivation import Derivation
from bptrace.render.documents.renderers import renderer_of
from bptrace.render.documents.terminal import STYLES, Canvas, canvas_for
from bptrace.render.explained.explanation import explanation_blocks, explanation_title
from bptrace.render.layout.laid_out import block_lines, ruled
from bptrace.render.layout.lines import BLANK, Line, flowing
from bptrace.render.signs.glyphs import UNICODE, Glyphs
from bptrace.render.signs.numbers import DEFAULT_DIGITS
from bptrace.render.signs.page import Page, page_for, page_of_step
from bptrace.render.words.english import ENGLISH
from bptrace.trace.record import Record
from bptrace.trace.trace import Trace

USUAL_WIDTH = 80


class Explanation:
    """One value as a hand calculation.

    derivation: the data. `str` gives plain text; a notebook and rich show it by themselves.
    """

    def __init__(self, trace: Trace, record: Record, derivation: Derivation) -> None:
        self.trace = trace
        self.record = record
        self.derivation = derivation

    def page(self, canvas: Canvas, digits: int = DEFAULT_DIGITS) -> Page:
        """The page on which it is written on a canvas."""
        return self._page(canvas.glyphs, digits, canvas.width)

    def _page(self, glyphs: Glyphs, digits: int, width: int) -> Page:
        page = page_for(self.trace, glyphs, ENGLISH, digits, width)
        return page_of_step(page, self.record.step)

    def lines(self, page: Page) -> Iterator[Line]:
        """All of it, as lines."""
        yield from ruled(page, *explanation_title(page, self.derivation))
        yield from block_lines(page, explanation_blocks(page, self.derivation), self.record)
        yield BLANK
        yield from flowing(page.words.shown_digits.format(digits=page.digits), page.width)

    def __str__(self) -> str:
        canvas = Canvas(USUAL_WIDTH, UNICODE, {})
        return "\n".join(map(canvas.text, self.lines(self.page(canvas))))

    def document(
        self, format_: str, digits: int = DEFAULT_DIGITS, *, standalone: bool = False
    ) -> str:
        """It in a format of RENDERERS: to be pasted, or a document of its own."""
        # Imported when a document is asked for: the terminal need not wait for it.
        from bptrace.render.documents.document import explanation_parts  # noqa: PLC0415

        renderer = renderer_of(format_)
        page = self._page(renderer.glyphs, digits, USUAL_WIDTH)
        render = renderer.render_standalone if standalone else renderer.render
        return "".join(render(page, explanation_parts(page, self.derivation, self.record)))

    def _repr_html_(self) -> str:
        # Imported in a notebook only.
        from bptrace.render.documents.document import explanation_parts  # noqa: PLC0415
        from bptrace.render.documents.html import RENDERER, render_html_fragment  # noqa: PLC0415

        page = self._page(RENDERER.glyphs, DEFAULT_DIGITS, USUAL_WIDTH)
        parts = explanation_parts(page, self.derivation, self.record)
        return "".join(render_html_fragment(page, parts))

    def _repr_latex_(self) -> str:
        return self.document("latex")

    def _repr_markdown_(self) -> str:
        return self.document("markdown")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        canvas = Canvas(options.max_width, canvas_for(console, ascii_only=False).glyphs, {})
        for line in self.lines(self.page(canvas)):
            yield Text.assemble(*((text, STYLES[tone]) for text, tone in line))


def explain(  # noqa: PLR0913 - most of them by name, each with a default
    trace: Trace,
    name: str,
    *,
    iteration: int = 1,
    sample: int | None = None,
    depth: int = 1,
    paths: bool = False,
) -> Explanation:
    """How a value of a trace comes about.

    name: in any spelling, `w5`, `dE/dw5`, `h1:o1`, `δ_h1`. iteration, sample: count from 1; sample
    left out: the one that the iteration saw. depth: how many definitions deep. paths: for a
    parameter, every path to E as well.
    Raises UnknownNameError, and InputError where there is no such iteration or sample.
    """
    record = record_to_explain(trace, iteration, sample)
    place = place_of_sample(record, sample)
    return Explanation(trace, record, explain_name(trace, record, name, depth, paths, place))
