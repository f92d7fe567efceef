"""A derivation as blocks: what it is about, its chain rule, each step, the update, the check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from msgspec import structs

from bptrace.algebra.expressions import Reference, factors_of
from bptrace.explaining.derivation import Chain, Check, Derived
from bptrace.explaining.derivation import Derivation as Explained
from bptrace.network.naming import PLACE
from bptrace.render.explained.figure import figure_lines, neuron
from bptrace.render.explained.worked import elisions, item_of, step_blocks
from bptrace.render.layout.blocks import (
    MOST_ROWS,
    Block,
    ChainRule,
    Derivation,
    Derivations,
    Fact,
    Facts,
    Figure,
    Heading,
    Remark,
    Row,
    Table,
)
from bptrace.render.layout.lines import Tone, printable
from bptrace.render.run.samples import samples_text
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, filled

CHECK_DIGITS = 10


def explanation_title(page: Page, explained: Explained) -> tuple[Text, list[Text]]:
    """What is explained, and of which iteration of what."""
    words = page.words
    iteration = words.iteration_of.format(n=explained.iteration)
    asides: list[Text] = [iteration, printable(explained.source)]
    if explained.samples_in_all > 1:
        text = samples_text(page, explained.samples, explained.samples_in_all)
        asides.insert(1, filled(words.alone, text=text) if explained.is_alone else text)
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
    one = page if explained.place is None else page.of_one_sample
    if parameter is not None and explained.edge is not None:
        lines = figure_lines(one, parameter, explained.edge)
        yield from [Figure(lines)] * bool(lines)
    if explained.place is not None:
        yield Remark((page.words.of_sample.format(name=f"{PLACE}{explained.place + 1}"),))
    if explained.chain is not None and len(explained.chain.factors) > 1:
        factors = (one.names.of(each.reference) for each in explained.chain.factors)
        yield ChainRule(one.names.of(_left(explained)), tuple(factors))
    yield from step_blocks(one, explained)
    if explained.gradient is not None:
        yield from _gradient(page, explained, explained.gradient)
    if explained.paths:
        yield from _paths(one, explained)
    if explained.update is not None:
        updates = (*explained.updates, explained.update)
        yield Derivations(tuple(item_of(page, each) for each in updates), Tone.UPDATE)
        yield from elisions(page, updates)
    if explained.check is not None and parameter is not None:
        yield Heading(page.words.checked, Tone.GRADIENT)
        yield Facts(tuple(_facts(page, parameter, explained.check)), Tone.QUIET, CHECK_DIGITS)
    if len(explained.in_each) > 1:
        yield from _in_each(page, explained.in_each)


def _left(explained: Explained) -> Reference:
    """What the chain rule is the chain rule of."""
    subject = explained.gradient or explained.steps[-1]
    return subject.reference


def _gradient(page: Page, explained: Explained, gradient: Derived) -> Iterator[Block]:
    """The product of the chain rule in numbers, then the short form with δ; of a batch, what its
    samples' gradients are together."""
    name = Formula(page.names.of(gradient.reference))
    items = []
    chain = explained.chain
    if chain is not None and _says_more(chain, gradient):
        factors = tuple(each.reference for each in chain.factors)
        items.append(Derivation("", name, "", factors, chain.value))
    one = page if explained.place is None else page.of_one_sample
    items.append(structs.replace(item_of(one, gradient), name=name))
    if explained.reduction is not None:
        items.append(item_of(page, explained.reduction))
    yield Derivations(tuple(items), Tone.GRADIENT)
    if explained.reduction is not None:
        yield from elisions(page, [explained.reduction])
    if explained.uses > 1:
        parameter = Formula(page.names.alone(explained.name))
        text = filled(page.words.used_often, name=parameter, n=str(explained.uses))
        yield Remark((text,), is_after=True)


def _says_more(chain: Chain, gradient: Derived) -> bool:
    """Whether the product of a chain rule is another than that of the gradient's own equation, and
    can be computed."""
    assert gradient.right is not None
    is_other = len(chain.factors) > len(factors_of(gradient.right)) or len(gradient.terms) == 1
    return len(chain.factors) > 1 and is_other and isfinite(chain.value)


def _in_each(page: Page, samples: Sequence[Sequence[Reference]]) -> Iterator[Block]:
    """The same values of every sample of the batch."""
    shown = samples[:MOST_ROWS]
    rows = tuple(_row_of_sample(page, each) for each in shown)
    yield Heading(page.words.in_every_sample, Tone.PLAIN)
    columns = tuple(
        Formula(page.names.of_family(page.step.family(each.name))) for each in samples[0]
    )
    hidden = len(samples) - len(shown)
    yield Table((page.words.sample_column,), columns, rows, Tone.PLAIN, hidden)


def _row_of_sample(page: Page, values: Sequence[Reference]) -> Row:
    *operands, value = values
    fallback = Derivation("", Formula(page.names.of(value)), "", None, value)
    return Row((page.names.place(value),), tuple(operands), value, fallback)


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
    remark = phrase.format(predicted=f"{check.predicted + 0.0:.{CHECK_DIGITS}g}")
    yield Fact(filled(words.moved, name=name), check.moved, remark)
