"""Every loss of the table: its value, its derivatives, its source."""

from __future__ import annotations

from typing import get_args

import pytest

from bptrace.algebra.evaluate import value_of
from bptrace.algebra.expressions import Apply, Expression, Number, Reference
from bptrace.algebra.substitute import in_primitives
from bptrace.config.experiment import LossName
from bptrace.network.losses import LOSSES, Loss
from tests.support.gradients import is_near, slope

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def value(expression: Expression, **known: float) -> float:
    return value_of(in_primitives(expression), lambda reference: known[reference.name])


def error_of(loss: Loss, target: float, out: float) -> float:
    return value(Apply(loss.function, (Number(target), Number(out))))


def test_every_loss_that_a_config_may_name_is_in_the_table() -> None:
    assert set(LOSSES) == set(get_args(LossName))


@every_loss
def test_every_loss_says_what_it_is_called_and_where_it_comes_from(loss: Loss) -> None:
    assert LOSSES[loss.function.name] is loss  # type: ignore[index]  # its name
    assert any(year.strip("(),.").isdecimal() for year in loss.source.split())


@every_loss
@pytest.mark.parametrize(("target", "out"), [(0.01, 0.75), (0.99, 0.77), (-1.0, 3.0), (0.5, 0.5)])
def test_every_derivative_is_the_one_that_differences_show(
    loss: Loss, target: float, out: float
) -> None:
    arguments = Reference("error"), Reference("target"), Reference("out")
    by_target, by_out = (
        value(partial(*arguments), target=target, out=out) for partial in loss.function.partials
    )
    assert is_near(by_target, slope(lambda moved: error_of(loss, moved, out), target))
    assert is_near(by_out, slope(lambda moved: error_of(loss, target, moved), out))


def test_half_squared_error_by_hand() -> None:
    """½ (3 − 1)² = 2"""
    assert error_of(LOSSES["half_squared_error"], 3.0, 1.0) == 2.0
