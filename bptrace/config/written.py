"""An experiment -> the config that somebody would have written for it: as data, as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import to_builtins

from bptrace.config.experiment import OPTIMIZER_PARAMETERS, Experiment

OFF = ("momentum", "nesterov", "weight_decay")
"""What most optimizers do not do by themselves."""
NOT_WARMED = ("warmup", 0)


def config_text(experiment: Experiment, *, json: bool = False) -> str:
    """The experiment as a config in YAML or JSON; reading it gives the same one, bit for bit."""
    from bptrace.config import notations  # noqa: PLC0415  # start-up time: few runs save a config

    config = written(experiment)
    return notations.json_text(config) if json else notations.yaml_text(config)


def written(experiment: Experiment) -> dict[str, Any]:
    """The experiment as plain values, without the keys that say nothing; claims as Decimals."""
    config: dict[str, Any] = _without_nulls(to_builtins(experiment, builtin_types=(Decimal,)))
    for layer in config["layers"]:
        layer["activation"] = _short(layer["activation"])
        if layer["trainable"]:
            del layer["trainable"]
    config["loss"] = _short(config["loss"])
    if isinstance(config["optimizer"], dict):
        config["optimizer"] = _optimizer(config["optimizer"])
    if config["batch"]["size"] == 1 and config["batch"]["reduction"] == "mean":
        del config["batch"]["reduction"]
    return config


def _short(rule: Any) -> Any:
    """A rule that takes nothing is written as its name."""
    return rule["name"] if isinstance(rule, dict) and rule.keys() == {"name"} else rule


def _optimizer(optimizer: dict[str, Any]) -> dict[str, Any]:
    """Without what it does not do, unless its rule would do it by itself."""
    takes = OPTIMIZER_PARAMETERS[optimizer["name"]]
    off = {key for key in OFF if key in takes and optimizer.get(key) == takes[key] == 0}
    if "weight_decay" in off and optimizer.get("decay_biases"):
        off.add("decay_biases")
    short = {key: each for key, each in optimizer.items() if key not in off}
    if isinstance(short.get("schedule"), dict):
        items = short["schedule"].items()
        short["schedule"] = {key: each for key, each in items if (key, each) != NOT_WARMED}
    return short


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    return value
