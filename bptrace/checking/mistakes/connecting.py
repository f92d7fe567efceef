"""Mistakes about connections that are missing, and about weights that are used twice."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from bptrace.algebra.expressions import Expression, sum_of, terms_of
from bptrace.algebra.steps import Equation, Step
from bptrace.checking.mistakes.mistake import Change, Mistake, Shows
from bptrace.checking.mistakes.networks import dense
from bptrace.checking.mistakes.parts import Part, about, parts_of
from bptrace.checking.mistakes.rewriting import Right, mentions, rewriting
from bptrace.config.experiment import Experiment, Tied


def _mask(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """A connection that is not there gets a weight: 0 at first, and then it is trained."""
    if any(layer.mask is not None for layer in experiment.layers):
        yield Change("mask_forgotten", experiment=_unmasked)


def _unmasked(experiment: Experiment) -> Experiment:
    layers = [
        structs.replace(each, mask=None, names=None) if each.mask is not None else each
        for each in experiment.layers
    ]
    return structs.replace(experiment, layers=layers)


def _one_use(experiment: Experiment, _step: Step) -> Iterator[Change]:
    """The gradient of tied weights is the sum over all layers that have them."""
    parts = {part.label: part for part in parts_of(experiment)}
    for part in parts.values():
        if isinstance(part.layer.weights, Tied):
            first = parts[part.layer.weights.tied_to]
            for user in (part, first):
                rewrite = rewriting({first.by_weights}, _of_use(user))
                yield Change("gradient_of_one_use", about([user]), step=rewrite)


def _of_use(user: Part) -> Right:
    """Of the sum what comes from a layer's own δ."""

    def right(equation: Equation) -> Expression:
        terms = [each for each in terms_of(equation.right) if mentions(each, user.delta)]
        return sum_of(terms) if terms else equation.right

    return right


AUTOENCODER = dense(
    [[0.4]],
    [[0.4]],
)
TIED = {
    **AUTOENCODER,
    "layers": [
        AUTOENCODER["layers"][0],
        {**AUTOENCODER["layers"][1], "weights": {"tied_to": "h"}},
    ],
}
SPARSE = dense([[0.4, 0.0]])
MASKED = {**SPARSE, "layers": [{**SPARSE["layers"][0], "mask": [[1, 0]]}]}

CONNECTING = (
    Mistake("mask_forgotten", _mask, Shows(MASKED, 1, 4)),
    Mistake("gradient_of_one_use", _one_use, Shows(TIED, 1, 3)),
)
