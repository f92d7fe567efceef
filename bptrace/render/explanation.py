"""A derivation as blocks: what it is about, its chain rule, each step, the update, the check."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from bptrace.algebra.derive import SHARE
from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Phase
from bptrace.explaining.derivation import Chain, Check, Derived
from bptrace.explaining.derivation import Derivation as Explained
from bptrace.render.blocks import (
    Block,
    ChainRule,
    Derivation,
    Derivations,
    Fact,
    Facts,
    Figure,
    Heading,
    Remark,
)
from bptrace.render.figure import figure_lines, neuron
from bptrace.render.lines import Tone, printable
from bptrace.render.numbers import operand
from bptrace.render.page import Page
from bptrace.render.texts import Formula, Text, filled

CHECK_DIGITS = 10
TONES = {
    Phase.GIVEN: Tone.FORWARD,
    Phase.FORWARD: Tone.FORWARD,
    Phase.ERROR: Tone.ERROR,
    Phase.BACKWARD: Tone.GRADIENT,
    Phase.UPDATE: Tone.UPDATE,
}


def explanation_title(page: Page, explained: Explained) -> tuple[Text, list[Text]]:
    """What is explained, and of which iteration of what."""
    words = page.words
    iteration = words.iteration_of.format(n=explained.iteration)
    asides: list[Text] = [iteration, printable(explained.source)]
    if explained.samples_in_all > 1:
        sample = words.sample.format(n=explained.samples[0], total=explained.samples_in_all)
        asides.insert(1, sample)
    edge, parameter = explained.edge, page.step.names.find(explained.name)
    if edge is None or parameter is None:
        return _title_of_values(page, explained), asides
    title = Formula(page.names.of(parameter))
    if edge.unit is None or edge.source is None:
        return title, asides
    ends = neuron(page, edge.layer - 1, edge.source), neuron(page, edge.layer, edge.unit)
    way = Formula(f" {page.glyphs.arrow.strip()} ".join(map(page.names.alone, ends)))
    return filled(words.weight_of, name=title, ends=way), asides


def _title_of_values(page: Page, explained: Explained) -> Text:
    subject = page.step.names.find(explained.name)
    return Formula(page.names.of(subject)) if subject is not None else explained.name


def explanation_blocks(page: Page, explained: Explained) -> Iterator[Block]:
    """Everything about a value, in the order in which it is computed by hand."""
    parameter = page.step.names.find(explained.name)
    if parameter is not None and explained.edge is not None:
        lines = figure_lines(page, parameter, explained.edge)
        yield from [Figure(lines)] * bool(lines)
    if explained.chain is not None and len(explained.chain.factors) > 1:
        yield ChainRule(_left(explained), tuple(each.reference for each in explained.chain.factors))
    yield from _steps(page, explained)
    if explained.gradient is not None:
        yield from _gradient(page, explained, explained.gradient)
    if explained.paths:
        yield from _paths(page, explained)
    if explained.update is not None:
        yield Derivations((_item(page, explained.update),), Tone.UPDATE)
    if explained.check is not None and parameter is not None:
        yield Heading(page.words.checked, Tone.GRADIENT)
        yield Facts(tuple(_facts(page, parameter, explained.check)), Tone.QUIET, CHECK_DIGITS)


def _left(explained: Explained) -> Reference:
    """What the chain rule is the chain rule of."""
    subject = explained.gradient or explained.steps[-1]
    return subject.reference


def _steps(page: Page, explained: Explained) -> Iterator[Block]:
    """The values, those of one phase together."""
    together: list[Derivation] = []
    tone = Tone.PLAIN
    numbered = _numbers(explained)
    for step in explained.steps:
        here = TONES[page.step.family(step.reference.name).phase]
        if together and here is not tone:
            yield Derivations(tuple(together), tone)
            together = []
        tone = here
        together.append(_step(page, step, numbered.get(step.reference, "")))
    if together:
        yield Derivations(tuple(together), tone)
    if explained.opposed:
        yield Remark((page.words.opposed,))
    for step in explained.steps:
        if step.elided is not None:
            yield _elision(page, step)


def _numbers(explained: Explained) -> dict[Reference, str]:
    """The factors of the chain rule, counted from 1."""
    factors = explained.chain.factors if explained.chain is not None else ()
    return {each.reference: str(number) for number, each in enumerate(factors, start=1)}


def _step(page: Page, step: Derived, label: str) -> Derivation:
    """A step with its number, where it is a factor; what one path passes on, by that path."""
    item = structs.replace(_item(page, step), label=label)
    if page.step.family(step.reference.name).role != SHARE:
        return item
    through = filled(page.words.through, neuron=Formula(page.names.last(step.reference)))
    return structs.replace(item, name=through)


def _item(page: Page, step: Derived) -> Derivation:
    name = Formula(page.names.of(step.reference))
    if step.right is None:
        return Derivation("", name, page.words.given, None, step.reference)
    symbols = Formula(page.formulas.in_symbols(step.reference))
    numbers = None if isinstance(step.right, Reference) else step.reference
    return Derivation("", name, symbols, numbers, step.reference)


def _elision(page: Page, step: Derived) -> Remark:
    assert step.elided is not None
    text = filled(
        page.words.elided,
        name=Formula(page.names.of(step.reference)),
        ellipsis=Formula(page.glyphs.ellipsis),
        n=str(step.elided.count),
        subtotal=operand(step.elided.subtotal, page.digits),
    )
    return Remark((text,))


def _gradient(page: Page, explained: Explained, gradient: Derived) -> Iterator[Block]:
    """The product of the chain rule in numbers, then the short form with δ."""
    name = Formula(page.names.of(gradient.reference))
    items = []
    chain = explained.chain
    if chain is not None and len(chain.factors) > 1:
        factors = tuple(each.reference for each in chain.factors)
        items.append(Derivation("", name, "", factors, chain.value))
    items.append(_item(page, gradient))
    yield Derivations(tuple(items), Tone.GRADIENT)


def _paths(page: Page, explained: Explained) -> Iterator[Block]:
    yield Heading(page.words.every_path, Tone.GRADIENT)
    items = tuple(_path(page, each) for each in explained.paths)
    yield Derivations(items, Tone.GRADIENT)
    if explained.more_paths:
        yield Remark((page.words.more_paths.format(n=explained.more_paths),))


def _path(page: Page, path: Chain) -> Derivation:
    factors = tuple(each.reference for each in path.factors)
    way = Formula(f" {page.glyphs.arrow.strip()} ".join(map(page.names.last, path.through)))
    symbols = Formula(page.formulas.product_in_symbols(factors))
    return Derivation("", way, symbols, factors, path.value)


def _facts(page: Page, parameter: Reference, check: Check) -> Iterator[Fact]:
    words, name = page.words, Formula(page.names.of(parameter))
    yield Fact(words.chain_rule, check.gradient)
    remark = words.difference_remark.format(step=f"{check.step:g}", off=f"{check.off:.1e}")
    yield Fact(words.difference, check.difference, remark)
    phrase = words.moved_as_predicted if check.moved == check.predicted else words.moved_remark
    if not check.agrees:
        phrase = words.moved_otherwise
    remark = phrase.format(predicted=f"{check.predicted:.{CHECK_DIGITS}g}")
    yield Fact(filled(words.moved, name=name), check.moved, remark)
