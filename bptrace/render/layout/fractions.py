"""A chain rule in two dimensions, as on paper, and numbers to be compared, as lines.

 ∂E        ∂E       ∂out_o1   ∂net_o1
───── = ───────── · ─────── · ───────
 ∂w5     ∂out_o1    ∂net_o1     ∂w5
"""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.render.layout.blocks import ChainRule, Facts
from bptrace.render.layout.lines import Line, Span, Tone, left_column, number_column, wide, wrapped
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import plain

MARGIN = "    "


def chain_rule_lines(page: Page, block: ChainRule) -> Iterator[Line]:
    """Three lines of fractions; one line of quotients where the page is too narrow."""
    names = [block.left, *block.factors]
    stacked = _stacked(page, names)
    if wide(MARGIN + stacked[0]) <= page.width:
        for row in stacked:
            yield (Span(MARGIN + row.rstrip(), Tone.GRADIENT),)
        return
    left, first, *others = names
    parts = [f"{left} = {first}", *(f" {page.glyphs.times} {each}" for each in others)]
    for row in wrapped(parts, page.width - len(MARGIN)):
        yield (Span(MARGIN + row, Tone.GRADIENT),)


def _stacked(page: Page, names: list[str]) -> tuple[str, str, str]:
    """Numerators, bars and denominators; what is no quotient stands beside the bars."""
    above, bars, below = "", "", ""
    for place, name in enumerate(names):
        sign = "" if place == 0 else " = " if place == 1 else f" {page.glyphs.times} "
        upper, slash, lower = name.partition("/")
        width = max(len(upper), len(lower)) + 2 if slash else len(name)
        bars += sign + (page.glyphs.rule * width if slash else name)
        space = " " * len(sign)
        above += space + (upper.center(width) if slash else " " * width)
        below += space + (lower.center(width) if slash else " " * width)
    return above, bars, below


def facts_lines(page: Page, block: Facts) -> Iterator[Line]:
    """Label, number, remark; the remark goes on below itself where it is long."""
    items = block.items
    labels = left_column("", [plain(each.label) for each in items])[1:]
    values = number_column("", [f"{each.value + 0.0:.{block.digits}g}" for each in items])[1:]
    for item, label, value in zip(items, labels, values, strict=True):
        head = Span(f"{MARGIN}{label}   ", block.tone), Span(value, Tone.RESULT)
        start = sum(wide(each.text) for each in head) + 3
        words = plain(item.remark).split(" ")
        parts = [words[0], *(f" {word}" for word in words[1:])]
        for place, row in enumerate(wrapped(parts, max(page.width - start, 20))):
            before = head if place == 0 else (Span(" " * (start - 3)),)
            yield (*before, Span(f"   {row}", Tone.QUIET))
