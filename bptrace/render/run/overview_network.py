"""The network in a few words: where it is from, its layers, how many weights and biases it has."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.config.experiment import ACTIVATION_PARAMETERS, Activation, Bias, Experiment, Tied
from bptrace.network.activations import function_of
from bptrace.render.layout.lines import printable
from bptrace.render.signs.families import of_function
from bptrace.render.signs.page import Page
from bptrace.render.signs.texts import Formula, Piece, Text, filled, joined, pieces
from bptrace.trace.trace import Trace


def network_texts(page: Page, trace: Trace) -> Iterator[Text]:
    """`built-in mazur`, `2 inputs → 2 → 2, sigmoid`, `8 weights, 2 biases (fixed)`, …"""
    experiment, words = trace.experiment, page.words
    yield printable(trace.origin.source)
    yield _layers(page, experiment)
    yield f"{_weights(page)}, {_biases(page, experiment)}"
    yield from _peculiarities(page, experiment)
    if trace.origin.drawn:
        rules = ", ".join(trace.origin.drawn)
        yield words.drawn.format(rules=rules, seed=experiment.seed)


def _layers(page: Page, experiment: Experiment) -> Text:
    """`2 inputs → 2 → 2, sigmoid`, or `2 inputs → 3 tanh → 1 identity`"""
    activations = [_activation(page, each.activation) for each in experiment.layers]
    same = len(set(activations)) == 1
    chain: list[Piece] = [page.words.inputs.of(page.step.axes[page.labels[0].index])]
    for layer, activation in zip(experiment.layers, activations, strict=True):
        chain += (" ", Formula(page.glyphs.arrow.strip()), f" {layer.units}")
        chain += () if same else (" ", *pieces(activation))
    chain += (", ", *pieces(activations[0])) if same else ()
    return _put_together(chain)


def _put_together(chain: list[Piece]) -> Text:
    """The pieces, words that follow one another as one."""
    found: list[Piece] = []
    for piece in chain:
        before = found[-1] if found else None
        if isinstance(piece, str) and isinstance(before, str):
            found[-1] = before + piece
        else:
            found.append(piece)
    return tuple(found)


def _activation(page: Page, activation: Activation | str) -> Text:
    """`tanh`, `leaky_relu (slope = 0.1)`, or the formula of one's own."""
    assert isinstance(activation, Activation)
    if activation.name is None:
        formula = function_of(activation).formula
        assert formula is not None
        return Formula(of_function(page, formula))
    values = {name: getattr(activation, name) for name in ACTIVATION_PARAMETERS[activation.name]}
    asides = [
        name if value is True else f"{name} = {value:g}"
        for name, value in values.items()
        if value is not False
    ]
    if not asides:
        return activation.name
    return page.words.aside.format(text=activation.name, aside=", ".join(asides))


def _weights(page: Page) -> str:
    counts = [page.step.count(each) for each in page.step.givens if each.role == "weight"]
    text = page.words.weights.of(sum(counts))
    missing = sum(map(len, page.step.absent.values()))
    if not missing:
        return text
    return page.words.aside.format(text=text, aside=page.words.missing.of(missing))


def _biases(page: Page, experiment: Experiment) -> str:
    words = page.words
    biases = [each.bias for each in experiment.layers if isinstance(each.bias, Bias)]
    if not biases:
        return words.no_biases
    families = [each for each in page.step.givens if each.role == "bias"]
    text = words.biases.of(sum(page.step.count(each) for each in families))
    fixed = [each for each in families if each.name not in page.step.states]
    asides = []
    if fixed:
        count = sum(map(page.step.count, fixed))
        is_all = len(fixed) == len(families)
        asides.append(words.fixed_biases if is_all else f"{count} {words.fixed_biases}")
    if all(each.shared for each in biases):
        asides.append(words.shared_biases)
    return words.aside.format(text=text, aside=", ".join(asides)) if asides else text


def _peculiarities(page: Page, experiment: Experiment) -> Iterator[Text]:
    """Layers that are not trained, layers with the weights of others."""
    words = page.words
    labels = [each.label for each in page.labels[1:]]
    layers = list(zip(labels, experiment.layers, strict=True))
    frozen = [label for label, layer in layers if not layer.trainable]
    if frozen:
        names = joined((_layer(page, each) for each in frozen), ", ")
        yield filled(words.not_trained, layers=names)
    for label, layer in layers:
        if isinstance(layer.weights, Tied):
            phrase = words.tied_transposed if layer.weights.transposed else words.tied
            other = _layer(page, layer.weights.tied_to)
            yield filled(phrase, layer=_layer(page, label), other=other)


def _layer(page: Page, label: str) -> Formula:
    return Formula(page.names.alone(label))
