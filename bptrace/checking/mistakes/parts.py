"""An experiment -> its layers, with what the equations of each are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import Function
from bptrace.config.experiment import Activation, Bias, Experiment, Layer, Tied
from bptrace.network.activations import function_of
from bptrace.network.naming import INPUTS, PLACE, Labels, has_places, input_width, label_layers

SEPARATOR = ", "
"""Between names, where a change is of several."""


class Part(Struct, frozen=True):
    """A layer, the one below it, and the names of its equations, whether there are any or not.

    inputs: how many neurons are below. place: what the name of a sample's gradient ends in.
    is_hidden: whether it is not the last one.
    """

    layer: Layer
    here: Labels
    below: Labels
    inputs: int
    place: str
    is_hidden: bool

    @property
    def label(self) -> str:
        return self.here.label

    @property
    def by_out(self) -> str:
        """∂E/∂out."""
        return f"{PREFIX}{self.here.out}"

    @property
    def slope(self) -> str:
        """∂out/∂net."""
        return f"d{self.here.out}_d{self.here.net}"

    @property
    def delta(self) -> str:
        return self.here.delta

    @property
    def passed_back_whole(self) -> str:
        """∂E/∂out of the layer below."""
        return f"{PREFIX}{self.below.out}"

    @property
    def passed_back(self) -> frozenset[str]:
        """The same, and what of it comes through each neuron of this one."""
        whole = self.passed_back_whole
        return frozenset({whole, f"{whole}_via_{self.label}"})

    @property
    def by_weights(self) -> str:
        """∂E/∂w of a sample."""
        return f"{PREFIX}{self.here.weights}{self.place}"

    @property
    def by_bias(self) -> str:
        return f"{PREFIX}{self.here.bias}{self.place}"

    @property
    def function(self) -> Function:
        assert isinstance(self.layer.activation, Activation)
        return function_of(self.layer.activation)

    @property
    def is_vector(self) -> bool:
        """Whether each of its outputs is made of every net, as softmax is."""
        return self.function.jacobian is not None

    @property
    def has_slope(self) -> bool:
        """Whether ∂out/∂net is there to be forgotten."""
        return self.function.name != "identity"

    @property
    def passes_back(self) -> bool:
        """Whether there are neurons below it."""
        return self.below != INPUTS

    @property
    def has_own_weights(self) -> bool:
        return not isinstance(self.layer.weights, Tied)

    @property
    def is_square(self) -> bool:
        """Whether its weights can be read the other way around."""
        return self.layer.units == self.inputs > 1 and self.layer.mask is None

    @property
    def bias(self) -> Bias | None:
        return self.layer.bias if isinstance(self.layer.bias, Bias) else None


def parts_of(experiment: Experiment) -> Sequence[Part]:
    """The layers of a resolved experiment, the first hidden one first."""
    labels = label_layers(experiment)
    place = PLACE if has_places(experiment) else ""
    parts, width = [], input_width(experiment)
    for layer, here, below in zip(experiment.layers, labels, [INPUTS, *labels[:-1]], strict=True):
        parts.append(Part(layer, here, below, width, place, here != labels[-1]))
        width = layer.units
    return parts


def groups(parts: Iterable[Part]) -> Sequence[Sequence[Part]]:
    """Those of the layers in which one and the same mistake is made: each alone, all, all hidden
    ones, all with the same activation. A program has one function for these."""
    parts = list(parts)
    alike: dict[str, list[Part]] = {}
    for part in parts:
        alike.setdefault(part.function.name, []).append(part)
    hidden = [part for part in parts if part.is_hidden]
    several = [[part] for part in parts] + [parts, hidden, *alike.values()]
    return list({tuple(part.label for part in each): each for each in several if each}.values())


def about(parts: Iterable[Part]) -> Mapping[str, str]:
    """Which layers a change is of, for the words about it."""
    return {"layer": listed(part.label for part in parts)}


def listed(names: Iterable[str]) -> str:
    return SEPARATOR.join(names)
