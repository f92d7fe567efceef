"""Assignments to names of the trace: `w5=0.9`, `h1:o1`, `b1`, `i1`, `target_o1`, `eta`, `momentum`.

What is given can be set: weights, biases, rates and other numbers of the optimizer, its states and,
where there is only one sample, its input and target. What is computed cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Given, Step
from bptrace.config import Assignment
from bptrace.config.experiment import Bias, Experiment, Layer, Optimizer
from bptrace.config.ranges import out_of_range
from bptrace.config.types import members_of
from bptrace.config.vocabulary import OTHER_KEYS
from bptrace.errors import ConfigError
from bptrace.network.build import build_step
from bptrace.network.clashes import REACHED_ONLY
from bptrace.network.naming import label_layers
from bptrace.network.spellings import look_up, look_up_value
from bptrace.problems.problem import Finding, Kind, Place, Problem

OF_A_SAMPLE = frozenset({"input", "target"})
OF_THE_OPTIMIZER = frozenset({"rate", "hyperparameter"})

T = TypeVar("T")


def assign(experiment: Experiment, by_name: Sequence[Assignment]) -> Experiment:
    """A resolved experiment with other numbers at those names.

    Raises ConfigError for a name that is unknown or computed, and for an input or a target where
    there are several samples.
    """
    if not by_name:
        return experiment
    step = build_step(experiment)
    objections = [(each, _objection(experiment, step, each)) for each in by_name]
    problems = [Problem(finding, Place(each.option)) for each, finding in objections if finding]
    if problems:
        raise ConfigError(problems)
    for each in by_name:
        reference = look_up_value(step, each.name)
        assert reference is not None
        experiment = _assigned(experiment, step, reference, each.value)
    return experiment


def _objection(experiment: Experiment, step: Step, assignment: Assignment) -> Finding | None:
    """Why the name cannot be set to the value; None where it can."""
    name = assignment.name
    reference = _meant(step, name)
    given = _given(step, reference) if reference is not None else None
    if reference is None and name not in REACHED_ONLY:
        return _unknown(name, step)
    if given is None or reference is None:
        return Finding(Kind.COMPUTED, (), {"name": name})
    if given.role in OF_A_SAMPLE and len(experiment.samples) > 1:
        place = ("samples", 0, given.role, reference.at[1])
        data = {"name": name, "samples": len(experiment.samples), "place": place}
        return Finding(Kind.SEVERAL_SAMPLES, (), data)
    if given.role in OF_THE_OPTIMIZER:
        return _out_of_range(given, assignment.value)
    return None


def _meant(step: Step, name: str) -> Reference | None:
    """The value of that name; in a batch `i1` is one of each sample: the first."""
    found = look_up(step, name)
    if found is None:
        return None
    return found.references[0] if found.of_each else found.value


def _out_of_range(given: Given, value: float) -> Finding | None:
    """What the number should have been, by the type that the config has for it."""
    from msgspec import inspect  # noqa: PLC0415  # start-up time

    key = "learning_rate" if given.role == "rate" else given.name
    struct = inspect.type_info(Optimizer)
    assert isinstance(struct, inspect.StructType)
    (field,) = (each for each in struct.fields if each.name == key)
    (type_,) = (each for each in members_of(field.type) if isinstance(each, inspect.FloatType))
    wrong = out_of_range(value, type_)
    return Finding(wrong[0], (), {"found": value, **wrong[1]}) if wrong else None


def _unknown(name: str, step: Step) -> Finding:
    right = OTHER_KEYS["Config"].get(name)
    if right is not None:
        return Finding(Kind.OTHER_KEY, (), {"key": name, "right": right})
    from bptrace.network.near_names import near_values  # noqa: PLC0415  # start-up time

    near = near_values(step, name, step.givens)
    return Finding(Kind.UNKNOWN_NAME, (), {"name": name, "near": near})


def _given(step: Step, reference: Reference) -> Given | None:
    return next((each for each in step.givens if each.name == reference.name), None)


def _assigned(experiment: Experiment, step: Step, reference: Reference, value: float) -> Experiment:
    given = _given(step, reference)
    assert given is not None
    at = tuple(int(position) for position in reference.at)
    match given.role:
        case "rate" if given.layer is not None:
            place = _place(experiment, given)
            layer = structs.replace(experiment.layers[place], learning_rate=value)
            return structs.replace(experiment, layers=_replaced(experiment.layers, place, layer))
        case "rate" | "hyperparameter":
            assert isinstance(experiment.optimizer, Optimizer)
            key = "learning_rate" if given.role == "rate" else given.name
            optimizer = structs.replace(experiment.optimizer, **{key: value})
            return structs.replace(experiment, optimizer=optimizer)
        case "state":
            states = {**(experiment.states or {}), step.names.spell(reference): value}
            return structs.replace(experiment, states=states)
        case "input" | "target":
            (sample,) = experiment.samples
            numbers = _replaced(getattr(sample, given.role), at[1], value)
            samples = [structs.replace(sample, **{given.role: numbers})]
            return structs.replace(experiment, samples=samples)
        case _:
            place = _place(experiment, given)
            layer = _with_parameter(experiment.layers[place], given.role, at, value)
            return structs.replace(experiment, layers=_replaced(experiment.layers, place, layer))


def _place(experiment: Experiment, given: Given) -> int:
    """Which layer something belongs to, from 0."""
    return [each.label for each in label_layers(experiment)].index(str(given.layer))


def _with_parameter(layer: Layer, role: str, at: tuple[int, ...], value: float) -> Layer:
    if role == "weight":
        assert isinstance(layer.weights, list)
        row = layer.weights[at[0]]
        assert isinstance(row, list)
        weights = _replaced(layer.weights, at[0], _replaced(row, at[1], value))
        return structs.replace(layer, weights=weights)
    assert isinstance(layer.bias, Bias)
    if not at:
        return structs.replace(layer, bias=structs.replace(layer.bias, value=value))
    assert isinstance(layer.bias.value, list)
    changed = _replaced(layer.bias.value, at[0], value)
    return structs.replace(layer, bias=structs.replace(layer.bias, value=changed))


def _replaced(items: list[T], place: int, item: T) -> list[T]:
    return [*items[:place], item, *items[place + 1 :]]
