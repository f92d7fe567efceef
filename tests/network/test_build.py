"""The equations of a network read as a person writes them."""

from __future__ import annotations

from typing import Any

import pytest

from bptrace.algebra.evaluate import evaluate
from bptrace.algebra.expressions import Reference
from bptrace.algebra.instances import instantiate
from bptrace.algebra.notation import ascii_notation, write
from bptrace.algebra.steps import Phase, Step
from bptrace.algebra.wellformed import write_equation
from bptrace.network.build import build_step
from bptrace.network.values import sample_values, scalars_of, start_values
from tests.support.networks import (
    dense,
    resolved,
    step_of,
    worked_example,
    worked_example_with_bias,
)


def written(step: Step, name: str) -> str | None:
    """The equation of one scalar: its right side."""
    reference = step.names.find(name)
    assert reference is not None, name
    right = instantiate(step, reference)
    return None if right is None else write(right, ascii_notation(step.names.spell))


WORKED_EXAMPLE = {
    "net_h1": "w1 * i1 + w2 * i2 + b1",
    "net_h2": "w3 * i1 + w4 * i2 + b1",
    "out_h1": "sigmoid(net_h1)",
    "net_o1": "w5 * out_h1 + w6 * out_h2 + b2",
    "out_o2": "sigmoid(net_o2)",
    "E_o1": "0.5 * (target_o1 - out_o1)^2",
    "E": "E_o1 + E_o2",
    "dE_dout_o1": "-(target_o1 - out_o1)",
    "dout_o1_dnet_o1": "out_o1 * (1 - out_o1)",
    "delta_o1": "dE_dout_o1 * dout_o1_dnet_o1",
    "dnet_o1_dw5": "out_h1",
    "dE_dw5": "delta_o1 * out_h1",
    "dE_dw8": "delta_o2 * out_h2",
    "dnet_o2_dout_h1": "w7",
    "dE_dout_h1_via_o1": "delta_o1 * w5",
    "dE_dout_h1_via_o2": "delta_o2 * w7",
    "dE_dout_h1": "delta_o1 * w5 + delta_o2 * w7",
    "dE_dout_h2": "delta_o1 * w6 + delta_o2 * w8",
    "delta_h1": "dE_dout_h1 * dout_h1_dnet_h1",
    "dE_dw1": "delta_h1 * i1",
    "dE_dw4": "delta_h2 * i2",
    "dE_di1": "delta_h1 * w1 + delta_h2 * w3",
    "w5_new": "w5 - eta * dE_dw5",
}


@pytest.mark.parametrize(("name", "right"), WORKED_EXAMPLE.items())
def test_the_worked_example_reads_as_the_article_writes_it(name: str, right: str) -> None:
    assert written(step_of(worked_example()), name) == right


def test_inputs_targets_parameters_and_rates_are_given() -> None:
    step = step_of(worked_example())
    assert [each.name for each in step.givens] == [
        "i",
        "W_h",
        "b_h",
        "W_o",
        "b_o",
        "target_o",
        "eta",
    ]
    assert written(step, "w5") is None


def test_the_phases_come_in_the_order_in_which_they_are_computed() -> None:
    phases = [each.phase for each in step_of(dense(2, 2, 2, 1)).families]
    assert phases == sorted(phases, key=list(Phase).index)


def test_a_fixed_bias_has_no_gradient_and_no_update() -> None:
    step = step_of(worked_example())
    assert step.names.find("dE_db1") is None
    assert step.names.find("b1_new") is None
    assert set(step.states) == {"W_h", "W_o"}


def test_a_shared_bias_receives_the_sum_of_its_layer_s_deltas() -> None:
    step = step_of(worked_example_with_bias(trainable=True))
    assert written(step, "dE_db1") == "delta_h1 + delta_h2"
    assert written(step, "dE_db2") == "delta_o1 + delta_o2"
    assert written(step, "b1_new") == "b1 - eta * dE_db1"


def test_a_bias_of_a_neuron_s_own_receives_that_neuron_s_delta() -> None:
    step = step_of(worked_example_with_bias(shared=False, trainable=True))
    assert written(step, "net_h2") == "w3 * i1 + w4 * i2 + b_h2"
    assert written(step, "dE_db_h2") == "delta_h2"


def test_a_threshold_is_subtracted_and_its_gradient_has_the_other_sign() -> None:
    config = dense(2, 2)
    config["layers"][0]["bias"] = {"value": 0.5, "threshold": True}
    step = step_of(config)
    assert written(step, "net_o1") == "w1 * i1 + w2 * i2 - b_o1"
    assert written(step, "dE_db_o1") == "-delta_o1"


def test_a_shared_threshold_receives_the_negative_sum() -> None:
    config = dense(1, 2)
    config["layers"][0]["bias"] = {"value": 0.5, "threshold": True, "shared": True}
    assert written(step_of(config), "dE_db1") == "-delta_o1 - delta_o2"


