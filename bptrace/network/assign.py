"""Assignments to names of the trace: `w5=0.9`, `b1`, `i1`, `target_o1`, `eta`.

What is given can be set: weights, biases, the learning rate and, where there is only one sample,
its input and target. What is computed cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import structs

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Given, Step
from bptrace.config import Assignment, Document, check_findings
from bptrace.config.experiment import Bias, Experiment, Layer, Optimizer
from bptrace.network.build import build_step
from bptrace.network.naming import label_layers
from bptrace.problems.near import near
from bptrace.problems.problem import Finding, Kind

OF_A_SAMPLE = frozenset({"input", "target"})

T = TypeVar("T")


def assign(experiment: Experiment, by_name: Sequence[Assignment]) -> Experiment:
    """A resolved experiment with other numbers at those names.

    Raises ConfigError for a name that is unknown or computed, and for an input or a target where
    there are several samples.
    """
    if not by_name:
        return experiment
    step = build_step(experiment)
    for assignment in by_name:
        reference = step.names.find(assignment.name)
        finding = _objection(experiment, step, assignment.name, reference)
        if finding is not None:
            check_findings([finding], Document(assignment.option, None))
        assert reference is not None
        experiment = _assigned(experiment, step, reference, assignment.value)
    return experiment


def _objection(
    experiment: Experiment, step: Step, name: str, reference: Reference | None
) -> Finding | None:
    """Why the name cannot be set; None where it can."""
    if reference is None:
        spelled = [step.names.spell(at) for each in step.givens for at in step.positions(each)]
        return Finding(Kind.UNKNOWN_NAME, (), {"name": name, "near": near(name, spelled, most=3)})
    given = _given(step, reference)
    if given is None:
        return Finding(Kind.COMPUTED, (), {"name": name})
    if given.role in OF_A_SAMPLE and len(experiment.samples) > 1:
        path = f"samples.0.{given.role}"
        data = {"name": name, "samples": len(experiment.samples), "path": path}
        return Finding(Kind.SEVERAL_SAMPLES, (), data)
    return None


def _given(step: Step, reference: Reference) -> Given | None:
    return next((each for each in step.givens if each.name == reference.name), None)


def _assigned(experiment: Experiment, step: Step, reference: Reference, value: float) -> Experiment:
    given = _given(step, reference)
    assert given is not None
    at = tuple(int(position) for position in reference.at)
    match given.role:
        case "rate":
            assert isinstance(experiment.optimizer, Optimizer)
            optimizer = structs.replace(experiment.optimizer, learning_rate=value)
            return structs.replace(experiment, optimizer=optimizer)
        case "input" | "target":
            (sample,) = experiment.samples
            numbers = _replaced(getattr(sample, given.role), at[1], value)
            samples = [structs.replace(sample, **{given.role: numbers})]
            return structs.replace(experiment, samples=samples)
        case _:
            labels = [each.label for each in label_layers(experiment)]
            place = labels.index(str(given.layer))
            layer = _with_parameter(experiment.layers[place], given.role, at, value)
            return structs.replace(experiment, layers=_replaced(experiment.layers, place, layer))


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
