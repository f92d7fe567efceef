"""The parts of a document -> LaTeX with amsmath and booktabs: a fragment, or a whole document.

Numbers are aligned at the decimal point by two columns, the point at the beginning of the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

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
from bptrace.render.layout.lines import wide
from bptrace.render.run.overview import Overview
from bptrace.render.signs.page import Page
from bptrace.render.signs.tex_glyphs import TEX
from bptrace.render.signs.texts import Formula, Text, pieces

MOST_CHARACTERS = 88
"""What fits on a line of A4 paper."""
LEAST_ROOM = 30
"""What a formula gets even where names leave less."""

ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        "`": r"\textasciigrave{}",
        '"': "''",
        **{sign: f"\\{sign}" for sign in "{}$&#_%"},
    }
)
UNSEEN = re.compile(r"\\math[a-z]+|[{}_^]")
COMMAND = re.compile(r"\\[a-z]+ ?")
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
BEYOND_LATIN = re.compile(r"[^\x00-\x7fÀ-ÏÑ-ÖØ-Ýß-ïñ-öø-ýÿ]")
"""What TeX's first fonts have no letter or accent for."""
DASHES = re.compile(r"-(?=-)")


def _seen(text: str) -> int:
    """About how many characters wide it is on paper."""
    return wide(COMMAND.sub("x", UNSEEN.sub("", text)))


BREAKS = Breaks(re.compile(r"(?= [=+-] )"), re.compile(r"(?= \\(?:cdot|times) )"), "{", "}", _seen)


def render_latex(page: Page, parts: Iterable[Part]) -> Iterator[str]:
    """A fragment, part by part, to be put into a document that has the two packages."""
    yield "% \\usepackage{amsmath,booktabs}\n"
    for part in parts:
        yield "\n" + "\n".join(_lines(page, part)) + "\n"


def render_latex_document(page: Page, parts: Iterable[Part]) -> Iterator[str]:
    """A document that compiles: for pdfLaTeX, for XeLaTeX where the text takes more than that."""
    body = list(render_latex(page, parts))
    yield _preamble("".join(body))
    yield from body[1:]
    yield "\n\\end{document}\n"


def _preamble(body: str) -> str:
    is_chinese, is_wide = CHINESE.search(body), BEYOND_LATIN.search(body)
    lines = [
        f"% !TeX program = {'xelatex' if is_wide else 'pdflatex'}",
        f"\\documentclass{'[scheme=plain]{ctexart}' if is_chinese else '{article}'}",
        *([r"\usepackage{fontspec}"] if is_wide and not is_chinese else []),
        r"\usepackage[a4paper,margin=22mm]{geometry}",
        r"\usepackage{amsmath,booktabs}",
        r"\setlength{\parindent}{0pt}",
        r"\setlength{\parskip}{1ex}",
        r"\begin{document}",
    ]
    return "\n".join(lines) + "\n"


def _lines(page: Page, part: Part) -> Iterator[str]:
    match part:
        case Overview():
            yield from _overview(part)
        case Section(text, asides):
            yield f"\\subsection*{{{inline(text)}}}"
            if asides:
                yield _side_by_side(asides)
        case Heading(text, _, aside):
            yield f"\\subsubsection*{{{inline(text)}}}"
            if aside:
                yield f"\\noindent\\emph{{{inline(aside)}}}"
        case Remark(texts):
            yield _side_by_side(texts)
        case Display(formula):
            yield f"\\[\n{formula.signs}\n\\]"
        case Figure(lines):
            rows = ("".join(span.text for span in line).rstrip() for line in lines)
            yield from (r"\begin{verbatim}", *rows, r"\end{verbatim}")
        case Working():
            yield from _working(page, part)
        case Grid():
            yield from _grid(page, part)


def _overview(overview: Overview) -> Iterator[str]:
    if overview.title:
        yield f"\\section*{{{inline(overview.title)}}}"
    if overview.source:
        yield f"\\noindent\\emph{{{inline(overview.source)}}}\n"
    yield _side_by_side(overview.network) + "\n"
    yield _side_by_side(overview.training)
    if overview.data:
        yield "\n" + _side_by_side(overview.data)


def _side_by_side(texts: Sequence[Text]) -> str:
    if len(texts) == 1:
        return r"\noindent " + inline(texts[0])
    boxes = (f"\\mbox{{{inline(each)}}}" for each in texts)
    return r"{\raggedright\noindent " + "\n\\quad ".join(boxes) + r"\par}"


def _working(page: Page, working: Working) -> Iterator[str]:
    """Aligned at labels, names, equals signs and values; it may go on on the next page."""
    is_signed = any(item.value.text.startswith("-") for item in working.items)
    room = _room(working)
    rows: list[str] = []
    label_before: Text = ""
    for item in working.items:
        label = "" if item.label == label_before else _mathematics(item.label)
        label_before = item.label
        rows += _worked(page, item, label, room, is_signed)
    yield r"\begingroup\allowdisplaybreaks\abovedisplayskip=0pt"
    yield r"\begin{alignat*}{3}"
    yield " \\\\\n".join(rows)
    yield r"\end{alignat*}"
    yield r"\endgroup"
    yield from _left_out(working.left_out)


