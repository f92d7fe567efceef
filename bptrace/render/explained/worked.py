"""The steps of a hand calculation as blocks: values of one phase together, a short form with what
it follows from, kinks that were met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from bptrace.algebra.derive import SHARE
from bptrace.algebra.expressions import Reference, Sum, references_in
from bptrace.algebra.steps import Phase
from bptrace.explaining.derivation import Derivation as Explained
from bptrace.explaining.derivation import Derived, Shortening
from bptrace.render.layout.blocks import Block, Derivation, Derivations, Kinks, Remark
from bptrace.render.layout.lines import Tone
from bptrace.render.signs.numbers import operand
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, filled, joined

TONES = {
    Phase.GIVEN: Tone.FORWARD,
    Phase.FORWARD: Tone.FORWARD,
    Phase.ERROR: Tone.ERROR,
    Phase.BACKWARD: Tone.GRADIENT,
    Phase.UPDATE: Tone.UPDATE,
}


def step_blocks(page: Page, explained: Explained) -> Iterator[Block]:
    """Every step, and what is to be said of them."""
    shortened = {each.delta: each for each in explained.shortenings}
    numbered = _numbers(explained)
    together: list[Derivation] = []
    tone = Tone.PLAIN
    for step in explained.steps:
        here = TONES[page.step.family(step.reference.name).phase]
        shortening = shortened.get(step.reference)
        if together and (here is not tone or shortening):
            yield Derivations(tuple(together), tone)
            together = []
        tone = here
        item = _step(page, step, numbered.get(step.reference, ""))
        if shortening is None:
            together.append(item)
        else:
            yield from _short_form(page, shortening, item)
    if together:
        yield Derivations(tuple(together), tone)
    yield from _remarks(page, explained)


def item_of(page: Page, step: Derived) -> Derivation:
    """A value with its equation in symbols and in numbers."""
    name = Formula(page.names.of(step.reference))
    if step.right is None:
        return Derivation("", name, page.words.given, None, step.reference)
    symbols = Formula(page.formulas.in_symbols(step.reference))
    numbers = None if isinstance(step.right, Reference) else step.reference
    return Derivation("", name, symbols, numbers, step.reference)


def elisions(page: Page, steps: Iterable[Derived]) -> Iterator[Remark]:
    """What the ellipsis in a long sum stands for."""
    for step in steps:
        if step.elided is not None:
            text = filled(
                page.words.elided,
                name=Formula(page.names.of(step.reference)),
                ellipsis=Formula(page.glyphs.ellipsis),
                n=str(step.elided.count),
                subtotal=operand(step.elided.subtotal, page.digits),
            )
            yield Remark((text,), is_after=True)


def _numbers(explained: Explained) -> dict[Reference, str]:
    """The factors of the chain rule, counted from 1."""
    factors = explained.chain.factors if explained.chain is not None else ()
    return {each.reference: str(number) for number, each in enumerate(factors, start=1)}


def _step(page: Page, step: Derived, label: str) -> Derivation:
    """A step with its number, where it is a factor; what one path passes on, by that path."""
    item = structs.replace(item_of(page, step), label=label)
    if page.step.family(step.reference.name).role != SHARE:
        return item
    through = filled(page.words.through, neuron=Formula(page.names.last(step.reference)))
    return structs.replace(item, name=through)


def _short_form(page: Page, shortening: Shortening, item: Derivation) -> Iterator[Block]:
    """What the chain rule says, as far as it can be computed; then what follows from it."""
    long = Formula(page.formulas.of_values(shortening.long))
    worked = Derivation(item.label, item.name, long, shortening.long, shortening.value)
    yield Derivations((worked,), Tone.GRADIENT)
    if not shortening.is_finite:
        names = joined((Formula(page.names.of(each)) for each in shortening.infinite), ", ")
        yield Remark((filled(page.words.not_finite, names=names),), is_after=True)
    by_their_sum = isinstance(shortening.long, Sum) and not _adds_up_targets(page, shortening)
    yield Remark((page.words.follows_of_sum if by_their_sum else page.words.follows,))
    formulas = (shortening.put_in, shortening.divided_out)
    before = tuple(Formula(page.formulas.of_values(each)) for each in formulas)
    yield Derivations((structs.replace(item, label="", before=before),), Tone.GRADIENT)


def _adds_up_targets(page: Page, shortening: Shortening) -> bool:
    """Whether the short form still has their sum, as where that is not 1 in every sample."""
    return len(set(references_in(page.formulas.instance(shortening.delta)))) > 2


def _remarks(page: Page, explained: Explained) -> Iterator[Block]:
    if explained.kinks:
        yield Kinks(explained.kinks)
    if explained.opposed:
        yield Remark((page.words.opposed,))
    yield from elisions(page, explained.steps)
    for step in explained.steps:
        if step.computed_as is not None:
            name = Formula(page.names.of(step.reference))
            formula = Formula(page.formulas.of_values(step.computed_as))
            text = filled(page.words.computed_as, name=name, formula=formula)
            yield Remark((text,), is_after=True)
