"""Whether a layer's formula means something, and whether its weights can be those it is tied to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bptrace.config import Document, check_findings
from bptrace.config.experiment import Activation, Experiment, Tied
from bptrace.config.shapes import settings
from bptrace.network.naming import label_layers
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind, Path, Span

HINTS = {
    "wrong_count": "takes {}",
    "unexpected": "expected {}",
    "incomplete": "expected {}",
    "missing_operator": "expected {}",
}
"""What `near` of these errors is: no word that may have been meant."""


def check_layers(experiment: Experiment, document: Document) -> None:
    """Raises ConfigError where no step can be built of a resolved experiment."""
    check_findings([*_formulas(experiment), *_ties(experiment)], document)


def _formulas(experiment: Experiment) -> Iterator[Finding]:
    for place, layer in enumerate(experiment.layers):
        assert isinstance(layer.activation, Activation)
        if layer.activation.formula is not None:
            path = ("layers", place, "activation", "formula")
            yield from _formula(layer.activation.formula, path)


def _formula(text: str, path: Path) -> Iterator[Finding]:
    from bptrace.network.formula import FormulaError, parse_formula  # noqa: PLC0415  # start-up time
    from bptrace.network.formula_functions import FUNCTIONS  # noqa: PLC0415

    try:
        parse_formula(text)
    except FormulaError as error:
        data: dict[str, object] = {"token": error.found}
        if error.kind in HINTS:
            data["hint"] = HINTS[error.kind].format(error.near) if error.near else ""
        elif error.kind != "not_called" and error.near:
            data["near"] = [error.near]
        if error.kind == "unknown_function":
            data["known"] = FUNCTIONS
        start = error.column - 1
        within = Span(start, start + max(len(error.found), 1))
        yield Finding(f"formula_{error.kind}", path, data, within=within)


def _ties(experiment: Experiment) -> Iterator[Finding]:
    labels = [each.label for each in label_layers(experiment)]
    shapes = {labels[each.place]: (each.layer.units, each.inputs) for each in settings(experiment)}
    for place, layer in enumerate(experiment.layers):
        if isinstance(layer.weights, Tied):
            path = ("layers", place, "weights", "tied_to")
            name = layer.weights.tied_to
            data: dict[str, object] = {"name": name, "known": labels[:place]}
            if name in labels[place:]:
                yield Finding(Kind.TIED_AHEAD, path, data)
            elif name not in labels:
                near_it = near(name, labels[:place])
                yield Finding(Kind.UNKNOWN_LAYER, path, {**data, "near": near_it})
            else:
                other = experiment.layers[labels.index(name)]
                if other.mask is not None:
                    yield Finding(Kind.TIED_TO_MASKED, path, {"name": name})
                yield from _tie(layer.weights, other.weights, shapes, labels[place], path)
            if layer.mask is not None:
                yield Finding(Kind.TIED_MASK, ("layers", place, "mask"), {"name": name})


def _tie(
    tied: Tied,
    other: object,
    shapes: Mapping[str, tuple[int, int]],
    label: str,
    path: Path,
) -> Iterator[Finding]:
    """Whether the weights of a layer before this one can be its weights too."""
    name = tied.tied_to
    if isinstance(other, Tied):
        yield Finding(Kind.TIED_TO_TIED, path, {"name": name, "right": other.tied_to})
        return
    needed, (rows, columns) = shapes[label], shapes[name]
    there = (columns, rows) if tied.transposed else (rows, columns)
    if there != needed:
        data: dict[str, object] = {"name": name, "rows": needed[0], "columns": needed[1]}
        data |= {"found_rows": there[0], "found_columns": there[1]}
        fits = there[::-1] == needed
        data["hint"] = ("untransposed" if tied.transposed else "transposed") if fits else ""
        data["how"] = "transposed" if tied.transposed else "as they are"
        yield Finding(Kind.TIED_SHAPE, path, data)