def _room(working: Working) -> int:
    """How many characters are left for formulas beside labels, names and values."""
    items = working.items
    columns = ([each.label for each in items], [each.name for each in items])
    used = sum(max(_seen(_mathematics(text)) + 3 for text in column) for column in columns)
    values = max(len(each.value.text) + 5 for each in items)
    return max(MOST_CHARACTERS - used - values, LEAST_ROOM)


def _worked(page: Page, item: Worked, label: str, room: int, is_signed: bool) -> Iterator[str]:
    head = f"& {label} &\\quad {_mathematics(item.name)}"
    equals = page.glyphs.equals
    for place, step in enumerate(item.steps):
        lines = _broken(step.signs, room) if isinstance(step, Formula) else [_mathematics(step)]
        for number, line in enumerate(lines):
            sign = f"{equals} " if isinstance(step, Formula) and not number else r"\quad{}"
            is_last = place == len(item.steps) - 1 and number == len(lines) - 1
            value = _value(page, item.value, is_signed) if is_last else " & &"
            yield f"{head} &{sign}{line}{value}"
            head = "& & "
    if not item.steps:
        yield f"{head} &{_value(page, item.value, is_signed)}"


def _value(page: Page, value: Digits, is_signed: bool) -> str:
    space = r"\phantom{-}" if is_signed and not value.text.startswith("-") else ""
    return f" &\\quad &{page.glyphs.equals} {space}{page.names.number(value.text)}"


def _broken(formula: str, room: int) -> list[str]:
    """The formula in as many lines as it takes."""
    first, *others = BREAKS.parts(formula, room)
    lines = [first]
    for part in others:
        if _seen(lines[-1]) + _seen(part) > room:
            lines.append(part)
        else:
            lines[-1] += part
    return lines


def _grid(page: Page, grid: Grid) -> Iterator[str]:
    """A table; the same as formulas where it is too wide for the paper."""
    if grid.working is not None and _width(grid) > MOST_CHARACTERS:
        yield from _working(page, grid.working)
        return
    remarked = any(row.remark for row in grid.rows)
    labels, numbers = "l" * len(grid.headings), "r@{}l" * len(grid.columns)
    remark = r"p{0.45\linewidth}" * remarked
    yield r"\begin{center}"
    yield f"\\begin{{tabular}}{{@{{}}{labels}{numbers}{remark}@{{}}}}"
    yield r"\toprule"
    if any((*grid.headings, *grid.columns)):
        titles = (f"\\multicolumn{{2}}{{c}}{{{inline(each)}}}" for each in grid.columns)
        yield " & ".join((*map(inline, grid.headings), *titles)) + r" \\"
        yield r"\midrule"
    for row in grid.rows:
        yield " & ".join(_cells(page, row, remarked)) + r" \\"
    yield r"\bottomrule"
    yield r"\end{tabular}"
    yield r"\end{center}"
    yield from _left_out(grid.left_out)


def _width(grid: Grid) -> int:
    """About how many characters wide the table is."""
    rows = [(*grid.headings, *grid.columns)]
    rows += ((*row.labels, *map(_words, row.numbers)) for row in grid.rows)
    widths = (max(_seen(inline(cell)) for cell in column) for column in zip(*rows, strict=True))
    return sum(width + 2 for width in widths)


def _words(cell: Cell) -> Text:
    return cell.text if isinstance(cell, Digits) else cell


def _cells(page: Page, row: GridRow, remarked: bool) -> Iterator[str]:
    yield from map(inline, row.labels)
    yield from (_cell(page, each) for each in row.numbers)
    if remarked:
        yield inline(row.remark)


def _cell(page: Page, cell: Cell) -> str:
    """Two columns: up to the point, and from there."""
    if not isinstance(cell, Digits):
        return f"\\multicolumn{{2}}{{c}}{{{inline(cell)}}}"
    units, point, decimals = page.names.number(cell.text).partition(".")
    return f"${units}$ & " + (f"${point}{decimals}$" if point else "")


def _left_out(text: Text) -> Iterator[str]:
    if text:
        yield r"\noindent " + inline(text)


def inline(text: Text) -> str:
    """Words with what is special in LaTeX escaped, formulas between dollars."""
    return "".join(
        f"${each.signs.strip()}$" if isinstance(each, Formula) else _escaped(each)
        for each in pieces(text)
    )


def _mathematics(text: Text) -> str:
    """The same inside a formula: words become text there."""
    return "".join(
        each.signs if isinstance(each, Formula) else f"\\text{{{_escaped(each)}}}"
        for each in pieces(text)
        if each
    )


def _escaped(words: str) -> str:
    return DASHES.sub("-{}", words.translate(ESCAPES))


RENDERER = Renderer(TEX, render_latex, render_latex_document)
