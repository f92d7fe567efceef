"""A figure -> SVG: plain text, for light and for dark pages, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bptrace.render.drawing.boxes import Box
from bptrace.render.drawing.layout import Circle, Edge, Figure, Words, with_value
from bptrace.render.drawing.network import Named

STYLE = """\
svg{--page:#ffffff;--text:#1f2328;--quiet:#6e7781;--line:#afb8c1;--path:#a21caf;--forward:#0e7490;
--error:#cf222e;--update:#15803d;background:var(--page);
font-family:system-ui,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){svg{--page:#18181b;--text:#e4e4e7;--quiet:#a1a1aa;--line:#52525b;
--path:#d88cff;--forward:#38d0e0;--error:#f87171;--update:#4ade80}}
text{text-anchor:middle;dominant-baseline:central;font-size:13px;fill:var(--text)}
.value{font-size:10.5px}.quiet{fill:var(--quiet);font-size:11.5px}
.page{fill:var(--page)}.unit rect{fill:var(--page);stroke-width:1.8}
.input rect{stroke:var(--quiet)}.hidden rect,.output rect{stroke:var(--forward)}
.bias rect{stroke:var(--line);stroke-dasharray:4 3}
path{stroke:var(--line);stroke-width:1.3;fill:none}.from-bias{stroke-dasharray:4 3}
.name{fill:var(--update)}
.target{fill:var(--error);text-anchor:start}
path.on{stroke:var(--path);stroke-width:3}.on rect{stroke:var(--path);stroke-width:3}
text.on{fill:var(--path)}
"""
"""Names of weights have the colour of what an update changes, outputs that of the forward pass."""


def figure_svg(figure: Figure, remarks: list[str]) -> str:
    """The picture with remarks below it, of which the first says what it is of."""
    return "\n".join(_lines(figure, remarks)) + "\n"


def _lines(figure: Figure, remarks: list[str]) -> Iterator[str]:
    height = figure.height + 18 * len(remarks)
    width = max(figure.width, *(40 + 7.2 * len(each) for each in remarks))
    size = f"{_n(width)} {_n(height)}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" '
        f'width="{_n(width)}" height="{_n(height)}" role="img">'
    )
    yield f"<title>{escape(remarks[0])}</title>"
    yield f"<style>\n{STYLE}</style>"
    yield f'<rect class="page" width="{_n(width)}" height="{_n(height)}" rx="8"/>'
    for edge in sorted(figure.edges, key=lambda each: each.highlighted):
        yield _path(edge)
    yield from map(_circle, figure.circles)
    for edge in figure.edges:
        if edge.label is not None and edge.box is not None:
            yield _name(edge.box, edge.label, "name on" if edge.highlighted else "name")
    for words in figure.words:
        yield from _words(words)
    for number, remark in enumerate(remarks):
        box = Box(20, figure.height + 18 * number, 0, 0)
        yield _text(box, remark, "quiet", ' style="text-anchor:start"')
    yield "</svg>"


def _path(edge: Edge) -> str:
    (x1, y1), (x2, y2) = edge.line
    kinds = " ".join(["from-bias"] * edge.is_bias + ["on"] * edge.highlighted)
    kind = f' class="{kinds}"' if kinds else ""
    return f'<path{kind} d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"/>'


def _circle(circle: Circle) -> str:
    box, label = circle.box, circle.label
    on = " on" if circle.highlighted else ""
    shape = _rectangle(box, "", box.height / 2)
    if label.value is None:
        texts = _text(box, label.name, "")
    else:
        above, below = box._replace(y=box.y - 7), box._replace(y=box.y + 9)
        texts = _text(above, label.name, "") + _text(below, label.value, "value")
    return f'<g class="unit {circle.kind}{on}">{shape}{texts}</g>'


def _name(box: Box, label: Named, kind: str) -> str:
    """A name on its line, which it hides."""
    hidden = _rectangle(box, ' class="page"', 3)
    return hidden + _text(box, with_value(label.name, label.value), kind)


def _rectangle(box: Box, kind: str, radius: float) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    return (
        f'<rect{kind} x="{_n(left)}" y="{_n(top)}" width="{_n(box.width)}" '
        f'height="{_n(box.height)}" rx="{_n(radius)}"/>'
    )


def _words(words: Words) -> Iterator[str]:
    box = words.box
    if words.kind == "target":
        left = box._replace(x=box.x - box.width / 2)
        yield _text(left, with_value(words.label.name, words.label.value), "target")
    elif words.kind == "gap":
        yield _text(box, words.label.name, "quiet")
    else:
        yield _text(box, words.label.name, "")
        if words.more:
            yield _text(box._replace(y=box.y + box.height), words.more, "quiet")


def _text(box: Box, text: str, kind: str, style: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named}{style} x="{_n(box.x)}" y="{_n(box.y)}">{escape(text)}</text>'


def _n(number: float) -> str:
    """Tenths are fine enough."""
    return f"{number:.1f}".removesuffix(".0")
