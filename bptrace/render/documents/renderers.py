"""The formats of documents: one module a format, one line each in RENDERERS.

A module is imported when its format is asked for: a terminal need not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module

from msgspec import Struct

from bptrace.render.documents.parts import Part
from bptrace.render.signs.glyphs import Glyphs
from bptrace.render.signs.page import Page

Render = Callable[[Page, Iterable[Part]], Iterator[str]]


class Renderer(Struct, frozen=True):
    """A format: its signs; parts -> text, to be pasted or, where that differs, to stand alone."""

    glyphs: Glyphs
    render: Render
    render_standalone: Render


RENDERERS: Mapping[str, str] = {
    "markdown": "bptrace.render.documents.markdown",
    "latex": "bptrace.render.documents.latex",
    "html": "bptrace.render.documents.html",
}


def renderer_of(name: str) -> Renderer:
    """The format of that name in RENDERERS."""
    renderer = import_module(RENDERERS[name]).RENDERER
    assert isinstance(renderer, Renderer)
    return renderer
