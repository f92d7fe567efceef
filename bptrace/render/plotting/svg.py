"""Curves -> a picture as SVG, by matplotlib: for light and dark pages, the same bytes each time."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bptrace.errors import InputError
from bptrace.render.layout.lines import Tone, printable
from bptrace.render.plotting.chart import axes_of, tone_of
from bptrace.render.plotting.labels import label_of, places_of_labels
from bptrace.render.plotting.ticks import Axis
from bptrace.render.signs.page import Page
from bptrace.render.words.plotting import PlottingWords
from bptrace.trace.curves.curve import Curve, Curves, Scales
from bptrace.trace.trace import Trace

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 7.6, 4.2
"""In inches of 72 points."""
ROWS = 22
"""So many names find room beside the curves."""
SMALLEST = 5e-324
EXTREME, UNIT, TICKS = 1e280, 1e20, 7
"""What is larger is drawn in a unit of its own: matplotlib leaves some room around the curves, and
there are no numbers beyond the largest."""

BACKGROUND, TEXT, QUIET = "#ffffff", "#1f2328", "#d1d9e0"
DARK = {
    BACKGROUND: "#18181b",
    TEXT: "#e4e4e7",
    QUIET: "#3f3f46",
    "#0e7490": "#38d0e0",
    "#cf222e": "#f87171",
    "#a21caf": "#d88cff",
    "#15803d": "#4ade80",
}
"""What every colour is on a dark page."""
COLOURS = {
    Tone.FORWARD: "#0e7490",
    Tone.ERROR: "#cf222e",
    Tone.GRADIENT: "#a21caf",
    Tone.UPDATE: "#15803d",
}
DASHES: Sequence[Any] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 3)))
"""What tells curves of one colour apart, besides their names."""

STYLE = {
    "svg.hashsalt": "bptrace",
    "svg.fonttype": "none",
    "font.family": ["sans-serif"],
    "font.size": 9.5,
    "path.simplify": False,
}


def curves_svg(
    page: Page, words: PlottingWords, trace: Trace, curves: Curves, scales: Scales
) -> bytes:
    """The picture. Raises InputError where matplotlib is not installed, or nothing can be drawn."""
    if find_spec("matplotlib") is None:
        raise InputError(words.no_matplotlib)
    if not curves.drawn:
        raise InputError(words.nothing)
    from matplotlib import rc_context  # noqa: PLC0415  # it takes a second, and may not be there
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context(STYLE), warnings.catch_warnings():
        # At the largest numbers it warns of its own margins.
        warnings.simplefilter("ignore", RuntimeWarning)
        figure = Figure(figsize=(WIDTH, HEIGHT), facecolor=BACKGROUND, layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        _draw(axes, page, curves, scales)
        _name_axes(axes, words, trace, scales)
        written = io.BytesIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": "bptrace"})
    return _for_dark_pages(written.getvalue().decode()).encode()


def _draw(axes: Axes, page: Page, curves: Curves, scales: Scales) -> None:
    drawn = curves.drawn
    across, up = axes_of(drawn, scales)
    axes.set_xscale(across.scale)
    axes.set_yscale(up.scale)
    axes.set_xlim(across.low, across.high)
    unit = UNIT if max(-up.low, up.high) > EXTREME else 1.0
    used: dict[Tone, int] = {}
    for curve in drawn:
        tone = tone_of(curve)
        place = used[tone] = used.get(tone, -1) + 1
        axes.plot(
            [each.iteration for each in curve.points],
            [_in_units(each.value, unit, up) for each in curve.points],
            color=COLOURS.get(tone, TEXT),
            linestyle=DASHES[place % len(DASHES)],
            linewidth=1.2,
            marker="." if len(curve.points) == 1 else "",
        )
    if unit != 1.0:
        axes.set_ylim(_in_units(up.low, unit, up), up.high / unit)
        ticks = up.ticks(TICKS)
        axes.set_yticks([each.value / unit for each in ticks], [each.text for each in ticks])
        axes.set_yticks([], minor=True)
    _name_curves(axes, page, drawn, up, unit)


def _in_units(value: float, unit: float, axis: Axis) -> float:
    return max(value / unit, SMALLEST) if axis.scale == "log" else value / unit


def _name_curves(axes: Axes, page: Page, drawn: Sequence[Curve], up: Axis, unit: float) -> None:
    """The names beside the ends of the curves, in rows: none stands on another."""
    low, high = axes.get_ylim()
    shown = Axis(low, high, up.scale)
    ends = [
        (1 - shown.place(_in_units(each.points[-1].value, unit, up))) * (ROWS - 1) for each in drawn
    ]
    rows = places_of_labels(ends, ROWS)
    for curve, row in zip(drawn, rows, strict=True):
        if row is None:
            continue
        axes.annotate(
            label_of(page, curve),
            (1, 1 - row / (ROWS - 1)),
            xytext=(6, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            verticalalignment="center",
            color=COLOURS.get(tone_of(curve), TEXT),
            annotation_clip=False,
        )


def _name_axes(axes: Axes, words: PlottingWords, trace: Trace, scales: Scales) -> None:
    axes.set_xlabel(words.axes[scales.iterations], color=TEXT)
    axes.set_title(printable(trace.origin.source), loc="left", color=TEXT, fontsize=10.5)
    axes.set_facecolor(BACKGROUND)
    axes.grid(True, color=QUIET, linewidth=0.6)
    axes.tick_params(which="both", color=QUIET, labelcolor=TEXT)
    for side in axes.spines.values():
        side.set_color(QUIET)
    for side_name in ("top", "right"):
        axes.spines[side_name].set_visible(False)


def _for_dark_pages(svg: str) -> str:
    """The picture with a rule for each colour, which browsers follow on a dark page."""
    rules = "".join(
        f'[style*="{kind}: {light}"]{{{kind}:{dark}!important}}'
        for light, dark in DARK.items()
        for kind in ("fill", "stroke")
    )
    style = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    return re.sub(r"(<svg [^>]*>)", rf"\1\n {style}", svg, count=1)
