"""The parts of a document -> HTML: one file with its style in it, formulas in MathML, no script.

The signs of the page are MathML already, so a formula needs nothing but its `<math>`: a TeX
converter would be one more dependency, and set `net` as n·e·t.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import chain

from bptrace.render.documents.parts import (
    Cell,
    Digits,
    Display,
    Grid,
    GridRow,
    Part,
    Section,
    Worked,
    Working,
)
from bptrace.render.documents.renderers import Renderer
from bptrace.render.layout.blocks import Figure, Heading, Remark
from bptrace.render.layout.breaking import Breaks
from bptrace.render.layout.lines import Line, tail_of
from bptrace.render.run.overview import Overview
from bptrace.render.signs.mathml_glyphs import MATHML, QUOTIENT
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, pieces, plain

STYLE = "style.css"
NUMBER, RESULT = "number", "number result"
FRACTION = QUOTIENT.template.partition("{}")[0]
TAG = re.compile(r"<[^>]*>")

HEAD = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
"""
FOOT = "</body>\n</html>\n"
BETWEEN_OPERANDS = '<mo form="infix" lspace=".22em" rspace=".22em">'
ROOM = 48
"""How many characters of a formula stay together on a line, as long as it has other places to
break."""


def _seen(text: str) -> int:
    return len(TAG.sub("", text))


BREAKS = Breaks(
    re.compile("(?= <mo>[=+−]</mo> )"), re.compile("(?= <mo>[·×]</mo> )"), "<m", "</m", _seen
)


def render_html(page: Page, parts: Iterable[Part]) -> Iterator[str]:
    """A file that stands alone."""
    remaining = iter(parts)
    first = next(remaining)
    yield HEAD.format(language=page.words.language, title=_title(first))
    yield from render_html_fragment(page, chain([first], remaining))
    yield FOOT


def render_html_fragment(page: Page, parts: Iterable[Part]) -> Iterator[str]:
    """The same to be put into a page, a notebook's for one; its style holds for nothing else."""
    style = files(__package__).joinpath(STYLE).read_text(encoding="utf-8")
    yield f'<style>\n{style}</style>\n<div class="bptrace">\n'
    for part in parts:
        yield "\n".join(_elements(page, part)) + "\n"
    yield "</div>\n"


def _title(part: Part) -> str:
    """What a browser calls the page: words, and formulas without their elements."""
    text: Text = ""
    if isinstance(part, Overview):
        text = part.title or part.network[0]
    elif isinstance(part, Section):
        text = part.text
    return TAG.sub("", inline(text))


def _elements(page: Page, part: Part) -> Iterator[str]:
    match part:
        case Overview():
            yield from _overview(part)
        case Section(text, asides):
            yield f"<h2>{inline(text)}</h2>"
            yield from _side_by_side(asides)
        case Heading(text, tone, aside):
            yield f'<h3 class="{tone.value}">{inline(text)}</h3>'
            yield from _side_by_side((aside,) if aside else ())
        case Remark(texts):
            yield from _side_by_side(texts)
        case Display(formula):
            yield f'<div class="wide"><math display="block">{formula.signs}</math></div>'
        case Figure(lines):
            rows = "\n".join(map(_figure_line, lines))
            yield f"<pre>{rows}</pre>"
        case Working():
            yield from _working(page, part)
        case Grid():
            yield from _grid(part)


def _overview(overview: Overview) -> Iterator[str]:
    if overview.title:
        yield f"<h1>{inline(overview.title)}</h1>"
    yield from _side_by_side((overview.source,) if overview.source else ())
    yield from _side_by_side(overview.network)
    yield from _side_by_side(overview.training)
    yield from _side_by_side(overview.data)


def _side_by_side(texts: Sequence[Text]) -> Iterator[str]:
    if texts:
        yield f"<p>{' '.join(f'<span>{inline(each)}</span>' for each in texts)}</p>"


def _figure_line(line: Line) -> str:
    return "".join(f'<span class="{span.tone.value}">{escape(span.text)}</span>' for span in line)


