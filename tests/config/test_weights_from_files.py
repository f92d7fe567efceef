"""A layer's weights from a JSON or NPZ file are as if they were written out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bptrace.config import load
from bptrace.network.resolve import resolve
from tests.config.conftest import complaint_about

ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def net(**weights: Any) -> dict[str, Any]:
    layout = {"layout": weights.pop("layout")} if "layout" in weights else {}
    layer = {"units": 3, "activation": "relu", "weights": weights, **layout}
    return {"layers": [layer], "samples": [{"input": [1, 2], "target": [1, 2, 3]}]}


def weights(config: dict[str, Any]) -> object:
    return resolve(load(config).experiment).layers[0].weights


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        (ROWS, {}),
        ([1, 2, 3, 4, 5, 6], {}),
        ({"W": ROWS}, {}),
        ({"other": [], "W": ROWS}, {"array": "W"}),
        ([[1, 3, 5], [2, 4, 6]], {"layout": "columns"}),
    ],
)
def test_weights_are_taken_from_json(content: object, keys: dict[str, Any]) -> None:
    Path("w.json").write_text(json.dumps(content))

    assert weights(net(file="w.json", **keys)) == ROWS


@pytest.mark.parametrize("keys", [{}, {"array": "W"}])
def test_weights_are_taken_from_npz(keys: dict[str, Any]) -> None:
    numpy = pytest.importorskip("numpy")
    numpy.savez("w.npz", W=numpy.array(ROWS))

    assert weights(net(file="w.npz", **keys)) == ROWS


def test_bits_and_signs_survive() -> None:
    numpy = pytest.importorskip("numpy")
    wild = [[-0.0, 5e-324], [1.7976931348623157e308, 0.1], [1e-310, -3.0]]
    numpy.savez("w.npz", numpy.array(wild))

    assert repr(weights(net(file="w.npz"))) == repr(wild)


@pytest.mark.parametrize(
    ("arrays", "keys", "message"),
    [
        ({"W": ROWS}, {"array": "V"}, 'weights.array (layer 1, the output): nothing is called "V"'),
        ({"W": ROWS, "V": ROWS}, {}, "several things are in w.npz: say which one"),
        ({"W": [ROWS]}, {}, 'w.npz: "W" is neither rows of numbers nor one flat list'),
        ({"W": [["a"]]}, {}, 'w.npz: the array "W" does not hold numbers but <U1'),
        ({"W": [[1, 2], [3, 4]]}, {}, "expected 3 rows of 2, found 2 rows of 2"),
        ({"W": [[1.0, float("inf")]]}, {}, 'in the array "W", found infinity in row 1'),
    ],
)
def test_arrays_that_are_not_the_layer_s_weights_are_refused(
    arrays: dict[str, Any], keys: dict[str, Any], message: str
) -> None:
    numpy = pytest.importorskip("numpy")
    numpy.savez("w.npz", **{name: numpy.array(each) for name, each in arrays.items()})

    assert message in complaint_about(net(file="w.npz", **keys))


@pytest.mark.parametrize("content", ["1", '"a"', "[[[1]]]", "null", "[true]", "[NaN]", "[1e999]"])
def test_json_that_is_not_rows_of_numbers_is_refused(content: str) -> None:
    Path("w.json").write_text(content)

    said = complaint_about(net(file="w.json"))
    assert said == 'w.json: "weights" is neither rows of numbers nor one flat list'


def test_what_is_wrong_with_a_file_hides_nothing_else() -> None:
    config = net(file="gone.json")
    config["seed"] = -1
    config["samples"][0]["target"] = [1, 2]

    said = complaint_about(config)

    assert "no such file: gone.json" in said
    assert "seed: expected 0 or more" in said
    assert "expected 3 numbers, one for each unit" in said
    assert said.endswith("3 problems in a dict")
