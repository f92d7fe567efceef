"""One iteration as blocks: forward, error, backward layer by layer, update."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.render.backward import backward_blocks
from bptrace.render.blocks import Block
from bptrace.render.forward import error_blocks, forward_blocks
from bptrace.render.page import Page
from bptrace.render.update import update_blocks


def iteration_blocks(page: Page) -> Iterator[Block]:
    """All sections of an iteration, the same for every one."""
    yield from forward_blocks(page)
    yield from error_blocks(page)
    for place in range(len(page.labels) - 1, 0, -1):
        yield from backward_blocks(page, place)
    yield from update_blocks(page)
