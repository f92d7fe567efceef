"""An experiment -> the config that somebody would have written for it: as data, as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import to_builtins

from bptrace.config.experiment import Experiment


def config_text(experiment: Experiment, *, json: bool = False) -> str:
    """The experiment as a config in YAML or JSON; reading it gives the same one, bit for bit."""
    from bptrace.config import notations  # noqa: PLC0415  # start-up time: few runs save a config

    config = written(experiment)
    return notations.json_text(config) if json else notations.yaml_text(config)


def written(experiment: Experiment) -> dict[str, Any]:
    """The experiment as plain values, without the keys that say nothing; claims as Decimals."""
    config: dict[str, Any] = _without_nulls(to_builtins(experiment, builtin_types=(Decimal,)))
    return config


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    return value
