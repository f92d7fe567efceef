"""What is run, as the lines above everything else: title, network, how it is trained."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bptrace.config.experiment import Bias, Experiment, Layer, Optimizer
from bptrace.network.error import ERROR
from bptrace.network.updates import RATE
from bptrace.render.layout import GAP, at_both_ends
from bptrace.render.lines import Line, Span, Tone, printable, wrapped
from bptrace.render.page import Page
from bptrace.render.texts import Formula, Piece, Text, filled, plain
from bptrace.trace.trace import Trace


class Overview(Struct, frozen=True):
    """Title and source, where there are any; the network; how it is trained."""

    title: str
    source: str
    network: tuple[Text, ...]
    training: tuple[Text, ...]


def overview_of(page: Page, trace: Trace) -> Overview:
    """What is run; every default that was taken."""
    experiment = trace.experiment
    title, source = (printable(text or "") for text in (experiment.title, experiment.source))
    return Overview(title, source, tuple(_network(page, trace)), tuple(_training(page, trace)))


def header_lines(page: Page, trace: Trace) -> Iterator[Line]:
    """The same as lines."""
    overview = overview_of(page, trace)
    yield from at_both_ends(page, overview.title, overview.source)
    for parts in (overview.network, overview.training):
        spaced = [GAP + plain(part) if place else plain(part) for place, part in enumerate(parts)]
        yield from ((Span(line, Tone.QUIET),) for line in wrapped(spaced, page.width))


def _network(page: Page, trace: Trace) -> list[Text]:
    experiment, words = trace.experiment, page.words
    counts = [page.step.count(each) for each in page.step.givens if each.role == "weight"]
    biases = _biases(page, [each.bias for each in experiment.layers if isinstance(each.bias, Bias)])
    parts: list[Text] = [
        printable(trace.origin.source),
        _layers(page, experiment),
        f"{words.weights.of(sum(counts))}, {biases}",
    ]
    if trace.origin.drawn:
        rules = ", ".join(trace.origin.drawn)
        parts.append(words.drawn.format(rules=rules, seed=experiment.seed))
    return parts


def _layers(page: Page, experiment: Experiment) -> Text:
    """`2 inputs → 2 → 2, sigmoid`, or `2 inputs → 3 tanh → 1 identity`"""
    inputs = page.words.inputs.of(page.step.axes[page.labels[0].index])
    activations = {each.activation for each in experiment.layers}
    same = len(activations) == 1

    def layer_text(layer: Layer) -> str:
        return str(layer.units) if same else f"{layer.units} {layer.activation}"

    chain: list[Piece] = [inputs]
    for layer in experiment.layers:
        chain += (" ", Formula(page.glyphs.arrow.strip()), f" {layer_text(layer)}")
    if same:
        chain.append(f", {experiment.layers[0].activation}")
    return tuple(chain)


def _biases(page: Page, biases: list[Bias]) -> str:
    words = page.words
    if not biases:
        return words.no_biases
    families = [each for each in page.step.givens if each.role == "bias"]
    text = words.biases.of(sum(page.step.count(each) for each in families))
    fixed = sum(page.step.count(each) for each in families if each.name not in page.step.states)
    asides = []
    if fixed:
        is_all = not any(each.trainable for each in biases)
        asides.append(words.fixed_biases if is_all else f"{fixed} {words.fixed_biases}")
    if all(each.shared for each in biases):
        asides.append(words.shared_biases)
    return words.aside.format(text=text, aside=", ".join(asides)) if asides else text


def _training(page: Page, trace: Trace) -> Iterator[Text]:
    experiment, words = trace.experiment, page.words
    loss = page.formulas.in_general(page.equation(page.labels[-1].error))
    name = page.names.literal(ERROR)
    yield Formula(page.formulas.equation(name, f"{page.glyphs.sum} {loss}"))
    optimizer = experiment.optimizer
    assert isinstance(optimizer, Optimizer)
    rate = page.names.of_family(page.step.family(RATE))
    value = page.formulas.number(optimizer.learning_rate)
    rate_is = Formula(page.formulas.equation(rate, value))
    yield filled(words.optimizer, name=optimizer.name, rate=rate_is)
    yield words.update_order.format(order=words.orders[experiment.update_order])
    if len(experiment.samples) > 1:
        samples = words.samples.of(len(experiment.samples))
        yield words.visited.format(samples=samples, order=words.visits[experiment.batch.order])
    yield words.iterations.of(len(trace))
