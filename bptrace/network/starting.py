"""Values from a file -> the weights, biases and optimizer states that training starts with.

w5, velocity_w5, t          by the names of scalars, as a trace's summary has them
W_o, b_o, velocity_W_o      by families: rows of numbers
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Family, Step
from bptrace.config import Document, check_findings
from bptrace.config.experiment import Bias, Experiment
from bptrace.network.build import build_step
from bptrace.network.naming import label_layers
from bptrace.network.optimizers import COUNTER
from bptrace.network.spellings import look_up_value
from bptrace.network.updates import STATE
from bptrace.problems.problem import Finding, Kind, Path

if TYPE_CHECKING:
    from bptrace.config.data_files.start import Start

PARAMETERS = frozenset({"weight", "bias"})
START: Path = ("start_from",)
STATES: Path = ("states",)
MOST_NAMES = 8
"""Of what is missing or left over."""

Values = Mapping[Reference, float]


def started(experiment: Experiment, start: Start | None, document: Document) -> Experiment:
    """A resolved experiment that begins with the values of a file, and with the states that the
    config names. Raises ConfigError where they are not those of this network."""
    if start is None and experiment.states is None:
        return experiment
    step = build_step(experiment)
    states = _states(experiment.states or {}, step)
    from_file = _Start(step, start).values() if start is not None else _Found({}, [])
    check_findings([*states.findings, *from_file.findings], document)
    values = {**from_file.values, **states.values}
    if start is not None:
        experiment = structs.replace(_with_parameters(experiment, values), start_from=None)
    spelled = {
        step.names.spell(each): value
        for each, value in values.items()
        if step.family(each.name).role == STATE
    }
    return structs.replace(experiment, states=spelled or None)


class _Found:
    """Values by reference, and what is wrong with them."""

    def __init__(self, values: Values, findings: Sequence[Finding]) -> None:
        self.values = values
        self.findings = findings


def _states(given: Mapping[str, float], step: Step) -> _Found:
    """The states that the config names."""
    values, findings = {}, []
    families = [each for each in step.givens if each.role == STATE]
    for name, value in given.items():
        reference = look_up_value(step, name)
        path = (*STATES, name)
        if reference is None or step.family(reference.name) not in families:
            findings.append(_no_state(name, families, step))
        elif reference.name == COUNTER and (value < 1 or value % 1):
            findings.append(Finding(Kind.NO_COUNT, path, {"found": value}))
        else:
            values[reference] = value
    return _Found(values, findings)


def _no_state(name: str, families: Sequence[Family], step: Step) -> Finding:
    from bptrace.network.near_names import near_values  # noqa: PLC0415  # start-up time

    data: dict[str, object] = {"name": name, "near": near_values(step, name, families)}
    kind = Kind.UNKNOWN_STATE if families else Kind.NO_STATES
    return Finding(kind, (*STATES, name), data, at="key")


class _Start:
    """The values of a file, one after the other."""

    def __init__(self, step: Step, start: Start) -> None:
        self._step = step
        self._start = start
        wanted = [each for each in step.givens if each.role in {*PARAMETERS, STATE}]
        self._families = {each.name: each for each in wanted}
        references = (one for each in wanted for one in step.positions(each))
        self._by_name = {step.names.spell(each): each for each in references}
        self._values: dict[Reference, float] = {}
        self._findings: list[Finding] = []
        self._left_over: list[str] = []

    def values(self) -> _Found:
        for name, value in self._start.values.items():
            self._take(name, value)
        self._complain(Kind.LEFT_OVER, self._left_over)
        if not self._findings:
            self._complain(Kind.NOT_IN_FILE, list(self._missing()))
        return _Found(self._values, self._findings)

    def _take(self, name: str, value: Any) -> None:
        family = self._families.get(name)
        if family is not None and (isinstance(value, list) or not family.at):
            self._take_family(family, value)
            return
        reference = self._by_name.get(name) or look_up_value(self._step, name)
        if isinstance(value, list) or reference is None or reference.name not in self._families:
            self._left_over.append(name)
        else:
            self._values[reference] = value

    def _take_family(self, family: Family, value: Any) -> None:
        lengths = tuple(self._step.axes[index] for index in family.at)
        if shape_of(value) != lengths:
            data = {"name": family.name, "needed": _shown(lengths)}
            data["found_shape"] = _shown(shape_of(value))
            self._findings.append(Finding(Kind.OTHER_SHAPE, START, {**data, **self._file}))
            return
        for at, each in _positions(value):
            reference = Reference(family.name, at)
            if self._step.exists(reference):
                self._values[reference] = each
            elif each:
                found = {"name": family.name, "found": each, **self._file}
                self._findings.append(Finding(Kind.MASKED_START, START, found))

    def _missing(self) -> Iterator[str]:
        """Parameters must all be there; states too, if there are any."""
        states = {name for name, each in self._families.items() if each.role == STATE}
        has_states = any(each.name in states for each in self._values)
        for name, reference in self._by_name.items():
            is_needed = has_states or reference.name not in states
            if is_needed and reference not in self._values:
                yield name

    def _complain(self, kind: str, names: Sequence[str]) -> None:
        if names:
            shown = [*names[:MOST_NAMES], *["…"] * (len(names) > MOST_NAMES)]
            data = {"names": ", ".join(shown), "count": len(names), **self._file}
            self._findings.append(Finding(kind, START, data))

    @property
    def _file(self) -> dict[str, str]:
        return {"file": self._start.file}


def shape_of(value: Any) -> tuple[int, ...] | None:
    """How long numbers in lists of lists are along each axis; None where rows differ."""
    if not isinstance(value, list):
        return ()
    shapes = {shape_of(each) for each in value}
    if len(shapes) != 1 or None in shapes:
        return (0,) if not value else None
    (below,) = shapes
    assert below is not None
    return (len(value), *below)


def _shown(lengths: tuple[int, ...] | None) -> str:
    if lengths is None:
        return "?"
    return " × ".join(map(str, lengths)) or "1"


def _positions(value: Any, at: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], float]]:
    if isinstance(value, list):
        for place, each in enumerate(value):
            yield from _positions(each, (*at, place))
    else:
        yield at, value


def _with_parameters(experiment: Experiment, values: Values) -> Experiment:
    layers = []
    for layer, labels in zip(experiment.layers, label_layers(experiment), strict=True):
        weights, bias = layer.weights, layer.bias
        if isinstance(weights, list):
            weights = [
                [values.get(Reference(labels.weights, (j, i)), 0.0) for i in range(len(row))]
                for j, row in enumerate(weights)
                if isinstance(row, list)
            ]
        if isinstance(bias, Bias):
            bias = structs.replace(bias, value=_bias(bias, labels.bias, layer.units, values))
        layers.append(structs.replace(layer, weights=weights, bias=bias))
    return structs.replace(experiment, layers=layers)


def _bias(bias: Bias, name: str, units: int, values: Values) -> float | list[float]:
    if bias.shared:
        return values[Reference(name)]
    return [values[Reference(name, (unit,))] for unit in range(units)]
