"""A resolved experiment as a config again."""

from __future__ import annotations

import json

import bptrace
from bptrace.config.written import written
from tests.render.pages import DEEP


def test_what_is_written_runs_again_to_the_same_bits() -> None:
    """Drawn weights, names of its own and the order of updates included."""
    drawn = {**DEEP, "layers": [{"units": 3, "activation": "tanh"}, *DEEP["layers"][1:]]}  # type: ignore[index]  # a list
    trace = bptrace.run(drawn)
    again = bptrace.run(json.loads(json.dumps(written(trace.experiment))))
    assert [dict(record) for record in again] == [dict(record) for record in trace]


def test_keys_that_say_nothing_are_left_out() -> None:
    config = written(bptrace.run("mazur").experiment)
    assert "None" not in repr(config)
    assert config["layers"][0]["bias"] == {
        "value": 0.35,
        "shared": True,
        "trainable": False,
        "threshold": False,
    }
