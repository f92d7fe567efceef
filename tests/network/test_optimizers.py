"""Every optimizer of the table: what a parameter becomes, as people write it. (Its numbers against
torch.optim are in tests/golden.)"""

from __future__ import annotations

from typing import Any, get_args

import pytest

from bptrace.algebra.instances import instantiate
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Step
from bptrace.config.experiment import OptimizerName, ScheduleName
from bptrace.network.optimizers import OPTIMIZERS
from bptrace.network.schedules import SCHEDULES
from tests.support.networks import dense, step_of, trace_of, worked_example


def optimized(*sizes: int, **optimizer: Any) -> Step:
    return step_of(dense(*sizes, optimizer={"name": "sgd", **optimizer}))


def written(step: Step, name: str) -> str:
    reference = step.names.find(name)
    assert reference is not None, name
    right = instantiate(step, reference)
    assert right is not None, f"{name} is given"
    return write(right, ascii_notation(step.names.spell))


def test_every_optimizer_and_schedule_that_a_config_may_name_is_in_its_table() -> None:
    assert set(OPTIMIZERS) == set(get_args(OptimizerName))
    assert set(SCHEDULES) == set(get_args(ScheduleName))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_says_what_it_computes_and_where_it_comes_from(name: OptimizerName) -> None:
    record = OPTIMIZERS[name]
    assert record.source
    assert "w⁺ = w − η" in (record.rule.__doc__ or "")


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_says_its_formula(name: ScheduleName) -> None:
    assert "η = " in (SCHEDULES[name].__doc__ or "")


@pytest.mark.parametrize(
    ("optimizer", "equations"),
    [
        ({}, {"w1_new": "w1 - eta * dE_dw1"}),
        (
            {"momentum": 0.9},
            {
                "velocity_w1_new": "momentum * velocity_w1 + dE_dw1",
                "w1_new": "w1 - eta * velocity_w1_new",
            },
        ),
        (
            {"momentum": 0.9, "nesterov": True},
            {"w1_new": "w1 - eta * (dE_dw1 + momentum * velocity_w1_new)"},
        ),
        (
            {"weight_decay": 0.1},
            {
                "decayed_dE_dw1": "dE_dw1 + weight_decay * w1",
                "w1_new": "w1 - eta * decayed_dE_dw1",
            },
        ),
        (
            {"name": "adagrad"},
            {
                "sum_w1_new": "sum_w1 + dE_dw1^2",
                "w1_new": "w1 - eta * dE_dw1 / (sqrt(sum_w1_new) + eps)",
            },
        ),
        (
            {"name": "rmsprop"},
            {
                "v_w1_new": "alpha * v_w1 + (1 - alpha) * dE_dw1^2",
                "w1_new": "w1 - eta * dE_dw1 / (sqrt(v_w1_new) + eps)",
            },
        ),
        (
            {"name": "adam"},
            {
                "m_w1_new": "beta1 * m_w1 + (1 - beta1) * dE_dw1",
                "v_w1_new": "beta2 * v_w1 + (1 - beta2) * dE_dw1^2",
                "m_hat_w1": "m_w1_new / (1 - beta1^t)",
                "v_hat_w1": "v_w1_new / (1 - beta2^t)",
                "w1_new": "w1 - eta * m_hat_w1 / (sqrt(v_hat_w1) + eps)",
                "t_new": "t + 1",
            },
        ),
        (
            {"name": "adamw"},
            {
                "m_w1_new": "beta1 * m_w1 + (1 - beta1) * dE_dw1",
                "w1_new": "w1 - eta * weight_decay * w1 - eta * m_hat_w1 / (sqrt(v_hat_w1) + eps)",
            },
        ),
        (
            {"clip_value": 0.1},
            {
                "clipped_dE_dw1": "max(-clip_value, min(clip_value, dE_dw1))",
                "w1_new": "w1 - eta * clipped_dE_dw1",
            },
        ),
        (
            {"clip_norm": 1.0},
            {
                "gradient_norm": "sqrt(dE_dw1^2 + dE_db_o1^2)",
                "clip_coefficient": "min(1, clip_norm / (gradient_norm + 1e-06))",
                "clipped_dE_dw1": "clip_coefficient * dE_dw1",
            },
        ),
    ],
    ids=str,
)
def test_an_optimizer_reads_as_people_write_it(
    optimizer: dict[str, Any], equations: dict[str, str]
) -> None:
    step = optimized(1, 1, **optimizer)
    assert {name: written(step, name) for name in equations} == equations


