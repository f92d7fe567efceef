"""Formulas that mean nothing, and ties that cannot be, are refused with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bptrace.api import experiment_of
from bptrace.config import load
from bptrace.config.experiment import Experiment, Tied
from bptrace.errors import ConfigError
from bptrace.network.build import build_step
from bptrace.network.formula_functions import FUNCTIONS

SAMPLES = "samples: [{input: [1, 2, 3], target: [1, 2, 3]}]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def complete(text: str) -> Experiment:
    Path("net.yaml").write_text(text, encoding="utf-8")
    return experiment_of(load("net.yaml"))


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        complete(text)
    return str(caught.value)


def with_formula(formula: str) -> str:
    return f"layers:\n- units: 3\n  activation: {{formula: {formula}}}\n{SAMPLES}"


def test_the_caret_goes_under_the_part_of_a_formula_that_is_wrong() -> None:
    assert complaint(with_formula('"net / (1 + sigmod(net))"')) == (
        "net.yaml:3:37: layers.0.activation.formula (layer 1, the output): "
        'unknown function "sigmod"\n\n'
        "  2 | - units: 3\n"
        '  3 |   activation: {formula: "net / (1 + sigmod(net))"}\n'
        '    |                                     ^^^^^^ did you mean "sigmoid"?\n\n'
        f"known: {', '.join(FUNCTIONS)}"
    )


@pytest.mark.parametrize(
    ("formula", "column", "message"),
    [
        ('""', 26, "an empty formula"),
        ('"2 net"', 28, "an operator is missing before net"),
        ("net +", 30, "the formula ends too early"),
        ("net ^^ 2", 30, "a formula cannot go on with ^ here"),
        ("(net", 29, "the formula ends too early"),
        ("nett * 2", 25, 'unknown name "nett"'),
        ("exp + net", 25, "exp is a function"),
        ("sin(net) + tanh", 36, "tanh is a function"),
        ('"sin(net, 2)"', 26, "sin takes one argument"),
        ("max(net)", 25, "max takes two arguments or more"),
        ('"where(net, 1, 2)"', 35, "expected a comparison, such as net > 0"),
        ("1/0 + net", 25, "a part of the formula, or of its derivative, is infinite"),
        ('"3"', 26, "a formula is over net, which is not in this one"),
        ("'net ; 2'", 30, "; means nothing in a formula"),
        ("net" + " + net" * 40, 225, "a formula has at most 200 characters"),
        ("(" * 20 + "net" + ")" * 20, 38, "nested too deeply for a formula"),
    ],
)
def test_every_kind_of_wrong_formula_has_its_words_and_its_column(
    formula: str, column: int, message: str
) -> None:
    said = complaint(with_formula(formula)).splitlines()[0]

    where = f"net.yaml:3:{column}: layers.0.activation.formula (layer 1, the output)"
    assert said == f"{where}: {message}"


def test_a_formula_over_several_lines_is_shown_at_its_beginning() -> None:
    text = (
        f"layers:\n- units: 3\n  activation:\n    formula: >\n      net +\n      2 net\n{SAMPLES}"
    )

    assert "net.yaml:4:14: layers.0.activation.formula" in complaint(text)


def tied(tie: str, second: str = "{units: 3, activation: tanh") -> str:
    return f"layers:\n- {{units: 2, activation: tanh}}\n- {second}, weights: {tie}}}\n{SAMPLES}"


def test_a_layer_s_weights_are_those_of_the_layer_it_is_tied_to_transposed() -> None:
    assert complete(tied("{tied_to: h}")).layers[1].weights == Tied(tied_to="h", transposed=True)


@pytest.mark.parametrize(
    ("tie", "message", "hint"),
    [
        ("{tied_to: g}", 'no layer before this one is called "g"', "known: h"),
        ("{tied_to: o}", "o is not before this layer; the later of the two is tied", "known: h"),
        (
            "{tied_to: h, transposed: false}",
            "expected 3 rows of 2; the weights of h, as they are, are 2 rows of 3",
            "^ with `transposed: true` it fits",
        ),
    ],
)
def test_a_tie_to_what_cannot_be_tied_to_is_refused(tie: str, message: str, hint: str) -> None:
    said = complaint(tied(tie))

    where = "net.yaml:3:51: layers.1.weights.tied_to (layer 2, the output)"
    assert said.startswith(f"{where}: {message}")
    assert hint in said


def test_a_tie_of_another_shape_is_refused_whichever_way_round() -> None:
    said = complaint(
        "layers:\n- {units: 2, activation: tanh}\n"
        "- {units: 4, activation: tanh, weights: {tied_to: h}}\n"
        "samples: [{input: [1, 2, 3], target: [1, 2, 3, 4]}]\n"
    )

    assert "expected 4 rows of 2; the weights of h, transposed, are 3 rows of 2\n" in said
    assert "it fits" not in said


def test_chains_of_ties_and_masks_of_ties_are_refused_with_what_to_do() -> None:
    said = complaint(
        "layers:\n- {units: 2, activation: tanh}\n"
        "- {units: 3, activation: tanh, weights: {tied_to: h1}, mask: [[1, 1], [1, 1], [1, 1]]}\n"
        "- {units: 2, activation: tanh, weights: {tied_to: h2}}\n"
        "samples: [{input: [1, 2, 3], target: [1, 2]}]\n"
    )

    assert "layers.2.weights.tied_to (layer 3, the output): h2 has no weights of its own" in said
    assert "^^ tie it to h1" in said
    assert "layers.1.mask (layer 2): the connections are those of h1, and so is their mask" in said


def test_a_tied_layer_may_have_names_of_its_own_and_be_tied_to_one_that_has() -> None:
    text = (
        "layers:\n- {units: 2, activation: tanh, name: code, names: {neurons: [a, b]}}\n"
        "- {units: 3, activation: tanh, name: again, weights: {tied_to: code}}\n"
    )

    step = build_step(complete(text + SAMPLES))

    assert "W_code" in step.states
    assert "W_again" not in [each.name for each in step.families]


def test_a_layer_is_not_tied_to_one_with_missing_connections() -> None:
    said = complaint(
        "layers:\n- {units: 2, activation: tanh, mask: [[1, 0, 1], [1, 1, 1]]}\n"
        f"- {{units: 3, activation: tanh, weights: {{tied_to: h}}}}\n{SAMPLES}"
    )

    assert "tied_to (layer 2, the output): h has a mask; weights with missing connections" in said