def test_without_a_bias_there_is_none() -> None:
    config = dense(2, 1)
    config["layers"][0]["bias"] = False
    assert written(step_of(config), "net_o1") == "w1 * i1 + w2 * i2"


def test_one_neuron_feeding_one_has_no_sum_to_write() -> None:
    step = step_of(dense(1, 1, 1))
    assert written(step, "dE_dout_h1") == "delta_o1 * w2"
    assert written(step, "E") == "E_o1"


DERIVATIVES = {
    "identity": "1",
    "sigmoid": "out_o1 * (1 - out_o1)",
    "tanh": "1 - out_o1^2",
    "relu": "[net_o1 > 0]",
}


@pytest.mark.parametrize(("activation", "right"), DERIVATIVES.items())
def test_every_activation_s_derivative_reads_as_people_write_it(
    activation: str, right: str
) -> None:
    assert written(step_of(dense(1, 1, activation=activation)), "dout_o1_dnet_o1") == right


def test_a_deep_network_passes_its_deltas_down_layer_by_layer() -> None:
    step = step_of(dense(1, 2, 2, 1))
    assert written(step, "dE_dout_h2_1") == "delta_o1 * w7"
    assert written(step, "dE_dout_h1_2") == "delta_h2_1 * w4 + delta_h2_2 * w6"
    assert written(step, "dE_dout_h1_2_via_h2_1") == "delta_h2_1 * w4"


def test_the_equations_are_over_families_however_large_the_network_is() -> None:
    small, large = (step_of(dense(*sizes)) for sizes in ((2, 2, 2), (784, 15, 10)))
    assert list(map(write_equation, small.equations)) == list(map(write_equation, large.equations))


def test_one_gradient_of_a_large_network_takes_fewer_than_200_instances() -> None:
    experiment = resolved(dense(784, 15, 10))
    step = build_step(experiment)
    given = {**start_values(experiment, step), **sample_values(experiment)}
    known = dict(scalars_of(step, given))
    made = evaluate(step, Reference("dE_dW_h", (0, 7, 300)), known)
    assert len(made) < 200


def sequential(**changes: Any) -> Step:
    return step_of(worked_example(update_order="sequential", **changes))


def test_sequential_updates_pass_deltas_down_through_weights_as_just_updated() -> None:
    step = sequential()
    assert written(step, "dE_dout_h1") == "delta_o1 * w5_new + delta_o2 * w7_new"
    assert written(step, "dE_dout_h1_via_o2") == "delta_o2 * w7_new"
    assert written(step, "dnet_o2_dout_h1") == "w7_new"
    assert written(step, "dE_dw5") == "delta_o1 * out_h1"


def test_sequential_updates_stand_between_the_layers_they_separate() -> None:
    order = [each.name for each in sequential().equations]
    expected = ["delta_o", "dE_dW_o", "W_o_new", "dE_dout_h", "delta_h", "dE_dW_h", "W_h_new"]
    assert sorted(expected, key=order.index) == expected


def test_sequential_updates_reach_down_through_every_layer_of_a_deep_network() -> None:
    step = step_of(dense(1, 1, 1, 1, update_order="sequential"))
    assert written(step, "dE_dout_h2_1") == "delta_o1 * w3_new"
    assert written(step, "dE_dout_h1_1") == "delta_h2_1 * w2_new"


def test_both_update_orders_compute_the_same_names() -> None:
    simultaneous = step_of(worked_example())
    names = {each.name for each in simultaneous.equations}
    assert {each.name for each in sequential().equations} == names


# Batches


def batch_of_two(**batch: Any) -> Step:
    samples = [{"input": [0.1], "target": [0.2]}, {"input": [0.3], "target": [0.4]}]
    return step_of(dense(1, 1, 1, samples=samples, batch={"size": 2, **batch}))


BATCH = {
    "net_h1@2": "w1 * i1@2 + b_h1",
    "E_o1@1": "0.5 * (target_o1@1 - out_o1@1)^2",
    "E@1": "E_o1@1",
    "E": "(E@1 + E@2) / 2",
    "delta_h1@2": "dE_dout_h1@2 * dout_h1_dnet_h1@2",
    "dE_dout_h1@1": "delta_o1@1 * w2",
    "dE_dw2@2": "delta_o1@2 * out_h1@2",
    "dE_dw2": "(dE_dw2@1 + dE_dw2@2) / 2",
    "dE_db_h1": "(dE_db_h1@1 + dE_db_h1@2) / 2",
    "w2_new": "w2 - eta * dE_dw2",
    "dE_di1@2": "delta_h1@2 * w1",
}


