"""Every optimizer of the table: what a parameter becomes."""

from __future__ import annotations

from typing import get_args

from bptrace.algebra.expressions import Reference
from bptrace.algebra.notation import ascii_notation, write
from bptrace.config.experiment import OptimizerName
from bptrace.network.optimizers import OPTIMIZERS


def test_every_optimizer_that_a_config_may_name_is_in_the_table() -> None:
    assert set(OPTIMIZERS) == set(get_args(OptimizerName))


def test_every_optimizer_says_where_it_comes_from() -> None:
    assert all(each.source for each in OPTIMIZERS.values())


def test_sgd_steps_against_the_gradient() -> None:
    step = OPTIMIZERS["sgd"].update(Reference("w"), Reference("g"), Reference("eta"))
    assert write(step, ascii_notation(lambda each: each.name)) == "w - eta * g"
