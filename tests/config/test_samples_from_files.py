"""Samples from CSV, JSON Lines and NPZ: which columns, scaled how, and where they are from."""

from __future__ import annotations

import csv
import io
import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bptrace.config import load
from bptrace.config.data_files import samples as data_files
from bptrace.config.data_files.samples import Data
from bptrace.config.experiment import Experiment, Sample
from bptrace.config.loading import Loaded
from bptrace.errors import ConfigError
from tests.config.conftest import complaint_about

IRIS = "length,width,species\n5.1,3.5,setosa\n7,3.2,versicolor\n6.3,3.3,virginica\n"


def config(units: int, **samples: Any) -> dict[str, Any]:
    return {"layers": [{"units": units, "activation": "relu"}], "samples": samples}


def from_file(content: str | bytes, name: str = "data.csv", units: int = 1, **keys: Any) -> Loaded:
    encoded = content.encode() if isinstance(content, str) else content
    Path(name).write_bytes(encoded)
    return load(config(units, file=name, **keys))


def complaint_of(content: str | bytes, name: str = "data.csv", units: int = 1, **keys: Any) -> str:
    encoded = content.encode() if isinstance(content, str) else content
    Path(name).write_bytes(encoded)
    return complaint_about(config(units, file=name, **keys))


def numbers(experiment: Experiment) -> list[tuple[Any, Any]]:
    return [(each.input, each.target) for each in experiment.samples]


def data_of(loaded: Loaded) -> Data:
    assert loaded.files.data is not None
    return loaded.files.data


def test_columns_are_chosen_by_name() -> None:
    loaded = from_file("a,b,c\n1,2,3\n4,5,6\n", input=["c", "a"], target="b")

    assert numbers(loaded.experiment) == [([3.0, 1.0], [2.0]), ([6.0, 4.0], [5.0])]
    assert data_of(loaded) == Data("data.csv", 2, ["c", "a"], ["b"])


@pytest.mark.parametrize("selector", ["1-3", [1, 2, 3], ["1 - 2", 3], ["a", "2-3"]])
def test_columns_are_chosen_by_position_from_1(selector: object) -> None:
    loaded = from_file("a,b,c,d\n1,2,3,4\n", input=selector, target=4)

    assert numbers(loaded.experiment) == [([1.0, 2.0, 3.0], [4.0])]
    assert data_of(loaded).inputs == ["a", "b", "c"]


@pytest.mark.parametrize("keys", [{}, {"input": "all the others"}])
def test_all_columns_but_the_targets_are_inputs_unless_said_otherwise(keys: Any) -> None:
    loaded = from_file("a,b,c,d\n1,2,3,4\n", units=2, target=["c", "a"], **keys)

    assert numbers(loaded.experiment) == [([2.0, 4.0], [3.0, 1.0])]


def test_a_column_may_be_input_and_target() -> None:
    loaded = from_file("a,b\n1,2\n", units=2, input=["a", "b"], target=["a", "b"])

    assert numbers(loaded.experiment) == [([1.0, 2.0], [1.0, 2.0])]


def test_classes_become_targets_of_1_and_0_by_the_alphabet() -> None:
    loaded = from_file(IRIS, units=3, target={"one_hot": "species"})

    assert [each.target for each in loaded.experiment.samples] == [
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, 1.0],
    ]
    assert data_of(loaded).targets == ["species"]
    assert data_of(loaded).classes == ["setosa", "versicolor", "virginica"]


def test_classes_that_are_numbers_are_in_their_order() -> None:
    loaded = from_file("x,digit\n1,10\n1,9\n1,0\n", units=3, target={"one_hot": "digit"})

    assert data_of(loaded).classes == ["0", "9", "10"]


def test_a_first_row_with_a_number_in_it_holds_no_names() -> None:
    """As in the iris data of the UCI repository, which ends with a word."""
    loaded = from_file("5.1,3.5,setosa\n7,3.2,virginica\n", units=2, target={"one_hot": 3})

    assert numbers(loaded.experiment)[0] == ([5.1, 3.5], [1.0, 0.0])
    assert data_of(loaded).inputs == ["1", "2"]


def test_names_that_are_numbers_are_names_where_the_config_says_so() -> None:
    loaded = from_file("10,20\n1,2\n", header=True, input="10", target="20")

    assert numbers(loaded.experiment) == [([1.0], [2.0])]


