"""The backward pass of one layer in an iteration, as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Equation
from bptrace.explaining.kinks import kinks_of
from bptrace.network.error import ERROR
from bptrace.network.naming import PLACE, Labels
from bptrace.render.layout.blocks import Block, Derivation, Derivations, Heading, Kinks, Remark
from bptrace.render.layout.lines import Tone
from bptrace.render.run.equations import (
    Label,
    connection,
    derived,
    equations,
    first_of_a_sample,
    own_name,
    sample_names,
)
from bptrace.render.run.samples import reduced_table
from bptrace.render.signs.families import family_formula, general
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Text, filled

MOST_PATHS = 8
"""Where a neuron feeds more, the sum is shown by its ends, not path by path."""


def backward_blocks(page: Page, place: int) -> Iterator[Block]:
    """Deltas and gradients of a layer; `place` is its place in `page.labels`. Nothing of a layer
    that no gradient comes to."""
    labels = page.labels[place]
    delta = page.step.equation(labels.delta)
    if delta is None:
        return
    is_output = place == len(page.labels) - 1
    gradient = page.step.equation(f"d{ERROR}_d{labels.out}")
    yield _heading(page, place, gradient)
    if not is_output and gradient is not None:
        if page.in_batch:
            yield Remark((page.words.of_the_first,))
        yield _paths(page.of_one_sample, gradient, page.labels[place + 1])
    yield from _legend(page, labels, delta, [gradient] if is_output else [])
    columns = [*sample_names(page), own_name(page, page.words.neuron)]
    yield equations(page, [delta], columns, Tone.GRADIENT)
    yield from _kinks(page, labels)
    yield from _gradients(page, place)


def _heading(page: Page, place: int, gradient: Equation | None) -> Heading:
    """The layer; of a hidden one, that its errors come from the layer above."""
    last = len(page.labels) - 1
    if place == last:
        return Heading(page.words.backward_output, Tone.GRADIENT)
    label = page.labels[place].label
    text = page.words.backward_layer.format(label=label)
    aside: Text = ""
    if gradient is not None:
        neuron = page.names.own(next(page.step.positions(gradient)))
        aside = filled(page.words.paths, neuron=Formula(neuron))
    return Heading(page.words.backward_hidden if last == 2 else text, Tone.GRADIENT, aside)


def _legend(
    page: Page, labels: Labels, delta: Equation, more: Sequence[Equation | None]
) -> Iterator[Remark]:
    """The formulas of the local derivatives that a table multiplies; of a delta that has a short
    form, that it is what they come to."""
    local = page.step.equation(f"d{labels.out}_d{labels.net}")
    texts = [family_formula(page, each) for each in (*more, local) if each is not None]
    if texts:
        yield Remark(tuple(map(Formula, texts)))
    if delta.chain is not None:
        long = general(page, delta.chain)
        text = page.formulas.equation(page.names.of_family(delta), long)
        short = general(page, delta.right)
        yield Remark((filled(page.words.short_form, long=Formula(text), short=Formula(short)),))


def _kinks(page: Page, labels: Labels) -> Iterator[Kinks]:
    """Where the activation, or the error of an output, has no derivative."""
    names = (f"d{labels.out}_d{labels.net}", f"d{ERROR}_d{labels.out}")
    families = (each for each in map(page.step.equation, names) if each is not None)
    derivatives = [each for family in families for each in page.step.positions(family)]
    kinks = kinks_of(page.step, derivatives)
    if kinks:
        yield Kinks(tuple(kinks))


def _paths(page: Page, gradient: Equation, above: Labels) -> Derivations:
    """What reaches each neuron through those that it feeds, and the sum; of one sample."""
    neurons, hidden = first_of_a_sample(page, gradient)
    share = page.step.equation(f"{gradient.name}_via_{above.label}")
    items: list[Derivation] = []
    for neuron in neurons:
        own, name = page.names.own(neuron), page.names.of(neuron)
        shares = _shares(page, share, neuron)
        if not 1 < len(shares) <= MOST_PATHS:
            items.append(structs.replace(derived(page, neuron, own, name), joined=True))
            continue
        items += (_path(page, own, each) for each in shares)
        items.append(Derivation(Formula(own), Formula(name), "", None, neuron))
    return Derivations(tuple(items), Tone.GRADIENT, hidden)


def _shares(page: Page, share: Equation | None, neuron: Reference) -> list[Reference]:
    """What reaches a neuron, by the neuron that it feeds; those to which a connection leads."""
    if share is None:
        return []
    places = range(page.step.axes[share.at[-1]])
    shares = (Reference(share.name, (*neuron.at, place)) for place in places)
    return list(filter(page.step.exists, shares))


def _path(page: Page, own: str, share: Reference) -> Derivation:
    """`through o1 = δ_o1·w5 = 0.138498562 × 0.4`"""
    through = filled(page.words.through, neuron=Formula(page.names.last(share)))
    symbols = Formula(page.formulas.in_symbols(share))
    return Derivation(Formula(own), through, symbols, share, share, joined=True)


def _gradients(page: Page, place: int) -> Iterator[Block]:
    """The gradients of the layer's own weights and biases."""
    labels, below = page.labels[place], page.labels[place - 1]
    weights = [own_name(page, page.words.weight), connection(page, labels, below)]
    yield from _gradient(page, labels.weights, weights)
    yield from _gradient(page, labels.bias, [own_name(page, page.words.bias)])


def _gradient(page: Page, parameter: str, columns: Sequence[Label]) -> Iterator[Block]:
    """Of one sample as a product; of a batch what each of its samples adds."""
    name = f"d{ERROR}_d{parameter}"
    gradient = page.step.equation(name)
    of_sample = page.step.equation(f"{name}{PLACE}")
    if gradient is None or not page.step.count(gradient):
        return  # nothing there to train, or no connection at all
    if of_sample is None:
        yield equations(page, [gradient], columns, Tone.GRADIENT)
        return
    if not isinstance(of_sample.right, Reference):
        one = page.of_one_sample
        first = first_of_a_sample(page, of_sample)
        yield Remark((page.words.of_the_first,))
        yield equations(one, [of_sample], columns, Tone.GRADIENT, first)
    yield reduced_table(page, [gradient], columns[0].heading)
