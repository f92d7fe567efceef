"""The parts of a document -> Markdown as GitHub, Jupyter and Pandoc read it, formulas in `$…$`.

GitHub takes a backslash before punctuation away even inside a formula, so none has one; a pair of
underscores between braces would be emphasis elsewhere, so a space keeps them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from bptrace.render.documents.parts import (
    Cell,
    Digits,
    Display,
    Grid,
    Part,
    Section,
    Worked,
    Working,
)
from bptrace.render.documents.renderers import Renderer
from bptrace.render.layout.blocks import Figure, Heading, Remark
from bptrace.render.run.overview import Overview
from bptrace.render.signs.glyphs import UNICODE
from bptrace.render.signs.page import Page
from bptrace.render.signs.tex_glyphs import NAMES, TEX
from bptrace.render.signs.texts import Formula, Text, pieces

GLYPHS = structs.replace(
    TEX,
    typeset=structs.replace(NAMES, underscore=r"\rule{.4em}{.04em}"),
    edge=UNICODE.edge,
    bold_edge=UNICODE.bold_edge,
    head=UNICODE.head,
    corners=UNICODE.corners,
    tees=UNICODE.tees,
    cross=UNICODE.cross,
    gap=UNICODE.gap,
    infinity=UNICODE.infinity,
    holds=UNICODE.holds,
    follows=UNICODE.follows,
    wrong=UNICODE.wrong,
)
SPECIAL = re.compile(r"[\\`*_\[\]|$~#]")
AT_THE_START = re.compile(r"^(\d*)([-+.)])")
SPACE = " &emsp; "
LEFT, RIGHT = ":--", "--:"


def render_markdown(page: Page, parts: Iterable[Part]) -> Iterator[str]:
    """The document, part by part."""
    for place, part in enumerate(parts):
        yield ("\n" if place else "") + "\n\n".join(_blocks(page, part)) + "\n"


def _blocks(page: Page, part: Part) -> Iterator[str]:
    match part:
        case Overview():
            yield from _overview(part)
        case Section(text, asides):
            yield f"## {inline(text)}"
            if asides:
                yield SPACE.join(map(inline, asides))
        case Heading(text, _, aside):
            yield f"### {inline(text)}"
            if aside:
                yield f"*{inline(aside)}*"
        case Remark(texts):
            yield SPACE.join(map(inline, texts))
        case Display(formula):
            yield f"$${_guarded(formula)}$$"
        case Figure(lines):
            rows = ("".join(span.text for span in line).rstrip() for line in lines)
            yield "\n".join(("```text", *rows, "```"))
        case Working():
            yield from _working(page, part)
        case Grid():
            yield from _grid(part)


def _overview(overview: Overview) -> Iterator[str]:
    if overview.title:
        yield f"# {inline(overview.title)}"
    if overview.source:
        yield f"*{inline(overview.source)}*"
    for texts in filter(None, (overview.network, overview.training, overview.data)):
        yield SPACE.join(map(inline, texts))


def _working(page: Page, working: Working) -> Iterator[str]:
    """Label, name, formula and value beside one another; a step a row."""
    rows = list(_said_once([row for item in working.items for row in _worked(page, item)]))
    sides = [LEFT, LEFT, LEFT, RIGHT]
    if not any(label for label, *_ in rows):
        rows, sides = [others for _, *others in rows], sides[1:]
    yield _table([""] * len(sides), sides, rows)
    if working.left_out:
        yield inline(working.left_out)


def _worked(page: Page, item: Worked) -> Iterator[list[str]]:
    steps = [inline(_equal(page, step)) for step in item.steps] or [""]
    head = [inline(item.label), inline(item.name)]
    for step in steps[:-1]:
        yield [*head, step, ""]
        head = [head[0], ""]
    yield [*head, steps[-1], f"= **{item.value.text}**"]


def _equal(page: Page, step: Text) -> Text:
    return Formula(f"{page.glyphs.equals} {step.signs}") if isinstance(step, Formula) else step


def _said_once(rows: Sequence[list[str]]) -> Iterator[list[str]]:
    """The rows, a label only where it changes."""
    before = ""
    for label, *others in rows:
        yield ["" if label == before else label, *others]
        before = label


def _grid(grid: Grid) -> Iterator[str]:
    remarked = any(row.remark for row in grid.rows)
    headings = [*map(inline, (*grid.headings, *grid.columns)), *[""] * remarked]
    sides = [LEFT] * len(grid.headings) + [RIGHT] * len(grid.columns) + [LEFT] * remarked
    rows = (
        [
            *map(inline, row.labels),
            *map(_cell, row.numbers[:-1]),
            *(_result(grid, each) for each in row.numbers[-1:]),
            *[inline(row.remark)] * remarked,
        ]
        for row in grid.rows
    )
    yield _table(headings, sides, rows)
    if grid.left_out:
        yield inline(grid.left_out)


def _result(grid: Grid, cell: Cell) -> str:
    text = _cell(cell)
    return f"**{text}**" if text and grid.has_result else text


def _cell(cell: Cell) -> str:
    return cell.text if isinstance(cell, Digits) else inline(cell)


def _table(headings: Sequence[str], sides: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (headings, sides, *rows))


def inline(text: Text) -> str:
    """Words with what is special in Markdown escaped, formulas between dollars."""
    return "".join(
        f"${_guarded(each)}$" if isinstance(each, Formula) else _escaped(each)
        for each in pieces(text)
    )


def _guarded(formula: Formula) -> str:
    return formula.signs.strip().replace("}_{", "}_ {")


def _escaped(words: str) -> str:
    text = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return AT_THE_START.sub(r"\1\\\2", SPECIAL.sub(r"\\\g<0>", text))


RENDERER = Renderer(GLYPHS, render_markdown, render_markdown)
