"""Other worked examples of the literature, with the names that they use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import bptrace
from bptrace.trace.record import Record
from tests.support.printed import holds


def wrong(printed: Mapping[str, str], record: Record) -> dict[str, float]:
    """The printed numbers that are not the computed ones at their digits, and what those are."""
    return {name: record[name] for name, each in printed.items() if not holds(each, record[name])}


# Han & Kamber, Data Mining: Concepts and Techniques, the 3-2-1 network that numbers its units.


HAN_KAMBER: Mapping[str, Any] = {
    "title": "Sample calculations for learning by backpropagation",
    "source": "Han & Kamber, Data Mining: Concepts and Techniques",
    "inputs": ["x1", "x2", "x3"],
    "layers": [
        {
            "units": 2,
            "activation": "sigmoid",
            "weights": [[0.2, 0.4, -0.5], [-0.3, 0.1, 0.2]],
            "bias": [-0.4, 0.2],
            "names": {
                "neurons": ["u4", "u5"],
                "weights": [["w14", "w24", "w34"], ["w15", "w25", "w35"]],
                "biases": ["b4", "b5"],
            },
        },
        {
            "units": 1,
            "activation": "sigmoid",
            "weights": [[-0.3, -0.2]],
            "bias": [0.1],
            "names": {"neurons": ["u6"], "weights": [["w46", "w56"]], "biases": ["b6"]},
        },
    ],
    "optimizer": {"name": "sgd", "learning_rate": 0.9},
    "samples": [{"input": [1, 0, 1], "target": 1}, {"input": [1, 1, 0], "target": 1}],
    "iterations": 2,
}


def test_han_and_kamber_s_numbers_are_ours_under_their_names() -> None:
    record = bptrace.run(HAN_KAMBER)[1]
    printed = {
        "net_u4": "-0.7",
        "net_u5": "0.1",
        "net_u6": "-0.105",
        "out_u4": "0.332",
        "out_u5": "0.525",
        "out_u6": "0.474",
        "w46_new": "-0.261",
        "w56_new": "-0.138",
        "w14_new": "0.192",
        "w15_new": "-0.306",
        "w24_new": "0.4",
        "w25_new": "0.1",
        "w34_new": "-0.508",
        "w35_new": "0.194",
        "b6_new": "0.218",
        "b5_new": "0.194",
        "b4_new": "-0.408",
    }
    assert wrong(printed, record) == {}


def test_han_and_kamber_s_err_is_minus_delta() -> None:
    record = bptrace.run(HAN_KAMBER)[1]
    err = {unit: -record[f"delta_{unit}"] for unit in ("u4", "u5", "u6")}
    assert err == pytest.approx({"u4": -0.0087, "u5": -0.0065, "u6": 0.1311}, abs=1e-4)


def test_han_and_kamber_s_second_sample_goes_on_from_the_first() -> None:
    """Published with intermediates rounded to three digits, hence the tolerance."""
    record = bptrace.run(HAN_KAMBER)[2]
    published = {
        "w46": -0.1996,
        "w56": -0.0823,
        "b6": 0.3302,
        "w14": 0.1849,
        "w24": 0.3927,
        "w34": -0.508,
        "w15": -0.3098,
        "w25": 0.0961,
        "w35": 0.194,
        "b4": -0.4151,
        "b5": 0.1902,
    }
    assert record.samples == (2,)
    assert {name: record[f"{name}_new"] for name in published} == pytest.approx(published, abs=1e-3)


# The Robert Gordon University's lecture notes, which Mazur cites: no biases, sequential.


def lecture_notes(update_order: str) -> Record:
    return bptrace.run(
        {
            "source": "The Robert Gordon University, notes on the back propagation algorithm",
            "layers": [
                {
                    "units": 2,
                    "activation": "sigmoid",
                    "weights": [[0.1, 0.8], [0.4, 0.6]],
                    "bias": False,
                },
                {"units": 1, "activation": "sigmoid", "weights": [[0.3, 0.9]], "bias": False},
            ],
            "optimizer": {"name": "sgd", "learning_rate": 1},
            "samples": [{"input": [0.35, 0.9], "target": 0.5}],
            "iterations": 1,
            "update_order": update_order,
        }
    )[1]


HIDDEN = {"w1_new": "0.09916", "w2_new": "0.7978", "w3_new": "0.3972", "w4_new": "0.5928"}


def test_the_lecture_notes_hidden_weights_are_those_of_sequential_updates() -> None:
    assert wrong(HIDDEN, lecture_notes("sequential")) == {}
    assert wrong(HIDDEN, lecture_notes("simultaneous")) != {}


@pytest.mark.parametrize("update_order", ["simultaneous", "sequential"])
def test_the_lecture_notes_output_weights_were_computed_from_rounded_intermediates(
    update_order: str,
) -> None:
    record = lecture_notes(update_order)
    assert wrong({"w5_new": "0.272326", "w6_new": "0.872998"}, record) == {}
    assert wrong({"w5_new": "0.272392", "w6_new": "0.87305"}, record).keys() == {
        "w5_new",
        "w6_new",
    }


# A published program with wrong gradients: an online course's 2-2-2 exercise, wired its own way.


COURSE: Mapping[str, Any] = {
    "layers": [
        {
            "units": 2,
            "activation": "sigmoid",
            "weights": [[0.2, 0.5], [-0.4, 0.6]],
            "bias": False,
            "names": {"weights": [["w1", "w3"], ["w2", "w4"]]},
        },
        {
            "units": 2,
            "activation": "sigmoid",
            "weights": [[0.1, -0.3], [-0.5, 0.8]],
            "bias": False,
            "names": {"weights": [["w5", "w7"], ["w6", "w8"]]},
        },
    ],
    "optimizer": {"name": "sgd", "learning_rate": 1.0},
    "samples": [{"input": [0.5, 0.3], "target": [0.23, -0.07]}],
    "iterations": 1,
}


def test_the_course_s_four_hidden_gradients_are_not_all_0_01() -> None:
    """Two of them are negative."""
    record = bptrace.run(COURSE)[1]
    true = {
        "dE_dw1": "-0.008421",
        "dE_dw2": "0.012607",
        "dE_dw3": "-0.005053",
        "dE_dw4": "0.007564",
    }
    assert wrong(true, record) == {}
    assert [name for name in true if not holds("0.01", record[name])] == ["dE_dw1", "dE_dw3"]


# Bishop, Pattern Recognition and Machine Learning (2006), 5.3.2


def test_bishop_s_deltas_of_a_tanh_layer_and_linear_outputs() -> None:
    """δ_k = y_k − t_k (5.65) and δ_j = (1 − z_j²) Σ_k w_kj δ_k (5.66)."""
    record = bptrace.run(
        {
            "layers": [
                {"units": 3, "activation": "tanh", "weights": [0.1, -0.2, 0.3, 0.4, -0.5, 0.6]},
                {"units": 2, "activation": "identity", "weights": [1, 2, 3, -1, 0.5, 0.25]},
            ],
            "samples": [{"input": [0.7, -0.3], "target": [0.2, -0.4]}],
            "iterations": 1,
        }
    )[1]
    delta = [record[f"out_o{k}"] - target for k, target in ((1, 0.2), (2, -0.4))]
    assert [record["delta_o1"], record["delta_o2"]] == pytest.approx(delta, rel=1e-14)
    weights = {1: (1, -1), 2: (2, 0.5), 3: (3, 0.25)}
    for j, (first, second) in weights.items():
        expected = (1 - record[f"out_h{j}"] ** 2) * (first * delta[0] + second * delta[1])
        assert record[f"delta_h{j}"] == pytest.approx(expected, rel=1e-13)
