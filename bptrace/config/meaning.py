"""Whether the parts of an experiment fit each other; each with types that fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bptrace.config.claims import claims_in_order
from bptrace.config.experiment import MAX_ITERATIONS, Experiment
from bptrace.config.learning import learning_in_order
from bptrace.config.own_names import names_in_order
from bptrace.config.parameters import parameters_in_order
from bptrace.config.rule_parameters import rule_parameters_in_order
from bptrace.config.shapes import as_list, batches_in, first_width, shapes_in_order
from bptrace.problems.problem import Finding, Kind, Path

MAX_WEIGHTS = 5_000_000
"""A larger network is refused before anything is allocated."""

HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")

Check = Callable[[Experiment], Iterator[Finding]]


def contradictions(experiment: Experiment) -> Iterator[Finding]:
    """Everything in which the experiment contradicts itself or asks for too much."""
    for check in CHECKS:
        yield from check(experiment)


def _size(experiment: Experiment) -> Iterator[Finding]:
    width, source = first_width(experiment)
    weights = 0
    because = [source]
    for place, layer in enumerate(experiment.layers):
        path = ("layers", place, "units")
        weights += (width + 1) * layer.units
        if weights > MAX_WEIGHTS:
            data = {"weights": weights, "most": MAX_WEIGHTS}
            yield Finding(Kind.TOO_LARGE_A_NETWORK, path, data, because=tuple(because))
            return
        width = layer.units
        because.append(path)


def _samples(experiment: Experiment) -> Iterator[Finding]:
    inputs = [len(as_list(each.input)) for each in experiment.samples]
    targets = [len(as_list(each.target)) for each in experiment.samples]
    units = experiment.layers[-1].units
    last_layer = ("layers", len(experiment.layers) - 1, "units")
    if experiment.inputs is not None:
        needed, source = first_width(experiment)
        yield from _lengths(inputs, "input", needed, Kind.INPUT_COUNT, source)
    else:
        yield from _lengths(inputs, "input", inputs[0], Kind.INPUT_LENGTH, ("samples", 0, "input"))
    yield from _lengths(targets, "target", units, Kind.TARGET_COUNT, last_layer)


def _lengths(
    lengths: Sequence[int], key: str, needed: int, kind: str, source: Path
) -> Iterator[Finding]:
    """The samples whose length is another than needed; where all agree, the first one only."""
    if len(set(lengths)) == 1:
        lengths = lengths[:1]
    for place, length in enumerate(lengths):
        if length != needed:
            data = {"found_count": length, "needed": needed, "source": source}
            yield Finding(kind, ("samples", place, key), data, because=(source,))


def _length(experiment: Experiment) -> Iterator[Finding]:
    """How long training goes on is said once, and can be counted."""
    epochs = experiment.epochs
    if epochs is None:
        return
    data: dict[str, object] = {"epochs": epochs, "samples": len(experiment.samples)}
    data["iterations"] = iterations = epochs * batches_in(experiment)
    because: tuple[Path, ...] = (("samples",), ("batch",))
    if experiment.iterations is not None:
        kind = Kind.EPOCHS_AND_ITERATIONS
        yield Finding(kind, ("epochs",), data, "key", (("iterations",), *because))
    elif iterations > MAX_ITERATIONS:
        data["most"] = MAX_ITERATIONS
        yield Finding(Kind.TOO_MANY_EPOCHS, ("epochs",), data, because=because)


def _texts(experiment: Experiment) -> Iterator[Finding]:
    """JSON can spell half of a character, which nothing can write."""
    for key in ("title", "source"):
        text = getattr(experiment, key)
        if text is not None and HALF_A_CHARACTER.search(text):
            yield Finding(Kind.HALF_A_CHARACTER, (key,), {"found": text})


CHECKS: Sequence[Check] = (
    _size,
    _samples,
    _length,
    _texts,
    shapes_in_order,
    parameters_in_order,
    rule_parameters_in_order,
    learning_in_order,
    names_in_order,
    claims_in_order,
)
