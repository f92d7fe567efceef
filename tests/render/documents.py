"""Documents for the tests to look at: in a format, of a trace; and what is in them."""

from __future__ import annotations

from html.parser import HTMLParser

import bptrace
from bptrace.render.documents.document import explanation_parts, report_parts
from bptrace.render.documents.renderers import renderer_of
from bptrace.render.signs.page import Page, page_for
from bptrace.render.words.english import ENGLISH
from bptrace.trace.selection import parse_selection
from bptrace.trace.trace import Trace

VOID = {"meta", "wbr"}
"""The elements of HTML that have no end."""


def page_in(format_: str, trace: Trace, digits: int = 9) -> Page:
    return page_for(trace, renderer_of(format_).glyphs, ENGLISH, digits, 80)


def document(format_: str, trace: Trace, show: str = "1", digits: int = 9) -> str:
    """A run, to stand alone."""
    page = page_in(format_, trace, digits)
    parts = report_parts(page, trace, parse_selection(show))
    return "".join(renderer_of(format_).render_standalone(page, parts))


def explanation(format_: str, trace: Trace, name: str) -> str:
    """How a value comes about, to stand alone."""
    page = page_in(format_, trace)
    explained = bptrace.explain(trace, name, paths=True)
    parts = explanation_parts(page, explained.derivation, explained.record)
    return "".join(renderer_of(format_).render_standalone(page, parts))


class Reader(HTMLParser):
    """Reads HTML strictly: every element is closed where it must be.

    texts: what stands in elements of a kind. links: what leads out of the file.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.links: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += (f"{name}={value}" for name, value in attrs if name in {"src", "href"})
        self.texts.setdefault(tag, []).append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data
