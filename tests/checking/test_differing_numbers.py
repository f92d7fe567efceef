"""Another program's numbers in every form, and the names that it gives them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bptrace
from bptrace.checking.differing.comparing import diff
from bptrace.checking.differing.found import Comparison
from bptrace.errors import ConfigError, InputError, TraceError
from tests.support.networks import dense, worked_example

# The article's numbers of iteration 1 in full precision, and E of iteration 2 (design, section 8).
VALUES = {"net_h1": 0.3775, "w5_new": 0.35891647971788465, "E": 0.2983711087600027}
SECOND = {"E": 0.29102777369359933}

FORMS = {
    "lines.jsonl": json.dumps({"iteration": 1, "values": VALUES})
    + "\n\n"
    + json.dumps({"iteration": 2, "values": SECOND}),
    "flat.jsonl": json.dumps({"iteration": 1, "epoch": 1, **VALUES})
    + "\n"
    + json.dumps({"iteration": 2, **SECOND}),
    "counted.jsonl": json.dumps(VALUES) + "\n" + json.dumps(SECOND),
    "several.jsonl": "\n".join(
        json.dumps({"iteration": 1, "values": {name: value}}) for name, value in VALUES.items()
    )
    + "\n"
    + json.dumps({"iteration": 2, "values": SECOND}),
    "record.jsonl": json.dumps({"record": "iteration", "iteration": 1, "values": VALUES})
    + "\n"
    + json.dumps({"record": "iteration", "iteration": 2, "values": SECOND})
    + '\n{"record": "summary", "values": {}}',
    "list.json": json.dumps([{"iteration": 1, **VALUES}, {"iteration": 2, **SECOND}], indent=2),
    "long.csv": "iteration,name,value\n"
    + "".join(f"1,{name},{value!r}\n" for name, value in VALUES.items())
    + f"2,E,{SECOND['E']!r}\n",
    "other.csv": "Value;Name;Iteration\n"
    + "".join(f"{value!r};{name};1.0\n" for name, value in VALUES.items())
    + f"{SECOND['E']!r};E;2\n",
    "wide.tsv": "iteration\t" + "\t".join(VALUES) + "\n"
    f"1\t{VALUES['net_h1']!r}\t{VALUES['w5_new']!r}\t{VALUES['E']!r}\n2\t\t\t{SECOND['E']!r}\n",
    "lines.txt": "# by hand\n"
    + "\n".join(f"{name} = {value!r}" for name, value in VALUES.items())
    + f"\niteration = 2\nE={SECOND['E']!r}\n",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_every_form_says_the_same(form: str, packed: bool, tmp_path: Path) -> None:
    file = tmp_path / (f"{form}.gz" if packed else form)
    content = FORMS[form].encode()
    file.write_bytes(gzip.compress(content) if packed else content)
    found = diff("mazur", file)
    assert found.identical
    assert (found.compared, found.iterations) == (4, 2)
    assert found.missing.theirs == ()


def test_names_may_be_spelled_as_people_do() -> None:
    numbers = {"∂E/∂w5": 0.08216704056423078, "h1:o1": 0.4, "δ_o1": 0.13849856162855698}
    found = diff("mazur", numbers)
    assert found.same
    assert found.compared == 3


def test_numbers_of_all_kinds_are_read() -> None:
    numbers = {"w5": "0.4", "i1": "５e-2", "E": np.float64(0.2983711087600027)}
    assert diff("mazur", numbers).same
    with pytest.raises(TraceError, match="w5 is 'four', which is no number"):
        diff("mazur", {"w5": "four"})
    with pytest.raises(TraceError, match="w5 is True, which is no number"):
        diff("mazur", {"w5": True})


DAMAGED = {
    '{"iteration": 1, "values": {"E": 0.29837110876}}\n{"iteration": 2, "val': ":2: .*cut off here",
    '{"iteration": 1, "E": 0.29837110876}\n{"iteration": 2 "E": 3}': ":2: damaged",
    '{"iteration": 1, "E": 0.29837110876}\n[1, 2]': ":2: expected an object",
    '{"iteration": 1, "E": 0.29837110876}\n{"iteration": 1.5, "E": 1}': ":2: .*found 1.5",
    '{"iteration": 2, "E": 0.29102777369}\n{"iteration": 1, "E": 1}': ":2: iteration 1 comes after",
    "iteration,E\n1,0.29837110876\n2": ":3: expected 2 cells, as in the first line, found 1",
    "iteration,E\n1,0.29837110876\n2,x": ":3: E is 'x', which is no number",
    "E=0.29837110876\nnothing": ":2: expected name=value",
}


@pytest.mark.parametrize("text", DAMAGED)
def test_what_is_damaged_is_compared_up_to_there(text: str, tmp_path: Path) -> None:
    file = tmp_path / "numbers"
    file.write_text(text)
    found = diff("mazur", file)
    assert found.same
    assert found.compared == 1
    assert found.damage is not None
    with pytest.raises(TraceError, match=DAMAGED[text]):
        raise found.damage


@pytest.mark.parametrize(
    ("name", "content"),
    [("hello.txt", b"hello"), ("empty", b""), ("empty.jsonl", b"\n"), ("w.jsonl", b"\xff\xfeE\0")],
)
def test_what_holds_no_numbers_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError):
        diff("mazur", file)


# Arrays and the map. 2-3-1: w1 to w6 row by row, then w7 to w9.


WIDE = dense(2, 3, 1)


def _first() -> Any:
    return bptrace.run(WIDE)[1]


def _with_map(names: dict[str, object], values: dict[str, object]) -> Comparison:
    return diff(WIDE, values, names=names)


def test_rows_and_columns() -> None:
    first = _first()
    rows = [[first[f"w{2 * unit + source}"] for source in (1, 2)] for unit in range(3)]
    columns = [list(each) for each in zip(*rows, strict=True)]
    flat = [first[f"w{number}"] for number in range(1, 7)]
    for text, value in (
        ("weights of layer 1, by rows", rows),
        ("weights of layer 1", rows),
        ("the weights of layer h", rows),
        ("W_h", rows),
        ("weights of layer 1, by columns", columns),
        ("W_h, by columns", columns),
        ("weights of layer 1, by rows", flat),
        ("weights of layer 1, by columns", [each for row in columns for each in row]),
    ):
        found = _with_map({"W": text}, {"W": value})
        assert found.identical, text
        assert found.compared == 6
    assert diff(WIDE, {"W_h": rows}).identical


def test_a_wrong_shape_says_which_it_should_be() -> None:
    names: dict[str, object] = {"W": "weights of layer 1, by rows"}
    with pytest.raises(TraceError, match="W is 2 × 3; weights of layer 1, by rows would be 3 × 2"):
        _with_map(names, {"W": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]})
    with pytest.raises(TraceError, match=r"W is \?; "):
        _with_map(names, {"W": [[1.0, 2.0], [3.0]]})
    with pytest.raises(TraceError, match="W is 1; "):
        _with_map(names, {"W": 1.0})


PHRASES = {
    "inputs": ["i1", "i2"],
    "targets": ["target_o1"],
    "errors": ["E_o1"],
    "nets of layer 1": ["net_h1", "net_h2", "net_h3"],
    "outputs of layer 1": ["out_h1", "out_h2", "out_h3"],
    "slopes of layer 1": [f"dout_h{unit}_dnet_h{unit}" for unit in (1, 2, 3)],
    "deltas of layer 1": ["delta_h1", "delta_h2", "delta_h3"],
    "delta of layer 2": ["delta_o1"],
    "biases of layer 1": ["b_h1", "b_h2", "b_h3"],
    "new biases of layer 1": ["b_h1_new", "b_h2_new", "b_h3_new"],
    "new weights of layer 2": ["w7_new", "w8_new", "w9_new"],
    "gradients of weights of layer 2": ["dE_dw7", "dE_dw8", "dE_dw9"],
    "gradients of biases of layer 1": ["dE_db_h1", "dE_db_h2", "dE_db_h3"],
    "gradients of outputs of layer 1": ["dE_dout_h1", "dE_dout_h2", "dE_dout_h3"],
    "gradients of nets of layer 1": ["delta_h1", "delta_h2", "delta_h3"],
    "gradients of inputs": ["dE_di1", "dE_di2"],
    "dE_dW_o": ["dE_dw7", "dE_dw8", "dE_dw9"],
    "E": ["E"],
    "h1:o1": ["w7"],
}


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_means_these_values(phrase: str) -> None:
    first = _first()
    numbers = [first[name] for name in PHRASES[phrase]]
    for value in (numbers, [[each] for each in numbers], [numbers]):
        assert _with_map({"x": phrase}, {"x": value}).compared == len(numbers)
        assert _with_map({"x": phrase}, {"x": value}).identical
    minus = _with_map({"x": f"minus {phrase}"}, {"x": [-each for each in numbers]})
    assert minus.identical


def test_a_list_of_names_is_an_array() -> None:
    first = _first()
    value = [first["w9"], first["w1"]]
    assert _with_map({"x": ["w9", "w1"]}, {"x": value}).identical


def test_an_element_is_counted_from_0() -> None:
    first = _first()
    names: dict[str, object] = {"W": "weights of layer 1", "T": "weights of layer 1, by columns"}
    values: dict[str, object] = {"W[1,0]": first["w3"], "T[1][2]": first["w6"], "W[5]": first["w6"]}
    found = _with_map(names, {**values, "b_h[2]": first["b_h3"], "W[3,0]": 1.0})
    assert found.identical
    assert found.compared == 4
    assert found.missing.theirs == ("W[3,0]",)


def test_everything_that_is_wrong_with_a_map_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    file.write_text(
        "a: wieghts of layer 1\n"
        "b: weights of layer 3\n"
        "c: deltas\n"
        "d: weights of layer 1, by colums\n"
        "e: [w1, w10]\n"
        "f: 3\n"
        "g: velocity_w1\n"
    )
    with pytest.raises(ConfigError) as caught:
        diff(WIDE, {"a": 1.0}, names=file)
    text = str(caught.value)
    for part in (
        f'{file}:1:4: a: "wieghts of layer 1" is nothing in this network',
        'did you mean "weights of layer 1"',
        f'{file}:2:4: b: no layer is called "3"',
        f"{file}:3:4: c: deltas of which layer?",
        f'{file}:4:4: d: expected "by rows" or "by columns" after the comma, found "by colums"',
        f'{file}:5:9: e.1: "w10" is nothing in this network',
        f"{file}:6:4: f: expected what it is called here, or a list of names, found 3",
        f'{file}:7:4: g: "velocity_w1" is nothing in this network',
        "7 problems",
    ):
        assert part in text


def test_what_this_network_has_not_is_said() -> None:
    with pytest.raises(ConfigError, match="there are no gradients of biases of layer 1 in this"):
        diff(worked_example(), {"b": [1.0]}, names={"b": "gradients of biases of layer 1"})
