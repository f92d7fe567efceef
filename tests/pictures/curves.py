"""Measured times -> a chart of two engines, as SVG: both axes by powers of ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from pathlib import Path

from msgspec import Struct

from bptrace.engine.choice import EngineName
from bptrace.engine.columns import MOST_WEIGHTS_OF_A_SMALL_NETWORK as SWITCH
from tests.benchmarks.engines import Point, stored

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 78, 712, 62, 366
"""Where the curves are."""

TITLE = "One training iteration of n inputs → n → n, one sample"
ENGINES: tuple[EngineName, ...] = ("scalar", "array")
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))

Place = tuple[float, float]


class Theme(Struct, frozen=True):
    """The colours of a picture."""

    background: str
    text: str
    quiet: str
    scalar: str
    array: str


THEMES = {
    "engines-light": Theme("#ffffff", "#1f2328", "#d1d9e0", "#0969da", "#bc4c00"),
    "engines-dark": Theme("#18181b", "#e4e4e7", "#3f3f46", "#60a5fa", "#fb923c"),
}


class Axes(Struct, frozen=True):
    """The powers of ten at the ends of both axes."""

    weights: tuple[int, int]
    seconds: tuple[int, int]

    def place(self, weights: float, seconds: float) -> Place:
        """Where a point lies in the picture."""
        across = _part(weights, self.weights)
        up = _part(seconds, self.seconds)
        return LEFT + across * (RIGHT - LEFT), BOTTOM - up * (BOTTOM - TOP)


def path_of(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.svg")


def chart(name: str) -> str:
    """The picture of what was measured last."""
    return "\n".join(_lines(stored(), THEMES[name])) + "\n"


def _lines(points: Sequence[Point], theme: Theme) -> Iterator[str]:
    times = [time for each in points for time in (each.seconds, each.seconds_of_errors)]
    axes = Axes((0, _power_above(max(each.weights for each in points))), _powers_around(times))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{theme.text}">'
    )
    yield f"<title>{TITLE}: time against the number of weights</title>"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="{theme.background}"/>'
    yield _text(LEFT, 26, TITLE, "start", ' font-size="15" font-weight="600"')
    yield _text(LEFT, 46, "solid: every value handed over; dotted: E alone", "start")
    yield from _grid(axes, theme)
    yield from _switch(axes, theme)
    for engine in ENGINES:
        yield from _curves(engine, points, axes, theme)
    yield "</svg>"


def _grid(axes: Axes, theme: Theme) -> Iterator[str]:
    first, last = axes.seconds
    for power in range(first, last + 1):
        _, y = axes.place(1.0, 10.0**power)
        yield _line((LEFT, y), (RIGHT, y), theme.quiet)
        yield _text(LEFT - 8, y + 4, _duration(power), "end")
    first, last = axes.weights
    for power in range(first, last + 1):
        x, _ = axes.place(10.0**power, 1.0)
        yield _line((x, TOP), (x, BOTTOM), theme.quiet)
        yield _text(x, BOTTOM + 19, f"{10**power:,}", "middle")
    yield _text((LEFT + RIGHT) / 2, HEIGHT - 12, "weights", "middle")


def _switch(axes: Axes, theme: Theme) -> Iterator[str]:
    x, _ = axes.place(SWITCH, 1.0)
    yield _line((x, TOP), (x, BOTTOM), theme.text, ' stroke-dasharray="5 4"')
    yield _text(x + 7, BOTTOM - 10, f"auto: arrays above {SWITCH}", "start")


def _curves(engine: EngineName, points: Sequence[Point], axes: Axes, theme: Theme) -> Iterator[str]:
    own = [each for each in points if each.engine == engine]
    colour = theme.scalar if engine == "scalar" else theme.array
    everything = [axes.place(each.weights, each.seconds) for each in own]
    errors = [axes.place(each.weights, each.seconds_of_errors) for each in own]
    yield _curve(errors, colour, ' stroke-width="1.5" stroke-dasharray="2 4"')
    yield _curve(everything, colour, ' stroke-width="2.5"')
    for x, y in everything:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
    x, y = everything[-1] if engine == "scalar" else everything[0]
    place = (x + 10, y + 4) if engine == "scalar" else (x, y - 14)
    name = "straight-line Python" if engine == "scalar" else "NumPy arrays"
    yield _text(*place, name, "start", f' font-weight="600" fill="{colour}"')


def _curve(places: Sequence[Place], colour: str, style: str) -> str:
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline points="{listed}" fill="none" stroke="{colour}"{style}/>'


def _line(start: Place, end: Place, colour: str, style: str = "") -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}"{style}/>'


def _text(x: float, y: float, text: str, anchor: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{style}>{text}</text>'


def _duration(power: int) -> str:
    """10⁻⁵ seconds: 10 µs."""
    unit, name = next(each for each in UNITS if 10.0**power > 0.99 * each[0])
    return f"{10.0**power / unit:.0f} {name}"


def _part(value: float, powers: tuple[int, int]) -> float:
    first, last = powers
    return (log10(value) - first) / (last - first)


def _power_above(value: float) -> int:
    return ceil(log10(value))


def _powers_around(values: Sequence[float]) -> tuple[int, int]:
    return floor(log10(min(values))), ceil(log10(max(values)))