def _working(page: Page, working: Working) -> Iterator[str]:
    """Label, name, formula and value beside one another; a step a row."""
    tail = max((tail_of(item.value.text) for item in working.items), default=0)
    yield f'<div class="wide"><table class="working {working.tone.value}">'
    label_before: Text = ""
    for item in working.items:
        label = "" if item.label == label_before else inline(item.label)
        label_before = item.label
        yield from _worked(page, item, label, tail)
    yield "</table></div>"
    yield from _side_by_side((working.left_out,) if working.left_out else ())


def _worked(page: Page, item: Worked, label: str, tail: int) -> Iterator[str]:
    head = f"<th>{label}</th><td>{inline(item.name)}</td>"
    steps = [_breakable(_equal(page, step)) for step in item.steps] or [""]
    for step in steps[:-1]:
        yield f"<tr>{head}<td>{step}</td></tr>"
        head = "<th></th><td></td>"
    equals = inline(Formula(page.glyphs.equals))
    value = f"<td>{equals}</td>{_number(item.value, tail, RESULT)}"
    yield f"<tr>{head}<td>{steps[-1]}</td>{value}</tr>"


def _breakable(step: Text) -> str:
    """A formula in pieces, since a browser breaks no line within one. A sign that begins a piece
    keeps the room that it has between operands."""
    if not isinstance(step, Formula):
        return inline(step)
    first, *others = (part.strip() for part in BREAKS.parts(step.signs, ROOM))
    spaced = (part.replace("<mo>", BETWEEN_OPERANDS, 1) for part in others)
    return "<wbr>".join(map(_as_large, (first, *spaced)))


def _as_large(signs: str) -> str:
    """A formula whose fractions are as large as what stands beside them."""
    style = ' displaystyle="true"' if FRACTION in signs else ""
    return f"<math{style}>{signs}</math>"


def _equal(page: Page, step: Text) -> Text:
    return Formula(f"{page.glyphs.equals} {step.signs}") if isinstance(step, Formula) else step


def _grid(grid: Grid) -> Iterator[str]:
    yield f'<div class="wide"><table class="grid {grid.tone.value}">'
    if any((*grid.headings, *grid.columns)):
        labels = (f"<th>{inline(each)}</th>" for each in grid.headings)
        columns = (f'<th class="number">{inline(each)}</th>' for each in grid.columns)
        yield f"<thead><tr>{''.join((*labels, *columns))}</tr></thead>"
    tails = [
        max(tail_of(plain(_text(row.numbers[place]))) for row in grid.rows)
        for place in range(len(grid.columns))
    ]
    yield "<tbody>"
    remarked = any(row.remark for row in grid.rows)
    kinds = [NUMBER] * (len(tails) - 1) + [RESULT if grid.has_result else NUMBER]
    yield from (f"<tr>{''.join(_cells(row, tails, kinds, remarked))}</tr>" for row in grid.rows)
    yield "</tbody></table></div>"
    yield from _side_by_side((grid.left_out,) if grid.left_out else ())


def _cells(
    row: GridRow, tails: Sequence[int], kinds: Sequence[str], remarked: bool
) -> Iterator[str]:
    yield from (f"<th>{inline(each)}</th>" for each in row.labels)
    yield from map(_number, row.numbers, tails, kinds)
    if remarked:
        yield f"<td>{inline(row.remark)}</td>"


def _number(cell: Cell, tail: int, kind: str) -> str:
    """A cell with room for the digits that others have and it has not, so that points align."""
    text, digits = _text(cell), plain(_text(cell))
    missing = tail - tail_of(digits) if digits[-1:].isdigit() else 0
    room = f' style="--missing:{missing}"' if missing else ""
    return f'<td class="{kind}"{room}>{inline(text)}</td>'


def _text(cell: Cell) -> Text:
    return cell.text if isinstance(cell, Digits) else cell


def inline(text: Text) -> str:
    """Words with what is special in HTML escaped, formulas as they are."""
    return "".join(
        f"<math>{each.signs}</math>" if isinstance(each, Formula) else escape(each)
        for each in pieces(text)
    )


RENDERER = Renderer(MATHML, render_html, render_html)
