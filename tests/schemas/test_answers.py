"""What check, gradcheck, diff and plot answer in JSON fits its schema, strictly: good numbers and
bad ones, what is not finite, what is missing; of the gallery, and of networks made for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bptrace.config import gallery, load
from tests.cli.conftest import Invoke
from tests.schemas.validating import check_schema_of
from tests.support.networks import worked_example

SMALL = [each for each in gallery() if each != "digits"]
"""The digits take seconds a command, and answer in the same keys."""
EXPECTING = [each for each in SMALL if load(each).experiment.expected and each != "charlotte77"]
"""Those that say what they expect; of charlotte77, what the article does, and it takes longer."""

MANY_DIGITS = "0.29837110876000" + 386 * "1"
"""Of E in iteration 1, which is 0.2983711087600027: 400 decimals, wrong from the fifteenth on."""

AT_A_KINK = {
    "layers": [
        {"units": 1, "activation": "relu", "weights": [[1, -1]], "bias": 0},
        {"units": 1, "activation": "identity", "weights": [[1]], "bias": False},
    ],
    "samples": [{"input": [1, 1], "target": 1}],
    "iterations": 2,
}
DIVERGING = {
    "layers": [{"units": 1, "activation": "identity", "weights": [[1]], "bias": False}],
    "optimizer": {"name": "sgd", "learning_rate": 1e200},
    "samples": [{"input": 1, "target": 0}],
    "iterations": 10,
}
OVERFLOWING = {
    "layers": [
        {"units": 1, "activation": "identity", "weights": [[1e150]], "bias": False},
        {"units": 1, "activation": "identity", "weights": [[1e150]], "bias": False},
    ],
    "samples": [{"input": 1, "target": 0}],
    "iterations": 2,
}
"""E, the square of 1e300, is infinite from the start; the nets are not."""


@pytest.fixture
def answer(invoke: Invoke) -> Any:
    """`answer("check", "mazur", "E=0.3")`: the document, which has to fit."""

    def call(command: str, *arguments: str, config: Any = "") -> Any:
        stdin = config if isinstance(config, str) else json.dumps(config)
        result = invoke(command, *arguments, "--format", "json", stdin=stdin)
        assert result.exit_code in {0, 1}, result.stderr
        return check_schema_of(command, result.stdout)

    return call


# bptrace check


@pytest.mark.parametrize("name", EXPECTING)
def test_the_claims_of_an_example(answer: Any, name: str) -> None:
    assert answer("check", name)["claims"]


@pytest.mark.parametrize(
    ("claims", "key", "expected"),
    [
        (["dE_dw5=0.082167041"], "ok", [True]),
        (["dE_dw5=0.082167041", "after:1:E=0.291027924"], "ok", [True, False]),
        (["dE_dw5=0.164334081", "w5_new=0.3178329595"], "follows", [False, True]),
        (["E=1e300", "after:1:E=-1e-300"], "ok", [False, False]),
        (["E=123456789012345678901234567890", f"3:E={MANY_DIGITS}"], "ok", [False, False]),
    ],
)
def test_right_and_wrong_numbers(
    answer: Any, claims: list[str], key: str, expected: list[bool]
) -> None:
    found = answer("check", "mazur", *claims)
    assert sorted(each[key] for each in found["claims"]) == sorted(expected)


@pytest.mark.parametrize(
    ("claim", "keys"),
    [
        ("w5_new=0.37945824", {"group", "tell_apart"}),
        ("E_o2=0.05", {"vague"}),
        ("dE_dout_h1_via_o2=-0.019049119", {"about"}),
        ("dE_dout_h1=0.120526445", {"before", "after", "beginner"}),
        ("dE_dout_h1=0.987654321", set()),
    ],
)
def test_what_explains_a_number(answer: Any, claim: str, keys: set[str]) -> None:
    """In groups, vaguely, by rounding, by two mistakes, by nothing."""
    found = answer("check", "mazur", claim)
    assert bool(found["diagnoses"]) == bool(keys)
    assert all(keys <= each.keys() for each in found["diagnoses"][:1])


def test_all_the_digits_of_a_number_that_somebody_gives(invoke: Invoke) -> None:
    written = invoke("check", "mazur", f"E={MANY_DIGITS}", "--format", "json").stdout
    assert f'"expected": {MANY_DIGITS},' in written


def test_numbers_of_a_run_that_ends_early(answer: Any) -> None:
    found = answer("check", "-", "E=0.5", "after:9:E=1", config=DIVERGING)
    assert "diverged" in found["claims"][-1]["unavailable"]


def test_numbers_of_a_sample_that_there_is_not(answer: Any) -> None:
    config = worked_example(
        samples=[{"input": [0, k], "target": [0, 1]} for k in range(3)], batch={"size": 2}
    )
    found = answer("check", "-", "2:E_o1@2=0.5", "E_o1@2=0.5", config=config)
    assert None in [each.get("unavailable", "") for each in found["claims"]]


@pytest.mark.parametrize("value", ["0.291027924", "987.654321", "-0.138498562", MANY_DIGITS])
def test_where_one_number_comes_from(answer: Any, value: str) -> None:
    found = answer("check", "mazur", "--value", value)
    assert found["format"] == "bptrace-origins"
    assert bool(found["occurrences"]) != bool(found["nearest"])


def test_where_one_number_comes_from_among_some_that_are_not_finite(answer: Any) -> None:
    assert answer("check", "-", "--value", "1e300", config=OVERFLOWING)["occurrences"]
    assert answer("check", "-", "--value", "5", config=OVERFLOWING)["nearest"]


def test_the_mistakes_that_are_known(answer: Any) -> None:
    found = answer("check", "--list-mistakes")
    assert (found["format"], found["version"]) == ("bptrace-mistakes", 1)


# bptrace gradcheck


@pytest.mark.parametrize("name", SMALL)
def test_the_gradients_of_an_example(answer: Any, name: str) -> None:
    assert answer("gradcheck", name, "--inputs")["gradients"]


def test_gradients_at_a_kink(answer: Any) -> None:
    found = answer("gradcheck", "-", config=AT_A_KINK)
    assert "kink" in found["counts"]
    assert found["gradients"][0]["kinks"]


def test_gradients_that_are_not_finite(answer: Any) -> None:
    found = answer("gradcheck", "-", config=OVERFLOWING)
    assert None in [each["numerical"] for each in found["gradients"]]


# bptrace diff


@pytest.mark.parametrize("name", SMALL)
def test_an_example_and_itself_changed(answer: Any, invoke: Invoke, name: str) -> None:
    arguments = ("--iterations", "5", "--seed", "3", "--set", "eta=0.25")
    invoke("run", name, *arguments, "--output", "other.jsonl")
    found = answer("diff", name, "other.jsonl")
    assert (found["same"], found["first"] is None) == (False, False)
    assert found["config"]


def test_two_that_are_the_same(answer: Any) -> None:
    found = answer("diff", "mazur", "charlotte77")
    assert (found["identical"], found["first"]) == (True, None)


def test_numbers_of_somebody_s_own(answer: Any) -> None:
    found = answer("diff", "mazur", "-", config="E=0.29\nw5+ = 0.358916479717885\nmine = 3\n")
    assert found["missing"]["a"] == ["mine"]
    assert (found["first"]["a"], found["first"]["b"]) == (0.2983711087600027, 0.29)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e308", "-1e308", "1e-320"])
def test_numbers_that_are_hardly_any(answer: Any, number: str) -> None:
    found = answer("diff", "mazur", "-", config=f'{{"E": {number}, "w5": 0.4}}')
    assert found["first"]["name"] == "E"


def test_two_traces_that_are_not_finite(answer: Any, invoke: Invoke, tmp_path: Path) -> None:
    Path(tmp_path, "net.json").write_text(json.dumps(OVERFLOWING), encoding="utf-8")
    invoke("run", "net.json", "--set", "w1=1e140", "--output", "other.jsonl")
    assert not answer("diff", "net.json", "other.jsonl")["same"]


def test_configs_with_claims_of_many_digits(answer: Any, tmp_path: Path) -> None:
    for name, digits in {"a": MANY_DIGITS, "b": "1e300"}.items():
        text = json.dumps({**AT_A_KINK, "expected": {"E": 0}}).replace('"E": 0', f'"E": {digits}')
        Path(tmp_path, f"{name}.json").write_text(text, encoding="utf-8")
    assert answer("diff", "a.json", "b.json")["same"]


# bptrace plot


@pytest.mark.parametrize("name", SMALL)
def test_the_curves_of_an_example(answer: Any, name: str) -> None:
    found = answer("plot", name, "E", "eta", "--iterations", "30")
    assert len(found["curves"]) > 1


def test_a_curve_for_each_of_several_samples(answer: Any) -> None:
    found = answer("plot", "xor", "E", "--iterations", "20")
    assert {each["sample"] for each in found["curves"]} == {1, 2, 3, 4}


def test_curves_that_end(answer: Any) -> None:
    found = answer("plot", "-", "E", "w1", config=DIVERGING)
    assert found["ended"]
    found = answer("plot", "-", "E", "net_o1", config=OVERFLOWING)
    assert found["curves"][0]["not_finite"] == [1, "inf"]


def test_thousands_of_points(answer: Any) -> None:
    (curve,) = answer("plot", "mazur", "w5")["curves"]
    assert len(curve["points"]) < curve["values"] == 10_000
