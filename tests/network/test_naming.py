"""Everything has the name that the worked example and its kind give it."""

from __future__ import annotations

from typing import Any

import pytest

from bptrace.algebra.expressions import Reference
from bptrace.algebra.steps import Step
from tests.support.networks import dense, step_of, worked_example, worked_example_with_bias


def names(step: Step, *families: str) -> list[str]:
    """The names of all scalars of the families, in order."""
    listed = (step.positions(step.family(each)) for each in families)
    return [step.names.spell(scalar) for positions in listed for scalar in positions]


def with_names(layers: list[dict[str, Any]], *sizes: int, **changes: Any) -> Step:
    config = dense(*sizes, **changes)
    for layer, own in zip(config["layers"], layers, strict=True):
        layer.update(own)
    return step_of(config)


def test_one_hidden_layer_is_h_and_the_last_is_o() -> None:
    step = step_of(dense(2, 3, 2))
    assert names(step, "i") == ["i1", "i2"]
    assert names(step, "net_h") == ["net_h1", "net_h2", "net_h3"]
    assert names(step, "out_o") == ["out_o1", "out_o2"]
    assert names(step, "target_o") == ["target_o1", "target_o2"]
    assert names(step, "E_o", "E") == ["E_o1", "E_o2", "E"]


def test_a_network_without_hidden_layers_has_outputs_only() -> None:
    step = step_of(dense(2, 1))
    assert names(step, "out_o", "W_o", "b_o") == ["out_o1", "w1", "w2", "b_o1"]


def test_several_hidden_layers_are_numbered_and_so_are_their_neurons() -> None:
    step = step_of(dense(1, 2, 2, 1))
    assert names(step, "out_h1", "out_h2") == ["out_h1_1", "out_h1_2", "out_h2_1", "out_h2_2"]
    assert names(step, "delta_h2", "delta_o") == ["delta_h2_1", "delta_h2_2", "delta_o1"]
    assert names(step, "b_h1", "b_o") == ["b_h1_1", "b_h1_2", "b_o1"]


def test_a_layer_of_the_config_s_own_name_numbers_its_neurons_after_it() -> None:
    step = with_names([{"name": "enc"}, {}, {"name": "dec"}], 1, 2, 1, 1)
    assert names(step, "net_enc", "net_h2", "net_dec") == [
        "net_enc_1",
        "net_enc_2",
        "net_h2_1",
        "net_dec_1",
    ]


def test_weights_count_through_the_network_layer_by_layer_neuron_by_neuron_input_by_input() -> None:
    step = step_of(worked_example())
    assert names(step, "W_h", "W_o") == [f"w{n}" for n in range(1, 9)]
    assert step.names.spell(Reference("W_o", (0, 1))) == "w6", "h2 → o1, as the article has it"
    deep = step_of(dense(3, 2, 2, 1))
    assert names(deep, "W_h2") == ["w7", "w8", "w9", "w10"]


def test_a_bias_is_b1_b2_by_layer_where_a_layer_shares_one_and_b_h1_where_each_has_its_own() -> (
    None
):
    assert names(step_of(worked_example()), "b_h", "b_o") == ["b1", "b2"]
    own = step_of(worked_example_with_bias(shared=False))
    assert names(own, "b_h", "b_o") == ["b_h1", "b_h2", "b_o1", "b_o2"]


def test_a_shared_bias_has_the_number_of_its_layer_even_where_others_have_none() -> None:
    step = with_names([{"bias": False}, {"bias": {"value": 0.0, "shared": True}}], 1, 1, 1)
    assert names(step, "b_o") == ["b2"]


def test_own_names_of_neurons_run_through_everything_named_after_them() -> None:
    own = {"names": {"neurons": ["left", "right"]}}
    step = with_names([own, {}], 1, 2, 1, inputs=["height"])
    assert names(step, "i", "net_h", "b_h", "dout_h_dnet_h", "dE_dout_h") == [
        "height",
        "net_left",
        "net_right",
        "b_left",
        "b_right",
        "dout_left_dnet_left",
        "dout_right_dnet_right",
        "dE_dout_left",
        "dE_dout_right",
    ]
    assert names(step, "dnet_h_di") == ["dnet_left_dheight", "dnet_right_dheight"]


@pytest.mark.parametrize(
    "weights", [[["w14", "w24"], ["w15", "w25"]], ["w14", "w24", "w15", "w25"]]
)
def test_own_names_of_weights_stand_as_the_weights_do(weights: Any) -> None:
    step = with_names([{"names": {"weights": weights, "biases": ["b4", "b5"]}}, {}], 2, 2, 1)
    assert names(step, "W_h", "dE_db_h") == ["w14", "w24", "w15", "w25", "dE_db4", "dE_db5"]
    assert names(step, "W_h_new") == ["w14_new", "w24_new", "w15_new", "w25_new"]
    assert names(step, "dnet_h_dW_h")[1] == "dnet_h1_dw24"
    assert names(step, "W_o") == ["w5", "w6"], "counting goes on behind them"


@pytest.mark.parametrize("own", ["bias", ["bias"]])
def test_a_shared_bias_can_have_a_name_of_its_own(own: Any) -> None:
    layer = {"names": {"biases": own}, "bias": {"value": 0.0, "shared": True}}
    assert names(with_names([layer], 1, 2), "b_o", "b_o_new") == ["bias", "bias_new"]


@pytest.mark.parametrize("sizes", [(2, 2, 2), (1, 1), (3, 2, 11, 1)])
def test_every_scalar_of_a_network_is_found_under_its_name_and_no_two_share_one(
    sizes: tuple[int, ...],
) -> None:
    step = step_of(dense(*sizes))
    scalars = [scalar for family in step.families for scalar in step.positions(family)]
    spelled = [step.names.spell(scalar) for scalar in scalars]
    assert [step.names.find(name) for name in spelled] == scalars
    assert len(set(spelled)) == len(spelled)
