"""The place of a parameter in its network, drawn: its edge, and every path from there to E.

                 ┌── w5 ──▶ o1 ──▶ E_o1 ──┐
i1 ━━ w1 ━━▶ h1 ─┤                        ├─▶ E
                 └── w7 ──▶ o2 ──▶ E_o2 ──┘
"""

from __future__ import annotations

from bptrace.algebra.expressions import Reference, references_in
from bptrace.explaining.derivation import Edge
from bptrace.network.error import ERROR
from bptrace.render.layout.lines import Line, Span, Tone, left_column, wide
from bptrace.render.signs.page import Page

MARGIN = "    "
MOST_BRANCHES = 7
"""More neurons than this are drawn as the first ones, an ellipsis and the last."""


def figure_lines(page: Page, parameter: Reference, edge: Edge) -> tuple[Line, ...]:
    """The figure of a weight, or of a bias of one neuron; none for a shared bias, nor where nothing
    leads on."""
    if edge.unit is None:
        return ()
    trunk = _trunk(page, parameter, edge)
    glyphs = page.glyphs
    end = f"{glyphs.edge[0]}{glyphs.head} {ERROR}"
    if edge.layer == len(page.labels) - 1:
        way = _way_to_error(page, edge.layer, edge.unit)
        return ((*trunk, Span(f" {way} {glyphs.edge}{glyphs.head} {ERROR}", Tone.QUIET)),)
    branches = _branches(page, edge)
    if not branches:
        return ()
    indent = (Span(" " * sum(wide(span.text) for span in trunk)),)
    middle = len(branches) // 2
    lines: list[Line] = []
    for place, branch in enumerate(branches):
        left, right = _forks(page, place, len(branches), bool(branch.strip()))
        is_middle = place == middle
        stem = f" {glyphs.edge[0]}" if is_middle else "  "
        row = f"{stem}{left}{branch}{right}{end if is_middle else ''}"
        lines.append((*(trunk if is_middle else indent), Span(row, Tone.QUIET)))
    return tuple(lines)


def _trunk(page: Page, parameter: Reference, edge: Edge) -> tuple[Span, ...]:
    """`i1 ━━ w1 ━━▶ h1`"""
    bold = page.glyphs.bold_edge
    assert edge.unit is not None
    source = "" if edge.source is None else f"{neuron(page, edge.layer - 1, edge.source)} "
    return (
        Span(MARGIN + source),
        Span(f"{bold} {page.plain_names.of(parameter)} {bold}{page.glyphs.head}", Tone.GRADIENT),
        Span(f" {neuron(page, edge.layer, edge.unit)}"),
    )


def _branches(page: Page, edge: Edge) -> list[str]:
    """The neurons that are fed, each with the weight that leads there and the way on; all of one
    width, an odd number of rows, the one in the middle empty where it is nobody's."""
    leading = _weights_from(page, edge)
    count = len(leading)
    places = list(leading)
    if count > MOST_BRANCHES:
        places = [*places[: MOST_BRANCHES - 2], places[-1]]
    edge_, head = page.glyphs.edge, page.glyphs.head
    weights = left_column("", [page.plain_names.of(leading[place]) for place in places])[1:]
    ways = left_column("", [_way_to_error(page, edge.layer + 1, place) for place in places])[1:]
    neurons = left_column("", [neuron(page, edge.layer + 1, place) for place in places])[1:]
    rows = [
        f"{edge_} {weight} {edge_}{head} {neuron} {way} {edge_}"
        for weight, neuron, way in zip(weights, neurons, ways, strict=True)
    ]
    if count > MOST_BRANCHES:
        rows.insert(-1, page.glyphs.gap.center(wide(rows[0])))
    if rows and len(rows) % 2 == 0:
        rows.insert(len(rows) // 2, " " * wide(rows[0]))
    return rows


def _weights_from(page: Page, edge: Edge) -> dict[int, Reference]:
    """The weights that lead on from the unit of an edge, by the place of the neuron they go to."""
    here, above = page.labels[edge.layer], page.labels[edge.layer + 1]
    net = page.equation(above.net)
    weight = next(
        each for each in references_in(net.right) if page.step.family(each.name).role == "weight"
    )
    found: dict[int, Reference] = {}
    for place in range(page.step.axes[above.index]):
        ends = {above.index: place, here.index: edge.unit or 0}
        reference = Reference(weight.name, tuple(ends[str(index)] for index in weight.at))
        if page.step.exists(reference):
            found[place] = reference
    return found


def _way_to_error(page: Page, layer: int, unit: int) -> str:
    """From an output to its error; from a hidden neuron, that there is more between."""
    arrow = f"{page.glyphs.edge}{page.glyphs.head}"
    if layer < len(page.labels) - 1:
        return f"{arrow} {page.glyphs.gap}"
    return f"{arrow} {page.plain_names.of(Reference(page.labels[-1].error, (0, unit)))}"


def _forks(page: Page, place: int, count: int, is_branch: bool) -> tuple[str, str]:
    """How a row leaves the trunk, and how it joins what leads to E."""
    glyphs = page.glyphs
    if count == 1:
        return glyphs.edge[0], glyphs.edge[0]
    if place == 0:
        return glyphs.corners[0], glyphs.corners[1]
    if place == count - 1:
        return glyphs.corners[2], glyphs.corners[3]
    if place == count // 2:
        return (glyphs.cross, glyphs.cross) if is_branch else (glyphs.tees[1], glyphs.tees[0])
    return glyphs.tees[0], glyphs.tees[1]


def neuron(page: Page, layer: int, unit: int) -> str:
    """The name of a unit of a layer, both by their places."""
    return page.step.names.tables[page.labels[layer].label].name((unit,))
