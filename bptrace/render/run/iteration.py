"""One iteration as blocks: forward, error, backward layer by layer, update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.network.naming import SAMPLE_INDEX
from bptrace.render.layout.blocks import Block
from bptrace.render.run.backward import backward_blocks
from bptrace.render.run.forward import error_blocks, forward_blocks
from bptrace.render.run.update import update_blocks
from bptrace.render.signs.page import Page, page_of_step
from bptrace.trace.record import Record


def iteration_blocks(page: Page) -> Iterator[Block]:
    """All sections of an iteration, the same for every one that sees as many samples."""
    yield from forward_blocks(page)
    yield from error_blocks(page)
    for place in range(len(page.labels) - 1, 0, -1):
        yield from backward_blocks(page, place)
    yield from update_blocks(page)


class Iterations:
    """The blocks of iterations, made once for all that see as many samples, each on its page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: dict[int, tuple[Page, Sequence[Block]]] = {}

    def of(self, record: Record) -> tuple[Page, Sequence[Block]]:
        """The page and the blocks for a record."""
        samples = record.step.axes[SAMPLE_INDEX]
        if samples not in self._known:
            page = page_of_step(self._page, record.step)
            self._known[samples] = page, tuple(iteration_blocks(page))
        return self._known[samples]
