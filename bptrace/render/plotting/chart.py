"""Curves -> lines: axes, Braille or ASCII, names at the ends of the curves.

 0.1 ┤⠉⠉⠑⠢⢄⣀
     │      ⠉⠢⣀
0.01 ┤         ⠑⢄⣀⣀ E
     └┬───────┬────┬
      1      10   100
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor

from msgspec import Struct

from bptrace.render.layout.lines import Line, Span, Tone, wide
from bptrace.render.plotting.dots import Stroke, dotted, spans_of
from bptrace.render.plotting.labels import label_of, places_of_labels
from bptrace.render.plotting.ticks import Axis, Tick, axis_around, spaced
from bptrace.render.signs.glyphs import UNICODE
from bptrace.render.signs.page import Page
from bptrace.trace.curves.curve import Curve, Curves, Scales

INDENT = "  "
LEAST_HEIGHT, MOST_HEIGHT = 10, 26
LEAST_ROOM = 24
"""Narrower than this, a chart does without names at its curves."""
SIGNS = "*+ox#@%&=~"
"""What curves are drawn of in ASCII, where colours may be missing too."""
PARAMETERS = frozenset({"weight", "bias", "state"})
TONES = {
    "forward": Tone.FORWARD,
    "error": Tone.ERROR,
    "backward": Tone.GRADIENT,
    "update": Tone.UPDATE,
}


class Frame(Struct, frozen=True):
    """The axes, and the room between them in characters."""

    across: Axis
    up: Axis
    width: int
    height: int
    margin: int


def tone_of(curve: Curve) -> Tone:
    """The colour of its phase; what an update changes has the update's."""
    if curve.role in PARAMETERS:
        return Tone.UPDATE
    return TONES.get(curve.phase, Tone.PLAIN)


def sign_of(place: int) -> str:
    """What the curve at that place is drawn of in ASCII."""
    return SIGNS[place % len(SIGNS)]


def chart_lines(page: Page, curves: Curves, scales: Scales) -> Iterator[Line]:
    """The chart of what can be drawn; nothing where nothing can."""
    drawn = curves.drawn
    if not drawn:
        return
    labels = [label_of(page, each) for each in drawn]
    frame, has_labels = _frame(page, drawn, scales, labels)
    braille = page.glyphs.bars == UNICODE.bars
    strokes = [
        Stroke(_places(frame, each), tone_of(each), sign_of(place))
        for place, each in enumerate(drawn)
    ]
    cells = dotted(strokes, frame.width, frame.height, braille)
    ends = _ends(frame, drawn, labels, braille) if has_labels else {}
    texts = {_row(frame, each.value): each.text for each in _ticks_up(frame)}
    for row, line in enumerate(cells):
        yield (
            Span(texts.get(row, "").rjust(frame.margin) + _upright(page, row in texts), Tone.QUIET),
            *spans_of(line),
            *ends.get(row, ()),
        )
    yield from _foot(page, frame)


def axes_of(drawn: Sequence[Curve], scales: Scales) -> tuple[Axis, Axis]:
    """The axes on which every point of the curves is seen, iterations first."""
    iterations = [each.iteration for curve in drawn for each in curve.points]
    values = [each.value for curve in drawn for each in curve.points]
    return (
        axis_around(float(min(iterations)), float(max(iterations)), scales.iterations),
        axis_around(min(values), max(values), scales.values),
    )


def _frame(
    page: Page, drawn: Sequence[Curve], scales: Scales, labels: Sequence[str]
) -> tuple[Frame, bool]:
    """The frame, and whether there is room for names beside it."""
    across, up = axes_of(drawn, scales)
    height = max(LEAST_HEIGHT, min(page.width // 5, MOST_HEIGHT))
    margin = len(INDENT) + max(len(each.text) for each in up.ticks(height // 3)) + 1
    room = page.width - margin - 2
    names = max(map(wide, labels)) + (1 if page.glyphs.symbols else 3)
    has_labels = room - names >= LEAST_ROOM
    width = max(room - (names if has_labels else 0), 2)
    return Frame(across, up, width, height, margin), has_labels


def _places(frame: Frame, curve: Curve) -> list[tuple[float, float]]:
    return [
        (frame.across.place(iteration), frame.up.place(value)) for iteration, value in curve.points
    ]


def _row(frame: Frame, value: float) -> int:
    """From the top, in which row of characters a value is."""
    dots = frame.height * 4
    return frame.height - 1 - min(round(frame.up.place(value) * (dots - 1)), dots - 1) // 4


def _ticks_up(frame: Frame) -> list[Tick]:
    return frame.up.ticks(frame.height // 3)


def _ends(
    frame: Frame, drawn: Sequence[Curve], labels: Sequence[str], braille: bool
) -> dict[int, Line]:
    """The names at the curves' ends, by row."""
    wanted = [(1 - frame.up.place(curve.points[-1].value)) * frame.height - 0.5 for curve in drawn]
    rows = places_of_labels(wanted, frame.height)
    found: dict[int, Line] = {}
    for place, (curve, label, row) in enumerate(zip(drawn, labels, rows, strict=True)):
        if row is not None:
            text = f" {label}" if braille else f" {sign_of(place)} {label}"
            found[floor(row + 0.5)] = (Span(text, tone_of(curve)),)
    return found


def _upright(page: Page, has_tick: bool) -> str:
    if page.glyphs.bars != UNICODE.bars:
        return " +" if has_tick else " |"
    return " ┤" if has_tick else " │"


def _ticks_across(frame: Frame) -> list[Tick]:
    """Whole iterations, the first one among them."""
    ticks = [
        Tick(each.value, str(round(each.value)))
        for each in frame.across.ticks(frame.width // 8 or 1)
        if _is_whole(each)
    ]
    if frame.across.scale == "log" or not frame.across.low.is_integer():
        return ticks
    first = int(frame.across.low)
    return [Tick(first, str(first)), *(each for each in ticks if each.value > first)]


def _is_whole(tick: Tick) -> bool:
    return tick.value >= 1 and abs(tick.value - round(tick.value)) < 1e-6


def _foot(page: Page, frame: Frame) -> Iterator[Line]:
    """The axis of the iterations, with its ticks and their texts."""
    ticks = _ticks_across(frame)
    places = [round(frame.across.place(each.value) * (frame.width - 1)) for each in ticks]
    shown = list(spaced(ticks, places))
    rule, tee, corner = "─┬└" if page.glyphs.bars == UNICODE.bars else "-++"
    marks = {place for place, _ in shown}
    axis = "".join(tee if place in marks else rule for place in range(frame.width))
    yield (Span(" " * (frame.margin + 1) + corner + axis, Tone.QUIET),)
    texts = ""
    for place, tick in shown:
        start = max(place - len(tick.text) // 2, 0)
        texts = texts.ljust(start) + tick.text
    start = frame.margin + 2 - max(0, frame.margin + 2 + len(texts) - page.width)
    yield (Span(" " * start + texts, Tone.QUIET),)
