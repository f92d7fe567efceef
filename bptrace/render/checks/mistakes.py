"""The catalogue of mistakes -> the parts of a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bptrace.checking.mistakes.catalogue import MISTAKES
from bptrace.render.checks.claimed import said
from bptrace.render.documents.parts import Part, Section
from bptrace.render.layout.blocks import Heading, Remark
from bptrace.render.layout.lines import Tone
from bptrace.render.signs.page import Page
from bptrace.render.words.checking import CheckWords
from bptrace.render.words.mistakes import MistakesWords


def mistakes_parts(page: Page, words: CheckWords, mistakes: MistakesWords) -> Iterator[Part]:
    """Every mistake: what it is called, what was done, what to do instead."""
    yield Section(words.known.of(len(MISTAKES)))
    for each in MISTAKES:
        of_it = mistakes.of[each.slug]
        yield Heading(each.slug, Tone.TITLE)
        for template in (of_it.title, of_it.beginner):
            text = template.format_map(defaultdict(lambda: page.glyphs.ellipsis))
            yield Remark((said(page, text),))
