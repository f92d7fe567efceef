"""Who is called what: layers, neurons, weights and biases of an experiment.

Layers are `h` and `o`, `h1 h2 … o` where several are hidden, or as the config calls them; neurons
`i1`, `h1`, `o1`, or `h1_1` where the layer's name already has a number or is the config's own.
Weights count `w1 w2 …` through the network, layer by layer, neuron by neuron, input by input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bptrace.algebra.expressions import Index
from bptrace.algebra.names import Listed, Numbered, Table, all_positions
from bptrace.config.experiment import Bias, Experiment, Layer, Tied
from bptrace.config.shapes import as_list

INPUT_LABEL = "i"
INPUT_INDEX: Index = "i"
SAMPLE_INDEX: Index = "s"
PLACE = "@"
"""Stands before a sample's place in the batch, `net_h1@3`; what has a value for each sample beside
one for the batch has it in its family's name, `dE_dW_o@`."""


class Labels(Struct, frozen=True):
    """What one layer and its families are called.

    label: of the layer, `h`; index: of its neurons, `j`. The families follow from the label.
    """

    label: str
    index: Index

    @property
    def other(self) -> Index:
        """Stands for each neuron of the layer in turn, beside `index` for one of them."""
        return f"{self.index}'"

    @property
    def net(self) -> str:
        return f"net_{self.label}"

    @property
    def out(self) -> str:
        return INPUT_LABEL if self.label == INPUT_LABEL else f"out_{self.label}"

    @property
    def weights(self) -> str:
        return f"W_{self.label}"

    @property
    def bias(self) -> str:
        return f"b_{self.label}"

    @property
    def delta(self) -> str:
        return f"delta_{self.label}"

    @property
    def target(self) -> str:
        return f"target_{self.label}"

    @property
    def error(self) -> str:
        return f"E_{self.label}"


INPUTS = Labels(INPUT_LABEL, INPUT_INDEX)


def label_layers(experiment: Experiment) -> list[Labels]:
    """The labels of the layers, in order; the input layer (`INPUTS`) is not among them."""
    hidden = len(experiment.layers) - 1
    labels = []
    for number, layer in enumerate(experiment.layers, start=1):
        counted = str(number) if hidden > 1 else ""
        default = f"h{counted}" if number <= hidden else "o"
        index = f"j{counted}" if number <= hidden else "k"
        labels.append(Labels(layer.name or default, index))
    return labels


def name_tables(experiment: Experiment, samples: int = 1) -> Mapping[str, Table]:
    """The names of all neurons (by layer label), weights and biases (by family), and of the places
    of so many samples in a batch."""
    inputs = experiment.inputs
    own_inputs = inputs if isinstance(inputs, list) else None
    width = input_width(experiment)
    tables: dict[str, Table] = {INPUT_LABEL: _table((width,), INPUT_LABEL, own_inputs)}
    tables[PLACE] = Numbered("", 1, (samples,))
    first_weight = 1
    layers = zip(experiment.layers, label_layers(experiment), strict=True)
    for number, (layer, labels) in enumerate(layers, start=1):
        own = layer.names
        shape = (layer.units, width)
        neurons = own.neurons if own else None
        tables[labels.label] = _table((layer.units,), _neuron_prefix(labels.label), neurons)
        tables[labels.bias] = _bias_table(layer, number, tables[labels.label])
        if not isinstance(layer.weights, Tied):
            tables[labels.weights] = _weight_table(layer, shape, first_weight)
            first_weight += layer.units * width - len(missing_connections(layer))
        width = layer.units
    return tables


def output_family(experiment: Experiment) -> str:
    """The family of what comes out of the network."""
    return label_layers(experiment)[-1].out


def batch_length(experiment: Experiment) -> int:
    """How many samples an iteration sees, unless it is the last of an epoch."""
    size = experiment.batch.size
    return len(experiment.samples) if size == "full" else min(size, len(experiment.samples))


def has_places(experiment: Experiment) -> bool:
    """Whether a sample's values are called by its place in the batch: not where an iteration always
    sees one."""
    return batch_length(experiment) > 1


def missing_connections(layer: Layer) -> frozenset[tuple[int, int]]:
    """The connections, (unit, input), that a layer's mask leaves out."""
    return frozenset(
        (unit, source)
        for unit, row in enumerate(layer.mask or ())
        for source, exists in enumerate(row)
        if not exists
    )


def input_width(experiment: Experiment) -> int:
    """How many inputs there are, as the samples have them."""
    return len(as_list(experiment.samples[0].input))


def _neuron_prefix(label: str) -> str:
    return label if label in {"h", "o"} else f"{label}_"


def _table(
    shape: tuple[int, ...],
    prefix: str,
    own: Sequence[Sequence[str] | str] | None,
    first: int = 1,
) -> Table:
    if own is None:
        return Numbered(prefix, first, shape)
    names: list[str] = []
    for row in own:
        names.extend([row] if isinstance(row, str) else row)
    return Listed(dict(zip(all_positions(shape), names, strict=True)))


def _weight_table(layer: Layer, shape: tuple[int, int], first: int) -> Table:
    """The names of a layer's weights; where connections are missing, only the others count."""
    own = layer.names.weights if layer.names else None
    table = _table(shape, "w", own, first)
    missing = missing_connections(layer)
    if not missing:
        return table
    existing = (at for at in all_positions(shape) if at not in missing)
    if own is not None:
        return Listed({at: table.name(at) for at in existing})
    return Listed({at: f"w{number}" for number, at in enumerate(existing, start=first)})


def _bias_table(layer: Layer, number: int, neurons: Table) -> Table:
    own = layer.names.biases if layer.names else None
    shared = isinstance(layer.bias, Bias) and layer.bias.shared
    if shared:
        return Listed({(): own if isinstance(own, str) else own[0] if own else f"b{number}"})
    if own is not None:
        return _table((layer.units,), "", [own] if isinstance(own, str) else own)
    if isinstance(neurons, Numbered):
        return Numbered(f"b_{neurons.prefix}", neurons.first, neurons.shape)
    return Listed({at: f"b_{name}" for at, name in neurons.names.items()})
