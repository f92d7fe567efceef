"""Rules as written -> rules with everything they take: `sgd` -> its rate, momentum, decay, …"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from bptrace.config.experiment import (
    ACTIVATION_PARAMETERS,
    LOSS_PARAMETERS,
    OPTIMIZER_PARAMETERS,
    SCHEDULE_PARAMETERS,
    Activation,
    ActivationName,
    Loss,
    LossName,
    Optimizer,
    OptimizerName,
    Schedule,
)


def whole_activation(written: ActivationName | Activation) -> Activation:
    """With every parameter that its rule takes; a formula takes none."""
    activation = Activation(written) if isinstance(written, str) else written
    if activation.name is None:
        return activation
    return structs.replace(
        activation, **_left_out(activation, ACTIVATION_PARAMETERS[activation.name])
    )


def whole_loss(written: LossName | Loss) -> Loss:
    """With every parameter that its rule takes."""
    loss = Loss(written) if isinstance(written, str) else written
    return structs.replace(loss, **_left_out(loss, LOSS_PARAMETERS[loss.name]))


def whole_optimizer(written: OptimizerName | Optimizer, iterations: int) -> Optimizer:
    """With every parameter that its rule takes. iterations: how long training goes on."""
    optimizer = Optimizer(written) if isinstance(written, str) else written
    left_out = _left_out(optimizer, OPTIMIZER_PARAMETERS[optimizer.name])
    if optimizer.schedule is not None:
        left_out["schedule"] = _whole_schedule(optimizer.schedule, iterations)
    return structs.replace(optimizer, **left_out)


def _whole_schedule(schedule: Schedule, iterations: int) -> Schedule:
    takes = {"warmup": 0, **SCHEDULE_PARAMETERS[schedule.name]}
    if "over" in takes:
        takes["over"] = max(iterations, 1)
    return structs.replace(schedule, **_left_out(schedule, takes))


def _left_out(rule: object, takes: Mapping[str, Any]) -> dict[str, Any]:
    return {key: default for key, default in takes.items() if getattr(rule, key) is None}
