"""Claims as people read them: `iteration 1`, `∂E_o2/∂out_h1`, ✓ ≈ ✗."""

from __future__ import annotations

from bptrace.algebra.expressions import Reference
from bptrace.checking.findings import Telling, Verdict
from bptrace.checking.search import Occurrence
from bptrace.config.claims import Claim
from bptrace.network.error import ERROR_OF_ALL
from bptrace.network.spellings import look_up_value
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula
from bptrace.render.words.ascii import in_ascii
from bptrace.render.words.checking import CheckWords


def moment_of(words: CheckWords, claim: Claim | Telling | Occurrence) -> str:
    """When: `iteration 1`, `after 10000`."""
    return words.moments[claim.moment].format(n=claim.iteration)


def said(page: Page, text: str) -> str:
    """Words with signs among them, as the page can show them."""
    return text if page.glyphs.symbols else in_ascii(text)


def name_of(page: Page, claim: Claim) -> Formula:
    """What: with a minus where the source has the other sign."""
    return _signed(page, look_up_value(page.step, claim.name), claim)


def sign_of(page: Page, verdict: Verdict) -> str:
    """Whether it holds."""
    if verdict.ok:
        return page.glyphs.holds
    return page.glyphs.follows if verdict.follows else page.glyphs.wrong


def _signed(page: Page, reference: Reference | None, claim: Claim) -> Formula:
    name = page.names.literal(ERROR_OF_ALL) if reference is None else page.names.of(reference)
    return Formula(f"{page.formulas.minus}{name}" if claim.sign < 0 else name)