@pytest.mark.parametrize(("name", "right"), BATCH.items())
def test_what_is_reduced_over_a_batch_has_no_place_and_the_rest_has_one(
    name: str, right: str
) -> None:
    assert written(batch_of_two(), name) == right


def test_a_batch_may_be_summed_up_instead() -> None:
    step = batch_of_two(reduction="sum")
    assert written(step, "E") == "E@1 + E@2"
    assert written(step, "dE_dw1") == "dE_dw1@1 + dE_dw1@2"


# Masks and ties


def masked() -> Step:
    """h2 does not see i1."""
    config = dense(2, 2, 1)
    config["layers"][0] |= {"weights": [[0.1, 0.2], [0.0, 0.3]], "mask": [[1, 1], [0, 1]]}
    return step_of(config)


def test_a_missing_connection_has_no_weight_no_number_and_no_part_in_any_sum() -> None:
    step = masked()
    weights = [each for name in ("W_h", "W_o") for each in step.positions(step.family(name))]
    assert [step.names.spell(each) for each in weights] == ["w1", "w2", "w3", "w4", "w5"]
    assert written(step, "net_h1") == "w1 * i1 + w2 * i2 + b_h1"
    assert written(step, "net_h2") == "w3 * i2 + b_h2"
    assert written(step, "dE_di1") == "delta_h1 * w1"
    assert written(step, "dE_dw3") == "delta_h2 * i2"
    assert step.count(step.family("dE_dW_h")) == 3


def autoencoder(**tie: Any) -> Step:
    config = dense(2, 1, 2)
    config["layers"][1]["weights"] = {"tied_to": "h", **tie}
    return step_of(config)


def test_tied_weights_are_used_twice_and_their_gradient_is_the_sum_over_both_uses() -> None:
    step = autoencoder()
    assert written(step, "net_h1") == "w1 * i1 + w2 * i2 + b_h1"
    assert written(step, "net_o2") == "w2 * out_h1 + b_o2"
    assert written(step, "dE_dout_h1") == "delta_o1 * w1 + delta_o2 * w2"
    assert written(step, "dE_dw2") == "delta_h1 * i2 + delta_o2 * out_h1"
    assert set(step.states) == {"W_h", "b_h", "b_o"}


def test_ties_may_keep_rows_and_columns() -> None:
    config = dense(2, 2, 2)
    config["layers"][1]["weights"] = {"tied_to": "h", "transposed": False}
    step = step_of(config)
    assert written(step, "net_o2") == "w3 * out_h1 + w4 * out_h2 + b_o2"
    assert written(step, "dE_dw3") == "delta_h2 * i1 + delta_o2 * out_h1"


# Vector functions and pairs


def test_softmax_has_a_row_of_the_jacobian_for_every_net() -> None:
    config = dense(1, 2, activation="softmax", loss="half_squared_error")
    step = step_of(config)
    assert written(step, "out_o1") == "exp(net_o1) / (exp(net_o1) + exp(net_o2))"
    assert written(step, "dout_o1_dnet_o1") == "out_o1 * (1 - out_o1)"
    assert written(step, "dout_o1_dnet_o2") == "out_o1 * (-out_o2)"
    assert (
        written(step, "delta_o2") == "dE_dout_o1 * dout_o1_dnet_o2 + dE_dout_o2 * dout_o2_dnet_o2"
    )


def test_a_cross_entropy_after_softmax_has_a_short_delta() -> None:
    samples = [{"input": [0.5], "target": [1.0, 0.0]}]
    config = dense(1, 2, activation="softmax", loss="categorical_cross_entropy", samples=samples)
    step = step_of(config)
    assert written(step, "delta_o2") == "out_o2 - target_o2"
    equation = step.equation("delta_o")
    assert equation is not None
    assert equation.chain is not None, "what the chain rule says is not lost"


def test_targets_that_do_not_add_up_to_1_weigh_the_softmax() -> None:
    samples = [{"input": [0.5], "target": [1.0, 1.0]}]
    config = dense(1, 2, activation="softmax", loss="categorical_cross_entropy", samples=samples)
    assert written(step_of(config), "delta_o2") == "(target_o1 + target_o2) * out_o2 - target_o2"


def test_the_mean_over_outputs_divides_e_by_their_number() -> None:
    step = step_of(dense(1, 2, loss="mean_squared_error"))
    assert written(step, "E") == "(E_o1 + E_o2) / 2"
    assert written(step, "dE_dout_o1") == "-(1 / 2) * 2 * (target_o1 - out_o1)"


def test_a_step_function_lets_no_gradient_through_to_frozen_layers() -> None:
    config = dense(1, 1, 1)
    config["layers"][0] |= {"activation": "step", "trainable": False}
    step = step_of(config)
    assert set(step.states) == {"W_o", "b_o"}
    assert step.names.find("dE_dnet_h1") is step.names.find("delta_h1") is None
