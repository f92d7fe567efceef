"""The backward pass of one layer in an iteration, as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Equation
from bptrace.network.error import ERROR
from bptrace.network.naming import Labels
from bptrace.render.blocks import Block, Derivation, Derivations, Heading, Remark
from bptrace.render.equations import connection, derived, equations, first_of, own_name
from bptrace.render.lines import Tone
from bptrace.render.page import Page
from bptrace.render.texts import Formula, filled

MOST_PATHS = 8
"""Where a neuron feeds more, the sum is shown by its ends, not path by path."""


def backward_blocks(page: Page, place: int) -> Iterator[Block]:
    """Deltas and gradients of a layer; `place` is its place in `page.labels`."""
    labels, below = page.labels[place], page.labels[place - 1]
    is_output = place == len(page.labels) - 1
    gradient = page.equation(f"d{ERROR}_d{labels.out}")
    local = page.equation(f"d{labels.out}_d{labels.net}")
    yield _heading(page, place, gradient)
    if not is_output:
        yield _paths(page, gradient, page.labels[place + 1])
    yield _legend(page, [gradient, local] if is_output else [local])
    label = own_name(page, page.words.neuron)
    yield equations(page, [page.equation(labels.delta)], [label], Tone.GRADIENT)
    weights = page.equation(f"d{ERROR}_d{labels.weights}")
    columns = [own_name(page, page.words.weight), connection(page, labels, below)]
    yield equations(page, [weights], columns, Tone.GRADIENT)
    biases = page.step.equation(f"d{ERROR}_d{labels.bias}")
    if biases is not None:
        yield equations(page, [biases], [own_name(page, page.words.bias)], Tone.GRADIENT)


def _heading(page: Page, place: int, gradient: Equation) -> Heading:
    """The layer; of a hidden one, that its errors come from the layer above."""
    last = len(page.labels) - 1
    if place == last:
        return Heading(page.words.backward_output, Tone.GRADIENT)
    label = page.labels[place].label
    text = page.words.backward_layer.format(label=label)
    neuron = page.names.own(next(page.step.positions(gradient)))
    aside = filled(page.words.paths, neuron=Formula(neuron))
    return Heading(page.words.backward_hidden if last == 2 else text, Tone.GRADIENT, aside)


def _legend(page: Page, local: Sequence[Equation]) -> Remark:
    """The formulas of the local derivatives that a table multiplies."""
    names = page.names.of_family
    texts = (page.formulas.equation(names(each), page.formulas.in_general(each)) for each in local)
    return Remark(tuple(map(Formula, texts)))


def _paths(page: Page, gradient: Equation, above: Labels) -> Derivations:
    """What reaches each neuron through those that it feeds, and the sum."""
    neurons, hidden = first_of(page, gradient)
    share = page.step.equation(f"{gradient.name}_via_{above.label}")
    paths = page.step.axes[above.index]
    one_by_one = share is not None and 1 < paths <= MOST_PATHS
    items: list[Derivation] = []
    for neuron in neurons:
        own, name = page.names.own(neuron), page.names.of(neuron)
        if share is None or not one_by_one:
            items.append(structs.replace(derived(page, neuron, own, name), joined=True))
            continue
        places = (Reference(share.name, (*neuron.at, place)) for place in range(paths))
        items += (_path(page, own, each) for each in places)
        items.append(Derivation(Formula(own), Formula(name), "", None, neuron))
    return Derivations(tuple(items), Tone.GRADIENT, hidden)


def _path(page: Page, own: str, share: Reference) -> Derivation:
    """`through o1 = δ_o1·w5 = 0.138498562 × 0.4`"""
    through = filled(page.words.through, neuron=Formula(page.names.last(share)))
    symbols = Formula(page.formulas.in_symbols(share))
    return Derivation(Formula(own), through, symbols, share, share, joined=True)
