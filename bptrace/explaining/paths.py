"""Every path from a parameter to E, each as one product of derivatives.

w1 → net_h1 → out_h1 → net_o1 → out_o1 → E      ∂E/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂out_h1 · …

From a net the path goes on to the neuron's own out; through softmax to every out of its layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from bptrace.algebra.derive import PREFIX
from bptrace.algebra.expressions import Reference, references_in
from bptrace.algebra.steps import Step
from bptrace.explaining.chains import product_of
from bptrace.explaining.derivation import Chain
from bptrace.network.naming import Labels
from bptrace.trace.record import Record

MOST_PATHS = 100
"""More paths than anybody reads: their number is said instead."""


class Use(NamedTuple):
    """A net that a parameter goes into: the place of its layer, its unit, and its derivative with
    respect to the parameter; none of a bias, for which that is 1."""

    layer: int
    unit: int
    local: Reference | None


class _Way(NamedTuple):
    """A path, or the upper part of one: derivatives from below, neurons that it goes through."""

    factors: tuple[Reference, ...] = ()
    through: tuple[Reference, ...] = ()

    def after(self, factor: Reference, *through: Reference) -> _Way:
        return _Way((factor, *self.factors), (*through, *self.through))


def paths_of(
    step: Step, record: Record, layers: Sequence[Labels], parameter: Reference, place: int
) -> tuple[tuple[Chain, ...], int]:
    """Every path from a parameter to the error of the sample at a place, and how many more there
    are.

    layers: the inputs' first.
    """
    network = _Network(step, layers, place)
    uses = list(uses_of(step, layers, parameter, place))
    ways = (way for use in uses for way in network.from_use(use))
    chains = tuple(
        product_of(record, way.factors[::-1], way.through) for way in islice(ways, MOST_PATHS)
    )
    return chains, sum(network.count(use.layer, use.unit) for use in uses) - len(chains)


def uses_of(
    step: Step, layers: Sequence[Labels], parameter: Reference, place: int = 0
) -> Iterator[Use]:
    """The nets that a parameter goes into: tied weights into those of two layers, a shared bias
    into all of its layer."""
    for layer, labels in enumerate(layers):
        net = step.equation(labels.net)
        if net is None:
            continue
        own = [each for each in references_in(net.right) if each.name == parameter.name]
        for reference in own:
            bound = dict(zip(reference.at, parameter.at, strict=True))
            units = range(step.axes[labels.index])
            for unit in [bound[labels.index]] if labels.index in bound else units:
                positions = {**bound, labels.index: unit, net.at[0]: place}
                local = step.equation(f"d{net.name}_d{parameter.name}")
                at = tuple(int(positions[each]) for each in local.at) if local else ()
                yield Use(layer, int(unit), Reference(local.name, at) if local else None)


class _Network:
    """The ways upwards from any net, for one sample."""

    def __init__(self, step: Step, layers: Sequence[Labels], place: int) -> None:
        self._step = step
        self._layers = layers
        self._place = place
        self.count = lru_cache(maxsize=None)(self._count)

    def from_use(self, use: Use) -> Iterator[_Way]:
        for way in self._from_net(use.layer, use.unit):
            yield way.after(use.local) if use.local is not None else way

    def _from_net(self, layer: int, unit: int) -> Iterator[_Way]:
        for out, derivative in self._outs(layer, unit):
            through = [Reference(self._layers[layer].out, (self._place, out))]
            if out != unit:
                through.insert(0, Reference(self._layers[layer].net, (self._place, unit)))
            for way in self._from_out(layer, out):
                yield way.after(derivative, *through)

    def _from_out(self, layer: int, out: int) -> Iterator[_Way]:
        if layer == len(self._layers) - 1:
            name = f"{PREFIX}{self._layers[layer].out}"
            yield _Way((Reference(name, (self._place, out)),))
            return
        for unit, derivative in self._nets(layer, out):
            for way in self._from_net(layer + 1, unit):
                yield way.after(derivative)

    def _outs(self, layer: int, unit: int) -> Iterator[tuple[int, Reference]]:
        """The outs that a net goes into."""
        labels = self._layers[layer]
        family = self._step.family(f"d{labels.out}_d{labels.net}")
        if len(family.at) == 2:
            yield unit, Reference(family.name, (self._place, unit))
            return
        for out in range(self._step.axes[labels.index]):
            yield out, Reference(family.name, (self._place, out, unit))

    def _nets(self, layer: int, out: int) -> Iterator[tuple[int, Reference]]:
        """The nets of the next layer to which a connection leads."""
        here, above = self._layers[layer], self._layers[layer + 1]
        for unit in range(self._step.axes[above.index]):
            derivative = Reference(f"d{above.net}_d{here.out}", (self._place, unit, out))
            if self._step.exists(derivative):
                yield unit, derivative

    def _count(self, layer: int, unit: int) -> int:
        """How many ways there are from a net."""
        if layer == len(self._layers) - 1:
            return sum(1 for _ in self._outs(layer, unit))
        return sum(
            self.count(layer + 1, above)
            for out, _ in self._outs(layer, unit)
            for above, _ in self._nets(layer, out)
        )
