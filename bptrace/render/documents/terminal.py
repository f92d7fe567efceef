"""Lines -> a terminal, a pipe or a file: signs that it can show, colours where it has any.

Colours go through rich once a tone, not once a line: 10,000 iterations have 700,000 lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec import Struct, structs
from rich.console import Console
from rich.style import Style
from rich.text import Text

from bptrace.render.layout.lines import Line, Tone
from bptrace.render.run.report import report_lines
from bptrace.render.signs.glyphs import ASCII, UNICODE, Glyphs
from bptrace.render.signs.page import Page
from bptrace.trace.selection import Selection
from bptrace.trace.trace import Trace

STYLES: Mapping[Tone, Style] = {
    Tone.PLAIN: Style.null(),
    Tone.QUIET: Style(dim=True),
    Tone.TITLE: Style(bold=True),
    Tone.RESULT: Style(bold=True),
    Tone.FORWARD: Style(color="cyan"),
    Tone.ERROR: Style(color="red"),
    Tone.GRADIENT: Style(color="magenta"),
    Tone.UPDATE: Style(color="green"),
}


class Around(NamedTuple):
    """What is written before and after a text to give it a style."""

    before: str
    after: str


class Canvas(Struct, frozen=True):
    """What output is written on: its width in characters, its signs, its colours."""

    width: int
    glyphs: Glyphs
    styles: Mapping[Tone, Around]

    def text(self, line: Line) -> str:
        """The line as it is written, without its end."""
        styles = self.styles
        if not styles:
            return "".join(span.text for span in line).rstrip()
        parts: list[str] = []
        for text, tone in line:
            before, after = styles[tone]
            parts += (before, text, after)
        return "".join(parts)


def canvas_for(console: Console, ascii_only: bool) -> Canvas:
    """What a console can show. ASCII where that is asked for or its encoding lacks a sign; a minus
    sign that other programs can read wherever it is not a terminal."""
    glyphs = UNICODE if console.is_terminal else structs.replace(UNICODE, minus="-")
    if ascii_only or console.is_dumb_terminal or not _can_write(console.encoding, glyphs):
        glyphs = ASCII
    has_styles = console.is_terminal and console.color_system is not None
    return Canvas(console.width, glyphs, _styles(console) if has_styles else {})


def _can_write(encoding: str, glyphs: Glyphs) -> bool:
    try:
        repr(glyphs).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _styles(console: Console) -> Mapping[Tone, Around]:
    return {tone: _around(console, style) for tone, style in STYLES.items()}


def _around(console: Console, style: Style) -> Around:
    with console.capture() as capture:
        console.print(Text("x", style), end="")
    before, _, after = capture.get().partition("x")
    return Around(before, after)


def write_report(
    trace: Trace,
    selection: Selection,
    page: Page,
    canvas: Canvas,
    write: Callable[[str], object],
) -> None:
    """The tables of the selected iterations and how E falls, line by line.

    Raises EndedEarly at the end of a run that did; everything before it is written.
    """
    for line in report_lines(page, trace, selection):
        write(canvas.text(line) + "\n")
    trace.check_outcome()