def test_a_first_row_without_numbers_can_be_data() -> None:
    said = complaint_of("a,b\nc,d\n", header=False, target={"one_hot": 2})

    assert 'data.csv:1:1: expected a finite number in the column "1", found the text "a"' in said


@pytest.mark.parametrize(
    "text",
    [
        "x;y\n1;2\n",
        "x\ty\n1\t2\n",
        "x,y\r\n1,2\r\n",
        "x,y\r1,2\r",
        "\ufeffx,y\n1,2",
        ' x , y \n "1" , 2 \n',
        "x,y\n\n1,2\n ,\n\n",
        '"x","y"\n"1","2"\n',
        "x,y\n+1,2e0\n",
    ],
)
def test_the_dialects_of_csv_are_told_apart(text: str) -> None:
    assert numbers(from_file(text, input="x", target="y").experiment) == [([1.0], [2.0])]


cells = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1), st.sampled_from(",;\t"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_come_back_as_the_csv_module_wrote_them(
    rows: list[list[float]], delimiter: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["a", "b", "c"], *rows])

    experiment = from_file(text.getvalue(), input=["a", "b"], target="c").experiment

    assert numbers(experiment) == [([a, b], [c]) for a, b, c in rows]


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(st.lists(words.map(str.strip).filter(bool), min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_classes_of_any_characters_come_back_from_csv(found: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["x", "class"], *([1, each] for each in found)])
    Path("data.csv").write_text(text.getvalue(), encoding="utf-8", newline="")

    units = len(set(found))
    loaded = load(config(units, file="data.csv", input="x", target={"one_hot": "class"}))

    classes = data_of(loaded).classes
    assert classes is not None
    own = [classes[list(each.target).index(1.0)] for each in loaded.experiment.samples]  # type: ignore[arg-type]
    assert own == found


def outcome(net: dict[str, Any]) -> str:
    """What a user reads; no other exception may escape."""
    try:
        load(net)
    except ConfigError as error:
        return str(error)
    return "sound"


@given(st.binary(max_size=120), st.sampled_from(["data.csv", "data.jsonl", "data.npz"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_random_bytes_are_samples_or_a_complaint(content: bytes, name: str) -> None:
    Path(name).write_bytes(content)
    assert outcome(config(1, file=name, target=1))


@given(st.text('0123,;\n\r"ab.- ', max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_random_csv_is_samples_or_a_complaint(text: str) -> None:
    Path("data.csv").write_text(text, encoding="utf-8", newline="")
    assert outcome(config(1, file="data.csv", target=1))


def test_standard_scaling_is_by_the_mean_and_the_standard_deviation_of_all() -> None:
    column = [1.0, 2.0, 4.0, 9.0]
    text = "x,constant,y\n" + "".join(f"{each},7,0\n" for each in column)
    loaded = from_file(text, target="y", scale="standard")
    mean, deviation = statistics.fmean(column), statistics.pstdev(column)

    for sample, each in zip(loaded.experiment.samples, column, strict=True):
        assert sample.input == [pytest.approx((each - mean) / deviation, rel=1e-15), 0.0]
    scaling = data_of(loaded).scaling
    assert scaling is not None
    assert scaling.name == "standard"
    assert scaling.shift == [4.0, 7.0]
    assert scaling.scale == [pytest.approx(deviation, rel=1e-15), 1.0]


def test_min_max_scaling_is_from_0_to_1() -> None:
    loaded = from_file("x,y\n10,10\n20,20\n15,15\n", target="y", scale="min_max")

    assert numbers(loaded.experiment) == [([0.0], [10.0]), ([1.0], [20.0]), ([0.5], [15.0])]


def test_json_lines_are_objects_by_name() -> None:
    lines = [{"x": 1, "y": 2.5, "note": "a"}, {"note": "b", "y": 3, "x": 4}]
    text = "\n".join(map(json.dumps, lines))

    loaded = from_file(text, "data.jsonl", input="x", target="y")

    assert numbers(loaded.experiment) == [([1.0], [2.5]), ([4.0], [3.0])]


def test_json_lines_are_lists_by_position() -> None:
    loaded = from_file('[1, 2, "a"]\n\n[3, 4, "b"]\n', "data.jsonl", units=2, target={"one_hot": 3})

    assert numbers(loaded.experiment) == [([1.0, 2.0], [1.0, 0.0]), ([3.0, 4.0], [0.0, 1.0])]


def test_json_lines_may_hold_samples_as_a_config_does() -> None:
    samples = [Sample([1.0, 2.0], [3.0]), Sample([4.0, 5.0], [6.0])]
    text = "\n".join(json.dumps({"input": each.input, "target": each.target}) for each in samples)

    loaded = from_file(text, "data.jsonl", input="input", target="target")

    assert loaded.experiment.samples == samples
    assert data_of(loaded).inputs == ["input.1", "input.2"]


def test_arrays_are_chosen_by_name_and_flattened() -> None:
    numpy = pytest.importorskip("numpy")
    images = numpy.arange(8.0).reshape(2, 2, 2)
    numpy.savez("data.npz", X=images, y=numpy.array([1, 0]), names=numpy.array(["a"]))

    loaded = load(config(2, file="data.npz", input="X", target={"one_hot": "y"}))

    assert numbers(loaded.experiment) == [
        ([0.0, 1.0, 2.0, 3.0], [0.0, 1.0]),
        ([4.0, 5.0, 6.0, 7.0], [1.0, 0.0]),
    ]
    assert data_of(loaded).inputs == ["X.1", "X.2", "X.3", "X.4"]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"X": [[1.0, float("nan")]], "y": [1]}, 'array "X", found nan, which is not a number in'),
        ({"X": ["a"], "y": [1]}, 'data.npz: the array "X" does not hold numbers but <U1'),
        ({"X": [1, 2, 3], "y": [1]}, "not equally many: 3 of some, 1 of others"),
        ({"X": [1], "z": [1]}, 'no column is called "y" in data.npz'),
        ({"X": [{}], "y": [1]}, "data.npz is not an NPZ file of numbers: Object arrays cannot be"),
    ],
)
def test_arrays_that_are_no_samples_are_refused(arrays: dict[str, Any], message: str) -> None:
    numpy = pytest.importorskip("numpy")
    numpy.savez("data.npz", **{key: numpy.array(each) for key, each in arrays.items()})

    assert message in complaint_about(config(1, file="data.npz", input="X", target="y"))


def test_paths_begin_at_the_config(folder: Path) -> None:
    (folder / "nets" / "data").mkdir(parents=True)
    (folder / "nets/data/xy.csv").write_text("x,y\n1,2\n")
    (folder / "nets/net.yaml").write_text(
        "layers: [{units: 1, activation: relu}]\nsamples: {file: data/xy.csv, target: y}\n"
    )

    loaded = load("nets/net.yaml")

    assert numbers(loaded.experiment) == [([1.0], [2.0])]
    assert data_of(loaded).file == "data/xy.csv"


def test_options_may_change_how_a_file_is_read() -> None:
    Path("data.csv").write_text("x,y\n1,2\n3,4\n")
    net = config(1, file="data.csv", target="y")

    loaded = load(net, assignments=["samples.target=x", "samples.scale=min_max"])

    assert numbers(loaded.experiment) == [([0.0], [1.0]), ([1.0], [3.0])]


def test_too_many_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "MOST_NUMBERS", 5)

    said = complaint_of("x,y\n1,2\n3,4\n5,6\n", target="y")

    assert "data.csv gives 6 numbers; at most 5 are possible" in said


def test_one_class_a_sample_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand samples of as many classes would be a million targets."""
    monkeypatch.setattr(data_files, "MOST_NUMBERS", 1000)
    text = "x,name\n" + "".join(f"1,n{each}\n" for each in range(100))

    assert "data.csv gives 10000 numbers" in complaint_of(text, target={"one_hot": "name"})


def test_a_file_in_another_encoding_is_refused() -> None:
    said = complaint_of("x,y\n1,é\n".encode("latin-1"), target="y")

    assert "samples.file: data.csv is not a text in UTF-8: byte 6 cannot be read" in said


def test_an_epoch_has_a_batch_for_each_of_the_file_s_samples() -> None:
    Path("data.csv").write_text("x,y\n" + "1,2\n" * 7)
    net = {**config(1, file="data.csv", target="y"), "epochs": 1, "batch": {"size": 8}}

    assert "a batch of 8, but only 7 samples in all" in complaint_about(net)
