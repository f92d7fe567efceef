"""A figure -> TikZ: a fragment for a document that loads tikz, or a document of its own."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.render.documents.latex import ESCAPES
from bptrace.render.drawing.boxes import Box
from bptrace.render.drawing.layout import Circle, Edge, Figure, Words, with_value

COLOURS = {
    "bptracepath": "A21CAF",
    "bptraceforward": "0E7490",
    "bptraceerror": "CF222E",
    "bptraceupdate": "15803D",
    "bptraceline": "AFB8C1",
    "bptracequiet": "6E7781",
}
OPTIONS = """\
[x=1pt, y=-1pt, font=\\small,
  unit/.style={draw, fill=white, rounded corners=21pt, minimum height=44pt, line width=1pt,
    inner sep=0pt, align=center},
  input/.style={draw=bptracequiet}, hidden/.style={draw=bptraceforward},
  output/.style={draw=bptraceforward}, bias/.style={draw=bptraceline, densely dashed},
  edge/.style={draw=bptraceline, line width=0.7pt}, from bias/.style={densely dashed},
  name/.style={fill=white, text=bptraceupdate, inner sep=1pt},
  quiet/.style={text=bptracequiet, font=\\footnotesize},
  on/.style={draw=bptracepath, line width=1.8pt}, named on/.style={text=bptracepath}]"""
BEFORE = "\\documentclass[tikz,border=6pt]{standalone}\n\\usepackage{amsmath}\n\\begin{document}\n"
AFTER = "\\end{document}\n"


def figure_tikz(figure: Figure, remarks: list[str], *, standalone: bool = False) -> str:
    """The picture; names are in the notation of TeX."""
    text = "\n".join(_lines(figure, remarks)) + "\n"
    return f"{BEFORE}{text}{AFTER}" if standalone else text


def _lines(figure: Figure, remarks: list[str]) -> Iterator[str]:
    for name, colour in COLOURS.items():
        yield f"\\definecolor{{{name}}}{{HTML}}{{{colour}}}"
    yield f"\\begin{{tikzpicture}}{OPTIONS}"
    for edge in sorted(figure.edges, key=lambda each: each.highlighted):
        yield _edge(edge)
    yield from map(_circle, figure.circles)
    for edge in figure.edges:
        if edge.label is not None and edge.box is not None:
            kind = "name, named on" if edge.highlighted else "name"
            yield _node(edge.box, kind, f"${with_value(edge.label.name, edge.label.value)}$")
    for words in figure.words:
        yield from _words(words)
    for number, remark in enumerate(remarks):
        box = Box(20, figure.height + 14 * number, 0, 0)
        yield _node(box, "quiet, anchor=west", remark.translate(ESCAPES))
    yield "\\end{tikzpicture}"


def _edge(edge: Edge) -> str:
    (x1, y1), (x2, y2) = edge.line
    kinds = ["edge"] + ["from bias"] * edge.is_bias + ["on"] * edge.highlighted
    return f"  \\path[{', '.join(kinds)}] ({x1:.1f},{y1:.1f}) -- ({x2:.1f},{y2:.1f});"


def _circle(circle: Circle) -> str:
    kinds = ["unit", circle.kind, *["on"] * circle.highlighted]
    kinds.append(f"minimum width={circle.box.width:.1f}pt")
    text = f"${circle.label.name}$"
    if circle.label.value is not None:
        text += f"\\\\[-1pt]\\scriptsize ${circle.label.value}$"
    return _node(circle.box, ", ".join(kinds), text)


def _words(words: Words) -> Iterator[str]:
    box, text = words.box, f"${with_value(words.label.name, words.label.value)}$"
    if words.kind == "gap":
        yield _node(box, "quiet", "$\\vdots$")
    elif words.kind == "target":
        left = box._replace(x=box.x - box.width / 2)
        yield _node(left, "anchor=west, text=bptraceerror", text)
    else:
        yield _node(box, "", text)
        if words.more:
            below = words.more.translate(ESCAPES).replace("×", "$\\times$")
            yield _node(box._replace(y=box.y + box.height), "quiet", below)


def _node(box: Box, kind: str, text: str) -> str:
    return f"  \\node[{kind}] at ({box.x:.1f},{box.y:.1f}) {{{text}}};"
