"""Whether activations, the loss and the optimizer say what their rule takes, and no more."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bptrace.config.experiment import (
    ACTIVATION_PARAMETERS,
    LOSS_PARAMETERS,
    OPTIMIZER_PARAMETERS,
    SCHEDULE_PARAMETERS,
    Activation,
    Experiment,
    Loss,
    Optimizer,
    Parameters,
    Schedule,
)
from bptrace.problems.problem import Finding, Kind, Path

ALWAYS = {
    "activation": (),
    "loss": (),
    "optimizer": ("clip_value", "clip_norm", "schedule"),
    "schedule": ("warmup",),
}
"""What every rule of a kind takes."""

RULE_OR_FORMULA = ("name", "formula")
"""An activation is one of ours, or what somebody wrote."""


def rule_parameters_in_order(experiment: Experiment) -> Iterator[Finding]:
    """Rules without what they need, and with what they do not take."""
    for place, layer in enumerate(experiment.layers):
        if isinstance(layer.activation, Activation):
            yield from _activation(layer.activation, ("layers", place, "activation"))
    if isinstance(experiment.loss, Loss):
        takes = LOSS_PARAMETERS[experiment.loss.name]
        yield from _parameters(experiment.loss, experiment.loss.name, takes, ("loss",))
    if isinstance(experiment.optimizer, Optimizer):
        yield from _optimizer(experiment.optimizer, ("optimizer",))


def _activation(activation: Activation, path: Path) -> Iterator[Finding]:
    yield from one_of(activation, RULE_OR_FORMULA, path)
    if activation.name is not None:
        takes = ACTIVATION_PARAMETERS[activation.name]
        yield from _parameters(activation, activation.name, takes, path)
    elif activation.formula is not None:
        yield from _unused(activation, "formula", (), path, (*path, "formula"))


def _optimizer(optimizer: Optimizer, path: Path) -> Iterator[Finding]:
    yield from _parameters(optimizer, optimizer.name, OPTIMIZER_PARAMETERS[optimizer.name], path)
    if optimizer.name == "sgd" and optimizer.nesterov and not optimizer.momentum:
        yield Finding(Kind.NESTEROV, (*path, "nesterov"), at="key", because=((*path, "momentum"),))
    if optimizer.schedule is not None:
        yield from _schedule(optimizer.schedule, (*path, "schedule"))


def _schedule(schedule: Schedule, path: Path) -> Iterator[Finding]:
    yield from _parameters(schedule, schedule.name, SCHEDULE_PARAMETERS[schedule.name], path)
    if schedule.name == "warmup" and schedule.warmup is not None and schedule.over is not None:
        data = {"key": "over", "other": "warmup"}
        yield Finding(Kind.BOTH_OF, (*path, "warmup"), data, at="key")


def _parameters(rule: Struct, name: str, takes: Parameters, path: Path) -> Iterator[Finding]:
    said = f"{path[-1]}: {name}"
    known = (*takes, *ALWAYS[str(path[-1])])
    yield from _unused(rule, said, known, path, (*path, "name"))
    for key, default in takes.items():
        if default is None and getattr(rule, key) is None:
            data = {"rule": said, "key": key}
            because = ((*path, "name"),)
            yield Finding(Kind.PARAMETER_MISSING, (*path, key), data, "parent", because)


def _unused(
    rule: Struct, said: str, takes: tuple[str, ...], path: Path, because: Path
) -> Iterator[Finding]:
    for key in rule.__struct_fields__:
        if key not in {"name", "formula", *takes} and getattr(rule, key) is not None:
            data = {"rule": said, "key": key, "known": list(takes)}
            yield Finding(Kind.PARAMETER_UNUSED, (*path, key), data, at="key", because=(because,))


def one_of(rule: Struct, keys: tuple[str, ...], path: Path) -> Iterator[Finding]:
    """Exactly one of the keys must be there."""
    given = [key for key in keys if getattr(rule, key) is not None]
    if not given:
        yield Finding(Kind.NONE_OF, path, {"known": list(keys)})
    for other in given[1:]:
        data = {"key": given[0], "other": other}
        yield Finding(Kind.BOTH_OF, (*path, other), data, at="key", because=((*path, given[0]),))