def test_weight_decay_spares_the_biases_if_it_should() -> None:
    step = optimized(1, 1, weight_decay=0.1, decay_biases=False)
    assert written(step, "w1_new") == "w1 - eta * decayed_dE_dw1"
    assert written(step, "b_o1_new") == "b_o1 - eta * dE_db_o1"
    decoupled = optimized(1, 1, name="adamw", decay_biases=False)
    assert "weight_decay" in written(decoupled, "w1_new")
    assert "weight_decay" not in written(decoupled, "b_o1_new")


def rates(schedule: Any, count: int, rate: float = 1.0) -> list[float]:
    """The learning rate of so many iterations."""
    config = dense(1, 1, iterations=count)
    optimizer = {"name": "sgd", "learning_rate": rate, "schedule": schedule}
    return [record["eta"] for record in trace_of(config | {"optimizer": optimizer})]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        # 1 · 0.5^⌊(t − 1)/2⌋
        ({"name": "step", "every": 2, "factor": 0.5}, [1.0, 1.0, 0.5, 0.5, 0.25]),
        # 1 · 0.5^(t − 1)
        ({"name": "exponential", "factor": 0.5}, [1.0, 0.5, 0.25, 0.125, 0.0625]),
        # 0.2 + ½ · 0.8 · (1 + cos(π · min(t − 1, 4)/4)); cos: 1, √½, 0, −√½, −1
        (
            {"name": "cosine", "over": 4, "low": 0.2},
            [1.0, 0.2 + 0.4 * (1 + 0.5**0.5), 0.6, 0.2 + 0.4 * (1 - 0.5**0.5), 0.2],
        ),
        # 1 · min(1, t/4)
        ({"name": "warmup", "over": 4}, [0.25, 0.5, 0.75, 1.0, 1.0]),
        ({"name": "constant", "warmup": 2}, [0.5, 1.0, 1.0, 1.0, 1.0]),
        # both: 0.5^(t − 1) · min(1, t/2)
        ({"name": "exponential", "factor": 0.5, "warmup": 2}, [0.5, 0.5, 0.25, 0.125, 0.0625]),
    ],
    ids=str,
)
def test_a_schedule_changes_the_rate(schedule: dict[str, Any], expected: list[float]) -> None:
    assert rates(schedule, 5) == pytest.approx(expected, rel=1e-14)


def test_a_layer_may_have_a_rate_of_its_own_and_be_frozen() -> None:
    config = worked_example()
    config["layers"][0]["learning_rate"] = 0.25
    step = step_of(config)
    assert written(step, "w1_new") == "w1 - eta_h * dE_dw1"
    assert written(step, "w5_new") == "w5 - eta * dE_dw5"
    assert trace_of(config)[1]["eta_h"] == 0.25
    config = worked_example()
    config["layers"][0]["trainable"] = False
    step = step_of(config)
    assert set(step.states) == {"W_o"}
    assert step.names.find("dE_dw1") is None
    assert written(step, "dE_dout_h1") == "delta_o1 * w5 + delta_o2 * w7", "E still has a gradient"


def test_a_schedule_changes_the_rate_of_every_layer() -> None:
    config = worked_example(iterations=3)
    config["layers"][0]["learning_rate"] = 0.2
    config["optimizer"] |= {"schedule": {"name": "exponential", "factor": 0.5}}
    assert [record["eta_h"] for record in trace_of(config)] == [0.2, 0.1, 0.05]
    assert [record["eta"] for record in trace_of(config)] == [0.5, 0.25, 0.125]


def test_states_are_in_the_trace_before_and_after_and_start_where_they_should() -> None:
    config = dense(1, 1, iterations=3, optimizer={"name": "adam"}, states={"m_w1": 0.25, "t": 5})
    before, after, _ = trace_of(config)
    assert (before["m_w1"], before["t"], before["v_w1"]) == (0.25, 5, 0)
    for state in ("m_w1", "v_w1", "m_b_o1", "t"):
        assert after[state] == before[f"{state}_new"]
