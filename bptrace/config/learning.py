"""Whether a network can learn as it is to: its activations, loss, rates and order of updates."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.config.experiment import Activation, Experiment, Layer, Loss, Optimizer, Weights
from bptrace.config.shapes import as_list
from bptrace.problems.problem import Finding, Kind, Path

CROSS_ENTROPIES = frozenset(
    {"binary_cross_entropy", "mean_binary_cross_entropy", "categorical_cross_entropy"}
)


def learning_in_order(experiment: Experiment) -> Iterator[Finding]:
    """Everything that could not be trained, or not so."""
    yield from _layers(experiment)
    yield from _targets(experiment)
    yield from _sequence(experiment)
    yield from _batch(experiment)


def _layers(experiment: Experiment) -> Iterator[Finding]:
    learning: list[Path] = []
    for place, layer in enumerate(experiment.layers):
        path: Path = ("layers", place)
        name = activation_name(layer)
        where = (*path, "activation")
        if layer.trainable:
            learning.append((*path, "trainable"))
        if name == "step" and learning:
            yield Finding(Kind.STEP_LEARNS, where, because=tuple(learning))
        if name == "softmax" and layer.units == 1:
            yield Finding(Kind.SOFTMAX_OF_ONE, where, because=((*path, "units"),))
        if layer.learning_rate is not None and not layer.trainable:
            because = ((*path, "trainable"),)
            yield Finding(Kind.RATE_OF_FROZEN, (*path, "learning_rate"), because=because)


def activation_name(layer: Layer) -> str | None:
    """The rule's name; None for a formula."""
    rule = layer.activation
    return rule.name if isinstance(rule, Activation) else rule


def _targets(experiment: Experiment) -> Iterator[Finding]:
    """Cross-entropies compare shares and probabilities."""
    loss = experiment.loss.name if isinstance(experiment.loss, Loss) else experiment.loss
    if loss not in CROSS_ENTROPIES:
        return
    for place, sample in enumerate(experiment.samples):
        wrong = next((each for each in as_list(sample.target) if not 0 <= each <= 1), None)
        if wrong is not None:
            data = {"loss": loss, "found": wrong}
            path = ("samples", place, "target")
            yield Finding(Kind.TARGET_RANGE, path, data, because=(("loss",),))


def _sequence(experiment: Experiment) -> Iterator[Finding]:
    """What needs all gradients before any update, where there is an update between them."""
    if experiment.update_order != "sequential":
        return
    because = (("update_order",),)
    optimizer = experiment.optimizer
    if isinstance(optimizer, Optimizer) and optimizer.clip_norm is not None:
        yield Finding(Kind.SEQUENTIAL_CLIPPING, ("optimizer", "clip_norm"), because=because)
    for place, layer in enumerate(experiment.layers):
        if isinstance(layer.weights, Weights) and layer.weights.tied_to is not None:
            path = ("layers", place, "weights", "tied_to")
            yield Finding(Kind.SEQUENTIAL_TIES, path, because=because)


def _batch(experiment: Experiment) -> Iterator[Finding]:
    size, samples = experiment.batch.size, len(experiment.samples)
    if size != "full" and size > samples:
        data = {"size": size, "samples": samples}
        yield Finding(Kind.BATCH_TOO_LARGE, ("batch", "size"), data, because=(("samples",),))
